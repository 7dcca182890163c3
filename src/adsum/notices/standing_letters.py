"""The letter that stands: not rescinded, one for each student, school year and level."""

from collections.abc import Collection

from adsum.notices.models import Notice


def standing_letters(students: Collection[int], *, school_year: int, level: int) -> dict[int, Notice]:
    """The standing letter of each student (primary keys) who has one."""
    letters = Notice.objects.filter(
        student__in=students, school_year=school_year, level=level, rescinded_on__isnull=True
    )
    return {letter.student_id: letter for letter in letters}

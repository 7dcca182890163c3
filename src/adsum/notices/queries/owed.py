"""Who is owed a letter and has none yet: from the newest standings, with what keeps each letter back."""

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet

from adsum.determinations.judging.school_years import school_year
from adsum.determinations.models import Standing
from adsum.district.models import School
from adsum.district.pack import pack_in_force
from adsum.enrollment.models import Student
from adsum.notices.holds import Hold, holds_on
from adsum.notices.levels import GROUNDS, LETTERS
from adsum.notices.models import Notice
from adsum.notices.recipients import recipients_of


@dataclass(frozen=True)
class OwedLetter:
    """`since` is the day the ground came; `dates_counted` all the dates that count by now."""

    student: Student
    school: School
    grade: str
    since: date | None
    dates_counted: int
    is_central_run: bool
    holds: tuple[Hold, ...] = ()


def owed_standings(*, school: School | None, level: int, on: date) -> QuerySet[Standing]:
    """Standings that call for a letter of this level, of students without a standing one."""
    year = school_year(on, pack=pack_in_force())
    has_one = Notice.objects.filter(school_year=year, level=level, rescinded_on__isnull=True).values("student")
    owed = Standing.objects.filter(school_year=year, notice_due=level).exclude(student__in=has_one)
    return owed if school is None else owed.filter(school=school)


def owed_students(*, school: School | None, level: int, on: date) -> list[OwedLetter]:
    """Everybody who is owed the letter, by name, without looking at what may hold it: one query."""
    return _letters(owed_standings(school=school, level=level, on=on), level=level)


def owed_letters(*, school: School, level: int, on: date) -> list[OwedLetter]:
    """The same for a school's page, each with its holds: two queries, however many."""
    return _with_holds(owed_students(school=school, level=level, on=on), level=level, on=on)


def owed_letter(student: Student, *, level: int, on: date) -> OwedLetter | None:
    """The letter that one student is owed, with its holds; None when none is."""
    rows = _letters(owed_standings(school=None, level=level, on=on).filter(student=student), level=level)
    return next(iter(_with_holds(rows, level=level, on=on)), None)


def _letters(standings: QuerySet[Standing], *, level: int) -> list[OwedLetter]:
    rows = standings.select_related("student", "school")
    return [
        OwedLetter(
            student=row.student,
            school=row.school,
            grade=row.grade,
            since=getattr(row, GROUNDS[level]),
            dates_counted=row.events,
            is_central_run=row.is_central_run,
        )
        for row in rows.order_by("student__family_name", "student__given_name", "student__pk")
    ]


def _with_holds(rows: list[OwedLetter], *, level: int, on: date) -> list[OwedLetter]:
    pack = pack_in_force()
    languages = pack.letter(LETTERS[level], on=on).languages
    recipients = recipients_of([row.student for row in rows], on=on, pack=pack)
    return [
        replace(
            row,
            holds=tuple(holds_on(student=row.student, recipient=recipients[row.student.pk], languages=languages)),
        )
        for row in rows
    ]

"""Everybody in batches that a transaction can hold: the students of a school together, large schools in parts."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from adsum.enrollment.models import Enrollment

# Bounds the memory and the length of one transaction, and stays under the parameters a SQLite statement may have.
STUDENTS_IN_A_BATCH = 4000


def batches(*, as_of: date) -> list[list[int]]:
    """Primary keys of every student enrolled by `as_of`, each once, with the school of the newest enrollment."""
    school_of: dict[int, int] = {}
    begun = Enrollment.objects.filter(replaced_at__isnull=True, first_day__lte=as_of)
    for student, school in begun.order_by("first_day", "pk").values_list("student_id", "school_id"):
        school_of[student] = school
    students_of: dict[int, list[int]] = defaultdict(list)
    for student, school in school_of.items():
        students_of[school].append(student)
    return [part for school in sorted(students_of) for part in parts(sorted(students_of[school]))]


def parts(students: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(students), STUDENTS_IN_A_BATCH):
        yield students[start : start + STUDENTS_IN_A_BATCH]

"""What a search shows: a short list with the grade and school that tell namesakes apart."""

from dataclasses import dataclass

from django.db.models import QuerySet

from adsum.enrollment.models import Enrollment, Student
from adsum.enrollment.search import found

MOST_RESULTS = 50


@dataclass(frozen=True)
class Result:
    student: Student
    enrollment: Enrollment | None


@dataclass(frozen=True)
class Results:
    students: list[Result]
    is_cut: bool


def search_results(students: QuerySet[Student], *, query: str) -> Results:
    """At most MOST_RESULTS students, each with the enrollment begun last. Two statements."""
    matches = list(found(students, query=query)[: MOST_RESULTS + 1])
    shown = matches[:MOST_RESULTS]
    rows = Enrollment.objects.filter(student__in=shown, replaced_at__isnull=True).select_related("school")
    newest = {enrollment.student_id: enrollment for enrollment in rows.order_by("first_day", "pk")}
    return Results([Result(student, newest.get(student.pk)) for student in shown], is_cut=len(matches) > MOST_RESULTS)

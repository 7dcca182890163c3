"""Marks and judgings in one line each, for the tests of this room and of the pages that show its findings."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from world import NOW, TODAY

from adsum.attendance.models import Mark
from adsum.determinations.actions import judge_students
from adsum.determinations.models import Run
from adsum.district.audit import Job
from adsum.enrollment.models import Student

NIGHT = Job("night")
THREE = (date(2025, 9, 8), date(2025, 9, 17), date(2025, 10, 2))


def miss(student: Student, *days: date, reason: str | None = None, periods: Sequence[int] = range(1, 7)) -> None:
    """Absent in these periods of these days, recorded on the day; an elementary student in the one there is."""
    school = student.enrollments.get(replaced_at=None).school
    Mark.objects.bulk_create(
        Mark(
            student=student,
            school=school,
            date=day,
            period=period,
            status="absent",
            reason=reason,
            recorded_at=datetime(day.year, day.month, day.day, 17, tzinfo=UTC),
        )
        for day in days
        for period in periods
        if school.level == "high" or period == 1
    )


def judge(*students: Student, as_of: date = TODAY, at: datetime = NOW) -> Run:
    return judge_students(student_ids=[student.pk for student in students], by=NIGHT, at=at, as_of=as_of)

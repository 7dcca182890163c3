"""The test world itself, and the database rules every room leans on."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from world import NOW, TODAY, World

from adsum.attendance.models import Mark
from adsum.enrollment.models import Enrollment


def test_a_named_student_sits_in_all_six_periods(world: World) -> None:
    assert world.student("Ana Flores").seats.count() == 6


def test_a_mark_is_never_edited_or_deleted(world: World) -> None:
    mark = Mark.objects.create(
        student=world.student("Ana Flores"), school=world.high, date=TODAY, period=1, status="absent", recorded_at=NOW
    )
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Mark.objects.filter(pk=mark.pk).update(reason="ILL")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Mark.objects.filter(pk=mark.pk).delete()
    assert Mark.objects.filter(pk=mark.pk).update(replaced_at=NOW) == 1
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Mark.objects.filter(pk=mark.pk).update(replaced_at=None)


def test_an_absence_never_stands_beside_a_tardy(world: World) -> None:
    meeting = {"student": world.student("Ana Flores"), "school": world.high, "date": TODAY, "period": 1}
    Mark.objects.create(**meeting, status="tardy", minutes=10, recorded_at=NOW)
    Mark.objects.create(**meeting, status="left_early", minutes=10, recorded_at=NOW)
    with pytest.raises(DatabaseError, match="absent_stands_alone"), transaction.atomic():
        Mark.objects.create(**meeting, status="absent", recorded_at=NOW)


def test_two_primary_enrollments_never_share_a_day(world: World) -> None:
    ana = world.student("Ana Flores")
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrollment.objects.create(
            source_id="e-second",
            student=ana,
            school=world.elementary,
            grade="09",
            first_day=TODAY,
            last_day=TODAY,
            recorded_at=NOW,
        )

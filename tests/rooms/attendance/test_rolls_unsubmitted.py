"""Students' meetings that no certified roll covers."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from world import FIRST_DAY, NOW, TODAY, World

from adsum.attendance.models import Roll
from adsum.attendance.queries.rolls import unsubmitted_meetings
from adsum.district.models import BellPeriod, BellSchedule, SchoolDay
from adsum.enrollment.models import Enrollment, Seat

from .taking import ABSENT, Taking

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def first_period(world: World) -> Taking:
    return Taking(world, names=("Ana Flores", "Camila Reyes"))


def unsubmitted(
    taking: Taking, *, first: date = TODAY, last: date = TODAY, **options: object
) -> set[tuple[str, date, int]]:
    names = {student.pk: name for name, student in taking.students.items()}
    rows = unsubmitted_meetings(school_ids=[taking.world.high.pk], first=first, last=last, **options)  # type: ignore[arg-type]
    assert {row.school_id for row in rows} <= {taking.world.high.pk}
    return {(names.get(row.student_id, str(row.student_id)), row.date, row.period) for row in rows}


def test_every_seat_of_an_uncertified_meeting_is_unsubmitted(first_period: Taking) -> None:
    names = ("Ana Flores", "Camila Reyes")
    assert unsubmitted(first_period) == {(name, TODAY, period) for name in names for period in range(1, 7)}


def test_a_certified_roll_covers_its_roster_present_and_absent_alike(first_period: Taking) -> None:
    first_period.certify({"Ana Flores": ABSENT})
    assert {row for row in unsubmitted(first_period) if row[2] == 1} == set()


def test_days_before_the_school_takes_its_rolls_here_owe_nothing(first_period: Taking) -> None:
    assert unsubmitted(first_period, first=FIRST_DAY) == unsubmitted(first_period)


def test_a_school_that_only_sends_marks_owes_nothing(first_period: Taking) -> None:
    first_period.world.high.rolls_from = None
    first_period.world.high.save()
    assert unsubmitted(first_period) == set()


def test_a_day_without_school_owes_nothing(first_period: Taking) -> None:
    SchoolDay.objects.filter(date=TODAY).update(is_taught=False)
    assert unsubmitted(first_period) == set()


def test_a_minimum_day_owes_only_its_periods(first_period: Taking) -> None:
    schedule = BellSchedule.objects.create(school=first_period.world.high, name="Minimum day")
    bell = BellPeriod.objects.get(period=2)
    BellPeriod.objects.create(schedule=schedule, period=2, starts_at=bell.starts_at, ends_at=bell.ends_at, minutes=40)
    SchoolDay.objects.filter(date=TODAY).update(schedule=schedule)
    assert {row[2] for row in unsubmitted(first_period)} == {2}


def test_A33_a_held_student_is_unknown_until_somebody_marks_them(world: World, first_period: Taking) -> None:
    page = first_period.page({})
    first_period.students["Noor Rahimi"] = world.student("Noor Rahimi")
    first_period.certify(page=page)
    assert {row for row in unsubmitted(first_period) if row[2] == 1} == {("Noor Rahimi", TODAY, 1)}
    first_period.certify({}, key="with-noor", at=NOW + timedelta(minutes=2))
    assert {row for row in unsubmitted(first_period) if row[2] == 1} == set()


@pytest.mark.parametrize("late", ["seat", "enrollment"])
def test_a_student_recorded_after_the_roll_is_unknown_in_it(world: World, first_period: Taking, late: str) -> None:
    first_period.certify()
    noor = world.student("Noor Rahimi")
    first_period.students["Noor Rahimi"] = noor
    rows = Seat.objects.filter(student=noor) if late == "seat" else Enrollment.objects.filter(student=noor)
    for row in list(rows):
        type(row).objects.filter(pk=row.pk).update(replaced_at=NOW)
        row.pk, row.replaces_id, row.recorded_at = None, row.pk, NOW + timedelta(hours=1)
        row.save(force_insert=True)
    assert {row for row in unsubmitted(first_period) if row[2] == 1} == {("Noor Rahimi", TODAY, 1)}


def test_a_student_who_is_not_enrolled_that_day_owes_nothing(first_period: Taking) -> None:
    ana = first_period.students["Ana Flores"]
    current = ana.enrollments.get(replaced_at=None)
    ana.enrollments.filter(pk=current.pk).update(replaced_at=NOW)
    current.pk, current.replaces_id, current.last_day = None, current.pk, YESTERDAY
    current.save(force_insert=True)
    assert {row[0] for row in unsubmitted(first_period)} == {"Camila Reyes"}


def test_as_known_before_the_roll_it_was_unsubmitted(first_period: Taking) -> None:
    first_period.certify()
    before = unsubmitted(first_period, known_at=NOW - timedelta(seconds=1))
    assert {row[0] for row in before if row[2] == 1} == {"Ana Flores", "Camila Reyes"}
    assert {row for row in unsubmitted(first_period, known_at=NOW) if row[2] == 1} == set()


def test_one_student_can_be_asked_about(first_period: Taking) -> None:
    ana = first_period.students["Ana Flores"]
    assert {row[0] for row in unsubmitted(first_period, student_ids=[ana.pk])} == {"Ana Flores"}


def test_the_newest_version_of_a_roll_counts(first_period: Taking) -> None:
    """A correction after which a student is no longer covered leaves them unknown."""
    first_period.certify()
    roll = Roll.objects.get()
    Roll.objects.filter(pk=roll.pk).update(replaced_at=NOW)
    ana = first_period.students["Ana Flores"]
    Roll.objects.create(
        section=roll.section, date=TODAY, period=1, roster=[ana.pk], held=[{"student": 0, "why": "gone"}],
        certified_at=NOW, replaces=roll,
    )  # fmt: skip
    assert {row[0] for row in unsubmitted(first_period) if row[2] == 1} == {"Camila Reyes"}


def test_statements_do_not_grow_with_days_or_students(world: World, first_period: Taking) -> None:
    counts = []
    for first in (TODAY, FIRST_DAY):
        world.high.rolls_from = first
        world.high.save()
        with CaptureQueriesContext(connection) as captured:
            rows = unsubmitted(first_period, first=first)
        counts.append(len(captured))
        assert rows
    first_period.certify()
    with CaptureQueriesContext(connection) as captured:
        unsubmitted(first_period, first=FIRST_DAY)
    assert counts == [4, 4]
    assert len(captured) == 5

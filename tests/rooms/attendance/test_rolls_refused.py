"""Rolls that cannot be taken: the day, the period, the person. Nothing of any of them is saved."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
from world import FIRST_DAY, NOW, TODAY, World

from adsum.attendance.actions.roll_checks import RollSent, can_certify
from adsum.attendance.actions.roll_refusals import (
    DayOver,
    NoSchool,
    NotBegun,
    NotHeld,
    NotTeaching,
    RollsElsewhere,
    UnknownStudent,
)
from adsum.attendance.actions.rolls import certify_roll
from adsum.attendance.models import Mark, Roll
from adsum.attendance.queries.meetings import taught_meeting
from adsum.attendance.queries.rosters import PRESENT
from adsum.district.models import AuditEvent, BellPeriod, BellSchedule, SchoolDay, Submission, Teaching

from .taking import ABSENT, Taking, late


@pytest.fixture
def first_period(world: World) -> Iterator[Taking]:
    """Every test here ends with nothing saved."""
    yield Taking(world)
    saved = [model.__name__ for model in (Roll, Mark, Submission, AuditEvent) if model._default_manager.exists()]
    assert saved == []


def test_A01_a_day_without_school(first_period: Taking) -> None:
    SchoolDay.objects.filter(date=TODAY).update(is_taught=False)
    with pytest.raises(NoSchool, match="not a school day"):
        first_period.certify({"Ana Flores": ABSENT})


def test_A01_a_day_that_is_not_on_the_calendar(first_period: Taking) -> None:
    SchoolDay.objects.filter(date=TODAY).delete()
    with pytest.raises(NoSchool, match="Nothing was saved"):
        first_period.certify()


@pytest.fixture
def minimum_day(world: World) -> BellSchedule:
    """Four periods of 40 minutes from 8:30, in force today."""
    schedule = BellSchedule.objects.create(school=world.high, name="Minimum day")
    for period in range(1, 5):
        begins = datetime.combine(TODAY, time(8, 30)) + (period - 1) * timedelta(minutes=45)
        BellPeriod.objects.create(
            schedule=schedule, period=period, starts_at=begins.time(),
            ends_at=(begins + timedelta(minutes=40)).time(), minutes=40,
        )  # fmt: skip
    SchoolDay.objects.filter(school=world.high, date=TODAY).update(schedule=schedule)
    return schedule


def test_A04_a_period_not_held_on_a_minimum_day(world: World, first_period: Taking, minimum_day: BellSchedule) -> None:
    with pytest.raises(NotHeld, match=r"Period 6 does not meet .* \(Minimum day\)"):
        Taking(world, period=6).certify(at=NOW + timedelta(hours=6))


def test_A13_the_minutes_of_a_minimum_day_are_its_own(first_period: Taking, minimum_day: BellSchedule) -> None:
    assert first_period.meeting().bell is not None
    with pytest.raises(Exception, match="cannot be right"):
        first_period.certify({"Ana Flores": late(41)})


def test_A04_a_class_outside_its_term(first_period: Taking) -> None:
    first_period.section.last_day = TODAY - timedelta(days=1)
    first_period.section.save()
    with pytest.raises(NotHeld, match="outside its term"):
        first_period.certify()


def test_C03_before_the_period_begins(first_period: Taking) -> None:
    with pytest.raises(NotBegun, match=r"Period 1 begins at 8:30"):
        first_period.certify(at=datetime(2026, 2, 10, 16, 29, 59, tzinfo=UTC))


def test_C03_with_the_bell_it_opens(first_period: Taking) -> None:
    assert can_certify(first_period.meeting(), by=first_period.teacher, at=datetime(2026, 2, 10, 16, 30, tzinfo=UTC))


def test_A06_a_future_day(first_period: Taking) -> None:
    first_period.day = TODAY + timedelta(days=1)
    with pytest.raises(NotBegun, match="has not begun"):
        first_period.certify()


@pytest.mark.parametrize("minutes_past_midnight", [0, 10])
def test_A24_after_the_calendar_day(first_period: Taking, minutes_past_midnight: int) -> None:
    midnight = datetime(2026, 2, 11, 8, 0, tzinfo=UTC)  # midnight in Los Angeles
    with pytest.raises(DayOver, match="office can enter"):
        first_period.certify({"Ana Flores": ABSENT}, at=midnight + timedelta(minutes=minutes_past_midnight))


def test_A24_in_the_last_minute_of_the_day_it_is_still_taken(world: World) -> None:
    Taking(world).certify(at=datetime(2026, 2, 11, 7, 59, 59, tzinfo=UTC))


def test_C09_a_correction_after_the_day_is_refused_and_the_roll_stands(world: World) -> None:
    taking = Taking(world)
    taking.certify({"Ana Flores": ABSENT})
    with pytest.raises(DayOver):
        taking.certify({}, key="evening", at=NOW + timedelta(days=1))
    assert taking.standing() == {"Ana Flores": "A"}


def test_C01_somebody_elses_class_has_no_meeting(world: World, first_period: Taking) -> None:
    colleague = world.person("teacher", name="colleague")
    asked = {"section_key": first_period.section.key, "date": TODAY, "period": 1}
    assert taught_meeting(colleague, **asked) is None  # type: ignore[arg-type]


def test_C01_a_colleague_who_helps_is_refused(world: World, first_period: Taking) -> None:
    colleague = world.person("teacher", name="colleague")
    with pytest.raises(NotTeaching, match="teacher or substitute"):
        certify_roll(meeting=first_period.meeting(), sent=first_period.page(), key="k", by=colleague, at=NOW)


@pytest.mark.parametrize(
    ("first_day", "last_day", "has_class"),
    [(TODAY, TODAY, True), (FIRST_DAY, TODAY - timedelta(days=1), False), (TODAY + timedelta(days=1), None, False)],
)
def test_C02_a_substitute_certifies_on_the_days_of_the_assignment(
    world: World, first_period: Taking, first_day: date, last_day: date | None, has_class: bool
) -> None:
    substitute = world.person("teacher", name="substitute")
    assert substitute.staff is not None
    Teaching.objects.create(
        section=first_period.section, staff=substitute.staff, role="substitute", first_day=first_day, last_day=last_day
    )
    found = taught_meeting(substitute, section_key=first_period.section.key, date=TODAY, period=1)
    assert (found is not None) == has_class


def test_a_school_that_takes_its_rolls_elsewhere(world: World, first_period: Taking) -> None:
    world.high.rolls_from = TODAY + timedelta(days=1)
    world.high.save()
    with pytest.raises(RollsElsewhere):
        first_period.certify()


def test_A38_a_student_who_never_sat_in_this_class_is_unknown(world: World, first_period: Taking) -> None:
    ben = world.student("Ben Okafor")
    page = first_period.page()
    with pytest.raises(UnknownStudent):
        first_period.certify(page=RollSent([*page.shown, ben.key], {**page.entries, ben.key: ABSENT}, page.version))
    with pytest.raises(UnknownStudent):
        first_period.certify(page=RollSent(page.shown, {**page.entries, "2222222222222": PRESENT}, page.version))


def test_a_school_without_bells_takes_its_roll_any_time_of_the_day(world: World) -> None:
    taking = Taking(world)
    BellSchedule.objects.all().delete()
    assert taking.meeting().bell is None
    taking.certify({"Ana Flores": late(360)}, at=datetime(2026, 2, 10, 14, 0, tzinfo=UTC))
    assert taking.standing() == {"Ana Flores": "T360"}

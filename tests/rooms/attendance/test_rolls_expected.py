"""Which rolls are owed, which are in, and how late they were."""

from datetime import timedelta

import pytest
from world import NOW, TODAY, World

from adsum.attendance.queries.rolls import RollCount, expected_rolls, roll_counts
from adsum.district.models import SchoolDay, Section, SectionPeriod, Teaching
from adsum.enrollment.models import Seat

from .taking import ABSENT, Taking


@pytest.fixture
def first_period(world: World) -> Taking:
    return Taking(world)


def owed(world: World, **options: object) -> dict[int, object]:
    rolls = expected_rolls(school_ids=[world.high.pk], date=TODAY, **options)  # type: ignore[arg-type]
    return {roll.period: roll for roll in rolls}


def test_every_period_with_students_is_owed_in_the_order_of_the_bell(world: World, first_period: Taking) -> None:
    rolls = expected_rolls(school_ids=[world.high.pk], date=TODAY, at=NOW)
    assert [roll.period for roll in rolls] == [1, 2, 3, 4, 5, 6]
    first = rolls[0]
    assert (first.teachers, first.roster_size, first.is_certified) == (("Teacher Of Mesa Verde",), 4, False)
    assert (first.starts_at, first.due_at) == (NOW - timedelta(minutes=5), NOW + timedelta(minutes=10))


def test_a_certified_roll_says_who_and_when(world: World, first_period: Taking) -> None:
    done = first_period.certify({"Ana Flores": ABSENT})
    first = owed(world)[1]
    assert (first.certified_at, first.certified_by, first.roll_key) == (NOW, "Teacher Of Mesa Verde", done.roll_key)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("minutes", "late"), [(0, 0), (10, 0), (11, 1), (30, 20)])
def test_lateness_counts_from_the_end_of_the_window(first_period: Taking, minutes: int, late: int) -> None:
    first_period.certify(at=NOW + timedelta(minutes=minutes))
    assert owed(first_period.world)[1].minutes_late == late  # type: ignore[attr-defined]


def test_a_correction_does_not_make_a_roll_late(world: World, first_period: Taking) -> None:
    first_period.certify()
    corrected = first_period.certify({"Ana Flores": ABSENT}, key="second", at=NOW + timedelta(hours=2))
    first = owed(world)[1]
    assert (first.certified_at, first.minutes_late, first.roll_key) == (NOW, 0, corrected.roll_key)  # type: ignore[attr-defined]


def test_an_open_roll_is_as_late_as_the_moment_asked_about(world: World, first_period: Taking) -> None:
    assert owed(world, at=NOW + timedelta(minutes=25))[1].minutes_late == 15  # type: ignore[attr-defined]
    assert owed(world)[1].minutes_late is None  # type: ignore[attr-defined]


@pytest.mark.parametrize("case", ["no school", "rolls elsewhere", "no students", "term over", "no calendar"])
def test_what_owes_no_roll(world: World, first_period: Taking, case: str) -> None:
    if case == "no school":
        SchoolDay.objects.update(is_taught=False)
    elif case == "no calendar":
        SchoolDay.objects.all().delete()
    elif case == "rolls elsewhere":
        world.high.rolls_from = TODAY + timedelta(days=1)
        world.high.save()
    elif case == "no students":
        Seat.objects.update(replaced_at=NOW)
    else:
        Section.objects.update(last_day=TODAY - timedelta(days=1))
    assert owed(world) == {}
    assert roll_counts(school_ids=[world.high.pk], date=TODAY) == {}


def test_two_teachers_of_one_class_are_both_named(world: World, first_period: Taking) -> None:
    substitute = world.person("teacher", name="substitute")
    assert substitute.staff is not None
    Teaching.objects.create(section=first_period.section, staff=substitute.staff, role="substitute", first_day=TODAY)
    assert owed(world)[1].teachers == ("Teacher Of Mesa Verde", "Substitute Of Mesa Verde")  # type: ignore[attr-defined]


def test_the_submittal_rate_by_school(world: World, first_period: Taking) -> None:
    world.student("Ben Okafor")
    first_period.certify()
    counts = roll_counts(school_ids=[world.high.pk, world.elementary.pk], date=TODAY)
    assert counts == {
        world.high.pk: RollCount(expected=6, certified=1),
        world.elementary.pk: RollCount(expected=1, certified=0),
    }


def test_statements_do_not_grow_with_the_school(
    world: World, first_period: Taking, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(5):  # type: ignore[operator]
        expected_rolls(school_ids=[world.high.pk], date=TODAY)
    for period in range(1, 7):
        section = Section.objects.get(periods__period=period)
        copy = Section.objects.create(
            source_id=f"copy-{period}", school=world.high, course=section.course, term=world.term, title="Copy",
            first_day=section.first_day, last_day=section.last_day,
        )  # fmt: skip
        SectionPeriod.objects.create(section=copy, period=period)
        Seat.objects.create(
            source_id=f"copy-seat-{period}", student=world.student("Noor Rahimi"), section=copy,
            first_day=TODAY, recorded_at=NOW,
        )  # fmt: skip
    with django_assert_num_queries(5):  # type: ignore[operator]
        assert len(expected_rolls(school_ids=[world.high.pk], date=TODAY)) == 12

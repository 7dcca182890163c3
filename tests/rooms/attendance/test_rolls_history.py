"""A roll's history: every version with who and when, and what others changed in between."""

from datetime import timedelta

import pytest
from world import NOW, TODAY, World

from adsum.attendance.models import Mark, Roll
from adsum.attendance.queries.roll_history import RollHistory, roll_history

from .taking import ABSENT, Taking, late


@pytest.fixture
def first_period(world: World) -> Taking:
    return Taking(world)


def history(taking: Taking) -> RollHistory:
    return roll_history(Roll.objects.latest("pk"))


def told(taking: Taking) -> list[tuple[str, dict[str, str]]]:
    """Each change as who, and name -> before>after."""
    return [
        (change.by, {line.student.name: f"{line.before.code}>{line.entry.code}" for line in change.lines})
        for change in history(taking).changes
    ]


def test_a_first_certification_tells_its_exceptions_and_counts(first_period: Taking) -> None:
    first_period.certify({"Ana Flores": ABSENT, "Keiko Sato": late(12)})
    (certified,) = history(first_period).certified
    assert (certified.roster_size, certified.present, certified.absent, certified.tardy) == (4, 2, 1, 1)
    assert [line.student.name for line in certified.exceptions] == ["Ana Flores", "Keiko Sato"]


def test_an_old_version_keeps_saying_what_it_said(first_period: Taking) -> None:
    first_period.certify({"Ana Flores": ABSENT})
    first_period.certify({"Keiko Sato": late(3)}, key="second", at=NOW + timedelta(minutes=5))
    old, new = history(first_period).certified
    assert [line.student.name for line in old.exceptions] == ["Ana Flores"]
    assert [line.student.name for line in new.exceptions] == ["Keiko Sato"]
    assert told(first_period)[1] == ("Teacher Of Mesa Verde", {"Ana Flores": "A>P", "Keiko Sato": "P>T3"})


def test_what_the_office_changed_is_told_with_who(world: World, first_period: Taking) -> None:
    first_period.certify({"Ana Flores": ABSENT})
    absent = first_period.marks("Ana Flores")[0]
    later = NOW + timedelta(hours=1)
    Mark.objects.filter(pk=absent.pk).update(replaced_at=later)
    Mark.objects.create(
        student=absent.student, school=absent.school, roll=absent.roll, date=TODAY, period=1, status="tardy",
        minutes=20, recorded_at=later, recorded_by=world.person("clerk"), replaces=absent,
    )  # fmt: skip
    assert told(first_period)[1] == ("Clerk Of Mesa Verde", {"Ana Flores": "A>T20"})


def test_a_reason_given_by_the_office_is_not_told_to_the_teacher(world: World, first_period: Taking) -> None:
    first_period.certify({"Ana Flores": ABSENT})
    absent = first_period.marks("Ana Flores")[0]
    later = NOW + timedelta(hours=1)
    Mark.objects.filter(pk=absent.pk).update(replaced_at=later)
    Mark.objects.create(
        student=absent.student, school=absent.school, roll=absent.roll, date=TODAY, period=1, status="absent",
        reason="CONF", recorded_at=later, recorded_by=world.person("clerk"), replaces=absent,
    )  # fmt: skip
    assert len(told(first_period)) == 1


def test_who_was_held_is_told_by_name(world: World, first_period: Taking) -> None:
    page = first_period.page()
    world.student("Noor Rahimi")
    first_period.certify(page=page)
    (certified,) = history(first_period).certified
    assert [student.name for student in certified.new] == ["Noor Rahimi"]


def test_statements_do_not_grow_with_corrections(first_period: Taking, django_assert_num_queries: object) -> None:
    for number in range(4):
        said = {"Ana Flores": late(number + 1), "Keiko Sato": ABSENT}
        first_period.certify(said, key=f"k{number}", at=NOW + timedelta(minutes=number))
    roll = Roll.objects.select_related("section").latest("pk")
    with django_assert_num_queries(3):  # type: ignore[operator]
        assert len(roll_history(roll).certified) == 4

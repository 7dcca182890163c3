"""Counts by school and grade, and who is behind them."""

from datetime import date, timedelta
from typing import Any

import pytest
from rooms.determinations.stories import NIGHT, THREE, miss
from world import NOW, TODAY, World

from adsum.attendance.models import Mark
from adsum.determinations.actions import judge_all
from adsum.determinations.queries import shares
from adsum.determinations.queries.behind import students_behind
from adsum.determinations.queries.today import Presence, presence_today
from adsum.district.pack import pack_in_force
from adsum.enrollment.models import Student

ILL = [date(2025, 9, 8) + timedelta(days=day) for day in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 14, 15)]


@pytest.fixture
def judged_world(world: World) -> World:
    """Ana truant, Ben chronically absent, Camila and Liam neither."""
    miss(world.student("Ana Flores"), *THREE)
    miss(world.student("Ben Okafor"), *ILL, reason="ILL")
    world.student("Camila Reyes")
    world.student("Liam O'Neal-Ruiz")
    judge_all(by=NIGHT, at=NOW, as_of=TODAY - timedelta(days=1))
    return world


def rows_of(world: World) -> list[shares.GradeTally]:
    schools = [world.high.pk, world.elementary.pk]
    return shares.tallies(schools=schools, school_year=2026, pack=pack_in_force(), on=TODAY)


def test_each_finding_is_counted_in_its_grade(judged_world: World) -> None:
    grades = shares.by_grade(rows_of(judged_world))
    assert list(grades) == ["04", "09", "10"]
    assert (grades["09"].students, grades["09"].truant, grades["09"].notices_due) == (2, 1, 1)
    assert (grades["04"].chronic_state, grades["04"].looked_at, grades["04"].truant) == (1, 1, 0)


def test_grades_stand_in_order_of_age() -> None:
    assert sorted(["10", "KN", "01", "TK"], key=shares.grade_order) == ["TK", "KN", "01", "10"]


def test_schools_add_up_to_the_district(judged_world: World) -> None:
    rows = rows_of(judged_world)
    assert shares.total(shares.by_school(rows).values()) == shares.total(row.tally for row in rows)
    assert shares.total(row.tally for row in rows).students == 4


def test_who_is_looked_at_is_the_packs_value(world: World) -> None:
    world.student("Ana Flores")
    pack = pack_in_force()
    limit = pack.value("chronic_absence.days_expected", on=TODAY)
    taught = sorted(world.high.days.filter(is_taught=True).values_list("date", flat=True))
    for as_of, looked_at in ((taught[limit - 1], 0), (taught[limit], 1)):
        judge_all(by=NIGHT, at=NOW, as_of=as_of)
        [row] = shares.tallies(schools=None, school_year=2026, pack=pack, on=TODAY)
        assert row.tally.looked_at == looked_at


def test_months_are_student_days_of_the_last_night(judged_world: World) -> None:
    first = shares.months(schools=[judged_world.high.pk], school_year=2026)[0]
    assert (first.school_month, first.days_expected, first.days_absent) == (1, 3 * 19, 1)
    assert first.days_attended == 56


def test_absent_today_is_any_class_missed_and_not_for_school(world: World) -> None:
    ana, camila, liam = (world.student(name) for name in ("Ana Flores", "Camila Reyes", "Liam O'Neal-Ruiz"))
    miss(ana, TODAY, periods=[1, 2])
    miss(camila, TODAY, reason="FT", periods=[1])
    Mark.objects.create(
        student=liam, school=world.high, date=TODAY, period=1, status="tardy", minutes=5, recorded_at=NOW
    )
    today = presence_today(schools=[world.high.pk], on=TODAY, pack=pack_in_force())
    assert today == {world.high.pk: Presence(enrolled=3, absent=1)}


def behind(world: World, measure: str, **wanted: Any) -> list[str]:
    asked = {"grade": "", "among": Student.objects.all(), "page": 1, **wanted}
    found = students_behind(
        school=world.high, measure=measure, school_year=2026, pack=pack_in_force(), on=TODAY, **asked
    )
    return [standing.student.name for standing in found.standings]


def test_the_students_behind_a_number_are_those_it_counts(judged_world: World) -> None:
    assert behind(judged_world, "truant") == ["Ana Flores"]
    assert behind(judged_world, "truant", grade="10") == []
    assert behind(judged_world, "chronic_state") == []
    assert behind(judged_world, "truant", among=Student.objects.none()) == []
    with pytest.raises(KeyError):
        behind(judged_world, "names")

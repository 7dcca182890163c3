"""Checking facts that no file brought: the edges beside those that test_bad_facts plants in files."""

from datetime import date

import pytest

from adsum.policy.check.marks import marks_problems
from adsum.policy.packs import load_pack

from .tables import absences, calendar, problems, school

FIRST = calendar()[0]["date"]


def places(facts):
    return [(problem.file, problem.row, problem.column) for problem in problems(facts)]


def test_good_facts_have_no_fault():
    assert places(school(marks=absences("2025-09-08", reason="UNEX"))) == []


def test_no_facts_have_no_fault():
    assert places(school(schools=[], calendar=[], students=[], enrollments=[])) == []


def test_unscheduled_in_one_enrollment_is_in_place_if_another_has_the_period():
    tables = {
        "enrollments": "enrollment_id | status\nana-mesa | 10\nana-evening | 30",
        "meetings": "enrollment_id | period\nana-mesa | 1\nana-evening | 2",
    }
    assert places(school(**tables, marks=absences("2025-09-08", period=2, reason="ILL"))) == []
    assert places(school(**tables, marks=absences("2025-09-08", period=3, reason="ILL"))) == [
        ("marks.csv", 2, "period")
    ]


def test_a_mark_is_as_long_as_the_longest_meeting_that_holds_it():
    tables = {
        "enrollments": "enrollment_id | status\nana-mesa | 10\nana-evening | 30",
        "meetings": "enrollment_id | period | minutes\nana-mesa | 1 | 29",
    }
    assert places(school(**tables, marks=absences("2025-09-08", minutes=360, reason="ILL"))) == []
    assert places(school(**tables, marks=absences("2025-09-08", minutes=361, reason="ILL"))) == [
        ("marks.csv", 2, "minutes")
    ]


def test_a_meeting_on_another_day_does_not_make_a_mark_longer():
    meetings = """
    period | minutes | first_day  | last_day
    1      | 30      | 2025-08-18 | 2025-09-08
    1      | 90      | 2025-09-09 | -
    """
    assert places(school(meetings=meetings, marks=absences("2025-09-08", minutes=31))) == [("marks.csv", 2, "minutes")]
    assert places(school(meetings=meetings, marks=absences("2025-09-09", minutes=31))) == []


@pytest.mark.parametrize(("day", "told"), [("2025-09-06", "date"), ("2026-06-15", "date"), ("2025-08-15", "date")])
def test_a_date_not_taught_is_told_once(day, told):
    """A Saturday, a day after the year, a day before it: within the enrollment that is open."""
    facts = school(enrollments=[{"first_day": date(2025, 8, 1)}], marks=absences(day))
    assert places(facts) == [("marks.csv", 2, told)]


def test_between_two_schedules_lies_an_all_day_meeting():
    meetings = """
    period | first_day  | last_day
    2      | 2025-08-18 | 2025-09-05
    3      | 2025-09-09 | -
    """
    assert places(school(meetings=meetings, marks=absences("2025-09-08", period=1))) == []
    assert places(school(meetings=meetings, marks=absences("2025-09-08", period=2))) == [("marks.csv", 2, "period")]


@pytest.mark.parametrize("direction", [1, -1], ids=["in order", "in no order"])
def test_faults_of_many_parts_are_all_found(direction):
    """Every student has one fault; the district is cut into parts of two marks."""
    names = [f"student {number:02}" for number in range(9)]
    facts = school(
        students=[{"student_id": name} for name in names],
        enrollments=[{"student_id": name} for name in names],
        marks=[{"student_id": name, "date": FIRST, "period": 7} for name in names][::direction],
    )
    found = marks_problems(facts, pack=load_pack("lausd"), marks_at_once=2)
    assert sorted((problem.row, problem.column) for problem in found) == [(row, "period") for row in range(2, 11)]


def test_a_day_holds_so_many_marks():
    many = [{"date": FIRST, "status": "tardy", "minutes": 5, "reason": "UNEX"}] * 256
    assert places(school(marks=many[:255])) == []
    assert places(school(marks=many)) == [("marks.csv", 2, "date")]


def test_periods_may_be_any_but_not_too_many():
    def meetings(count):
        return [{"period": 100 * number} for number in range(count)]

    assert places(school(meetings=meetings(62))) == []
    assert {column for _, _, column in places(school(meetings=meetings(64)))} == {"period"}
    assert places(school(meetings=[{"period": number} for number in range(63)])) == []


def test_a_reason_not_yet_in_force_is_told():
    earlier = calendar(first=date(1999, 9, 6), last=date(1999, 9, 7))
    facts = school(
        calendar=earlier,
        enrollments=[{"first_day": date(1999, 9, 6)}],
        marks=[{"date": earlier[0]["date"], "reason": "ILL"}],
    )
    assert [(problem.column, "not in force" in problem.message) for problem in problems(facts)] == [("reason", True)]


def test_a_mark_replaced_before_it_was_recorded():
    marks = """
    date       | recorded_at          | replaced_at
    2025-09-08 | 2025-09-08T16:00:00Z | 2025-09-08T15:59:59Z
    2025-09-09 | 2025-09-09T16:00:00Z | 2025-09-09T16:00:00Z
    """
    assert places(school(marks=marks)) == [("marks.csv", 2, "replaced_at")]


def test_an_impossible_calendar_is_refused_and_does_no_harm():
    facts = school(calendar=[*calendar(), {"date": date(1, 1, 1)}, {"date": date(9999, 12, 31)}])
    rows = len(calendar()) + 2
    assert places(facts) == [("calendar.csv", rows, "date"), ("calendar.csv", rows + 1, "date")]


def test_problems_tell_the_value_and_what_to_do():
    (problem,) = problems(school(marks=absences("2025-09-06", reason="UNEX")))
    assert str(problem) == (
        "marks.csv row 2 date '2025-09-06': is not taught at school mesa. Correct the date, or the day in calendar.csv."
    )

"""Caps count dates, in date order, within their own window; grades are those of the enrollment on the date."""

import pytest

from .tables import absences, calendar, days, events, school, taught_dates

WEEK = "2025-09-08 2025-09-09 2025-09-10 2025-09-11 2025-09-12 2025-09-15"


def reasons_of(facts):
    return [reason for _, _, reason in days(facts)]


@pytest.mark.parametrize(
    ("reason", "excused"), [("FUN", 5), ("GRIEF", 3), ("ENT", 5), ("PERF", 5), ("ILL", 6), ("JPR", 6), ("IMM", 6)]
)
def test_so_many_dates_are_excused_and_the_next_is_not(reason, excused):
    facts = school(marks=absences(WEEK, reason=reason, incident="one"))
    assert reasons_of(facts) == ["excused"] * excused + ["unexcused"] * (6 - excused)


def test_a_second_incident_has_a_count_of_its_own():
    marks = [*absences(WEEK, reason="FUN", incident="aunt"), *absences("2025-10-06", reason="FUN", incident="uncle")]
    assert reasons_of(school(marks=marks)) == [*["excused"] * 5, "unexcused", "excused"]


def test_marks_without_an_incident_share_one():
    marks = absences(WEEK, reason="FUN")
    assert reasons_of(school(marks=marks)) == ["excused"] * 5 + ["unexcused"]


def test_two_reasons_for_one_death_have_their_own_counts():
    marks = [*absences(WEEK, reason="FUN", incident="aunt"), *absences("2025-10-06", reason="GRIEF", incident="aunt")]
    assert reasons_of(school(marks=marks)) == [*["excused"] * 5, "unexcused", "excused"]


def test_an_incident_runs_on_over_the_summer():
    earlier = calendar(first=taught_dates(1)[0].replace(year=2024), last=taught_dates(1)[0].replace(year=2025, month=6))
    marks = [
        *absences("2025-06-11 2025-06-12 2025-06-13 2025-06-16 2025-06-17", reason="FUN", incident="aunt"),
        *absences("2025-08-18", reason="FUN", incident="aunt"),
    ]
    enrollments = [{"first_day": earlier[0]["date"]}]
    facts = school(calendar=[*earlier, *calendar()], enrollments=enrollments, marks=marks)
    assert reasons_of(facts) == ["excused"] * 5 + ["unexcused"]


def test_one_retreat_in_a_term():
    marks = absences("2025-09-11 2025-09-12 2026-01-26", reason="RETR")
    assert reasons_of(school(marks=marks)) == ["excused", "unexcused", "excused"]


def test_the_same_term_at_two_schools_is_one_window():
    """Who changes schools does not get a second retreat."""
    facts = school(
        schools=[{}, {"school_id": "pinon", "kind": "continuation"}],
        calendar=[*calendar(), *calendar("pinon")],
        enrollments="""
        enrollment_id | school_id | first_day  | last_day
        ana-mesa      | mesa      | 2025-08-18 | 2025-10-10
        ana-pinon     | pinon     | 2025-10-13 | -
        """,
        marks="""
        date       | school_id | reason
        2025-09-11 | mesa      | RETR
        2025-10-16 | pinon     | RETR
        """,
    )
    assert reasons_of(facts) == ["excused", "unexcused"]


def test_a_term_of_the_same_name_a_year_later_is_another():
    earlier = calendar(
        first=taught_dates(1)[0].replace(year=2024), last=taught_dates(1)[0].replace(year=2024, month=12)
    )
    marks = absences("2024-09-12 2025-09-11", reason="RETR")
    facts = school(calendar=[*earlier, *calendar()], enrollments=[{"first_day": earlier[0]["date"]}], marks=marks)
    assert reasons_of(facts) == ["excused", "excused"]


def test_religious_instruction_on_four_dates_of_a_school_month():
    """K10, K11: the fifth date in the month is an unexcused absence; the next month begins again."""
    month_2 = "2025-09-30 2025-10-01 2025-10-02 2025-10-03 2025-10-06"
    marks = absences(f"{month_2} 2025-10-13", reason="RELI", status="left_early", minutes=60)
    facts = school(marks=marks)
    assert days(facts) == []
    assert events(facts) == [("2025-10-06", "late", 1, None)]  # the district counts only NONC


def test_a_reason_beyond_its_cap_no_longer_earns_the_day():
    month_2 = "2025-09-30 2025-10-01 2025-10-02 2025-10-03 2025-10-06"
    facts = school(marks=absences(month_2, reason="RELI"))
    assert days(facts) == [("2025-10-06", "absent", "unexcused")]


def test_a_date_is_counted_once_and_whatever_the_status():
    facts = school(
        meetings="""
        period
        1
        2
        """,
        marks="""
        date       | period | reason | status | minutes
        2025-09-08 | 1      | CIVIC  | tardy  | 5        # uses up the one date of the year
        2025-09-08 | 2      | CIVIC  | tardy  | 40
        2025-09-09 | 1      | CIVIC  | tardy  | 40
        """,
    )
    assert events(facts) == [("2025-09-09", "late", 1, None)]


@pytest.mark.parametrize(("reason", "grade", "is_open"), [
    ("CONF", "06", False), ("CONF", "07", True), ("CONF", "12", True), ("CONF", "TK", False),
    ("CIVIC", "05", False), ("CIVIC", "06", True), ("ILL", "KN", True),
])  # fmt: skip
def test_a_reason_is_open_to_its_grades_only(reason, grade, is_open):
    facts = school(enrollments=[{"grade": grade}], marks=absences("2025-09-08", reason=reason))
    assert reasons_of(facts) == ["excused" if is_open else "unexcused"]


def test_the_grade_is_that_of_the_enrollment_on_the_date():
    facts = school(
        enrollments="""
        enrollment_id | grade | first_day  | last_day
        as-sixth      | 06    | 2025-08-18 | 2025-12-19
        as-seventh    | 07    | 2026-01-12 | -
        """,
        marks=absences("2025-09-08 2026-01-12", reason="CONF"),
    )
    assert reasons_of(facts) == ["unexcused", "excused"]


def test_later_dates_and_unknown_marks_use_up_nothing():
    facts = school(
        marks="""
        date       | reason | recorded_at          | replaced_at
        2025-09-08 | CIVIC  | 2025-09-08T16:00:00Z | 2025-09-09T16:00:00Z
        2025-09-10 | CIVIC  | 2025-09-10T16:00:00Z | -
        2025-09-11 | CIVIC  | 2025-09-11T16:00:00Z | -
        """
    )
    assert [day[2] for day in days(facts)] == ["excused", "unexcused"]
    assert [day[2] for day in days(facts, known_at="2025-09-08T20:00:00Z")] == ["excused"]

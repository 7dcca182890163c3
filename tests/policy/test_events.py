"""Truancy events: one a date, its kind, its age limits, and what the district counts differently."""

from datetime import date

import polars as pl
import pytest

from adsum.policy.events import birthday

from .tables import absences, calendar, events, judged, school, standing

SIX_PERIODS = [{"period": period} for period in range(1, 7)]


def test_three_full_days_of_whatever_kind_make_a_truant():
    facts = school(marks=absences("2025-09-08 2025-09-17 2025-10-02", reason="UNEX"))
    assert [event[:3] for event in events(facts)] == [
        ("2025-09-08", "full_day", 1),
        ("2025-09-17", "full_day", 2),
        ("2025-10-02", "full_day", 3),
    ]
    assert str(standing(facts)["truant_on"]) == "2025-10-02"
    assert standing(facts, as_of="2025-10-01")["truant_on"] is None


@pytest.mark.parametrize(
    ("minutes", "reason", "statute", "district"),
    [
        (29, "NONC", False, False),
        (30, "NONC", False, True),
        (31, "NONC", True, True),
        (31, "UNEX", True, False),
        (31, None, True, False),
        (31, "ILL", False, False),
    ],
)
@pytest.mark.parametrize("status", ["tardy", "left_early"])
def test_a_late_mark_counts_by_its_minutes_and_reason(status, minutes, reason, statute, district):
    facts = school(marks=absences("2025-09-08", status=status, minutes=minutes, reason=reason))
    expected = [("2025-09-08", "late" if statute else None, 1 if statute else None, 1 if district else None)]
    assert events(facts) == (expected if statute or district else [])


@pytest.mark.parametrize(("minutes", "statute", "district"), [(29, False, False), (30, False, True), (31, True, True)])
def test_a_cut_counts_by_the_minutes_of_the_meeting(minutes, statute, district):
    """The mark's own minutes say nothing: an absence misses the whole meeting."""
    facts = school(
        meetings=[{"period": 1, "minutes": minutes}, {"period": 2}],
        marks=absences("2025-09-08", minutes=5, reason="UNEX"),
    )
    expected = [("2025-09-08", "period_cut" if statute else None, 1 if statute else None, 1 if district else None)]
    assert events(facts) == (expected if statute or district else [])


def test_a_full_day_counts_however_short_its_meetings():
    facts = school(meetings=[{"period": 1, "minutes": 20}], marks=absences("2025-09-08", reason="UNEX"))
    assert events(facts) == [("2025-09-08", "full_day", 1, 1)]


def test_the_first_kind_names_the_date():
    facts = school(
        meetings=SIX_PERIODS,
        marks="""
        date       | period | status     | minutes | reason
        2025-09-08 | 1      | absent     | -       | UNEX
        2025-09-08 | 2      | tardy      | 40      | NONC
        2025-09-08 | 3      | left_early | 50      | NONC
        """,
    )
    assert events(facts) == [("2025-09-08", "period_cut", 1, 1)]


def test_an_absent_day_mixed_of_excused_and_unexcused_is_one_full_day():
    reasons = ["MED", "MED", "MED", "MED", "UNEX", "UNEX"]
    marks = [
        {"date": calendar()[20]["date"], "period": period, "reason": reason}
        for period, reason in enumerate(reasons, start=1)
    ]
    assert [event[1:] for event in events(school(meetings=SIX_PERIODS, marks=marks))] == [("full_day", 1, 1)]


def test_an_excused_absent_day_is_no_event_and_neither_is_a_suspension():
    facts = school(marks=[*absences("2025-09-08", reason="ILL"), *absences("2025-09-09", reason="OSS")])
    assert events(facts) == []


def test_an_incomplete_day_may_hold_a_cut():
    facts = school(
        meetings=SIX_PERIODS[:2],
        marks=absences("2025-09-08", reason="UNEX"),
        unsubmitted="""
        date       | period
        2025-09-08 | 2
        """,
    )
    assert events(facts) == [("2025-09-08", "period_cut", 1, 1)]


@pytest.mark.parametrize(
    ("birth_date", "counted"),
    [
        ("2019-09-08", True),  # turns 6 on the day
        ("2019-09-09", False),
        ("2007-09-09", True),  # 17 for one more day
        ("2007-09-08", False),  # turns 18 on the day
    ],
)
def test_only_of_compulsory_age(birth_date, counted):
    facts = school(
        students=[{"birth_date": date.fromisoformat(birth_date)}], marks=absences("2025-09-08", reason="UNEX")
    )
    assert bool(events(facts)) is counted


@pytest.mark.parametrize(
    ("born", "years", "expected"),
    [
        ("2012-02-29", 6, "2018-03-01"),
        ("2012-02-29", 8, "2020-02-29"),
        ("2080-02-29", 20, "2100-03-01"),  # 2100 is no leap year
        ("2012-02-28", 6, "2018-02-28"),
        ("2011-12-31", 18, "2029-12-31"),
    ],
)
def test_a_birthday_of_29_february_falls_on_1_march_in_other_years(born, years, expected):
    table = pl.DataFrame({"birth_date": [date.fromisoformat(born)]})
    assert str(table.select(birthday("birth_date", years=years)).item()) == expected


@pytest.mark.parametrize(
    ("first_day", "last_day", "counted"),
    [
        ("2025-09-08", "2025-09-08", False),
        ("2025-09-01", None, False),
        ("2025-09-09", None, True),
        ("2025-09-01", "2025-09-07", True),
    ],
)
def test_not_while_exempt(first_day, last_day, counted):
    spans = [
        {"first_day": date.fromisoformat(first_day), "last_day": date.fromisoformat(last_day) if last_day else None}
    ]
    facts = school(exemptions=spans, marks=absences("2025-09-08", reason="UNEX"))
    assert bool(events(facts)) is counted


def test_the_count_begins_again_on_1_july():
    """T13: two events in June do not help one in August to make a truant."""
    spring = [
        {"date": date(2025, 5, 20), "is_taught": 1, "school_month": 10, "term": "spring"},
        {"date": date(2025, 6, 3), "is_taught": 1, "school_month": 10, "term": "spring"},
    ]
    facts = school(
        calendar=[*spring, *calendar()],
        enrollments=[{"first_day": date(2025, 5, 1)}],
        marks=absences("2025-05-20 2025-06-03 2025-08-25", reason="UNEX"),
    )
    assert [event[:3] for event in events(facts)] == [("2025-08-25", "full_day", 1)]
    assert [event[0] for event in events(facts, as_of="2025-06-30")] == ["2025-05-20", "2025-06-03"]
    assert events(facts, as_of="2025-07-01") == []


TWO_SCHOOLS = {
    "schools": [{}, {"school_id": "pinon", "kind": "continuation"}],
    "calendar": [*calendar(), *calendar("pinon")],
}


def test_two_schools_on_one_date_make_one_event_of_the_first_kind():
    facts = school(
        **TWO_SCHOOLS,
        enrollments="""
        school_id | status
        mesa      | 10
        pinon     | 30
        """,
        marks="""
        date       | school_id | status | minutes | reason
        2025-09-08 | mesa      | tardy  | 45      | NONC
        2025-09-08 | pinon     | absent | -       | UNEX
        """,
    )
    assert events(facts) == [("2025-09-08", "full_day", 1, 1)]
    assert standing(facts)["days_absent"] == 0  # attended at Mesa Verde


def test_a_secondary_enrollment_has_cuts_but_no_full_days():
    facts = school(
        **TWO_SCHOOLS,
        enrollments="""
        school_id | status
        mesa      | 10
        pinon     | 20
        """,
        marks="""
        date       | school_id | reason
        2025-09-08 | pinon     | UNEX
        """,
    )
    assert events(facts) == [("2025-09-08", "period_cut", 1, 1)]


def test_a_pack_without_district_definitions_counts_the_statute_only():
    marks = [
        *absences("2025-09-08", status="tardy", minutes=30, reason="NONC"),
        *absences("2025-09-09", reason="UNEX"),
    ]
    assert events(school(marks=marks), pack="ca") == [("2025-09-09", "full_day", 1, None)]
    assert judged(school(marks=marks), pack="ca").events["district_count"].null_count() == 1

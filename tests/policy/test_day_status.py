"""A day is absent when every scheduled period is lost, incomplete when a roll is open, else present."""

import pytest

from .tables import calendar, days, school, standing

TWO_PERIODS = """
period
1
2
"""


def test_absent_in_every_period():
    facts = school(
        meetings=TWO_PERIODS,
        marks="""
        date       | period | reason
        2025-09-08 | 1      | ILL
        2025-09-08 | 2      | ILL
        2025-09-09 | 1      | ILL      # attended period 2
        """,
    )
    assert days(facts) == [("2025-09-08", "absent", "excused")]


@pytest.mark.parametrize(
    ("reasons", "day_reason"),
    [
        ("ILL ILL ILL", "excused"),
        ("ILL OSS IS-N", "suspended"),
        ("ILL IS-N MED", "independent_study"),
        ("OSS UNEX IS-N", "unexcused"),
        ("OSS NONC ILL", "unexcused"),
        ("OSS - ILL", "unexcused"),  # uncleared
    ],
)
def test_the_gravest_reason_names_the_day(reasons, day_reason):
    marks = [
        {"date": taught, "period": period, "reason": None if reason == "-" else reason}
        for taught in [calendar()[20]["date"]]
        for period, reason in enumerate(reasons.split(), start=1)
    ]
    facts = school(meetings=[{"period": 1}, {"period": 2}, {"period": 3}], marks=marks)
    assert [row[1:] for row in days(facts)] == [("absent", day_reason)]


@pytest.mark.parametrize("reason", ["ISS", "SCHL", "FT", "IS-Y", "RELI"])
def test_one_period_that_earns_the_day_makes_it_present(reason):
    facts = school(
        meetings=TWO_PERIODS,
        marks=[
            {"date": calendar()[20]["date"], "period": 1, "reason": reason},
            {"date": calendar()[20]["date"], "period": 2, "reason": "ILL"},
        ],
    )
    assert days(facts) == []


def test_tardy_in_every_period_is_present():
    facts = school(
        meetings=TWO_PERIODS,
        marks="""
        date       | period | reason | status     | minutes
        2025-09-08 | 1      | NONC   | tardy      | 50
        2025-09-08 | 2      | NONC   | left_early | 50
        """,
    )
    assert days(facts) == []


def test_an_open_roll_makes_a_day_incomplete_only_if_nothing_was_attended():
    facts = school(
        meetings=TWO_PERIODS,
        marks="""
        date       | period | reason
        2025-09-08 | 1      | UNEX
        2025-09-09 | 1      | UNEX
        """,
        unsubmitted="""
        date       | period
        2025-09-08 | 2
        2025-09-10 | 1        # period 2 was certified: present
        2025-09-11 | 1
        2025-09-11 | 2
        """,
    )
    assert days(facts) == [("2025-09-08", "incomplete", None), ("2025-09-11", "incomplete", None)]


def test_an_incomplete_day_is_neither_absent_nor_attended():
    facts = school(unsubmitted=[{"date": calendar()[4]["date"]}])
    ana = standing(facts, as_of=str(calendar()[9]["date"]))
    assert (ana["days_expected"], ana["days_absent"], ana["days_incomplete"]) == (10, 0, 1)
    assert ana["band"] == "below_basic"  # 9 of 10 attended: 90 whole percent
    assert ana["tier"] == "satisfactory"  # nothing of 10 absent


def test_an_absence_in_an_unsubmitted_period_is_an_absence():
    facts = school(
        marks="""
        date       | reason
        2025-09-08 | ILL
        """,
        unsubmitted="date\n2025-09-08",
    )
    assert days(facts) == [("2025-09-08", "absent", "excused")]


def test_a_tardy_in_an_unsubmitted_period_leaves_it_unsubmitted():
    facts = school(
        marks="""
        date       | status | minutes | reason
        2025-09-08 | tardy  | 5       | UNEX
        """,
        unsubmitted="date\n2025-09-08",
    )
    assert days(facts) == [("2025-09-08", "incomplete", None)]


def test_unsubmitted_rolls_of_dates_not_taught_or_periods_not_scheduled_are_nothing():
    facts = school(
        meetings=TWO_PERIODS,
        unsubmitted="""
        date       | period
        2025-09-06 | 1        # a Saturday
        2025-09-08 | 7
        """,
    )
    assert days(facts) == []


def test_no_meetings_is_one_all_day_meeting():
    facts = school(marks=[{"date": calendar()[3]["date"], "reason": "ILL", "minutes": 360}])
    assert [row[1] for row in days(facts)] == ["absent"]


def test_meetings_that_ended_leave_an_all_day_meeting():
    facts = school(
        meetings="""
        period | first_day  | last_day
        1      | 2025-08-18 | 2025-09-05
        2      | 2025-08-18 | 2025-09-05
        """,
        marks="""
        date       | period | reason
        2025-09-05 | 1      | ILL      # period 2 was attended
        2025-09-08 | 1      | ILL      # the only period there is
        """,
    )
    assert days(facts) == [("2025-09-08", "absent", "excused")]


def test_a_schedule_may_change_and_overlap_itself():
    facts = school(
        meetings="""
        period | first_day  | last_day
        1      | 2025-08-18 | 2025-09-10
        1      | 2025-09-08 | -
        2      | 2025-09-09 | -
        """,
        marks="""
        date       | period | reason
        2025-09-08 | 1      | ILL
        2025-09-09 | 1      | ILL
        2025-09-10 | 1      | ILL
        2025-09-10 | 2      | ILL
        """,
    )
    assert [row[0] for row in days(facts)] == ["2025-09-08", "2025-09-10"]


def test_periods_may_have_any_numbers():
    periods = [-3, 0, 1, 900, 70]
    first, second = calendar()[10]["date"], calendar()[11]["date"]
    facts = school(
        meetings=[{"period": period} for period in periods],
        marks=[
            *[{"date": first, "period": period, "reason": "ILL"} for period in periods],
            *[{"date": second, "period": period, "reason": "ILL"} for period in periods[1:]],
        ],
    )
    assert [row[0] for row in days(facts)] == [str(first)]


def test_days_of_earlier_years_are_listed_but_not_counted():
    earlier = calendar(
        first=calendar()[0]["date"].replace(year=2024), last=calendar()[0]["date"].replace(year=2024, month=9)
    )
    facts = school(
        calendar=[*earlier, *calendar()],
        enrollments=[{"first_day": earlier[0]["date"]}],
        marks=[{"date": earlier[0]["date"], "reason": "UNEX"}],
    )
    assert len(days(facts)) == 1
    assert standing(facts)["days_absent"] == 0
    assert standing(facts)["days_expected"] == len(calendar())

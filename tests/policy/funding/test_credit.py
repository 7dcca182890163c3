"""Credit over tables: continuation weeks, weekend classes, recovery. Each equals the rule for one student."""

from datetime import date, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from policy.tables import drawn, judged, school

from adsum.policy.funding.continuation import continuation_credit, continuation_week
from adsum.policy.funding.recovery import recovery_credit, recovery_days
from adsum.policy.funding.tables import read_tables
from adsum.policy.funding.weekend import make_up_credit, make_up_week
from adsum.policy.packs import load_pack

CA = load_pack("ca")
ON = date(2025, 10, 10)
NO_CLOSURES = read_tables({})[0].closures


def test_continuation_weeks_of_two_students_and_a_holiday() -> None:
    hours = pl.DataFrame(
        drawn("""
        student_id | school_id | date       | minutes_attended
        hugo       | pinon     | 2025-09-02 | 400     # the week of Labor Day: 12 hours count
        hugo       | pinon     | 2025-09-03 | 380
        hugo       | pinon     | 2025-09-08 | 450
        isabel     | pinon     | 2025-09-08 | 960
        """)
    )
    closures = pl.DataFrame(
        drawn("""
        school_id | date       | kind
        pinon     | 2025-09-01 | holiday
        pinon     | 2025-09-06 | holiday      # a Saturday shortens nothing
        pinon     | 2025-09-09 | emergency    # no holiday
        mesa      | 2025-09-10 | holiday      # another school's
        """)
    )
    found = continuation_credit(hours, closures=closures, pack=CA, on=ON)
    columns = ("student_id", "week", "minutes", "holidays", "days")
    assert found.rows.select(columns).rows() == [
        ("hugo", date(2025, 9, 1), 780, 1, 4.0),
        ("hugo", date(2025, 9, 8), 450, 0, 2.5),
        ("isabel", date(2025, 9, 8), 960, 0, 5.0),
    ]
    assert found.used.keys == ("continuation.week_hours", "continuation.day_minutes", "school_week.days")
    assert found.used.unverified == ()


@given(minutes=st.lists(st.integers(0, 500), min_size=1, max_size=5), holidays=st.integers(0, 5))
def test_a_week_in_the_table_is_the_week_of_one_student(minutes: list[int], holidays: int) -> None:
    monday = date(2025, 9, 8)
    told = [
        {"student_id": "hugo", "school_id": "pinon", "date": monday + timedelta(number), "minutes_attended": amount}
        for number, amount in enumerate(minutes)
    ]
    off = [{"school_id": "pinon", "date": monday + timedelta(number), "kind": "holiday"} for number in range(holidays)]
    closures = pl.DataFrame(off) if off else NO_CLOSURES
    (row,) = continuation_credit(pl.DataFrame(told), closures=closures, pack=CA, on=ON).rows.to_dicts()
    one = continuation_week(minutes=sum(minutes), holidays=holidays, pack=CA, on=ON)
    assert row["fifths_credited"] == one.minutes_credited * 5
    assert row["days"] == float(one.days)


def test_weekend_classes_fill_up_a_week_of_findings() -> None:
    """Ana missed Monday and Tuesday and came on Saturday and Sunday; Liam was there all week and on Saturday."""
    facts = school(
        students=[{"student_id": "ana"}, {"student_id": "liam"}],
        enrollments=[{"student_id": "ana"}, {"student_id": "liam"}],
        marks="""
            date       | reason
            2025-09-08 | ILL
            2025-09-09 | UNEX
            """,
    )
    weekend = pl.DataFrame(
        drawn("""
        student_id | school_id | date       | minutes
        ana        | mesa      | 2025-09-13 | 240
        ana        | mesa      | 2025-09-14 | 240
        liam       | mesa      | 2025-09-13 | 240
        liam       | mesa      | 2025-09-10 | 240    # a Wednesday is no weekend
        """)
    )
    found = make_up_credit(
        weekend,
        days=judged(facts).days,
        calendar=facts.calendar,
        enrollments=facts.enrollments,
        pack=CA,
        on=ON,
    )
    columns = ("student_id", "week", "weekdays_attended", "weekend_classes", "days_made_up")
    assert found.rows.select(columns).rows() == [
        ("ana", date(2025, 9, 8), 3, 2, 2),
        ("liam", date(2025, 9, 8), 5, 1, 0),
    ]
    assert make_up_week(weekdays_attended=3, weekend_classes=2, pack=CA, on=ON).days_made_up == 2


def test_a_week_begun_on_thursday_has_two_weekdays_to_attend() -> None:
    facts = school(enrollments=[{"first_day": date(2025, 9, 11)}])
    weekend = pl.DataFrame(
        drawn("""
        student_id | school_id | date
        ana        | mesa      | 2025-09-13
        """)
    )
    (row,) = make_up_credit(
        weekend, days=judged(facts).days, calendar=facts.calendar, enrollments=facts.enrollments, pack=CA, on=ON
    ).rows.to_dicts()
    assert (row["weekdays_attended"], row["days_made_up"]) == (2, 1)


def test_recovery_of_two_students_school_by_school() -> None:
    recovery = pl.DataFrame(
        drawn("""
        student_id | school_id | date       | minutes
        ben        | juniper   | 2025-10-09 | 90      # rows in any order
        ben        | juniper   | 2025-10-06 | 60
        ben        | juniper   | 2025-10-07 | 90
        ben        | juniper   | 2025-10-08 | 60
        emily      | juniper   | 2025-10-06 | 180
        emily      | other     | 2025-10-06 | 900     # no grade there
        """)
    )
    grades = pl.DataFrame(
        drawn("""
        student_id | school_id | grade
        ben        | juniper   | 05
        emily      | juniper   | KN
        """)
    )
    found = recovery_credit(recovery, grades=grades, pack=CA, on=ON)
    assert found.rows.rows() == [("ben", "juniper", 1, 60), ("emily", "juniper", 1, 0)]
    assert found.used.unverified == ("recovery.step_minutes", "recovery.days_per_week")


SESSIONS = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 600)), max_size=30)


@given(sessions=SESSIONS)
def test_no_minute_of_recovery_is_lost_or_counted_twice(sessions: list[tuple[int, int]]) -> None:
    told = [{"date": ON + timedelta(number), "minutes": minutes} for number, minutes in sessions]
    found = recovery_days(grade="05", sessions=told, pack=CA, on=ON)
    assert found.days * 240 + found.minutes_carried == sum(minutes for _, minutes in sessions)
    assert len(set(found.earned_on)) == found.days == len(found.earned_on)
    by_week = [day - timedelta(day.weekday()) for day in found.earned_on]
    assert all(by_week.count(monday) <= 5 for monday in by_week)

"""Continuation schools: attendance counted in minutes, credited by the week.

    continuation_week      the days of one student's week
    continuation_credit    student, school, week | minutes, holidays, days: all students

A week is credited up to a number of hours, less a part of it for each weekday that is a holiday.
Source: Ed. Code 46170.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import polars as pl

from adsum.policy.packs import Pack
from adsum.policy.packs.asking import Asking, Table, Used, WrongQuestion

MINUTES_OF_HOUR = 60
FRIDAY = 5  # as polars numbers weekdays: Monday is 1


@dataclass(frozen=True)
class ContinuationWeek:
    minutes_credited: Fraction
    days: Fraction
    used: Used


@dataclass(frozen=True)
class WeekLaw:
    """The numbers of a continuation week."""

    minutes_of_week: int
    minutes_of_day: int
    days_of_week: int

    @classmethod
    def of(cls, asking: Asking) -> WeekLaw:
        return cls(
            minutes_of_week=asking.value("continuation.week_hours") * MINUTES_OF_HOUR,
            minutes_of_day=asking.value("continuation.day_minutes"),
            days_of_week=asking.value("school_week.days"),
        )


def continuation_week(*, minutes: int, holidays: int = 0, pack: Pack, on: date) -> ContinuationWeek:
    """The days credited to one student for one week.

    in      minutes attended Monday to Friday; holidays: weekdays of the week that are holidays
    out     days, exact: 13 hours in a week with one holiday are 12 hours, 4 days
    """
    asking = Asking(pack, on=on)
    law = WeekLaw.of(asking)
    if not 0 <= holidays <= law.days_of_week:
        raise WrongQuestion(f"a week cannot have {holidays} holidays; it has {law.days_of_week} weekdays")
    most = Fraction(law.minutes_of_week * (law.days_of_week - holidays), law.days_of_week)
    credited = min(Fraction(minutes), most)
    return ContinuationWeek(credited, credited / law.minutes_of_day, asking.used())


def continuation_credit(hours: pl.DataFrame, *, closures: pl.DataFrame, pack: Pack, on: date) -> Table:
    """The days credited to all students, week by week.

    in      hours: student_id, school_id, date | minutes_attended
            closures: school_id, date | kind; those of kind `holiday` shorten the week of their school
    out     student_id, school_id, week (its Monday) | minutes, holidays, fifths_credited (minutes times the days of a
            week, so that nothing is rounded), days (float, for the page); sorted
    edges   a holiday on a weekend shortens nothing; two rows for one holiday are one
    """
    asking = Asking(pack, on=on)
    law = WeekLaw.of(asking)
    week = pl.col("date").dt.truncate("1w").alias("week")
    weeks = hours.group_by("student_id", "school_id", week).agg(minutes=pl.col("minutes_attended").sum())
    off = closures.filter((pl.col("kind") == "holiday") & (pl.col("date").dt.weekday() <= FRIDAY))
    holidays = off.group_by("school_id", week).agg(holidays=pl.col("date").n_unique().cast(pl.Int64))
    joined = weeks.join(holidays, on=["school_id", "week"], how="left").with_columns(pl.col("holidays").fill_null(0))
    most = law.minutes_of_week * (law.days_of_week - pl.col("holidays"))
    credited = pl.min_horizontal(pl.col("minutes").cast(pl.Int64) * law.days_of_week, most)
    rows = joined.with_columns(fifths_credited=credited).with_columns(
        days=pl.col("fifths_credited") / (law.days_of_week * law.minutes_of_day)
    )
    return Table(rows.sort("student_id", "school_id", "week"), asking.used())

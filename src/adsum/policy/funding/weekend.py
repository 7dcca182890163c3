"""Weekend make-up classes: they fill a week up, and never beyond it.

    make_up_week      the days credited to one student's week
    make_up_credit    student, school, week | days credited by weekend classes

Source: Ed. Code 37223(b).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from adsum.policy.facts import NEVER
from adsum.policy.packs import Pack
from adsum.policy.packs.asking import Asking, Table, Used

FRIDAY = 5  # as polars numbers weekdays: Monday is 1


@dataclass(frozen=True)
class MakeUpWeek:
    """`days` is the whole week's; `days_made_up` is what the weekend added."""

    days: int
    days_made_up: int
    used: Used


def make_up_week(*, weekdays_attended: int, weekend_classes: int, pack: Pack, on: date) -> MakeUpWeek:
    """The days credited for a week with weekend classes.

    edges   present all five days and on Saturday: five
    """
    asking = Asking(pack, on=on)
    most: int = asking.value("school_week.days")
    made_up = max(0, min(weekend_classes, most - weekdays_attended))
    return MakeUpWeek(weekdays_attended + made_up, made_up, asking.used())


def make_up_credit(
    weekend: pl.DataFrame,
    *,
    days: pl.DataFrame,
    calendar: pl.DataFrame,
    enrollments: pl.DataFrame,
    pack: Pack,
    on: date,
) -> Table:
    """What weekend classes add, for all students who took any.

    in      weekend: student_id, school_id, date; at most one class on one date counts
            days: student_id, school_id, date, as in the findings: days plainly present have no row
            calendar: school_id, date | is_taught
            enrollments: student_id, school_id, first_day, last_day (null: open)
    out     student_id, school_id, week (its Monday) | weekdays_attended, weekend_classes, days_made_up; sorted
    edges   a class on a weekday adds nothing; an incomplete day is not attended
    """
    asking = Asking(pack, on=on)
    most: int = asking.value("school_week.days")
    key = ["student_id", "school_id", "week"]
    on_weekends = weekend.filter(pl.col("date").dt.weekday() > FRIDAY).with_columns(in_week())
    taken = on_weekends.group_by(key).agg(weekend_classes=pl.col("date").n_unique().cast(pl.Int64))
    attended = weekdays_attended(taken, days=days, calendar=calendar, enrollments=enrollments)
    rows = taken.join(attended, on=key, how="left").with_columns(pl.col("weekdays_attended").fill_null(0))
    room = (most - pl.col("weekdays_attended")).clip(lower_bound=0)
    made_up = rows.with_columns(days_made_up=pl.min_horizontal("weekend_classes", room))
    return Table(made_up.select(*key, "weekdays_attended", "weekend_classes", "days_made_up").sort(key), asking.used())


def weekdays_attended(
    weeks: pl.DataFrame, *, days: pl.DataFrame, calendar: pl.DataFrame, enrollments: pl.DataFrame
) -> pl.DataFrame:
    """student_id, school_id, week | weekdays_attended: days taught while enrolled, less those in `days`."""
    key = ["student_id", "school_id", "week"]
    taught = calendar.filter(pl.col("is_taught") == 1).select("school_id", "date", in_week())
    spans = enrollments.select("student_id", "school_id", "first_day", pl.col("last_day").fill_null(NEVER))
    expected = (
        weeks.select(key)
        .join(taught, on=["school_id", "week"])
        .join(spans, on=["student_id", "school_id"])
        .filter(pl.col("date").is_between("first_day", "last_day"))
        .unique(["student_id", "school_id", "date"])
    )
    attended = expected.join(days, on=["student_id", "school_id", "date"], how="anti")
    return attended.group_by(key).agg(weekdays_attended=pl.len().cast(pl.Int64))


def in_week() -> pl.Expr:
    """The Monday of a date's week."""
    return pl.col("date").dt.truncate("1w").alias("week")

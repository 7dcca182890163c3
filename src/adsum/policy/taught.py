"""Days taught: every school's taught dates, numbered, so that days are counted by subtraction.

A school's taught dates are numbered 1, 2, 3 ... The days a student is expected are then `number of the last day
- number before the first day`, whatever lies between: the work does not grow with students times days.

    taught_days     school_id, date | day_number, school_month
    numbered_spans  school_id, first_day, last_day | number_before, number_through
    month_stretches school_id, school_month | number_before, number_through
"""

from __future__ import annotations

import polars as pl

from adsum.policy.law import Law

KEY = ["school_id", "date"]


def taught_days(calendar: pl.DataFrame, *, law: Law) -> pl.DataFrame:
    """The taught dates up to `as_of`, numbered within their school.

    in      calendar: school_id, date | is_taught, school_month
    out     school_id, date | school_month, day_number (int, from 1); sorted by its key
    edges   a date without a row is not taught
    """
    is_taught = (pl.col("is_taught") == 1) & (pl.col("date") <= law.as_of)
    days = calendar.filter(is_taught).select("school_id", "date", "school_month").sort(KEY)
    return days.with_columns(day_number=pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over("school_id"))


def numbered_spans(spans: pl.DataFrame, *, taught: pl.DataFrame) -> pl.DataFrame:
    """Count the taught days before and through each span: their difference is the days taught within it.

    in      spans: school_id, first_day, last_day (dates), any other columns
    out     the same with number_before, number_through (int); rows in any order
    edges   a school that never taught: both 0
    """
    before = _last_number(spans.sort("first_day"), on="first_day", name="number_before", taught=taught, is_before=True)
    return _last_number(before.sort("last_day"), on="last_day", name="number_through", taught=taught, is_before=False)


def _last_number(spans: pl.DataFrame, *, on: str, name: str, taught: pl.DataFrame, is_before: bool) -> pl.DataFrame:
    """The number of the last taught day up to a date, or before it."""
    numbers = taught.select("school_id", pl.col("date").alias("taught_on"), pl.col("day_number").alias(name))
    found = spans.join_asof(
        numbers.sort("taught_on"),
        left_on=on,
        right_on="taught_on",
        by="school_id",
        strategy="backward",
        allow_exact_matches=not is_before,
        check_sortedness=False,  # sorted just above; within schools it cannot be checked
    )
    return found.drop("taught_on", strict=False).with_columns(pl.col(name).fill_null(0))


def month_stretches(taught: pl.DataFrame, *, law: Law) -> pl.DataFrame:
    """The school months of the school year as stretches of day numbers.

    out     school_id, school_month | number_before, number_through (int)
    edges   a month that another interrupts has several stretches; they add up
    """
    days = taught.filter(law.is_in_year())
    stretch = pl.struct("school_id", "school_month").rle_id()
    stretches = days.group_by(stretch.alias("stretch"), "school_id", "school_month").agg(
        number_before=pl.col("day_number").min() - 1, number_through=pl.col("day_number").max()
    )
    return stretches.drop("stretch")


def days_by_month(spans: pl.DataFrame, *, stretches: pl.DataFrame) -> pl.DataFrame:
    """Spread numbered spans over the school months.

    in      spans: school_id, number_before, number_through, any other columns
    out     the other columns, school_id, school_month | days (int, taught days of the span in the month), at least 1
    edges   months interrupted by another give several rows
    """
    overlap = pl.min_horizontal("number_through", "through_month") - pl.max_horizontal("number_before", "before_month")
    months = stretches.rename({"number_before": "before_month", "number_through": "through_month"})
    spread = spans.join(months, on="school_id").with_columns(days=overlap).filter(pl.col("days") > 0)
    return spread.drop("number_before", "number_through", "before_month", "through_month")

"""Why did average daily attendance change between two reports: these schools, these months, these late corrections.

    explain_change      the parts of a change; they add up to all of it
    late_corrections    school, school month | marks recorded or replaced between two moments

A school's average is its days attended divided by its days taught. A month's part of the change is by how much it lies
above or below the earlier average, weighed by its days, in the later report less in the earlier:

    part = (attended' - average * taught') / all_taught'  -  (attended - average * taught) / all_taught

A month that did not change has part 0 as long as the days taught of the whole period are the same; the parts of one
school add up to its change exactly, whichever months were added or closed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

CELL = ["school_id", "grade_span", "school_month"]
MONTH = ["school_id", "school_month"]


@dataclass(frozen=True)
class Change:
    """A change in average daily attendance, in its parts.

    total      the whole change, students per day
    cells      school_id, grade_span, school_month | attended_before, attended_after, taught_before, taught_after, part
    schools    school_id | part: largest first, whichever its sign
    months     school_id, school_month | part, marks_recorded, marks_replaced, students: largest first
    """

    total: float
    cells: pl.DataFrame
    schools: pl.DataFrame
    months: pl.DataFrame


def explain_change(before: pl.DataFrame, after: pl.DataFrame, *, corrections: pl.DataFrame) -> Change:
    """Take the change from one `ada` table to another apart.

    in      before, after: school_id, grade_span, school_month | days_attended, days_taught, each holding the months
            of its report only; corrections: as from late_corrections
    edges   a school in one report only is wholly a gain or a loss; the parts are exact up to the last bits of a float,
            so round them on the page
    """
    cells = with_parts(side_by_side(before, after))
    schools = cells.group_by("school_id").agg(pl.col("part").sum())
    months = cells.group_by(MONTH).agg(pl.col("part").sum()).join(corrections, on=MONTH, how="full", coalesce=True)
    counts = [pl.col(name).fill_null(0) for name in ("marks_recorded", "marks_replaced", "students")]
    months = months.with_columns(pl.col("part").fill_null(0.0), *counts)
    return Change(
        total=float(cells["part"].sum()),
        cells=cells.sort(CELL),
        schools=largest_first(schools, ["school_id"]),
        months=largest_first(months, MONTH),
    )


def side_by_side(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Days attended and days taught in both reports, for every grade span and every month of its school.

    A month in which a grade span had nobody is there with 0 attended: its days divide all the same.
    """
    reports = {"before": before, "after": after}
    seen = pl.concat([report.select(CELL) for report in reports.values()])
    cells = seen.select("school_id", "grade_span").unique().join(seen.select(MONTH).unique(), on="school_id")
    for name, report in reports.items():
        days = report.select(*CELL, pl.col("days_attended").alias(f"attended_{name}"))
        taught = report.group_by(MONTH).agg(pl.col("days_taught").max().alias(f"taught_{name}"))
        cells = cells.join(days, on=CELL, how="left").join(taught, on=MONTH, how="left")
    return cells.with_columns(pl.exclude(*CELL).fill_null(0).cast(pl.Int64))


def with_parts(cells: pl.DataFrame) -> pl.DataFrame:
    span = ["school_id", "grade_span"]
    totals = (
        pl.col(name).sum().over(span).alias(f"all_{name}")
        for name in ("attended_before", "taught_before", "taught_after")
    )
    part = (
        pl.when(pl.col("all_taught_before") == 0)
        .then(pl.col("attended_after") / pl.col("all_taught_after"))
        .when(pl.col("all_taught_after") == 0)
        .then(-pl.col("attended_before") / pl.col("all_taught_before"))
        .otherwise(distance("after") - distance("before"))
    )
    return cells.with_columns(totals).with_columns(part=part).drop("^all_.*$")


def distance(report: str) -> pl.Expr:
    """How far a month lies from the earlier average, weighed by its days in a report."""
    average = pl.col("all_attended_before") / pl.col("all_taught_before")
    above: pl.Expr = pl.col(f"attended_{report}") - average * pl.col(f"taught_{report}")
    return above / pl.col(f"all_taught_{report}")


def largest_first(parts: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    return parts.sort([pl.col("part").abs(), *key], descending=[True, *[False] * len(key)])


def late_corrections(
    marks: pl.DataFrame, *, calendar: pl.DataFrame, through: date, known_at: datetime, until: datetime
) -> pl.DataFrame:
    """What was recorded too late for the earlier report.

    in      marks: mark_id, student_id, school_id, date | recorded_at, replaced_at (null: it stands)
            calendar: school_id, date | school_month
            through: the last day of the earlier report; known_at, until: the moments the two reports were made
    out     school_id, school_month | marks_recorded, marks_replaced, students (int); sorted
    edges   a mark recorded and replaced in between counts in both; one for a later date is new, not late
    """
    is_recorded, is_replaced = (
        (pl.col(name) > known_at) & (pl.col(name) <= until) for name in ("recorded_at", "replaced_at")
    )
    late = marks.filter(pl.col("date") <= through).with_columns(
        is_recorded=is_recorded.fill_null(False), is_replaced=is_replaced.fill_null(False)
    )
    late = late.filter(pl.col("is_recorded") | pl.col("is_replaced"))
    dated = late.join(calendar.select("school_id", "date", "school_month"), on=["school_id", "date"])
    counts = dated.group_by(MONTH).agg(
        marks_recorded=pl.col("is_recorded").sum().cast(pl.Int64),
        marks_replaced=pl.col("is_replaced").sum().cast(pl.Int64),
        students=pl.col("student_id").n_unique().cast(pl.Int64),
    )
    return counts.sort(MONTH)

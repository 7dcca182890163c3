"""Average daily attendance: days attended divided by days taught, for each school, grade span and school month.

Days attended are counted backwards, from what was taught to enrolled students less what they missed, so that the work
grows with absences. Sums of parts of the students add up; only the last step divides.

    attended_days   school_id, grade_span, month          sums, which add up over parts
    ada             school_id, grade_span, school_month   the output table `ada`
Source: facts contract, Meaning 10; Ed. Code 46010, 46010.3, 41601.
"""

from __future__ import annotations

import polars as pl

from adsum.policy.law import Law
from adsum.policy.taught import Taught, days_by_month

CELL = ["school_id", "grade_span", "month"]
DECIMALS = 3


def attended_days(spans: pl.DataFrame, *, missed: pl.DataFrame, taught: Taught, law: Law) -> pl.DataFrame:
    """school_id, grade_span, month (place in Taught.month_names) | days_attended (int).

    in      spans: as from absences.year_spans, with grade_span and earns_ada (bool)
            missed: as from day_status.missed_days
    edges   an incomplete day is not attended; a cell where nothing was attended is there with 0
    """
    alike = ["school_id", "grade_span", "number_before", "number_through"]
    earning = spans.filter("earns_ada").group_by(alike).agg(enrollments=pl.len().cast(pl.Int64))
    enrolled = days_by_month(earning, stretches=taught.stretches)
    enrolled = enrolled.select(*CELL, days_attended=pl.col("days") * pl.col("enrollments"))
    lost = missed.filter(law.is_in_year() & pl.col("earns_ada")).group_by(CELL)
    return add_up([enrolled, lost.agg(days_attended=-pl.len().cast(pl.Int64))])


def add_up(sums: list[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(sums).group_by(CELL).agg(pl.col("days_attended").sum())


def ada(attended: pl.DataFrame, *, taught: Taught, law: Law) -> pl.DataFrame:
    """The output table `ada`, sorted by key.

    in      attended: as from attended_days, all parts added up
    out     school_id, grade_span, school_month | days_attended, days_taught (int), ada (3 decimals, half up)
    """
    in_year = taught.days.filter(law.is_in_year())
    months = in_year.group_by("school_id", "month").agg(days_taught=pl.len().cast(pl.Int64))
    cells = attended.join(months, on=["school_id", "month"])
    twice = 2 * 10**DECIMALS * pl.col("days_attended") + pl.col("days_taught")
    thousandths = twice // (2 * pl.col("days_taught"))
    return cells.select(
        "school_id",
        pl.col("grade_span").cast(pl.String),
        taught.school_month(pl.col("month")).alias("school_month"),
        "days_attended",
        "days_taught",
        ada=thousandths.cast(pl.Decimal(18, DECIMALS)) / 10**DECIMALS,
    ).sort("school_id", "grade_span", "school_month")

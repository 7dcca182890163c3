"""Absences of a student: expected, absent and unexcused dates across all schools, in the year and in each month.

Almost everybody is expected at one school on any date. Then an absent enrollment-day is an absent date, and the dates
expected follow from the numbers of the taught days. Only students with two enrollments on one date are *crowded*:
for them every expected date is laid out, because a date is absent only if absent at every school.

    crowded_students   student_id
    absences           dates, totals and months (see Absences)
Source: facts contract, Meaning 4, 8 and the tables `days` and `months`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from adsum.policy.law import DAY_REASONS, Law
from adsum.policy.runs import add_up_runs
from adsum.policy.taught import Taught, days_by_month

DAY_STATUS = pl.Enum(["absent", "incomplete"])
DAY_REASON = pl.Enum(DAY_REASONS)
NUMBERS = ["number_before", "number_through"]


@dataclass(frozen=True)
class Absences:
    """What a student missed.

    dates     student_id, date | is_absent, is_incomplete, is_unexcused (bool); only dates not attended, any year
    expected  student_id | days_expected (int, school year)
    months    student_id, school_month | days_expected, days_absent, days_unexcused (int, school year); sorted
    rows      the output table `days`, sorted
    """

    dates: pl.DataFrame
    expected: pl.DataFrame
    months: pl.DataFrame
    rows: pl.DataFrame

    def tables(self) -> tuple[pl.DataFrame, ...]:
        return self.dates, self.expected, self.months, self.rows

    def in_order(self) -> Absences:
        """With the two output tables sorted by their keys."""
        months, rows = self.months, self.rows
        return replace(
            self, months=months.sort("student_id", "school_month"), rows=rows.sort("student_id", "school_id", "date")
        )


def crowded_students(counted: pl.DataFrame) -> pl.DataFrame:
    """student_id of the students with two counted enrollments on one date.

    in      counted: student_id, first_day, last_day (closed dates)
    edges   the last day of one being the first day of the next is a date in both
    """
    several = counted.filter(pl.len().over("student_id") > 1).sort("student_id", "first_day")
    latest_before = pl.col("last_day").cum_max().shift().over("student_id")
    return several.filter(pl.col("first_day") <= latest_before).select("student_id").unique()


def year_spans(counted: pl.DataFrame, *, taught: Taught, law: Law) -> pl.DataFrame:
    """The part of every counted enrollment that lies in the school year up to `as_of`, in day numbers.

    in      counted: enrollment_id | first_day, last_day (closed dates), page, ...
    out     the same columns with number_before, number_through (int); no row where nothing was taught in the span
    """
    clipped = counted.with_columns(
        first_day=pl.max_horizontal("first_day", pl.lit(law.year_first)),
        last_day=pl.min_horizontal("last_day", pl.lit(law.as_of)),
    )
    numbered = clipped.with_columns(
        number_before=taught.days_before(pl.col("first_day")),
        number_through=taught.days_through(pl.col("last_day")),
    )
    return numbered.filter(pl.col("number_before") < pl.col("number_through"))


def absences(
    *,
    counted: pl.DataFrame,
    spans: pl.DataFrame,
    missed: pl.DataFrame,
    student_ids: pl.Series,
    taught: Taught,
    law: Law,
) -> Absences:
    """Count a student's dates.

    in      counted: enrollments of a counted status, closed; spans: as from year_spans
            missed: as from day_status.missed_days; student_ids: in the order of student_number
    """

    def plain(spans: pl.DataFrame, missed: pl.DataFrame) -> Absences:
        months = _plain_months(spans, missed.filter(law.is_in_year()), student_ids=student_ids, taught=taught)
        return _plain(spans, missed, months=months)

    crowded = crowded_students(counted)
    if crowded.is_empty():
        return plain(spans, missed).in_order()
    alone = plain(_without(spans, crowded), _without(missed, crowded))
    shared = _crowded(counted.join(crowded, on="student_id"), missed, taught, law=law)
    together = (pl.concat(pair) for pair in zip(alone.tables(), shared.tables(), strict=True))
    return Absences(*together).in_order()


def _without(table: pl.DataFrame, students: pl.DataFrame) -> pl.DataFrame:
    return table.join(students, on="student_id", how="anti")


def _plain(spans: pl.DataFrame, missed: pl.DataFrame, *, months: pl.DataFrame) -> Absences:
    """At most one enrollment on any date: enrollment-days are dates, and counts add up."""
    days = pl.col("number_through") - pl.col("number_before")
    return Absences(
        dates=missed.select("student_id", "date", "is_absent", "is_incomplete", "is_unexcused"),
        expected=spans.group_by("student_id").agg(days_expected=days.sum()),
        months=months,
        rows=_day_rows(missed),
    )


def _plain_months(spans: pl.DataFrame, missed: pl.DataFrame, *, student_ids: pl.Series, taught: Taught) -> pl.DataFrame:
    """Count in cells, one for each student and month: student after student, month after month.

    A cell's number tells its student and month, so that nothing has to be joined by them.
    """
    months = len(taught.month_names)
    cell = (pl.col("student_number") * months + pl.col("month").cast(pl.UInt32)).alias("cell")
    spread = days_by_month(spans.select("student_number", "school_id", *NUMBERS), stretches=taught.stretches)
    expected = add_up_runs(spread.select(cell, "days"), keys=["cell"], totals=["days"])
    claims = missed.select(cell, pl.col("is_absent", "is_unexcused").cast(pl.Int32))
    absent = add_up_runs(claims, keys=["cell"], totals=["is_absent", "is_unexcused"])
    blank = pl.repeat(0, len(student_ids) * months, dtype=pl.Int32, eager=True)

    def in_cell(name: str) -> pl.Expr:
        return pl.lit(blank.clone().scatter(absent["cell"], absent[name])).gather("cell")

    return expected.select(
        student_id=pl.lit(student_ids).gather(pl.col("cell") // months),
        school_month=taught.school_month(pl.col("cell") % months),
        days_expected="days",
        days_absent=in_cell("is_absent"),
        days_unexcused=in_cell("is_unexcused"),
    )


def _crowded(counted: pl.DataFrame, missed: pl.DataFrame, taught: Taught, *, law: Law) -> Absences:
    """Several enrollments on one date: lay out every expected date and see what became of it at each school."""
    expected = _expected_days(counted, missed, taught)
    dates = expected.group_by("student_id", "date").agg(**_taken_together())
    in_year = dates.filter(law.is_in_year())
    months = expected.select("student_id", "month", "date").unique().join(in_year, on=["student_id", "date"])
    at_schools = expected.group_by("student_id", "school_id", "date").agg(
        **_taken_together(), reason_rank=pl.col("reason_rank").max()
    )
    return Absences(
        dates=dates.filter(pl.col("is_absent") | pl.col("is_incomplete")),
        expected=in_year.group_by("student_id").agg(days_expected=pl.len().cast(pl.Int32)),
        months=_crowded_months(months, taught),
        rows=_day_rows(at_schools.filter(pl.col("is_absent") | pl.col("is_incomplete"))),
    )


def _crowded_months(dates: pl.DataFrame, taught: Taught) -> pl.DataFrame:
    counts = dates.group_by("student_id", "month").agg(
        days_expected=pl.len().cast(pl.Int32),
        days_absent=pl.col("is_absent").sum().cast(pl.Int32),
        days_unexcused=pl.col("is_unexcused").sum().cast(pl.Int32),
    )
    named = counts.with_columns(month=taught.school_month(pl.col("month")))
    return named.rename({"month": "school_month"})


def _expected_days(counted: pl.DataFrame, missed: pl.DataFrame, taught: Taught) -> pl.DataFrame:
    """enrollment_id, date | student_id, school_id, month, is_absent, is_incomplete, reason_rank."""
    spans = counted.select("enrollment_id", "student_id", "school_id", "first_day", "last_day")
    days = spans.join(taught.days.drop("day_number", "term"), on="school_id").filter(
        pl.col("date").is_between("first_day", "last_day")
    )
    status = missed.select("enrollment_id", "date", "is_absent", "is_incomplete", "is_unexcused", "reason_rank")
    told = days.join(status, on=["enrollment_id", "date"], how="left")
    return told.with_columns(pl.col("is_absent", "is_incomplete", "is_unexcused").fill_null(False))


def _taken_together() -> dict[str, pl.Expr]:
    """Absent when absent everywhere; incomplete when nowhere attended and somewhere unknown."""
    is_absent = pl.col("is_absent").all()
    is_missed = (pl.col("is_absent") | pl.col("is_incomplete")).all()
    return {
        "is_absent": is_absent,
        "is_incomplete": is_missed & ~is_absent,
        "is_unexcused": is_absent & pl.col("is_unexcused").any(),
    }


def _day_rows(missed: pl.DataFrame) -> pl.DataFrame:
    """The output table `days`, not yet in order: the days that are not plainly present.

    in      missed: student_id, school_id, date | is_absent, reason_rank; absent and incomplete days only
    """
    return missed.select(
        "student_id",
        "school_id",
        "date",
        day_status=pl.when("is_absent").then(pl.lit("absent")).otherwise(pl.lit("incomplete")).cast(DAY_STATUS),
        day_reason=pl.when("is_absent").then(pl.col("reason_rank").cat.to(DAY_REASON)),
    )

"""The attendance reports of a year: first period, second period, annual.

    period_months   which school months a period holds, until when it runs, when it is due
    period_ada      school, grade span | days attended, days taught, ada: the `ada` table of a determination summed up
    district_ada    grade span | ada: the schools of a period added up
    funded_ada      the attendance a district is funded on: this year's, last year's, or an average

A school's average is its days attended in all full months of the period divided by the days it taught in them. Averages
of schools add up; days do not, because schools teach on different days.
Source: Ed. Code 41601(a).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

import polars as pl

from adsum.policy.funding.school_months import SchoolMonth, months_taught
from adsum.policy.law import school_year_first
from adsum.policy.packs import Pack
from adsum.policy.packs.asking import Asking, Table, Used

Period = Literal["first", "second", "annual"]
PERIODS: tuple[Period, ...] = ("first", "second", "annual")
DECIMALS = 3  # as in the findings


@dataclass(frozen=True)
class PeriodMonths:
    """A report's period in one school year."""

    months: tuple[int, ...]
    first_day: date
    last_day: date
    due_on: date
    used: Used


@dataclass(frozen=True)
class FundedAda:
    """`basis`: current, prior or average."""

    ada: Fraction
    basis: str
    used: Used


def period_months(
    *, period: Period, in_year: date, months: Sequence[SchoolMonth], pack: Pack, on: date
) -> PeriodMonths:
    """The full school months within a period.

    in      in_year: any day of the school year; months: of one school
    edges   a month that ends a day after the period is not in it; the annual report holds every month
    """
    asking = Asking(pack, on=on)
    first_day = school_year_first(in_year, first_day=asking.value("school_year.first_day"))
    last_day = day_in_year(asking.value(f"ada.{period}_period_last_day"), first_day)
    due_on = day_in_year(asking.value(f"ada.{period}_period_due"), first_day, after=last_day)
    held = tuple(month.number for month in months if month.last_day <= last_day)
    return PeriodMonths(held, first_day, last_day, due_on, asking.used())


def day_in_year(month_day: str, first_day: date, *, after: date | None = None) -> date:
    """The day of a school year that a month and day mean, or the first such day after another."""
    month, number = (int(part) for part in month_day.split("-"))
    earliest = first_day if after is None else after + timedelta(days=1)
    day = date(earliest.year, month, number)
    return day if day >= earliest else day.replace(year=day.year + 1)


def period_ada(
    ada: pl.DataFrame, *, calendar: pl.DataFrame, period: Period, in_year: date, pack: Pack, on: date
) -> Table:
    """Average daily attendance of a period.

    in      ada: school_id, grade_span, school_month | days_attended, days_taught, as in the findings
            calendar: school_id, date | is_taught, school_month; of the same school year
    out     school_id, grade_span | days_attended, days_taught (int), ada (3 decimals, half up); sorted
    edges   a school without a full month in the period has no row; a month in which a grade span had nobody still
            counts its days taught
    """
    held, used = months_held(calendar, period=period, in_year=in_year, pack=pack, on=on)
    taught = held.group_by("school_id").agg(pl.col("days_taught").sum())
    attended = ada.join(held.select("school_id", "school_month"), on=["school_id", "school_month"])
    cells = attended.group_by("school_id", "grade_span").agg(pl.col("days_attended").sum())
    rows = cells.join(taught, on="school_id").filter(pl.col("days_taught") > 0).with_columns(average())
    return Table(
        rows.select("school_id", "grade_span", "days_attended", "days_taught", "ada").sort(cells.columns[:2]), used
    )


def funded_ada(*, current: Fraction, earlier: Sequence[Fraction], pack: Pack, on: date) -> FundedAda:
    """The greatest of this year's attendance, last year's, and the average of some earlier years.

    in      current: this year's second period; earlier: the years before, latest first
    edges   with fewer earlier years than are averaged there is no average
    """
    asking = Asking(pack, on=on)
    count: int = asking.value("funded_ada.years_averaged")
    choices = {"current": current}
    if earlier:
        choices["prior"] = earlier[0]
    if len(earlier) >= count:
        choices["average"] = sum(earlier[:count], Fraction(0)) / count
    basis = max(choices, key=lambda name: choices[name])
    return FundedAda(choices[basis], basis, asking.used())


def months_held(
    calendar: pl.DataFrame, *, period: Period, in_year: date, pack: Pack, on: date
) -> tuple[pl.DataFrame, Used]:
    """school_id, school_month | first_day, last_day, days_taught of the full months in a period."""
    bounds = period_months(period=period, in_year=in_year, months=(), pack=pack, on=on)
    return months_taught(calendar).filter(pl.col("last_day") <= bounds.last_day), bounds.used


def average() -> pl.Expr:
    """days_attended / days_taught in whole thousandths, half up, without a rounded quotient on the way."""
    twice = 2 * 10**DECIMALS * pl.col("days_attended").cast(pl.Int64) + pl.col("days_taught")
    thousandths = twice // (2 * pl.col("days_taught"))
    quotient: pl.Expr = thousandths.cast(pl.Decimal(18, DECIMALS)) / 10**DECIMALS
    return quotient.alias("ada")


def district_ada(periods: pl.DataFrame) -> pl.DataFrame:
    """grade_span | ada: the schools' averages added up; sorted."""
    return periods.group_by("grade_span").agg(pl.col("ada").sum()).sort("grade_span")

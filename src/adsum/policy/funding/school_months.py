"""School months: the pieces of a school year that attendance is added up in.

    SchoolMonth      number, first and last day
    school_months    the months of a year that begins on a day
    months_taught    school, school month | first day, last day, days taught: from a calendar table

Source: Ed. Code 37201.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from adsum.policy.packs import Pack
from adsum.policy.packs.asking import Asking, Used, WrongQuestion

WEEK = timedelta(weeks=1)
MONDAY_TO_FRIDAY = timedelta(days=4)


@dataclass(frozen=True)
class Span:
    """Days from a first to a last, both counted."""

    first_day: date
    last_day: date

    def holds(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True)
class SchoolMonth:
    number: int
    first_day: date
    last_day: date


@dataclass(frozen=True)
class SchoolMonths:
    months: tuple[SchoolMonth, ...]
    used: Used


def school_months(
    *, first_day: date, last_day: date, left_out: Sequence[Span] = (), pack: Pack, on: date
) -> SchoolMonths:
    """Cut a year into months of whole weeks.

    in      the first and last day of instruction; `left_out`: vacations that the months step over
    out     months from Monday to Friday; holidays inside them change nothing
    edges   a week is stepped over only when the vacation covers all of its Monday to Friday; the last month may be
            shorter
    source  Ed. Code 37201: four weeks of five days, holidays included
    """
    if last_day < first_day:
        raise WrongQuestion(f"a year from {first_day} to {last_day} has no days; swap the two")
    asking = Asking(pack, on=on)
    length: int = asking.value("school_month.weeks")
    mondays = list(weeks_taught(first_day, last_day, left_out))
    groups = [mondays[start : start + length] for start in range(0, len(mondays), length)]
    months = [
        SchoolMonth(number, max(group[0], first_day), min(group[-1] + MONDAY_TO_FRIDAY, last_day))
        for number, group in enumerate(groups, start=1)
    ]
    return SchoolMonths(tuple(months), asking.used())


def weeks_taught(first_day: date, last_day: date, left_out: Sequence[Span]) -> Iterator[date]:
    """The Mondays of the weeks that are not wholly left out."""
    monday = monday_of(first_day)
    while monday <= last_day:
        if not any(span.holds(monday) and span.holds(monday + MONDAY_TO_FRIDAY) for span in left_out):
            yield monday
        monday += WEEK


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def months_taught(calendar: pl.DataFrame) -> pl.DataFrame:
    """School months as a calendar tells them.

    in      calendar: school_id, date | is_taught (0, 1), school_month; of one school year
    out     school_id, school_month | first_day, last_day (dates), days_taught (int); sorted
    edges   a month ends on the last day the calendar lists for it, taught or not: a Friday off still closes it
    """
    return (
        calendar.group_by("school_id", "school_month")
        .agg(
            first_day=pl.col("date").min(),
            last_day=pl.col("date").max(),
            days_taught=pl.col("is_taught").cast(pl.Int64).sum(),
        )
        .sort("school_id", "school_month")
    )

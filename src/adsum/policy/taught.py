"""Days taught: every school's taught dates, numbered, so that days are counted by subtraction.

A school's taught dates are numbered 1, 2, 3 ... The days a student is expected are then `number of the last day
- number before the first day`, whatever lies between: the work does not grow with students times days.

    Taught          the dates, and for each school a page to look up the month and the number of a date
    days_by_month   numbered spans spread over the school months
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

PLACE = pl.UInt32
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)  # a page has a place for every date between first and last


@dataclass(frozen=True)
class Taught:
    """The taught dates up to `as_of` of all schools. A date without a row in the calendar is not taught.

    month_names the school months, in order; everywhere below `month` is the place in this list
    days        school_id, date | month, term (int, equal for equal names), day_number (int, from 1 within the school);
                sorted by its key
    stretches   school_id, number_before | number_through (int), month, of the school year that holds `as_of`, in order;
                a month that another interrupts has several
    pages       school_id | page: the place where the school begins in the three lists below
    months      school after school, for every date from `first` to `last`: its month, null if not taught
    terms       in the same places: its term, null if not taught or not named
    numbers     in the same places: how many days the school has taught up to and with that date
    """

    month_names: pl.Series
    days: pl.DataFrame
    stretches: pl.DataFrame
    pages: pl.DataFrame
    months: pl.Series
    terms: pl.Series
    numbers: pl.Series
    first: date
    last: date

    @classmethod
    def of(cls, calendar: pl.DataFrame, *, year_first: date, through: date) -> Taught:
        days = taught_days(calendar, through=through)
        month_names = days["school_month"].unique().sort()
        days = days.drop("school_month").with_columns(month=_place_in(month_names, days["school_month"]))
        first, last = days["date"].min(), days["date"].max()
        first, last = (first, last) if isinstance(first, date) and isinstance(last, date) else (through, through)
        length = (last - first).days + 1
        pages = days.select("school_id").unique().sort("school_id")
        pages = pages.with_columns(page=pl.int_range(pl.len(), dtype=PLACE) * length)
        since = (pl.col("date") - first).dt.total_days().cast(PLACE)
        placed = days.join(pages, on="school_id").with_columns(place=pl.col("page") + since)
        blank = pl.repeat(None, length * pages.height, dtype=pl.Int32, eager=True)
        months, terms = (blank.clone().scatter(placed["place"], placed[name]) for name in ("month", "term"))
        numbers = blank.scatter(pages["page"], 0).scatter(placed["place"], placed["day_number"]).forward_fill()
        return cls(
            month_names,
            days,
            month_stretches(days.filter(pl.col("date") >= year_first)),
            pages,
            months,
            terms,
            numbers,
            first,
            last,
        )

    def month(self, on: str) -> pl.Expr:
        """The month of a date, null where nothing was taught. Reads `page`.

        Turning to a place on a page is many times cheaper than joining with the calendar.
        """
        return self._written(self.months, on)

    def school_month(self, month: pl.Expr) -> pl.Expr:
        """The name of a month."""
        return pl.lit(self.month_names).gather(month.cast(PLACE))

    def term(self, on: str) -> pl.Expr:
        """The term of a date, as a number; null where nothing was taught. Reads `page`."""
        return self._written(self.terms, on)

    def _written(self, entries: pl.Series, on: str) -> pl.Expr:
        is_there = pl.col(on).is_between(self.first, self.last)
        return pl.lit(entries).gather(pl.when(is_there).then(self._place(pl.col(on))))

    def days_through(self, on: pl.Expr) -> pl.Expr:
        """How many days the school has taught up to and with a date. Reads `page`; without one it never taught."""
        number = pl.lit(self.numbers).gather(self._place(pl.min_horizontal(on, pl.lit(self.last))))
        return pl.when(on >= self.first).then(number).otherwise(0).fill_null(0)

    def days_before(self, on: pl.Expr) -> pl.Expr:
        return self.days_through(on - timedelta(days=1))

    def _place(self, on: pl.Expr) -> pl.Expr:
        return pl.col("page") + (on - self.first).dt.total_days().clip(0).cast(PLACE)


def _place_in(names: pl.Series, values: pl.Series) -> pl.Series:
    """The place of each value in a sorted list that has it."""
    return names.search_sorted(values).cast(pl.Int32)


def taught_days(calendar: pl.DataFrame, *, through: date) -> pl.DataFrame:
    """school_id, date | school_month, term, day_number. Dates that check refuses as impossible are left out."""
    is_taught = (pl.col("is_taught") == 1) & pl.col("date").is_between(EARLIEST, min(through, LATEST))
    term = pl.col("term").rank("dense").cast(pl.Int32)
    days = calendar.filter(is_taught).select("school_id", "date", "school_month", term).sort("school_id", "date")
    return days.with_columns(day_number=pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over("school_id"))


def month_stretches(days: pl.DataFrame) -> pl.DataFrame:
    """The school months as stretches of day numbers.

    in      days: as in Taught, of one school year
    out     school_id, number_before | number_through, month (int); sorted
    edges   a month that another interrupts has several stretches; they add up
    """
    is_same = (pl.col("school_id") == pl.col("school_id").shift(-1)) & (pl.col("month") == pl.col("month").shift(-1))
    is_first = ~is_same.shift().fill_null(False)
    firsts = days.filter(is_first).select("school_id", number_before=pl.col("day_number") - 1)
    lasts = days.filter(~is_same.fill_null(False)).select("month", number_through="day_number")
    return pl.concat([firsts, lasts], how="horizontal")


def days_by_month(spans: pl.DataFrame, *, stretches: pl.DataFrame) -> pl.DataFrame:
    """Spread numbered spans over the school months.

    in      spans: school_id, number_before, number_through, any other columns
    out     the other columns, school_id, month | days (int, taught days of the span in the month), at least 1; in the
            order of the spans, and within them of the days
    edges   months interrupted by another give several rows
    """
    overlap = pl.min_horizontal("number_through", "through_month") - pl.max_horizontal("number_before", "before_month")
    months = stretches.rename({"number_before": "before_month", "number_through": "through_month"})
    spread = (
        spans.join(months, on="school_id", maintain_order="left_right")
        .with_columns(days=overlap)
        .filter(pl.col("days") > 0)
    )
    return spread.drop("number_before", "number_through", "before_month", "through_month")

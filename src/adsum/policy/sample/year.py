"""The sample's school year: dates, school months, terms, holidays, and how much of an absence day each date is.

An invented year on the model of a Los Angeles calendar, 2025-26: ten school months of four weeks, the winter weeks
outside them, one pupil-free day that differs between three calendars.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import polars as pl

FIRST_DATE, LAST_DATE = date(2025, 8, 18), date(2026, 6, 12)
WINTER = (date(2025, 12, 22), date(2026, 1, 9))
LAST_FALL_DATE = date(2025, 12, 19)
WEEKS_IN_A_SCHOOL_MONTH = 4
BREAKS = ((date(2025, 11, 24), date(2025, 11, 28)), (date(2026, 3, 30), date(2026, 4, 3)))
HOLIDAYS = (date(2025, 9, 1), date(2025, 11, 11), date(2026, 1, 19), date(2026, 2, 16), date(2026, 5, 25))
PUPIL_FREE_DATES = (date(2025, 9, 23), date(2025, 10, 2), date(2026, 4, 24))
STORM_DATES = (date(2025, 11, 20), date(2026, 2, 5))

WEEKDAY_FACTORS = (1.04, 0.92, 0.90, 0.98, 1.18)  # Monday to Friday
MONTH_FACTORS = {8: 0.70, 9: 0.82, 10: 0.90, 11: 0.98, 12: 1.05, 1: 1.05, 2: 1.05, 3: 1.05, 4: 1.08, 5: 1.15, 6: 1.30}
BESIDE_A_BREAK, IN_A_STORM = 1.45, 2.3


@dataclass(frozen=True)
class SchoolDate:
    """One weekday of the year. `number` counts the weekdays outside the winter weeks from 0."""

    number: int
    on: date
    school_month: int
    is_holiday: bool

    @property
    def term(self) -> str:
        return "fall" if self.on <= LAST_FALL_DATE else "spring"


@cache
def school_dates() -> tuple[SchoolDate, ...]:
    days = [FIRST_DATE + timedelta(days=n) for n in range((LAST_DATE - FIRST_DATE).days + 1)]
    weekdays = [day for day in days if day.weekday() < 5 and not WINTER[0] <= day <= WINTER[1]]
    length = 5 * WEEKS_IN_A_SCHOOL_MONTH
    return tuple(SchoolDate(n, day, 1 + n // length, is_holiday(day)) for n, day in enumerate(weekdays))


def is_holiday(day: date) -> bool:
    return day in HOLIDAYS or any(first <= day <= last for first, last in BREAKS)


def is_taught(day: SchoolDate, *, calendar: int) -> bool:
    return not day.is_holiday and day.on != PUPIL_FREE_DATES[calendar]


def absence_factor(day: SchoolDate) -> float:
    """Friday up, spring up, the days beside a break up, storm days far up."""
    factor = WEEKDAY_FACTORS[day.on.weekday()] * MONTH_FACTORS[day.on.month]
    if is_beside_a_break(day):
        factor *= BESIDE_A_BREAK
    return factor * IN_A_STORM if day.on in STORM_DATES else factor


def is_beside_a_break(day: SchoolDate) -> bool:
    dates = school_dates()
    around = [dates[n] for n in (day.number - 1, day.number + 1) if 0 <= n < len(dates)]
    is_before_winter = any(abs((other.on - day.on).days) > 7 for other in around)
    return is_before_winter or any(other.is_holiday for other in around)


@cache
def days_frame() -> pl.DataFrame:
    """day (u16) | on (date), factor (f64), is_spring (bool): one row per weekday of the year."""
    days = school_dates()
    return pl.DataFrame(
        {
            "day": pl.Series([day.number for day in days], dtype=pl.UInt16),
            "on": [day.on for day in days],
            "factor": [absence_factor(day) for day in days],
            "is_spring": [day.term == "spring" for day in days],
        }
    )


@cache
def taught_frame() -> pl.DataFrame:
    """calendar, day | is_taught, taught_so_far (taught dates up to and with that day)."""
    numbers = range(len(PUPIL_FREE_DATES))
    rows = [(number, day.number, is_taught(day, calendar=number)) for number in numbers for day in school_dates()]
    schema = {"calendar": pl.UInt8, "day": pl.UInt16, "is_taught": pl.Boolean}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return frame.with_columns(taught_so_far=pl.col("is_taught").cast(pl.Int32).cum_sum().over("calendar"))

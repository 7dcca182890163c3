"""The demo's calendar: first day 2025-08-18, Labor Day and three weeks of winter recess off, months of four weeks.

It is the test calendar TC-1 of the worked examples, so that what a test shows can be seen in the demo.
"""

from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache

FIRST_DAY, LAST_DAY = date(2025, 8, 18), date(2026, 6, 12)
HOLIDAYS = {date(2025, 9, 1): "Labor Day"}
WINTER_RECESS = (date(2025, 12, 22), date(2026, 1, 9))
SPRING_TERM = date(2026, 1, 26)
TODAY = date(2026, 2, 10)
WEEKS_IN_A_MONTH = 4


@dataclass(frozen=True)
class Day:
    date: date
    school_month: int
    term: str


@cache
def taught_days() -> tuple[Day, ...]:
    """Every taught day with its school month and term; weeks of the winter recess belong to no month."""
    days = []
    week = -1
    day = FIRST_DAY
    while day <= LAST_DAY:
        in_recess = WINTER_RECESS[0] <= day <= WINTER_RECESS[1]
        if day.weekday() == 0 and not in_recess:
            week += 1
        if day.weekday() < 5 and not in_recess and day not in HOLIDAYS:
            days.append(Day(day, week // WEEKS_IN_A_MONTH + 1, "fall" if day < SPRING_TERM else "spring"))
        day += timedelta(days=1)
    return tuple(days)


@dataclass(frozen=True)
class Bells:
    """A regular day: when it starts, how many periods of how many minutes, and the break between them."""

    starts_at: time
    periods: int
    minutes: int
    break_minutes: int = 6


ELEMENTARY_BELLS = Bells(time(8, 0), 1, 305)
MIDDLE_BELLS = Bells(time(8, 15), 6, 54)
HIGH_BELLS = Bells(time(8, 30), 6, 55)

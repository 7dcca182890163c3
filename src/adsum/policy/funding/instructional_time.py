"""The year's instruction: enough days, enough minutes, and what a district loses when there are too few.

    year_of_days        days short, and the share of funding lost
    year_of_minutes     minutes short for a grade

Source: Ed. Code 46207, 46208; the state's table of instructional time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from adsum.policy.packs import Pack
from adsum.policy.packs.asking import Asking, Used, WrongQuestion


@dataclass(frozen=True)
class YearOfDays:
    """`share_lost` of the funding that the days short stand for."""

    days_needed: int
    days_short: int
    share_lost: Fraction
    used: Used


@dataclass(frozen=True)
class YearOfMinutes:
    minutes_needed: int
    minutes_short: int
    used: Used


def year_of_days(
    *, days_taught: int, days_credited: int = 0, is_charter: bool = False, pack: Pack, on: date
) -> YearOfDays:
    """How far a school year falls short of its days.

    in      days_credited: closed days that the state has approved (Form J-13A)
    """
    asking = Asking(pack, on=on)
    needed: int = asking.value("instructional_days.charter" if is_charter else "instructional_days.district")
    short = max(0, needed - days_taught - days_credited)
    return YearOfDays(needed, short, share_lost(asking, short), asking.used())


def share_lost(asking: Asking, days_short: int) -> Fraction:
    """A smaller share for each of the first days, a larger one for each beyond."""
    first: int = asking.value("instructional_days.first_days_short")
    share: Fraction = asking.value("instructional_days.first_penalty") * min(days_short, first)
    beyond: Fraction = asking.value("instructional_days.further_penalty") * max(0, days_short - first)
    return share + beyond


def year_of_minutes(*, grade: str, minutes_offered: int, pack: Pack, on: date) -> YearOfMinutes:
    """How far a year's minutes of instruction fall short for a grade."""
    asking = Asking(pack, on=on)
    for row in asking.value("instructional_minutes.year"):
        if grade in row["grades"]:
            return YearOfMinutes(row["minutes"], max(0, row["minutes"] - minutes_offered), asking.used())
    raise WrongQuestion(f"there is no grade {grade!r}; grades are TK, KN, 01 to 12")

"""Emergencies: days a school was closed, or open with few students, and what the state credits (Form J-13A).

    emergency_day         what kind of day it was, and what to ask the state for
    closure_month         a month with closed days: fewer days taught, the same attendance
    closed_days           school, school month | days closed: the divisor of a report without them

Source: Ed. Code 41422, 46391, 46392; Form J-13A.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import polars as pl

from adsum.policy.funding.minimum_day import minutes_needed
from adsum.policy.packs import Pack
from adsum.policy.packs.asking import Asking, Used, WrongQuestion

CLOSURES = ("emergency", "reduced")  # kinds of `closures` rows that may be asked for; a holiday may not


@dataclass(frozen=True)
class EmergencyDay:
    """`kind`: closure, material_decrease, records_lost or ordinary. `plan` is what the request must come with."""

    kind: str
    plan: str | None
    used: Used


@dataclass(frozen=True)
class ClosureMonth:
    days_taught: int
    ada: Fraction
    used: Used


def emergency_day(
    *,
    grade: str,
    minutes_held: int,
    students_attended: int,
    students_usual: int,
    is_record_lost: bool = False,
    pack: Pack,
    on: date,
) -> EmergencyDay:
    """What an emergency made of a school day.

    in      minutes_held: 0 when the school was closed; students_usual: average of the reference month
    edges   a day shorter than the minimum day is a closure, whoever came
    """
    asking = Asking(pack, on=on)
    if minutes_held < minutes_needed(asking, grade):
        kind = "closure"
    elif is_record_lost:
        kind = "records_lost"
    elif is_material_decrease(asking, students_attended, students_usual):
        kind = "material_decrease"
    else:
        return EmergencyDay("ordinary", None, asking.used())
    return EmergencyDay(kind, asking.value("emergency.plan"), asking.used())


def is_material_decrease(asking: Asking, students_attended: int, students_usual: int) -> bool:
    if students_usual < 1:
        raise WrongQuestion("a usual attendance of no student cannot be compared with; give the reference month's")
    return asking.meets("emergency.material_decrease_share", Fraction(students_attended, students_usual))


def closure_month(*, days_scheduled: int, days_closed: int, days_attended: int, pack: Pack, on: date) -> ClosureMonth:
    """A month's average when days were closed: closed days leave the divisor, and nobody loses a day by them."""
    days_taught = days_scheduled - days_closed
    if days_taught < 1:
        raise WrongQuestion("a month without any day taught has no average; leave it out of the period")
    return ClosureMonth(days_taught, Fraction(days_attended, days_taught), Asking(pack, on=on).used())


def closed_days(closures: pl.DataFrame, *, calendar: pl.DataFrame) -> pl.DataFrame:
    """Days lost to emergencies, school month by school month, and whether a request for them is approved.

    in      closures: school_id, date | kind, approved_on (null: not yet); calendar: school_id, date | school_month
    out     school_id, school_month | days_closed, days_approved; sorted
    edges   a closed day that the calendar does not list belongs to no month and is left out
    """
    asked = closures.filter(pl.col("kind").is_in(CLOSURES)).unique(["school_id", "date"])
    months = calendar.select("school_id", "date", "school_month")
    dated = asked.join(months, on=["school_id", "date"])
    sums = dated.group_by("school_id", "school_month").agg(
        days_closed=pl.len().cast(pl.Int64), days_approved=pl.col("approved_on").is_not_null().sum().cast(pl.Int64)
    )
    return sums.sort("school_id", "school_month")

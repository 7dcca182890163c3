"""The attendance goal: the share of expected days that every student should attend.

    goal            is one student at the goal, and how many absences does it leave?
    goal_shares     school | students, students at the goal: the count behind "96 percent and above"

Source: the district's attendance improvement page; its data decks of 2017.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import polars as pl

from adsum.policy.packs import Pack
from adsum.policy.packs.asking import Asking, Table, Used

KEY = "attendance_goal.attended_share"


@dataclass(frozen=True)
class Goal:
    """`is_met` None: no day was expected. `days_allowed`: absences that still leave the goal met."""

    is_met: bool | None
    days_allowed: int
    used: Used


def goal(*, days_expected: int, days_absent: int = 0, pack: Pack, on: date) -> Goal:
    """Whether a student attends enough, and how many days could be missed of the days expected."""
    asking = Asking(pack, on=on)
    share: Fraction = asking.value(KEY)
    allowed = int((1 - share) * days_expected)
    is_met = asking.meets(KEY, Fraction(days_expected - days_absent, days_expected)) if days_expected else None
    return Goal(is_met, allowed, asking.used())


def goal_shares(standing: pl.DataFrame, *, pack: Pack, on: date) -> Table:
    """How many students of each school are at the goal.

    in      standing: student_id, school_id | days_expected, days_absent, as in the findings
    out     school_id | students, students_at_goal (int); sorted
    edges   a student without an expected day is not counted at all
    """
    asking = Asking(pack, on=on)
    share: Fraction = asking.value(KEY)
    counted = standing.filter(pl.col("days_expected") > 0)
    attended = pl.col("days_expected").cast(pl.Int64) - pl.col("days_absent")
    is_met = attended * share.denominator >= pl.col("days_expected") * share.numerator
    rows = counted.group_by("school_id").agg(
        students=pl.len().cast(pl.Int64), students_at_goal=is_met.sum().cast(pl.Int64)
    )
    return Table(rows.sort("school_id"), asking.used())

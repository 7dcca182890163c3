"""Recognition: who attended so well that it is said aloud; and the share of rolls that teachers submit.

    recognition         the levels one student reaches in a span of time
    recognition_list    student | level: all students
    submittal           is a share of submitted rolls at the target?

Absences that the law protects never count against a student here: they are taken out of the days expected.
Source: practice of the district's schools; its policy itself was not read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl

from adsum.policy.packs import Pack
from adsum.policy.packs.asking import Asking, Table, Used


@dataclass(frozen=True)
class Recognition:
    """`level`: the highest reached, None when none is. `is_long_enough`: enrolled for enough of the window."""

    level: str | None
    is_long_enough: bool
    used: Used


@dataclass(frozen=True)
class Submittal:
    share: Fraction | None
    is_at_target: bool
    used: Used


def recognition(
    *,
    days_of_window: int,
    days_expected: int,
    days_absent: int,
    days_protected: int = 0,
    tardies: int = 0,
    early_leaves: int = 0,
    pack: Pack,
    on: date,
) -> Recognition:
    """The level a student reaches.

    in      days_of_window: days taught in the month or year looked at; days_expected, days_absent: of the student;
            days_protected: of the absences, those the law protects
    edges   nobody is recognized for days that were not expected
    """
    row = {
        "student_id": "student",
        "days_of_window": days_of_window,
        "days_expected": days_expected,
        "days_absent": days_absent,
        "days_protected": days_protected,
        "tardies": tardies,
        "early_leaves": early_leaves,
    }
    asking = Asking(pack, on=on)
    is_long_enough = asking.meets("recognition.enrolled_share", Fraction(days_expected, max(1, days_of_window)))
    found = recognition_list(pl.DataFrame([row]), pack=pack, on=on)
    level = found.rows["level"][0] if found.rows.height else None
    return Recognition(level, is_long_enough, asking.used() + found.used)


def recognition_list(students: pl.DataFrame, *, pack: Pack, on: date) -> Table:
    """The highest level each student reaches.

    in      students: student_id | days_of_window, days_expected, days_absent, days_protected, tardies, early_leaves
    out     student_id | level; those who reach one, highest level first, then by id
    """
    asking = Asking(pack, on=on)
    levels: list[dict[str, Any]] = asking.value("recognition.levels")
    enrolled: Fraction = asking.value("recognition.enrolled_share")
    counted = pl.col("days_expected").cast(pl.Int64) - pl.col("days_protected")
    attended = counted - (pl.col("days_absent") - pl.col("days_protected"))
    is_long_enough = pl.col("days_expected") * enrolled.denominator >= pl.col("days_of_window") * enrolled.numerator
    reached = pl.coalesce(
        pl.when(reaches(level, attended=attended, counted=counted)).then(pl.lit(level["name"])) for level in levels
    )
    order = pl.Enum([level["name"] for level in levels])
    rows = students.filter(is_long_enough & (counted > 0)).select("student_id", level=reached.cast(order))
    return Table(rows.drop_nulls("level").sort("level", "student_id"), asking.used())


def reaches(level: dict[str, Any], *, attended: pl.Expr, counted: pl.Expr) -> pl.Expr:
    share: Fraction = level["attended_share"]
    is_reached = attended * share.denominator >= counted * share.numerator
    for column in ("tardies", "early_leaves"):
        if level[column] is not None:
            is_reached = is_reached & (pl.col(column) <= level[column])
    return is_reached


def submittal(*, rolls_expected: int, rolls_submitted: int, pack: Pack, on: date) -> Submittal:
    """Whether enough of the rolls that were due have been submitted. `share` None: none was due."""
    asking = Asking(pack, on=on)
    if rolls_expected == 0:
        return Submittal(None, True, asking.used())
    share = Fraction(rolls_submitted, rolls_expected)
    return Submittal(share, asking.meets("roll.submittal_target", share), asking.used())

"""The attendance improvement program: counselor days for the grades that attend least, and whether it worked.

    counselor_days     days a week for a number of students
    program_schools    school | days, is_chosen: who gets counselors, as far as the days reach
    increase           has the share of students at the goal risen enough?

Source: the district's attendance improvement page, 2012-13.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import polars as pl

from adsum.policy.packs import Pack
from adsum.policy.packs.asking import Asking, Table, Used, WrongQuestion


@dataclass(frozen=True)
class CounselorDays:
    days: int
    used: Used


@dataclass(frozen=True)
class Increase:
    """The page's words have two readings; both are told, and `is_met` follows the first."""

    is_met: bool
    in_points: bool
    in_relation: bool
    used: Used


@dataclass(frozen=True)
class DayLaw:
    students_per_day: int
    fewest_days: int
    most_days: int

    @classmethod
    def of(cls, asking: Asking) -> DayLaw:
        return cls(
            students_per_day=asking.value("improvement_program.students_per_day"),
            fewest_days=asking.value("improvement_program.fewest_days"),
            most_days=asking.value("improvement_program.most_days"),
        )

    def days(self, students: pl.Expr) -> pl.Expr:
        """One day for each begun group of students, within the fewest and the most."""
        groups = (students + (self.students_per_day - 1)) // self.students_per_day
        return groups.clip(self.fewest_days, self.most_days)


def counselor_days(*, students: int, pack: Pack, on: date) -> CounselorDays:
    """Counselor days a week for the students of a target grade."""
    if students < 0:
        raise WrongQuestion(f"a grade cannot have {students} students")
    asking = Asking(pack, on=on)
    days = pl.select(DayLaw.of(asking).days(pl.lit(students))).item()
    return CounselorDays(int(days), asking.used())


def program_schools(schools: pl.DataFrame, *, days_funded: int, pack: Pack, on: date) -> Table:
    """Which schools get counselors: the lowest shares first, as far as the funded days reach.

    in      schools: school_id | students, students_at_goal (of the target grade), index (the former state index, null
            when there is none)
    out     school_id | students, students_at_goal, days, is_eligible, is_chosen; lowest share first, then by id
    edges   a school whose index is at or above the line is not eligible; without an index every school is; a school
            that the days no longer cover ends the list, so that no later one is taken before it
    """
    asking = Asking(pack, on=on)
    law, line = DayLaw.of(asking), asking.value("improvement_program.index_below")
    share = pl.col("students_at_goal") / pl.max_horizontal(pl.col("students"), pl.lit(1))
    rows = schools.with_columns(
        days=law.days(pl.col("students").cast(pl.Int64)),
        is_eligible=pl.col("index").is_null() | (pl.col("index") < line),
        share=share,
    ).sort("share", "school_id")
    counted = pl.when("is_eligible").then("days").otherwise(0).cum_sum()
    chosen = rows.with_columns(is_chosen=pl.col("is_eligible") & (counted <= days_funded))
    columns = ["school_id", "students", "students_at_goal", "days", "is_eligible", "is_chosen"]
    return Table(chosen.select(columns), asking.used())


def increase(*, share_before: Fraction, share_now: Fraction, pack: Pack, on: date) -> Increase:
    """Whether the share of students at the goal has risen as much as the program promises.

    in      shares of the target grade, last year and now
    """
    asking = Asking(pack, on=on)
    in_points = asking.meets("improvement_program.increase_points", share_now - share_before)
    rise = share_now / share_before - 1 if share_before else Fraction(int(share_now > 0))
    in_relation = asking.meets("improvement_program.increase_in_relation", rise)
    return Increase(in_points, in_points, in_relation, asking.used())

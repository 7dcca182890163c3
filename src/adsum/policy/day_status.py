"""Day status: was a student absent from a whole day, and for what reason.

Stages, one table each; present days have no row, because present is never recorded:
    enrollment_days   enrollment_id, date   the day's marks laid over the schedule of that day
    absent_days       enrollment_id, date   those of them that are not present
Source: facts contract, Meaning 2, 4, 5; Ed. Code 46010.3 (absent only when absent from the entire day).
"""

from __future__ import annotations

import polars as pl

from adsum.policy.schedule import PeriodBits
from adsum.policy.school_days import UNEXCUSED
from adsum.policy.taught import Taught

SPELL_COLUMNS = (
    "enrollment_id",
    "student_number",
    "first_day",
    "last_day",
    "page",
    "grade_span",
    "earns_ada",
    "is_counted",
    "scheduled",
    "long",
    "district_long",
)


def enrollment_days(
    days: pl.DataFrame, *, spells: pl.DataFrame, unsubmitted: pl.DataFrame, bits: PeriodBits
) -> pl.DataFrame:
    """Lay the marks of a day over the schedule of the enrollment on that day.

    in      days: as from school_days.school_days; spells: as from schedule.judged_spells, of any status
            unsubmitted: enrollment_id, date, period
    out     enrollment_id, date | student_id, school_id, what the spell says, what the day's marks say,
            is_absent, is_incomplete (bool, never both; only of enrollments of a counted status)
    edges   an unsubmitted period that carries an absence is absent; one that carries a tardy is unsubmitted
    """
    marked = _on_schedule(days, spells)
    nothing = pl.lit(0, bits.type)
    if unsubmitted.is_empty():
        return marked.with_columns(unsubmitted=nothing).with_columns(**_statuses())
    bit = bits.bit(pl.col("period")).cast(bits.type)
    rolls = unsubmitted.group_by("enrollment_id", "date").agg(unsubmitted=bit.bitwise_or())
    with_rolls = marked.join(rolls, on=["enrollment_id", "date"], how="left")
    unmarked = rolls.join(marked, on=["enrollment_id", "date"], how="anti")
    only_rolls = unmarked.join(spells.select("student_id", "school_id", *SPELL_COLUMNS), on="enrollment_id")
    both = pl.concat([with_rolls, only_rolls.filter(_is_within())], how="diagonal")
    known = both.with_columns(
        pl.col("lost", "truant", "unsubmitted").fill_null(nothing),
        pl.col("is_truant", "is_late", "is_district_late").fill_null(False),
    )
    return known.with_columns(**_statuses())


def _on_schedule(days: pl.DataFrame, spells: pl.DataFrame) -> pl.DataFrame:
    """The spells of the student at the school that hold the date; almost always one."""
    at = spells.select("student_id", pl.col("school_id").alias("spell_school"), *SPELL_COLUMNS)
    same_school = pl.col("school_id") == pl.col("spell_school")
    return days.join(at, on="student_id").filter(same_school & _is_within()).drop("spell_school")


def _is_within() -> pl.Expr:
    return pl.col("date").is_between("first_day", "last_day")


def _statuses() -> dict[str, pl.Expr]:
    scheduled = pl.col("scheduled")
    is_absent = pl.col("lost") & scheduled == scheduled
    is_unknown = (pl.col("lost") | pl.col("unsubmitted")) & scheduled == scheduled
    return {
        "is_absent": pl.col("is_counted") & is_absent,
        "is_incomplete": pl.col("is_counted") & ~is_absent & is_unknown,
    }


def absent_days(days: pl.DataFrame, *, taught: Taught) -> pl.DataFrame:
    """The enrollment-days that are not present, with their month.

    in      days: as from enrollment_days
    out     enrollment_id, date | student_id, school_id, grade_span, earns_ada, is_absent, is_incomplete, is_unexcused,
            reason_rank, student_number, month (place in Taught.month_names)
    edges   an unsubmitted roll of a date that was not taught is no day
    """
    missed = days.filter(pl.col("is_absent") | pl.col("is_incomplete")).select(
        "enrollment_id",
        "student_id",
        "student_number",
        "school_id",
        "date",
        "grade_span",
        "earns_ada",
        "is_absent",
        "is_incomplete",
        "reason_rank",
        is_unexcused=pl.col("is_absent") & (pl.col("reason_rank") == UNEXCUSED),
        month=taught.month("date"),
    )
    return missed.filter(pl.col("month").is_not_null())

"""Day status: was a student absent from a whole day, and for what reason.

Stages, one table each; present days have no row, because present is never recorded:
    enrollment_days   enrollment_id, date   the day's marks laid over the schedule of that day
    incomplete_days   enrollment_id, date   days whose rolls leave open whether anything was attended
    missed_days       enrollment_id, date   the days that are not present
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


def enrollment_days(days: pl.DataFrame, *, spells: pl.DataFrame) -> pl.DataFrame:
    """Lay the marks of a day over the schedule of the enrollment on that day.

    in      days: as from school_days.school_days; spells: as from schedule.judged_spells, of any status
    out     enrollment_id, date | student_id, school_id, what the spell says, what the day's marks say,
            is_absent (bool, only of enrollments of a counted status)
    edges   an enrollment of another status has days, because its marks can be events, but is absent on none
    """
    at = spells.select("student_id", pl.col("school_id").alias("spell_school"), *SPELL_COLUMNS)
    same_school = pl.col("school_id") == pl.col("spell_school")
    held = days.join(at, on="student_id", maintain_order="left").filter(same_school & _is_within())
    is_lost = pl.col("lost") & pl.col("scheduled") == pl.col("scheduled")
    return held.drop("spell_school").with_columns(is_absent=pl.col("is_counted") & is_lost)


def _is_within() -> pl.Expr:
    return pl.col("date").is_between("first_day", "last_day")


def incomplete_days(
    days: pl.DataFrame, *, spells: pl.DataFrame, unsubmitted: pl.DataFrame, bits: PeriodBits
) -> pl.DataFrame:
    """The days of which nothing was attended as far as is known, and some roll was never certified.

    in      days: as from enrollment_days; unsubmitted: enrollment_id, date, period
    out     the days' columns, with is_absent false
    edges   an unsubmitted period that carries an absence is absent; one that carries a tardy is unsubmitted;
            a period that is not scheduled that day is nothing
    """
    if unsubmitted.is_empty():
        return days.clear()
    bit = bits.bit(pl.col("period")).cast(bits.type)
    rolls = unsubmitted.group_by("enrollment_id", "date").agg(unsubmitted=bit.bitwise_or())
    concerned = pl.col("enrollment_id").is_in(rolls["enrollment_id"].unique().implode())
    marked = days.filter(concerned).join(rolls, on=["enrollment_id", "date"])
    unmarked = rolls.join(marked, on=["enrollment_id", "date"], how="anti").join(
        spells.select("student_id", "school_id", *SPELL_COLUMNS), on="enrollment_id"
    )
    nothing = pl.lit(0, bits.type).alias("lost"), pl.lit(False).alias("is_absent")
    both = pl.concat([marked, unmarked.filter(_is_within()).with_columns(*nothing)], how="diagonal")
    is_unknown = (pl.col("lost") | pl.col("unsubmitted")) & pl.col("scheduled") == pl.col("scheduled")
    return both.filter(pl.col("is_counted") & ~pl.col("is_absent") & is_unknown).select(days.columns)


def missed_days(days: pl.DataFrame, *, incomplete: pl.DataFrame, taught: Taught) -> pl.DataFrame:
    """The enrollment-days that are not present, with their month.

    in      days: as from enrollment_days; incomplete: as from incomplete_days
    out     enrollment_id, date | student_id, student_number, school_id, grade_span, earns_ada, is_absent,
            is_incomplete, is_unexcused, reason_rank, month (place in Taught.month_names)
    edges   an unsubmitted roll of a date that was not taught is no day
    """
    kept = ("enrollment_id", "student_id", "student_number", "school_id", "page", "date", "grade_span", "earns_ada")
    missed = days.filter("is_absent").select(*kept, "is_absent", "reason_rank")
    if not incomplete.is_empty():
        both = pl.concat([missed, incomplete.select(missed.columns)])
        missed = both.sort("student_id", maintain_order=True)  # nearly in order, which later sorts are quick with
    told = missed.with_columns(
        is_incomplete=~pl.col("is_absent"),
        is_unexcused=pl.col("is_absent") & (pl.col("reason_rank") == UNEXCUSED),
        month=taught.month("date"),
    )
    return told.filter(pl.col("month").is_not_null())

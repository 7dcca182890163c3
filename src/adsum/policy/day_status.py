"""Day status: was a student absent from a whole day, and for what reason.

Stages, one table each; present days have no row, because present is never recorded:
    school_days       student_id, school_id, date   what the marks of the day amount to, in bits
    enrollment_days   enrollment_id, date           absent, incomplete, or present with something that may be an event
    absent_days       enrollment_id, date           those of them that are not present
Source: facts contract, Meaning 2, 4, 5; Ed. Code 46010.3 (absent only when absent from the entire day).
"""

from __future__ import annotations

from functools import partial

import polars as pl

from adsum.policy.law import DAY_REASONS, Law
from adsum.policy.packs import Reason
from adsum.policy.schedule import BITS, PeriodBits

UNEXCUSED = DAY_REASONS.index("unexcused")
SCHOOL_DAY = ["student_id", "school_id", "date"]
MANY = 200_000  # from so many rows on the streaming engine groups faster than the plain one


def school_days(marks: pl.DataFrame, *, bits: PeriodBits, law: Law) -> pl.DataFrame:
    """Take all marks of a student, school and date together.

    in      marks: student_id, school_id, date, period, status, minutes, reason, is_beyond
    out     student_id, school_id, date |
            lost            bits of the periods absent with a reason that does not earn the day
            truant          bits of the periods absent without excuse
            reason_rank     place in DAY_REASONS of the gravest reason
            late_minutes    longest unexcused tardy or early leave (null: none)
            district_late_minutes   the same, of the reasons the district counts
    """
    nothing = pl.lit(0, BITS)
    bit = bits.bit(pl.col("period"))
    is_absent = pl.col("status") == "absent"
    is_truant = counts_truancy(law)
    partial_minutes = pl.when(~is_absent).then(pl.col("minutes"))
    told = marks.lazy().select(
        *SCHOOL_DAY,
        lost=pl.when(is_absent & ~earns_day(law)).then(bit).otherwise(nothing),
        truant=pl.when(is_absent & is_truant).then(bit).otherwise(nothing),
        reason_rank=reason_rank(law),
        late_minutes=pl.when(is_truant).then(partial_minutes),
        district_late_minutes=pl.when(is_truant & is_district_partial(law)).then(partial_minutes),
    )
    days = told.group_by(SCHOOL_DAY).agg(
        pl.col("lost", "truant").bitwise_or(),
        pl.col("reason_rank", "late_minutes", "district_late_minutes").max(),
    )
    return days.collect(engine="streaming" if marks.height > MANY else "in-memory")


def earns_day(law: Law) -> pl.Expr:
    """Whether the mark's reason makes the day count as attended. Beyond its limits it does not."""
    return law.reason_is(lambda reason: reason.earns_day) & ~pl.col("is_beyond")


def counts_truancy(law: Law) -> pl.Expr:
    """Whether the mark is without valid excuse in the eyes of the truancy rules."""
    by_reason = law.reason_is(lambda reason: reason.counts_truancy) | pl.col("is_beyond")
    return by_reason | pl.col("reason").is_null() if law.uncleared_counts else by_reason


def is_district_partial(law: Law) -> pl.Expr:
    reasons = law.district.partial_reasons if law.district else ()
    return pl.col("reason").is_in(list(reasons)).fill_null(False)


def reason_rank(law: Law) -> pl.Expr:
    """The mark's place in DAY_REASONS. Uncleared and beyond a limit are unexcused."""
    rank = pl.lit(0)
    for place, name in enumerate(DAY_REASONS[1:], start=1):
        rank = pl.when(law.reason_is(partial(_is_told_as, name))).then(place).otherwise(rank)
    is_unexcused = pl.col("is_beyond") | pl.col("reason").is_null()
    return pl.when(is_unexcused).then(UNEXCUSED).otherwise(rank).cast(pl.UInt8)


def _is_told_as(name: str, reason: Reason) -> bool:
    return reason.day_reason == name


def enrollment_days(
    days: pl.DataFrame, *, spells: pl.DataFrame, unsubmitted: pl.DataFrame, bits: PeriodBits
) -> pl.DataFrame:
    """Lay the marks of a day over the schedule of the enrollment on that day.

    in      days: as from school_days; spells: as from schedule.spells, of any status
            unsubmitted: enrollment_id, date, period
    out     enrollment_id, date | student_id, school_id, what the spell says, what the day's marks say,
            is_absent, is_incomplete (bool, never both)
    edges   an unsubmitted period that carries an absence is absent; one that carries a tardy is unsubmitted
    """
    is_within = pl.col("date").is_between("first_day", "last_day")
    marked = days.join(spells, on=["student_id", "school_id"]).filter(is_within)
    if unsubmitted.is_empty():
        return marked.with_columns(unsubmitted=pl.lit(0, BITS)).with_columns(**_statuses())
    rolls = unsubmitted.group_by("enrollment_id", "date").agg(unsubmitted=bits.bit(pl.col("period")).bitwise_or())
    with_rolls = marked.join(rolls, on=["enrollment_id", "date"], how="left")
    unmarked = rolls.join(marked, on=["enrollment_id", "date"], how="anti")
    only_rolls = unmarked.join(spells, on="enrollment_id").filter(is_within)
    both = pl.concat([with_rolls, only_rolls], how="diagonal")
    return both.with_columns(pl.col("lost", "truant", "unsubmitted").fill_null(0)).with_columns(**_statuses())


def _statuses() -> dict[str, pl.Expr]:
    scheduled = pl.col("scheduled")
    is_absent = pl.col("lost") & scheduled == scheduled
    is_unknown = (pl.col("lost") | pl.col("unsubmitted")) & scheduled == scheduled
    return {
        "is_absent": pl.col("is_counted") & is_absent,
        "is_incomplete": pl.col("is_counted") & ~is_absent & is_unknown,
    }


def absent_days(days: pl.DataFrame, *, taught: pl.DataFrame) -> pl.DataFrame:
    """The enrollment-days that are not present, with their school month.

    in      days: as from enrollment_days
    out     enrollment_id, date | student_id, school_id, grade_span, earns_ada, is_absent, is_incomplete, is_unexcused,
            reason_rank, school_month
    """
    missed = days.filter(pl.col("is_absent") | pl.col("is_incomplete")).select(
        "enrollment_id",
        *SCHOOL_DAY,
        "grade_span",
        "earns_ada",
        "is_absent",
        "is_incomplete",
        "reason_rank",
        is_unexcused=pl.col("is_absent") & (pl.col("reason_rank") == UNEXCUSED),
    )
    return missed.join(taught.select("school_id", "date", "school_month"), on=["school_id", "date"])

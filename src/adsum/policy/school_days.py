"""School days: what all marks of a student at a school on a date amount to.

    marks  ->  one row per student, school and date with the periods lost as bits, and what was claimed

Source: facts contract, Meaning 4, 5, 6.
"""

from __future__ import annotations

from functools import partial

import polars as pl

from adsum.policy.law import DAY_REASONS, Law
from adsum.policy.packs import Reason
from adsum.policy.runs import PackedCounts, add_up_runs
from adsum.policy.schedule import PeriodBits

KEY = ["student_id", "date", "school_id"]  # in this order marks usually lie
UNEXCUSED = DAY_REASONS.index("unexcused")
MASKS = ["lost", "truant"]
REASONS = PackedCounts(("independent_study", "suspended", "unexcused", "absences"))
CLAIMS = PackedCounts(("truant", "late", "district_late", "cuts"))


def school_days(marks: pl.DataFrame, *, bits: PeriodBits, law: Law) -> pl.DataFrame:
    """Take the marks of a day together.

    in      marks: student_id, school_id, date, period, status, minutes, reason, is_beyond
    out     student_id, date, school_id | lost (bits of the periods absent with a reason that does not earn the day),
            truant (bits of the periods absent without excuse), reason_rank (gravest reason, its place in DAY_REASONS),
            is_truant (a mark without excuse), is_late, is_district_late (a tardy or early leave that each rule counts)
    edges   days on which nothing was lost and nothing is a claim are left out; two absences known in one period are one
    """
    told = _told(marks, bits=bits, law=law)
    days = add_up_runs(told, keys=KEY, totals=[*MASKS, "reasons", "claims"])
    doubled = days.filter(_is_doubled()).select(KEY)
    if doubled.height:
        alone = _without_doubles(told.join(doubled, on=KEY, how="semi"))
        again = add_up_runs(alone, keys=KEY, totals=[*MASKS, "reasons", "claims"])
        days = pl.concat([days.join(doubled, on=KEY, how="anti"), again])
    return _unpacked(days.filter((pl.col("lost") > 0) | (pl.col("claims") > 0)), bits=bits)


def _told(marks: pl.DataFrame, *, bits: PeriodBits, law: Law) -> pl.DataFrame:
    """Each mark's own part in its day, in numbers that add up."""
    bit, nothing = bits.bit(pl.col("period")), pl.lit(0, pl.UInt64)
    is_absent = pl.col("status") == "absent"
    is_lost, is_truant = is_absent & ~earns_day(law), counts_truancy(law)
    is_late, is_district_late = _is_late(is_absent, is_truant, law=law)
    reasons = [_is_told_as("independent_study", law), _is_told_as("suspended", law), is_unexcused(law), is_lost]
    return marks.select(
        *KEY,
        lost=pl.when(is_lost).then(bit).otherwise(nothing),
        truant=pl.when(is_absent & is_truant).then(bit).otherwise(nothing),
        reasons=REASONS.number(reasons),
        claims=CLAIMS.number([is_truant, is_late, is_district_late, is_absent & is_truant]),
    )


def earns_day(law: Law) -> pl.Expr:
    """Whether the mark's reason makes the day count as attended. Beyond its limits it does not."""
    return law.reason_is(lambda reason: reason.earns_day) & ~pl.col("is_beyond")


def counts_truancy(law: Law) -> pl.Expr:
    """Whether the mark is without valid excuse in the eyes of the truancy rules."""
    by_reason = law.reason_is(lambda reason: reason.counts_truancy) | pl.col("is_beyond")
    return by_reason | pl.col("reason").is_null() if law.uncleared_counts else by_reason


def is_unexcused(law: Law) -> pl.Expr:
    """Whether the mark makes an absent day unexcused: by its reason, uncleared, or beyond a limit."""
    return _is_told_as("unexcused", law) | pl.col("reason").is_null() | pl.col("is_beyond")


def _is_told_as(day_reason: str, law: Law) -> pl.Expr:
    return law.reason_is(partial(_has_day_reason, day_reason))


def _has_day_reason(day_reason: str, reason: Reason) -> bool:
    return reason.day_reason == day_reason


def _is_late(is_absent: pl.Expr, is_truant: pl.Expr, *, law: Law) -> tuple[pl.Expr, pl.Expr]:
    """Whether a tardy or early leave is long enough for the statute, and for the district."""
    is_partial, minutes = ~is_absent & is_truant, pl.col("minutes")
    is_late = (is_partial & law.truancy_minutes.is_met_by(minutes)).fill_null(False)
    if law.district is None:
        return is_late, pl.lit(False)
    is_named = pl.col("reason").is_in(list(law.district.partial_reasons))
    return is_late, (is_partial & is_named & law.district.minutes.is_met_by(minutes)).fill_null(False)


def _is_doubled() -> pl.Expr:
    """More absences than periods lost: two were known in one period, and their bits were added as if they were two."""
    lost, truant = (pl.col(name).bitwise_count_ones() for name in MASKS)
    return (lost != REASONS.count("absences", of="reasons")) | (truant != CLAIMS.count("cuts", of="claims"))


def _without_doubles(told: pl.DataFrame) -> pl.DataFrame:
    """Keep each bit once in a day. A bit that is there twice stands for one period."""
    return told.with_columns(
        pl.when(pl.struct(*KEY, name).is_first_distinct()).then(pl.col(name)).otherwise(0).alias(name) for name in MASKS
    )


def _unpacked(days: pl.DataFrame, *, bits: PeriodBits) -> pl.DataFrame:
    rank = pl.lit(0, pl.UInt8)
    for place, name in enumerate(DAY_REASONS[1:], start=1):
        rank = pl.when(REASONS.count(name, of="reasons") > 0).then(pl.lit(place, pl.UInt8)).otherwise(rank)
    return days.select(
        *KEY,
        pl.col(MASKS).cast(bits.type),
        reason_rank=rank,
        **{f"is_{name}": CLAIMS.count(name, of="claims") > 0 for name in ("truant", "late", "district_late")},
    )

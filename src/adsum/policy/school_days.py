"""School days: what all marks of a student at a school on a date amount to.

    marks  ->  one row per student, school and date with the periods lost as bits, and what was claimed

Source: facts contract, Meaning 4, 5, 6.
"""

from __future__ import annotations

import polars as pl

from adsum.policy.law import DAY_REASONS
from adsum.policy.meanings import Meanings, count
from adsum.policy.runs import add_up_runs
from adsum.policy.schedule import PeriodBits

KEY = ["student_id", "date", "school_id"]  # in this order marks usually lie
MASKS = ["lost", "truant"]
UNEXCUSED = DAY_REASONS.index("unexcused")


def school_days(marks: pl.DataFrame, *, bits: PeriodBits, meanings: Meanings) -> pl.DataFrame:
    """Take the marks of a day together.

    in      marks: student_id, school_id, date, period, status, minutes, reason, is_beyond
    out     student_id, date, school_id | lost (bits of the periods absent with a reason that does not earn the day),
            truant (bits of the periods absent without excuse), reason_rank (gravest reason, its place in DAY_REASONS),
            is_truant (a mark without excuse), is_late, is_district_late (a tardy or early leave that each rule counts)
    edges   days on which nothing was lost and nothing is a claim are left out; two absences known in one period are one
    """
    told = _told(marks, bits=bits, meanings=meanings)
    days = add_up_runs(told, keys=KEY, totals=[*MASKS, "counts"])
    doubled = days.filter(_is_doubled()).select(KEY)
    if doubled.height:
        alone = _without_doubles(told.join(doubled, on=KEY, how="semi"))
        again = add_up_runs(alone, keys=KEY, totals=[*MASKS, "counts"])
        days = pl.concat([days.join(doubled, on=KEY, how="anti"), again])
    return _unpacked(days.filter((pl.col("lost") > 0) | (count("truant") > 0)), bits=bits)


def _told(marks: pl.DataFrame, *, bits: PeriodBits, meanings: Meanings) -> pl.DataFrame:
    """Each mark's own part in its day, in numbers that add up."""
    kinds = marks.select(*KEY, bit=bits.bit(pl.col("period")), kind=meanings.number())
    return kinds.select(
        *KEY,
        lost=pl.col("bit") * pl.lit(meanings.is_lost).gather("kind"),
        truant=pl.col("bit") * pl.lit(meanings.is_cut).gather("kind"),
        counts=pl.lit(meanings.counts).gather("kind"),
    )


def _is_doubled() -> pl.Expr:
    """More absences than periods lost: two were known in one period, and their bits were added as if they were two."""
    lost, truant = (pl.col(name).bitwise_count_ones() for name in MASKS)
    return (lost != count("absences")) | (truant != count("cuts"))


def _without_doubles(told: pl.DataFrame) -> pl.DataFrame:
    """Keep each bit once in a day. A bit that is there twice stands for one period."""
    return told.with_columns(
        pl.when(pl.struct(*KEY, name).is_first_distinct()).then(pl.col(name)).otherwise(0).alias(name) for name in MASKS
    )


def _unpacked(days: pl.DataFrame, *, bits: PeriodBits) -> pl.DataFrame:
    rank = pl.lit(0, pl.UInt8)
    for place, name in enumerate(DAY_REASONS[1:], start=1):
        rank = pl.when(count(name) > 0).then(pl.lit(place, pl.UInt8)).otherwise(rank)
    return days.select(
        *KEY,
        pl.col(MASKS).cast(bits.type),
        reason_rank=rank,
        **{f"is_{name}": count(name) > 0 for name in ("truant", "late", "district_late")},
    )

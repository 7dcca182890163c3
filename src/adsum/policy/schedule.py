"""Schedules: which periods an enrollment is expected in, as bits of one number, over spells of equal schedule.

A day of periods fits into one whole number: bit n is the n-th period. "Absent in every scheduled period" is then
`lost & scheduled == scheduled`, one comparison for a day, however many periods it has.

    PeriodBits   which bit stands for which period
    spells       enrollment_id, first_day | last_day, bits of the periods, and what the enrollment says
Source: facts contract, Meaning 2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from adsum.policy.facts import NEVER
from adsum.policy.law import Law

ALL_DAY = 1  # the period of a day without meetings
SINGLE_BITS = pl.Series([2**place for place in range(63)], dtype=pl.UInt64)
MOST_PERIODS = 63  # bits of one number; more different period numbers than this are refused by check


@dataclass(frozen=True, slots=True)
class PeriodBits:
    """Gives each period number its bit: the number itself when small, else its place among those in use."""

    type: type[pl.UInt16 | pl.UInt32 | pl.UInt64]
    periods: tuple[int, ...] | None = None

    @classmethod
    def of(cls, meetings: pl.DataFrame) -> PeriodBits:
        ends = meetings.select(least=pl.col("period").min(), most=pl.col("period").max())
        least, most = (ALL_DAY if end is None else int(end) for end in ends.row(0))
        if least >= 0 and most < MOST_PERIODS:
            return cls(_narrowest(max(most, ALL_DAY) + 1))
        periods = sorted({ALL_DAY, *meetings["period"].drop_nulls().unique().to_list()})
        return cls(_narrowest(len(periods)), tuple(periods[:MOST_PERIODS]))

    def bit(self, period: pl.Expr) -> pl.Expr:
        """The bit of a period, as a 64-bit number; 0 for one that nobody is scheduled for."""
        if self.periods is None:
            bit = pl.lit(SINGLE_BITS).gather(period.cast(pl.UInt32, strict=False), null_on_oob=True)
            return bit.fill_null(0)
        bits = [2**place for place in range(len(self.periods))]
        return period.replace_strict(list(self.periods), bits, default=0, return_dtype=pl.UInt64)


def _narrowest(bits: int) -> type[pl.UInt16 | pl.UInt32 | pl.UInt64]:
    """The narrower the numbers, the less memory a day takes."""
    return pl.UInt16 if bits <= 16 else pl.UInt32 if bits <= 32 else pl.UInt64


def spells(enrollments: pl.DataFrame, blocks: pl.DataFrame, *, all_day: Mapping[str, pl.Expr]) -> pl.DataFrame:
    """Cut every enrollment into spells during which its schedule does not change.

    in      enrollments: enrollment_id | first_day, last_day (closed), ...
            blocks: as from schedule_blocks; all_day: what each of its columns of bits is on a day without meetings
    out     enrollment_id, first_day | last_day, the enrollment's other columns, the columns of bits
    edges   a spell without a meeting is one all-day meeting, period 1; most enrollments are one spell
    """
    whole = _one_spell_each(enrollments, blocks, masks=list(all_day))
    others = enrollments.join(whole, on="enrollment_id", how="anti")
    if others.is_empty():
        return whole
    return pl.concat([whole, _cut_at_borders(others, blocks, all_day=all_day)])


def judged_spells(enrollments: pl.DataFrame, meetings: pl.DataFrame, *, bits: PeriodBits, law: Law) -> pl.DataFrame:
    """The spells with the bits that the rules read: scheduled, long, district_long (long enough for an event)."""
    bit, minutes = bits.bit(pl.col("period")), pl.col("minutes")
    blocks = schedule_blocks(meetings, masks=_masks(bit, minutes, bits=bits, law=law))
    all_day = _masks(bits.bit(pl.lit(ALL_DAY)), pl.lit(law.default_minutes), bits=bits, law=law)
    return spells(enrollments, blocks, all_day=all_day)


def _masks(bit: pl.Expr, minutes: pl.Expr, *, bits: PeriodBits, law: Law) -> dict[str, pl.Expr]:
    narrow, nothing = bit.cast(bits.type), pl.lit(0, bits.type)
    local = law.district
    is_long = law.truancy_minutes.is_met_by(minutes)
    return {
        "scheduled": narrow,
        "long": pl.when(is_long).then(narrow).otherwise(nothing),
        "district_long": pl.when(local.minutes.is_met_by(minutes)).then(narrow).otherwise(nothing)
        if local
        else nothing,
    }


def schedule_blocks(meetings: pl.DataFrame, *, masks: Mapping[str, pl.Expr]) -> pl.DataFrame:
    """Take meetings of equal dates together.

    in      meetings: enrollment_id, period, first_day | minutes, last_day (null = open)
    out     enrollment_id, block_first, block_last | the masks, over all periods of the block
    """
    dated = meetings.select(
        "enrollment_id", block_first="first_day", block_last=pl.col("last_day").fill_null(NEVER), **masks
    )
    return dated.group_by("enrollment_id", "block_first", "block_last").agg(pl.col(list(masks)).bitwise_or())


def _one_spell_each(enrollments: pl.DataFrame, blocks: pl.DataFrame, *, masks: list[str]) -> pl.DataFrame:
    """The enrollments whose only block covers them whole, with its bits."""
    single = blocks.filter(pl.len().over("enrollment_id") == 1)
    covered = (pl.col("block_first") <= pl.col("first_day")) & (pl.col("last_day") <= pl.col("block_last"))
    return enrollments.join(single, on="enrollment_id").filter(covered).select(*enrollments.columns, *masks)


def _cut_at_borders(enrollments: pl.DataFrame, blocks: pl.DataFrame, *, all_day: Mapping[str, pl.Expr]) -> pl.DataFrame:
    """Cut each enrollment wherever a block begins or has ended, then see which blocks cover each piece."""
    pieces = _pieces(enrollments.select("enrollment_id", "first_day", "last_day"), blocks)
    is_covered = pl.col("first_day").is_between("block_first", "block_last")
    covering = pieces.join(blocks, on="enrollment_id").filter(is_covered)
    masks = covering.group_by("enrollment_id", "first_day").agg(pl.col(list(all_day)).bitwise_or())
    told = enrollments.drop("first_day", "last_day").join(pieces, on="enrollment_id")
    scheduled = told.join(masks, on=["enrollment_id", "first_day"], how="left")
    filled = scheduled.with_columns(pl.col(name).fill_null(bits) for name, bits in all_day.items())
    return filled.select(*enrollments.columns, *all_day)


def _pieces(spans: pl.DataFrame, blocks: pl.DataFrame) -> pl.DataFrame:
    """enrollment_id, first_day | last_day: the spans cut at every border of a block that lies within."""
    begins = blocks.select("enrollment_id", border="block_first")
    ends = blocks.filter(pl.col("block_last") < NEVER).select(
        "enrollment_id", border=pl.col("block_last") + pl.duration(days=1)
    )
    within = pl.col("border").is_between("first_day", "last_day")
    inner = pl.concat([begins, ends]).join(spans, on="enrollment_id").filter(within)
    starts = (
        pl.concat([spans.select("enrollment_id", border="first_day"), inner.select("enrollment_id", "border")])
        .unique()
        .sort("enrollment_id", "border")
    )
    following = pl.col("border").shift(-1).over("enrollment_id") - pl.duration(days=1)
    return starts.join(spans.select("enrollment_id", "last_day"), on="enrollment_id").select(
        "enrollment_id",
        first_day="border",
        last_day=following.fill_null(pl.col("last_day")),
    )

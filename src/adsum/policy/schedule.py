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
from adsum.policy.runs import add_up_runs
from adsum.policy.taught import Taught

ALL_DAY = 1  # the period of a day without meetings
BLOCK = ["enrollment_id", "block_first", "block_last"]
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


def judged_spells(
    enrollments: pl.DataFrame, meetings: pl.DataFrame, *, bits: PeriodBits, taught: Taught, law: Law
) -> pl.DataFrame:
    """The spells with the bits that the rules read: scheduled, long, district_long (long enough for an event).

    in      enrollments: enrollment_id | first_day, last_day (closed), page, ...
            meetings: enrollment_id, period, first_day | minutes, last_day (null = open)
    """
    bit, minutes = bits.bit(pl.col("period")), pl.col("minutes")
    blocks = schedule_blocks(meetings, masks=_masks(bit, minutes, law=law), bits=bits)
    all_day = _masks(bits.bit(pl.lit(ALL_DAY)), pl.lit(law.default_minutes), law=law)
    return spells(enrollments, blocks, all_day=all_day, bits=bits, taught=taught)


def _masks(bit: pl.Expr, minutes: pl.Expr, *, law: Law) -> dict[str, pl.Expr]:
    nothing, local = pl.lit(0, pl.UInt64), law.district
    return {
        "scheduled": bit,
        "long": pl.when(law.truancy_minutes.is_met_by(minutes)).then(bit).otherwise(nothing),
        "district_long": pl.when(local.minutes.is_met_by(minutes)).then(bit).otherwise(nothing) if local else nothing,
    }


def schedule_blocks(meetings: pl.DataFrame, *, masks: Mapping[str, pl.Expr], bits: PeriodBits) -> pl.DataFrame:
    """Take meetings of equal dates together.

    in      meetings: enrollment_id, period, first_day | minutes, last_day (null = open); no key twice
    out     enrollment_id, block_first, block_last | the masks, over all periods of the block; sorted
    """
    dated = meetings.select(
        "enrollment_id", block_first="first_day", block_last=pl.col("last_day").fill_null(NEVER), **masks
    )
    blocks = add_up_runs(dated, keys=BLOCK, totals=list(masks))
    return blocks.with_columns(pl.col(list(masks)).cast(bits.type))


def spells(
    enrollments: pl.DataFrame,
    blocks: pl.DataFrame,
    *,
    all_day: Mapping[str, pl.Expr],
    bits: PeriodBits,
    taught: Taught,
) -> pl.DataFrame:
    """Cut every enrollment into spells during which its schedule does not change.

    in      enrollments: enrollment_id | first_day, last_day (closed), page, ...
            blocks: as from schedule_blocks; all_day: what each of its columns of bits is on a day without meetings
    out     enrollment_id, first_day | last_day, the enrollment's other columns, the columns of bits;
            every taught day of an enrollment lies in one spell
    edges   a spell without a meeting is one all-day meeting, period 1
    """
    narrow = {name: expression.cast(bits.type) for name, expression in all_day.items()}
    columns = [*enrollments.columns, *narrow]
    within = _blocks_within(enrollments, blocks)
    gapless = _gapless(within, taught=taught)
    plain = within.join(gapless, on="enrollment_id", how="semi").with_columns(
        first_day="block_first", last_day="block_last"
    )
    others = enrollments.join(gapless, on="enrollment_id", how="anti")
    if others.is_empty():
        return plain.select(columns)
    return pl.concat([plain.select(columns), _cut_at_borders(others, blocks, all_day=narrow).select(columns)])


def _blocks_within(enrollments: pl.DataFrame, blocks: pl.DataFrame) -> pl.DataFrame:
    """The blocks as far as they lie within their enrollment, in order; with the enrollment's columns."""
    clipped = enrollments.join(blocks, on="enrollment_id").with_columns(
        block_first=pl.max_horizontal("first_day", "block_first"),
        block_last=pl.min_horizontal("last_day", "block_last"),
    )
    return clipped.filter(pl.col("block_first") <= pl.col("block_last")).sort("enrollment_id", "block_first")


def _gapless(within: pl.DataFrame, *, taught: Taught) -> pl.DataFrame:
    """enrollment_id of those, nearly all, whose blocks share out the days taught: none is left out, none is in two."""
    is_first = (pl.col("enrollment_id") != pl.col("enrollment_id").shift()).fill_null(True)
    is_last = (pl.col("enrollment_id") != pl.col("enrollment_id").shift(-1)).fill_null(True)
    numbered = within.select(
        "enrollment_id",
        begins=taught.days_before(pl.col("block_first")),
        ends=taught.days_through(pl.col("block_last")),
        whole_begins=taught.days_before(pl.col("first_day")),
        whole_ends=taught.days_through(pl.col("last_day")),
    )
    due = pl.when(is_first).then(pl.col("whole_begins")).otherwise(pl.col("ends").shift())
    is_tight = (pl.col("begins") == due) & (~is_last | (pl.col("ends") == pl.col("whole_ends")))
    loose = numbered.filter(~is_tight).select("enrollment_id")
    return numbered.select("enrollment_id").unique().join(loose, on="enrollment_id", how="anti")


def _cut_at_borders(enrollments: pl.DataFrame, blocks: pl.DataFrame, *, all_day: Mapping[str, pl.Expr]) -> pl.DataFrame:
    """Cut each enrollment wherever a block begins or has ended, then see which blocks cover each piece."""
    pieces = _pieces(enrollments.select("enrollment_id", "first_day", "last_day"), blocks)
    is_covered = pl.col("first_day").is_between("block_first", "block_last")
    covering = pieces.join(blocks, on="enrollment_id").filter(is_covered)
    masks = covering.group_by("enrollment_id", "first_day").agg(pl.col(list(all_day)).bitwise_or())
    told = enrollments.drop("first_day", "last_day").join(pieces, on="enrollment_id")
    scheduled = told.join(masks, on=["enrollment_id", "first_day"], how="left")
    return scheduled.with_columns(pl.col(name).fill_null(bits) for name, bits in all_day.items())


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

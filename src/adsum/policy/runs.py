"""Totals of runs: adding up rows that lie together, without looking any of them up.

Marks come in order of student and date, so all rows of a day lie together. The total of a run of rows is then the
running total at its end less the running total before it: a few passes over the columns, several times cheaper than
grouping by hashing, and equal to it.

    add_up_runs    keys | totals   any table; quick when rows of one key lie together
    PackedCounts   several counts kept in one number, so that one running total serves them all
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

COUNT_BITS = 16  # a count in a packed number may reach 65,535
COUNTS_PER_NUMBER = 64 // COUNT_BITS


def add_up_runs(table: pl.DataFrame, *, keys: Sequence[str], totals: Sequence[str]) -> pl.DataFrame:
    """Add up columns for each key.

    in      table: keys (none null) and totals (whole numbers of 64 or 32 bits), rows in any order
    out     keys | totals; one row per key, sorted by them
    edges   rows of one key that lie apart make several runs; sorting the runs, far fewer than the rows, joins them
    """
    runs = _runs(table, keys=keys, totals=totals)
    if bool(runs.select(rises(keys).all()).item()):
        return runs
    return _runs(runs.sort(keys), keys=keys, totals=totals)


def _runs(table: pl.DataFrame, *, keys: Sequence[str], totals: Sequence[str]) -> pl.DataFrame:
    is_last = pl.any_horizontal(pl.col(key) != pl.col(key).shift(-1) for key in keys).fill_null(True)
    running = table.select(*keys, *(pl.col(name).cum_sum() for name in totals), is_last=is_last)
    ends = running.filter("is_last").drop("is_last")
    return ends.with_columns(pl.col(name) - pl.col(name).shift(fill_value=0) for name in totals)


def rises(keys: Sequence[str]) -> pl.Expr:
    """Whether a row's keys are greater than those of the row before it, the first key weighing most."""
    is_greater = pl.lit(False)
    for key in reversed(keys):
        before = pl.col(key).shift()
        is_greater = (pl.col(key) > before) | ((pl.col(key) == before) & is_greater)
    return is_greater.fill_null(True)


@dataclass(frozen=True, slots=True)
class PackedCounts:
    """Counts of up to four claims in one whole number; sums of such numbers are sums of every count."""

    names: tuple[str, ...]

    def number(self, claims: Sequence[pl.Expr]) -> pl.Expr:
        """One row's number: 1 in the place of each claim that holds."""
        return pl.sum_horizontal(
            pl.when(claim).then(pl.lit(2 ** (COUNT_BITS * place), pl.UInt64)).otherwise(pl.lit(0, pl.UInt64))
            for place, claim in enumerate(claims)
        )

    def count(self, name: str, *, of: str) -> pl.Expr:
        """One count out of a column of such sums."""
        place = 2 ** (COUNT_BITS * self.names.index(name))
        count: pl.Expr = pl.col(of) // pl.lit(place, pl.UInt64) % 2**COUNT_BITS
        return count

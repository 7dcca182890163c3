"""Repeatable chance: a number between 0 and 1 that depends only on the seed, the purpose and the keys.

Hashes of our own (splitmix64) rather than a generator with a state: a student's year comes out the same whatever
the size of the batch, on every platform and with every version of Polars.

    in      whole-number columns that name the thing (student, day), a seed, a purpose in words
    out     expressions: `chance` in [0, 1), `bell` with mean 0 and deviation 1, `pick` out of weighted values
"""

import math
import zlib
from collections.abc import Mapping
from functools import reduce

import polars as pl

ROOM_FOR_A_KEY = 1 << 20  # keys after the first are smaller than this, so that pairs of keys never meet
FIRST_FACTOR, SECOND_FACTOR = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB  # splitmix64's
BITS_OF_A_FRACTION = 53


def chance(*keys: str, seed: int, purpose: str) -> pl.Expr:
    """A fraction in [0, 1) for each row, from the keys' columns."""
    whole = _scrambled(_packed(keys), start=_start(seed=seed, purpose=purpose))
    leading: pl.Expr = (whole // 2 ** (64 - BITS_OF_A_FRACTION)).cast(pl.Float64)
    return leading / float(2**BITS_OF_A_FRACTION)


def bell(*keys: str, seed: int, purpose: str) -> pl.Expr:
    """Roughly normal: twelve even chances have variance 1 together; four, stretched, are close enough here."""
    parts = [chance(*keys, seed=seed, purpose=f"{purpose} {number}") for number in range(4)]
    return (pl.sum_horizontal(parts) - 2.0) * math.sqrt(3.0)


def pick(drawn: pl.Expr, weights: Mapping[str, float]) -> pl.Expr:
    """The value whose share of the weights the drawn fraction falls in; the name "" stands for null."""
    total, reached = sum(weights.values()), 0.0
    choice = pl.lit(None, dtype=pl.String)
    for name, weight in reversed(list(weights.items())):
        value = pl.lit(name or None, dtype=pl.String)
        choice = value if reached == 0.0 else pl.when(drawn < 1 - reached).then(value).otherwise(choice)
        reached += weight / total
    return choice


def whole_number(drawn: pl.Expr, *, low: int | pl.Expr, high: int | pl.Expr) -> pl.Expr:
    """A whole number from low to high, both included."""
    span = (pl.lit(high) if isinstance(high, int) else high) - low + 1
    return (drawn * span).floor().cast(pl.Int32) + low


def _packed(keys: tuple[str, ...]) -> pl.Expr:
    columns = [pl.col(key).cast(pl.UInt64) for key in keys]
    return reduce(lambda packed, column: packed * ROOM_FOR_A_KEY + column, columns)


def _start(*, seed: int, purpose: str) -> int:
    return (seed * 0x9E3779B97F4A7C15 + zlib.crc32(purpose.encode()) * 0xD1342543DE82EF95) % 2**64


def _scrambled(whole: pl.Expr, *, start: int) -> pl.Expr:
    """splitmix64's finish. Whole numbers of 64 bits wrap around, and `//` by a power of two shifts right."""
    state = whole * _literal(FIRST_FACTOR) + _literal(start)
    state = (state ^ (state // 2**30)) * _literal(FIRST_FACTOR)
    state = (state ^ (state // 2**27)) * _literal(SECOND_FACTOR)
    return state ^ (state // 2**31)


def _literal(value: int) -> pl.Expr:
    return pl.lit(value, dtype=pl.UInt64)

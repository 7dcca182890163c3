"""What a mark means by itself: lost or not, excused or not, long enough or not.

That depends on its reason, its status, its length and whether it lies beyond a limit of its reason: some hundred kinds
of marks, in a year of thirty million. So every kind is worked out once, and a mark looks its kind up.

    Meanings   the kinds, and the number of a mark's kind
Source: facts contract, Meaning 3, 4, 5, 6.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product

import polars as pl

from adsum.policy.facts import REASON
from adsum.policy.law import Law, through
from adsum.policy.packs import Reason

COUNT_BITS = 8  # eight counts in one number; check refuses a student's day with more marks than 255
COUNTS = (
    "independent_study",  # marks told as each of the day reasons; told as excused is whatever is left
    "suspended",
    "unexcused",
    "truant",  # without valid excuse in the eyes of the truancy rules, absent or not
    "late",  # the same, a tardy or early leave long enough for the statute
    "district_late",  # the same for the district's count, with a reason it counts
    "absences",  # absent, and the reason does not earn the day
    "cuts",  # absent and truant
)
UNCLEARED = None


@dataclass(frozen=True)
class Kind:
    """One kind of mark. `reason` is None for an uncleared one."""

    reason: Reason | None
    is_beyond: bool
    is_absent: bool
    is_long: bool
    is_district_long: bool

    def counts_truancy(self, *, uncleared_counts: bool) -> bool:
        if self.reason is UNCLEARED:
            return uncleared_counts or self.is_beyond
        return self.is_beyond or self.reason.counts_truancy

    @property
    def earns_day(self) -> bool:
        return self.reason is not UNCLEARED and self.reason.earns_day and not self.is_beyond

    @property
    def day_reason(self) -> str:
        return "unexcused" if self.reason is UNCLEARED or self.is_beyond else self.reason.day_reason


@lru_cache
def meanings_of(law: Law) -> Meanings:
    return Meanings(law)


class Meanings:
    """Every kind of mark under a law, numbered."""

    def __init__(self, law: Law) -> None:
        self.law = law
        self.reasons: list[Reason | None] = [*law.pack.all_reasons(), UNCLEARED]
        flags = (False, True)
        self.kinds = [Kind(*parts) for parts in product(self.reasons, flags, flags, flags, flags)]

    def number(self) -> pl.Expr:
        """The number of a mark's kind. Reads reason, date, is_beyond, status, minutes."""
        law = self.law
        limits = [law.truancy_minutes, law.district.minutes if law.district else law.truancy_minutes]
        is_absent = pl.col("status") == "absent"
        flags = [
            pl.col("is_beyond"),
            is_absent,
            *(limit.is_met_by(pl.col("minutes")).fill_null(False) for limit in limits),
        ]
        number = self._reason_number()
        for flag in flags:
            number = number * 2 + flag.cast(pl.UInt32)
        return number

    def _reason_number(self) -> pl.Expr:
        """The place of a mark's reason in `reasons`. A code is looked up by its place among all texts met so far."""
        number = pl.lit(self._numbers).gather(pl.col("reason").to_physical(), null_on_oob=True)
        number = number.fill_null(len(self.reasons) - 1)
        for place, row in enumerate(self.reasons):
            if row is not None and row.last_day is not None:  # the reason was another before or after
                is_then = (pl.col("reason") == row.code) & pl.col("date").is_between(row.first_day, through(row))
                number = pl.when(is_then).then(pl.lit(place, pl.UInt32)).otherwise(number)
        return number

    @cached_property
    def _codes(self) -> pl.Series:
        """The reasons' codes, kept as long as the numbers made of them: Polars forgets what number a text has, and
        numbers texts anew, once no column that holds it is left.
        """
        return pl.Series([row.code for row in self.reasons if row is not None], dtype=REASON)

    @cached_property
    def _numbers(self) -> pl.Series:
        codes = self._codes.to_physical().to_list()
        numbers = [len(self.reasons) - 1] * (max(codes, default=0) + 1)
        for place, code in enumerate(codes):
            numbers[code] = place
        return pl.Series(numbers, dtype=pl.UInt32)

    @cached_property
    def is_truant(self) -> pl.Series:
        """By kind: without valid excuse in the eyes of the truancy rules."""
        return pl.Series([kind.counts_truancy(uncleared_counts=self.law.uncleared_counts) for kind in self.kinds])

    @cached_property
    def earns_day(self) -> pl.Series:
        return pl.Series([kind.earns_day for kind in self.kinds])

    @cached_property
    def is_lost(self) -> pl.Series:
        """By kind, 0 or 1: an absence that loses its period."""
        return pl.Series([kind.is_absent and not kind.earns_day for kind in self.kinds]).cast(pl.UInt64)

    @cached_property
    def is_cut(self) -> pl.Series:
        """By kind, 0 or 1: an absence without valid excuse."""
        return (self.is_truant & pl.Series([kind.is_absent for kind in self.kinds])).cast(pl.UInt64)

    @cached_property
    def counts(self) -> pl.Series:
        """By kind: one number that holds a 1 for each of COUNTS the kind is counted in. They add up."""
        return pl.Series([self._counts(kind) for kind in self.kinds], dtype=pl.UInt64)

    def _counts(self, kind: Kind) -> int:
        district = self.law.district
        is_truant = kind.counts_truancy(uncleared_counts=self.law.uncleared_counts)
        is_partial = is_truant and not kind.is_absent
        is_named = (
            district is not None and kind.reason is not UNCLEARED and kind.reason.code in district.partial_reasons
        )
        counted = {
            kind.day_reason: True,
            "truant": is_truant,
            "late": is_partial and kind.is_long,
            "district_late": is_partial and kind.is_district_long and is_named,
            "absences": kind.is_absent and not kind.earns_day,
            "cuts": kind.is_absent and is_truant,
        }
        return sum(2 ** (COUNT_BITS * place) for place, name in enumerate(COUNTS) if counted.get(name))


def count(name: str) -> pl.Expr:
    """One of COUNTS out of the column `counts`, a sum of such numbers."""
    place = pl.lit(2 ** (COUNT_BITS * COUNTS.index(name)), pl.UInt64)
    found: pl.Expr = pl.col("counts") // place % 2**COUNT_BITS
    return found

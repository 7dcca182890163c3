"""Asking a pack on a day, and remembering what was asked: so that every answer can name the values it rests on.

    asking = Asking(pack, on=day)
    asking.value("continuation.day_minutes")      180
    asking.meets("short_term.longest_days", 31)   False
    asking.used()                                 Used(...): keys, sources, and which of them nobody has verified

A rule outside the engine takes its facts and `pack`, `on` by keyword, and answers with a frozen dataclass that has a
field `used`; a rule over many students answers with a `Table`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl

from adsum.policy.packs.model import Pack, PackValue


class WrongQuestion(ValueError):
    """A rule was asked something that has no answer: an unknown grade, a span that ends before it starts."""


@dataclass(frozen=True)
class Used:
    """The values an answer rests on, in the order they were asked for."""

    values: tuple[PackValue, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(value.key for value in self.values)

    @property
    def unverified(self) -> tuple[str, ...]:
        """Keys whose source has not been read: an answer resting on one must say so."""
        return tuple(value.key for value in self.values if not value.verified)

    def __add__(self, other: Used) -> Used:
        return Used(tuple({value.key: value for value in (*self.values, *other.values)}.values()))


@dataclass(frozen=True)
class Table:
    """The answer of a rule over many students: its rows and what they rest on."""

    rows: pl.DataFrame
    used: Used


class Asking:
    """A pack on one day. Each question is remembered."""

    def __init__(self, pack: Pack, *, on: date) -> None:
        self.pack, self.on = pack, on
        self._asked: dict[str, PackValue] = {}

    def has(self, key: str) -> bool:
        """Whether the pack has the value on this day, without asking for it."""
        return self.pack.has(key) and self.pack.history(key)[0].first_day <= self.on

    def entry(self, key: str) -> PackValue:
        entry = self.pack.entry(key, on=self.on)
        self._asked[key] = entry
        return entry

    def value(self, key: str) -> Any:
        return self.entry(key).payload

    def meets(self, key: str, amount: int | Fraction) -> bool:
        """Whether an amount meets the value the way its `compare` says."""
        return self.entry(key).is_met_by(amount)

    def used(self) -> Used:
        return Used(tuple(self._asked.values()))

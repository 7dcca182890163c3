"""What a loaded policy pack is: dated values, reasons and letters, each with its source.

    Pack       one jurisdiction's law as data, with everything it inherits
    PackValue  one value from one day on
    Reason     one absence reason from one day on
    Letter     what a letter must say on one day (letters.py reads them)

Everything is frozen. A pack answers for any day: `pack.value("truancy.minutes", on=as_of)`.
"""

from __future__ import annotations

import copy
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Literal, TypeVar

from adsum.policy.packs.problems import NotYetInForce, UnknownPolicyKey

Compare = Literal["at_least", "more_than", "at_most", "less_than", "exactly"]
Local = Literal["fixed", "stricter", "free"]
Window = Literal["incident", "term", "school_month", "school_year"]
DayReason = Literal["unexcused", "suspended", "independent_study", "excused"]
COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "at_least": operator.ge,
    "more_than": operator.gt,
    "at_most": operator.le,
    "less_than": operator.lt,
    "exactly": operator.eq,
}
Texts = Mapping[str, str]  # language code to text: {"en": ..., "es": ...}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from. `quote` holds a few words of it, never the whole sentence."""

    cite: str
    quote: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class PackValue:
    """One policy value, in force from `first_day` to `last_day` (None: still)."""

    key: str
    payload: Any
    meaning: str
    unit: str
    compare: Compare | None
    local: Local
    stricter: Literal["lower", "higher"] | None
    first_day: date
    last_day: date | None
    source: Source
    verified: bool
    note: str | None
    pack: str
    file: str
    line: int

    @property
    def cite(self) -> str:
        return self.source.cite

    @property
    def quote(self) -> str | None:
        return self.source.quote

    def is_met_by(self, amount: int | Fraction) -> bool:
        """Whether an amount meets this value the way its `compare` says: 18/180 meets `at_least` 10%."""
        return COMPARISONS[self.compare or "exactly"](amount, self.payload)


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `count` dates with the reason per student and window; a further date is unexcused."""

    count: int
    window: Window


@dataclass(frozen=True, slots=True)
class Reason:
    """One absence reason as the law treats it from `first_day` to `last_day` (None: still).

    excused       a valid excuse: never a truancy event by itself
    earns_day     the day counts as attended for state funding and is no absence at all
    day_reason    how a fully absent day with it is told apart in counts
    grades        the only grades that may use it (None: all)
    confidential  never shown to a parent; the family sees "excused" only
    needs         what the office must have before it may be used (incident, approval, permit, ...)
    """

    code: str
    label: Texts
    meaning: str
    excused: bool
    earns_day: bool
    day_reason: DayReason
    counts_truancy: bool
    cap: Cap | None
    grades: frozenset[str] | None
    confidential: bool
    needs: tuple[str, ...]
    documentation: str
    first_day: date
    last_day: date | None
    source: Source
    verified: bool
    note: str | None
    pack: str
    file: str
    line: int

    def is_open_to(self, grade: str) -> bool:
        return self.grades is None or grade in self.grades


@dataclass(frozen=True, slots=True)
class Element:
    """One thing a letter must say, in the words of each language."""

    id: str
    text: Texts
    source: Source
    verified: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter's content from `first_day` to `last_day` (None: still).

    `elements` is what the law asks for, in order. `texts` are the fixed pieces around it by name (greeting,
    dates_heading, how_to_correct, ...). All may hold the template fields of `letters.TEMPLATE_FIELDS` in braces.
    """

    name: str
    meaning: str
    title: Texts
    elements: tuple[Element, ...]
    texts: Mapping[str, Texts]
    languages: tuple[str, ...]
    first_day: date
    last_day: date | None
    source: Source
    verified: bool
    pack: str
    file: str
    line: int


@dataclass(frozen=True)
class Pack:
    """A policy pack with everything it inherits. `version` changes whenever any of its law changes."""

    name: str
    title: str
    version: str
    jurisdiction: str
    extends: str | None
    histories: Mapping[str, tuple[PackValue, ...]] = field(repr=False)
    reason_rows: Mapping[str, tuple[Reason, ...]] = field(repr=False)
    letter_rows: Mapping[str, tuple[Letter, ...]] = field(repr=False)
    parent: Pack | None = field(default=None, repr=False)

    def keys(self) -> list[str]:
        return sorted(self.histories)

    def has(self, key: str) -> bool:
        return key in self.histories

    def value(self, key: str, *, on: date) -> Any:
        """The payload in force on a day: int, text, bool, Fraction for a share, list or dict (a copy of your own)."""
        return copy.deepcopy(self.entry(key, on=on).payload)

    def entry(self, key: str, *, on: date) -> PackValue:
        """The whole value in force on a day. Raises UnknownPolicyKey, NotYetInForce."""
        history = self.history(key)
        found = in_force(history, on=on)
        if found is None:
            raise NotYetInForce(pack=self.name, key=key, on=on, first_day=history[0].first_day)
        return found

    def history(self, key: str) -> tuple[PackValue, ...]:
        """Every value the key has had, earliest first."""
        if key not in self.histories:
            raise UnknownPolicyKey(pack=self.name, key=key, known=self.keys())
        return self.histories[key]

    def reasons(self, *, on: date) -> dict[str, Reason]:
        """The absence reasons in force on a day, by code."""
        rows = {code: in_force(history, on=on) for code, history in self.reason_rows.items()}
        return {code: row for code, row in rows.items() if row is not None}

    def all_reasons(self) -> list[Reason]:
        """Every dated row of every reason, by code and day: what a table of reasons is made from."""
        return [row for code in self.reason_rows for row in self.reason_rows[code]]

    def letters(self) -> list[str]:
        return sorted(self.letter_rows)

    def letter(self, name: str, *, on: date) -> Letter:
        """What a letter of that name must say on the letter's date. Raises UnknownPolicyKey, NotYetInForce."""
        if name not in self.letter_rows:
            raise UnknownPolicyKey(pack=self.name, key=name, known=self.letters())
        found = in_force(self.letter_rows[name], on=on)
        if found is None:
            raise NotYetInForce(pack=self.name, key=name, on=on, first_day=self.letter_rows[name][0].first_day)
        return found

    def lineage(self) -> list[str]:
        """This pack's name and those it extends, nearest first."""
        return [self.name, *(self.parent.lineage() if self.parent else [])]


Row = TypeVar("Row", PackValue, Reason, Letter)


def in_force(rows: tuple[Row, ...], *, on: date) -> Row | None:
    for row in reversed(rows):
        if row.first_day <= on:
            return row if row.last_day is None or on <= row.last_day else None
    return None


def day_before(day: date) -> date:
    return day - timedelta(days=1)

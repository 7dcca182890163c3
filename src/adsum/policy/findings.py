"""Findings: the output tables of a determination, and how those of parts make those of the whole.

    Verdicts   what one part of the students amounts to: four tables, and sums of attendance that add up over parts
    Findings   the five output tables of the facts contract, each sorted by its key
Source: docs/reference/facts.md, "Output tables".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from adsum.policy.ada import ada, add_up
from adsum.policy.law import Law
from adsum.policy.taught import Taught

TABLES = ("days", "events", "standing", "months", "ada")
KEYS: Mapping[str, tuple[str, ...]] = {
    "days": ("student_id", "school_id", "date"),
    "events": ("student_id", "date"),
    "standing": ("student_id",),
    "months": ("student_id", "school_month"),
    "ada": ("school_id", "grade_span", "school_month"),
}


@dataclass(frozen=True)
class Verdicts:
    """The findings about some of the students. `attended` is as from ada.attended_days."""

    days: pl.DataFrame
    events: pl.DataFrame
    standing: pl.DataFrame
    months: pl.DataFrame
    attended: pl.DataFrame


@dataclass(frozen=True)
class Findings:
    """Everything a determination found. Flags are 0/1, dates are dates, nothing is null where the contract says 0."""

    days: pl.DataFrame
    events: pl.DataFrame
    standing: pl.DataFrame
    months: pl.DataFrame
    ada: pl.DataFrame
    as_of: date
    known_at: datetime | None
    pack_name: str
    pack_version: str

    def tables(self) -> dict[str, pl.DataFrame]:
        return {name: getattr(self, name) for name in TABLES}


def add_verdicts(
    parts: list[Verdicts], *, taught: Taught, law: Law, known_at: datetime | None, is_in_order: bool
) -> Findings:
    """One district's findings out of those of its parts. Parts cut in order of student need no sorting again."""

    def joined(name: str) -> pl.DataFrame:
        whole: pl.DataFrame = pl.concat([getattr(part, name) for part in parts])
        return whole if is_in_order else whole.sort(KEYS[name])

    return Findings(
        days=joined("days"),
        events=joined("events"),
        standing=joined("standing"),
        months=joined("months"),
        ada=ada(add_up([part.attended for part in parts]), taught=taught, law=law),
        as_of=law.as_of,
        known_at=known_at,
        pack_name=law.pack.name,
        pack_version=law.pack.version,
    )

"""Faults as rows become problems as messages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from adsum.policy.facts import Facts, FactsProblem

SHOWN_CHARACTERS = 60


def problems(facts: Facts, table: str, faults: pl.DataFrame, *, column: str, message: str) -> Iterator[FactsProblem]:
    """One problem for each row of `faults`.

    in      faults: row | the column named (several, joined by ", ", are shown together) and whatever the message
            names in braces
    """
    names = column.split(", ")
    for row in faults.sort("row").iter_rows(named=True):
        value = ", ".join(shown(row[name]) for name in names)
        told = {name: shown(content) for name, content in row.items()}
        yield FactsProblem(facts.file(table), row["row"], column, value, message.format(**told))


def shown(value: Any) -> str:
    """A value as it stands in a file, shortened."""
    if value is None:
        return ""
    if hasattr(value, "hour"):
        return str(value.isoformat()).replace("+00:00", "Z")
    text = str(value)
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"

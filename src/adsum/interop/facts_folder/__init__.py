"""Facts folders: a folder of CSV or Parquet files in, the tables of the facts contract and every fault out.

    read(folder)     (Facts, problems): what could be read, and all that could not, each with file, row and column

    sources.py   which file holds a table, and its cells as they stand there
    text_rows.py the rows of a CSV file that are no plain lines: line breaks in values, blank lines, faults
    cells.py     cells to typed values, and what to say when that fails
A problem of row 0 concerns a whole file: then the tables must not be checked against each other.
Marks in Parquet are not loaded but scanned when needed; they may be larger than memory.
Source: docs/reference/facts.md, "Input tables".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from adsum.interop.facts_folder.cells import Cell, cells_of
from adsum.interop.facts_folder.sources import Source, find_sources
from adsum.interop.problems import shown
from adsum.policy.facts import COLUMNS, Facts, FactsProblem, IdType, schema

__all__ = ["read"]


def read(folder: Path) -> tuple[Facts, list[FactsProblem]]:
    """The facts in a folder, with every cell that does not parse. Cells that did not are empty in the facts."""
    sources, problems = find_sources(folder)
    tables = {name: _Table.of(source, problems) for name, source in sources.items()}
    ids = _id_types(tables)
    frames: dict[str, Any] = {}
    for name in COLUMNS:
        table = tables.get(name)
        if table is None:
            frames[name] = pl.DataFrame(schema=schema(name, ids=ids))
            continue
        problems.extend(table.unreadable_cells())
        typed = table.typed(ids)
        frames[name] = typed if name == "marks" and table.source.is_parquet else typed.collect(engine="streaming")
    files = {name: source.file for name, source in sources.items()}
    return Facts(**frames, files=files), sorted(problems)


def _id_types(tables: Mapping[str, _Table]) -> dict[str, IdType]:
    """An id is a number only where every table that has it says so; narrow numbers stay narrow."""
    widths: tuple[IdType, ...] = (pl.Int32, pl.Int64, pl.String)
    found: dict[str, IdType] = {}
    for table in tables.values():
        for name in (cell.column.name for cell in table.cells if cell.column.is_id):
            found[name] = max(found.get(name, pl.Int32), _id_type(table.types[name]), key=widths.index)
    return found


def _id_type(held: pl.DataType) -> IdType:
    if not held.is_integer():
        return pl.String
    return pl.Int32 if held in (pl.Int8(), pl.Int16(), pl.Int32(), pl.UInt8(), pl.UInt16()) else pl.Int64


@dataclass(frozen=True)
class _Table:
    """One table as it lies in its file, and how its cells are read."""

    source: Source
    types: Mapping[str, pl.DataType]
    cells: list[Cell]

    @classmethod
    def of(cls, source: Source, problems: list[FactsProblem]) -> _Table:
        """The table; columns that are missing or hold something else altogether are noted and left out."""
        types = source.frame.collect_schema()
        cells, faults = cells_of(source.table, types, is_trimmed=not source.is_parquet)
        problems.extend(FactsProblem(source.file, 0, column, "", message) for column, message in faults)
        return cls(source, types, cells)

    def typed(self, ids: Mapping[str, IdType]) -> pl.LazyFrame:
        """The contract's columns with their types. What does not parse is null."""
        known = {cell.column.name: cell.value(ids) for cell in self.cells}
        types = schema(self.source.table, ids=ids)
        missing = {name: pl.lit(None, kind) for name, kind in types.items() if name not in known and name != "row"}
        return self.source.frame.select(
            *(known.get(name, missing.get(name, pl.col("row"))).alias(name) for name in types)
        )

    def unreadable_cells(self) -> list[FactsProblem]:
        """Every cell that holds something and does not parse."""
        doubtful = [cell for cell in self.cells if cell.may_fail]
        if not doubtful:
            return []
        counts = self.source.frame.select(cell.is_lost().sum().alias(cell.column.name) for cell in doubtful)
        found = counts.collect(engine="streaming").row(0, named=True)
        return [problem for cell in doubtful if found[cell.column.name] for problem in self._named(cell)]

    def _named(self, cell: Cell) -> list[FactsProblem]:
        name = cell.column.name
        rows = self.source.frame.filter(cell.is_unreadable()).select("row", pl.col(name).cast(pl.String))
        return [
            FactsProblem(self.source.file, row, name, shown(value or ""), cell.message)
            for row, value in rows.collect(engine="streaming").iter_rows()
        ]

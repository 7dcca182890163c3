"""Optional tables of the facts folder that only rules of funding read. The contract's fixed tables stay as they are.

    COLUMNS          the tables as data
    FundingTables    all of them, typed; one that is missing is empty
    read_tables      frames of text or typed frames into FundingTables, every fault listed

Source: docs/reference/facts.md, "Optional tables for funding".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from adsum.policy.facts import Column, FactsProblem

CLOSURE_KINDS = ("holiday", "emergency", "reduced")

COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "hours": (
        Column("student_id"),
        Column("school_id"),
        Column("date", pl.Date()),
        Column("minutes_scheduled", pl.Int32()),
        Column("minutes_attended", pl.Int32()),
        Column("minutes_suspended", pl.Int32(), is_required=False),
        Column("minutes_excused", pl.Int32(), is_required=False),
    ),
    "weekend": (Column("student_id"), Column("school_id"), Column("date", pl.Date()), Column("minutes", pl.Int32())),
    "recovery": (Column("student_id"), Column("school_id"), Column("date", pl.Date()), Column("minutes", pl.Int32())),
    "closures": (
        Column("school_id"),
        Column("date", pl.Date()),
        Column("kind", pl.Enum(CLOSURE_KINDS), codes=CLOSURE_KINDS),
        Column("minutes_held", pl.Int32(), is_required=False),
        Column("approved_on", pl.Date(), is_required=False),
    ),
}
KEYS: Mapping[str, tuple[str, ...]] = {
    "hours": ("student_id", "school_id", "date"),
    "weekend": ("student_id", "school_id", "date"),
    "recovery": ("student_id", "school_id", "date"),
    "closures": ("school_id", "date"),
}
WEEKEND_FROM = 6  # Saturday, as polars numbers weekdays


@dataclass(frozen=True)
class FundingTables:
    hours: pl.DataFrame
    weekend: pl.DataFrame
    recovery: pl.DataFrame
    closures: pl.DataFrame


def read_tables(frames: Mapping[str, pl.DataFrame]) -> tuple[FundingTables, list[FactsProblem]]:
    """Typed tables, and every fault in them.

    in      frames by table name: all text, as read from CSV, or typed, as read from Parquet
    out     a table with a fault is empty: nothing half read is used
    edges   columns not named here are ignored; an unknown table is somebody else's
    """
    problems: list[FactsProblem] = []
    read = {name: read_table(name, frames.get(name), problems) for name in COLUMNS}
    return FundingTables(**read), problems


def read_table(name: str, frame: pl.DataFrame | None, problems: list[FactsProblem]) -> pl.DataFrame:
    empty = pl.DataFrame(schema={column.name: column.type or pl.String() for column in COLUMNS[name]})
    if frame is None:
        return empty
    missing = [column.name for column in COLUMNS[name] if column.is_required and column.name not in frame.columns]
    if missing:
        header = ", ".join(missing)
        problems.append(FactsProblem(file_of(name), 1, header, "", "the column is missing; add it to the header"))
        return empty
    typed = frame.select(typed_column(frame, column) for column in COLUMNS[name])
    faults = [*unread(name, frame, typed), *broken(name, typed)]
    problems += faults
    return empty if faults else typed


def file_of(table: str) -> str:
    return f"{table}.csv"


def typed_column(frame: pl.DataFrame, column: Column) -> pl.Expr:
    if column.name not in frame.columns:
        return pl.lit(None, column.type or pl.String()).alias(column.name)
    text = pl.col(column.name)
    if column.is_id:
        return text if frame.schema[column.name].is_integer() else text.cast(pl.String).replace("", None)
    if frame.schema[column.name] == pl.String and column.type == pl.Date():
        return text.str.to_date("%Y-%m-%d", strict=False)
    return text.cast(column.type, strict=False)


def unread(name: str, frame: pl.DataFrame, typed: pl.DataFrame) -> Iterator[FactsProblem]:
    """Values that could not be read, and empty ones where none may be."""
    for column in (column for column in COLUMNS[name] if column.name in frame.columns):
        given = frame[column.name].cast(pl.String)
        for row in typed[column.name].is_null().arg_true():
            value = given[row] or ""
            if value or column.is_required:
                yield FactsProblem(file_of(name), row + 2, column.name, value, remedy(column))


def remedy(column: Column) -> str:
    if column.codes:
        return f"needs one of {', '.join(column.codes)}"
    if column.type == pl.Date():
        return "needs a date such as 2026-02-10"
    return "needs an id" if column.is_id else "needs a whole number of minutes"


def broken(name: str, typed: pl.DataFrame) -> Iterator[FactsProblem]:
    """Rows that contradict each other or themselves."""
    rules: list[tuple[str, pl.Expr, str]] = [
        (KEYS[name][-1], pl.struct(KEYS[name]).is_duplicated(), "the key is there twice; join the two rows"),
        *((column, is_wrong, message) for table, column, is_wrong, message in RULES if table == name),
    ]
    for column, is_wrong, message in rules:
        found: pl.Series = typed.select(is_wrong.fill_null(False)).to_series()
        for row in found.arg_true():
            yield FactsProblem(file_of(name), row + 2, column, shown(typed[column][row]), message)


def shown(value: Any) -> str:
    return "" if value is None else str(value)


MINUTES_OF_DAY = 24 * 60
RULES: tuple[tuple[str, str, pl.Expr, str], ...] = (
    (
        "hours",
        "minutes_scheduled",
        ~pl.col("minutes_scheduled").is_between(0, MINUTES_OF_DAY),
        "needs minutes of a day",
    ),
    ("hours", "minutes_attended", pl.col("minutes_attended") < 0, "minutes cannot be below 0"),
    (
        "hours",
        "minutes_attended",
        pl.sum_horizontal("minutes_attended", "minutes_suspended", "minutes_excused") > pl.col("minutes_scheduled"),
        "more minutes attended, suspended and excused than scheduled; correct one of them",
    ),
    ("weekend", "minutes", ~pl.col("minutes").is_between(1, MINUTES_OF_DAY), "needs minutes of a day, at least 1"),
    ("weekend", "date", pl.col("date").dt.weekday() < WEEKEND_FROM, "needs a Saturday or Sunday"),
    ("recovery", "minutes", ~pl.col("minutes").is_between(1, MINUTES_OF_DAY), "needs minutes of a day, at least 1"),
    (
        "closures",
        "minutes_held",
        (pl.col("kind") == "reduced") & pl.col("minutes_held").is_null(),
        "a reduced day needs the minutes that were held",
    ),
)

"""Cells to typed values: what each kind of column may hold in CSV and in Parquet, and what to say otherwise.

CSV cells are text. Spaces around a code, number or date change nothing; ids are taken as they are. Parquet cells may
be of any type that says the same without guessing: 1.0 is a whole number, 1.5 is not; midnight is a date, noon is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from adsum.policy.facts import COLUMNS, MOMENT, REASON, Column, IdType

DAY = r"^\d{4}-\d{2}-\d{2}$"
NUMBER = r"^-?\d{1,9}$"
WHOLE_MOMENT = r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}"

DAY_MESSAGE = "is not a date. Write an existing day as YYYY-MM-DD, for example 2026-02-10."
NUMBER_MESSAGE = "is not a whole number. Write it in plain digits."
MOMENT_MESSAGE = "is not a moment. Write it in UTC as YYYY-MM-DDTHH:MM:SSZ, for example 2026-02-10T16:05:00Z."


@dataclass(frozen=True)
class Cell:
    """How the cells of one column are read. `parsed` is null where they cannot be."""

    column: Column
    parsed: pl.Expr
    may_fail: bool
    message: str = ""

    def value(self, ids: Mapping[str, IdType]) -> pl.Expr:
        return self.parsed.cast(ids[self.column.name]) if self.column.is_id else self.parsed

    def is_lost(self) -> pl.Expr:
        """The cell holds something, if only spaces, and nothing came of it. Quick to ask of every row."""
        return self.parsed.is_null() & pl.col(self.column.name).is_not_null()

    def is_unreadable(self) -> pl.Expr:
        """The cell holds something other than spaces, and it does not parse."""
        return self.is_lost() & (pl.col(self.column.name).cast(pl.String).str.strip_chars() != "")


def cells_of(
    table: str, types: Mapping[str, pl.DataType], *, is_trimmed: bool
) -> tuple[list[Cell], list[tuple[str, str]]]:
    """How each column of the table is read; and for the columns that cannot be, their name and why.

    is_trimmed   spaces around the text of a cell are nothing, as in a CSV file that a person wrote
    """
    cells: list[Cell] = []
    faults: list[tuple[str, str]] = []
    for column in COLUMNS[table]:
        held = types.get(column.name)
        if held is None:
            faults.append((column.name, "the column is missing. Add it to the header; it may be empty where allowed."))
            continue
        cell = _cell(column, held, is_trimmed=is_trimmed)
        if cell is None:
            faults.append((column.name, f"the column holds {held}, not {_expected(column)}. Write it as that."))
        else:
            cells.append(cell)
    return cells, faults


def _expected(column: Column) -> str:
    if column.is_id:
        return "text or whole numbers"
    words = {pl.Date(): "dates", MOMENT: "moments in UTC", pl.Int32(): "whole numbers"}
    return words.get(column.type, "text")


def _cell(column: Column, held: pl.DataType, *, is_trimmed: bool) -> Cell | None:
    if column.is_id:
        return _id(column, held)
    text = pl.col(column.name).cast(pl.String)
    text = text.str.strip_chars() if is_trimmed else text
    if column.type == pl.Int32():
        return _number(column, held, text)
    if column.type == pl.Date():
        return _day(column, held, text)
    if column.type == MOMENT:
        return _moment(column, held, text)
    return _code(column, held, text) if column.codes else _text(column, held, text, is_trimmed=is_trimmed)


def _is_text(held: pl.DataType) -> bool:
    return held == pl.String() or isinstance(held, pl.Categorical | pl.Enum)


def _id(column: Column, held: pl.DataType) -> Cell | None:
    raw = pl.col(column.name)
    if held.is_integer():
        return Cell(column, raw, may_fail=False)
    if held == pl.Null():
        return Cell(column, raw.cast(pl.String), may_fail=False)
    text = raw.cast(pl.String)
    return Cell(column, pl.when(text != "").then(text), may_fail=False) if _is_text(held) else None


def _text(column: Column, held: pl.DataType, text: pl.Expr, *, is_trimmed: bool) -> Cell | None:
    """Free text or a reason. Whether there is such a reason is for the pack to say.

    In Parquet nothing is null; only CSV has no other word for it than an empty text.
    """
    raw = pl.col(column.name)
    if isinstance(held, pl.Categorical | pl.Enum):
        return Cell(column, raw.cast(column.type), may_fail=False)
    if not (_is_text(held) or held.is_integer() or held == pl.Null()):
        return None
    taken = text if column.type == REASON else raw.cast(pl.String)
    if not is_trimmed:
        return Cell(column, taken.cast(column.type), may_fail=False)
    return Cell(column, pl.when(taken != "").then(taken).cast(column.type), may_fail=False)


def _code(column: Column, held: pl.DataType, text: pl.Expr) -> Cell | None:
    if held == column.type:
        return Cell(column, pl.col(column.name), may_fail=False)
    if not (_is_text(held) or held == pl.Null()):
        return None
    message = f"is not one of the codes {', '.join(column.codes)}. Write one of them, exactly so."
    return Cell(column, text.cast(column.type, strict=False), may_fail=True, message=message)


def _number(column: Column, held: pl.DataType, text: pl.Expr) -> Cell | None:
    raw = pl.col(column.name)
    if held == column.type:
        return Cell(column, raw, may_fail=False)
    if held.is_integer() or held == pl.Boolean() or held == pl.Null():
        is_narrow = held in (pl.Int8(), pl.Int16(), pl.UInt8(), pl.UInt16(), pl.Boolean(), pl.Null())
        return Cell(column, raw.cast(pl.Int32, strict=False), may_fail=not is_narrow, message=NUMBER_MESSAGE)
    if held.is_float():
        whole = pl.when(raw == raw.floor()).then(raw.cast(pl.Int32, strict=False))
        return Cell(column, whole, may_fail=True, message=NUMBER_MESSAGE)
    if not _is_text(held):
        return None
    digits = pl.when(text.str.contains(NUMBER)).then(text).cast(pl.Int32, strict=False)
    return Cell(column, digits, may_fail=True, message=NUMBER_MESSAGE)


def _day(column: Column, held: pl.DataType, text: pl.Expr) -> Cell | None:
    raw = pl.col(column.name)
    if held == pl.Date():
        return Cell(column, raw, may_fail=False)
    if held == pl.Null():
        return Cell(column, raw.cast(pl.Date), may_fail=False)
    if isinstance(held, pl.Datetime):
        midnight = pl.when(raw.dt.time() == pl.time(0)).then(raw.dt.date())
        return Cell(column, midnight, may_fail=True, message=DAY_MESSAGE)
    if not _is_text(held):
        return None
    written = pl.when(text.str.contains(DAY)).then(text).str.to_date("%Y-%m-%d", strict=False)
    return Cell(column, written, may_fail=True, message=DAY_MESSAGE)


def _moment(column: Column, held: pl.DataType, text: pl.Expr) -> Cell | None:
    """Moments without a zone are UTC, because the contract says the column is."""
    raw = pl.col(column.name)
    if held == MOMENT:
        return Cell(column, raw, may_fail=False)
    if isinstance(held, pl.Datetime):
        zoned = raw.dt.convert_time_zone("UTC") if held.time_zone else raw.dt.replace_time_zone("UTC")
        return Cell(column, zoned.cast(MOMENT), may_fail=False)
    if held == pl.Null():
        return Cell(column, raw.cast(MOMENT), may_fail=False)
    if not _is_text(held):
        return None
    is_whole = text.str.contains(WHOLE_MOMENT)
    zoned = pl.when(is_whole).then(text).str.to_datetime("%+", strict=False, time_unit="us", time_zone="UTC")
    plain = (
        pl.when(is_whole)
        .then(text.str.replace(" ", "T"))
        .str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", strict=False, time_unit="us")
    )
    return Cell(column, zoned.fill_null(plain.dt.replace_time_zone("UTC")), may_fail=True, message=MOMENT_MESSAGE)

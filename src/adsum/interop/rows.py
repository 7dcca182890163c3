"""Rows of a table to records and back, after the form of the table.

Every value of every row is judged, so that one reading lists all that is wrong. A row with a bad value becomes no
record, but its key is remembered: a reference to it is not a second mistake.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic

from adsum.interop.csv_table import CsvTable
from adsum.interop.limits import Limits
from adsum.interop.problems import shown
from adsum.interop.table_form import Column, Fault, Record, TableForm
from adsum.interop.values import BadValue

Key = str | tuple[str, ...]


@dataclass(kw_only=True)
class Rows(Generic[Record]):
    """What a table held.

    records     good rows, each once
    by_key      the same, by their key: the text of the key column, or of all of them where there are several
    bad_ids     ids of rows that became no record
    rows_read   rows that were there, good or bad
    """

    records: list[Record] = field(default_factory=list)
    by_key: dict[Key, Record] = field(default_factory=dict)
    bad_ids: set[str] = field(default_factory=set)
    rows_read: int = 0

    def __contains__(self, record_id: object) -> bool:
        """Whether a row with this id was there, good or bad."""
        return record_id in self.by_key or record_id in self.bad_ids


def read_rows(table: CsvTable, form: TableForm[Record], *, limits: Limits) -> Rows[Record]:
    """All records of the table; problems go where the table's problems go."""
    reader = _RowReader(table=table, form=form, limits=limits)
    for row, cells in table:
        reader.take(row, cells)
    rows = reader.rows
    rows.bad_ids |= table.damaged_keys
    rows.rows_read = table.rows_read
    if reader.has_secrets:
        table.place.warn("R07", "holds passwords. They were not read; leave the column empty.", field="password")
    return rows


class _RowReader(Generic[Record]):
    """Turns rows into records one after the other and watches for repeated keys."""

    def __init__(self, *, table: CsvTable, form: TableForm[Record], limits: Limits) -> None:
        self.rows: Rows[Record] = Rows()
        self.has_secrets = False
        self._form = form
        self._place = table.place
        self._longest = limits.value_characters
        # Unpacked once: this loop runs for every cell of the import.
        self._plan = [
            (column, column.kind.parse, column.kind.empty, column.kind.is_measured) for column in form.columns
        ]
        names = [column.name for column in form.columns]
        self._key_at = [names.index(name) for name in form.key]

    def take(self, row: int, cells: Sequence[str]) -> None:
        values = self._values(row, cells)
        keys = [unicodedata.normalize("NFC", cells[index]) for index in self._key_at]
        if values is None:
            self.rows.bad_ids.add(keys[0])
            return
        record = self._form.record(row, *values)
        for fault in self._form.check(record):
            self._refuse(row, fault)
        self._keep(row, record, keys)

    def _values(self, row: int, cells: Sequence[str]) -> list[Any] | None:
        """The values of the columns that are kept, or None when one of them is bad."""
        values: list[Any] = []
        is_good = True
        longest = self._longest
        for (column, parse, empty, is_measured), cell in zip(self._plan, cells, strict=True):
            if not cell or cell.isspace():
                value = empty
                if column.is_required:
                    is_good = self._refuse_missing(row, column)
            elif column.attribute is None:
                self.has_secrets = True
                continue
            else:
                try:
                    value = parse(cell)
                except BadValue as bad:
                    is_good = self._refuse_value(row, column, cell, bad)
                    continue
                if is_measured and len(cell) > longest:
                    is_good = self._refuse_long(row, column, cell)
            if column.attribute is not None:
                values.append(value)
        return values if is_good else None

    def _refuse_missing(self, row: int, column: Column) -> bool:
        code, message = column.missing
        return self._refuse(row, Fault(code, column.name, "", message))

    def _refuse_value(self, row: int, column: Column, cell: str, bad: BadValue) -> bool:
        return self._refuse(row, Fault(bad.code, column.name, cell, bad.message))

    def _refuse_long(self, row: int, column: Column, cell: str) -> bool:
        return self._refuse(row, Fault("M57", column.name, cell, f"{len(cell):,} characters, at most {self._longest}."))

    def _refuse(self, row: int, fault: Fault) -> bool:
        self._place.refuse_set(fault.code, fault.message, row=row, field=fault.field, value=fault.value)
        return False

    def _keep(self, row: int, record: Record, keys: list[str]) -> None:
        """Add the record, unless its key was there before."""
        first = self.rows.by_key.setdefault(keys[0] if len(keys) == 1 else tuple(keys), record)
        if first is record:
            self.rows.records.append(record)
            return
        first_row: int = getattr(first, "row")  # noqa: B009  every record has a row; the type variable does not say so
        field_name, value = self._form.key[0], ", ".join(keys)
        differing = differing_columns(self._form, first, record)
        if differing:
            named = " and ".join(self._form.key)
            message = f"rows {first_row:,} and {row:,} share {named} {shown(value)} but differ in "
            self._place.refuse_set("M60", f"{message}{', '.join(differing)}.", row=row, field=field_name, value=value)
        else:
            message = f"rows {first_row:,} and {row:,} are identical; counted once."
            self._place.warn("M59", message, row=row, field=field_name, value=value)


def differing_columns(form: TableForm[Record], one: Record, other: Record) -> list[str]:
    """The columns in which two records differ, whatever Unicode form their text is in."""
    return [
        column.name
        for column in form.columns
        if column.attribute and _plain(getattr(one, column.attribute)) != _plain(getattr(other, column.attribute))
    ]


def _plain(value: Any) -> Any:
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


def write_rows(records: Iterable[Record], form: TableForm[Record]) -> bytes:
    """The table as UTF-8 CSV with its standard header, lines ending in CR+LF."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(column.name for column in form.columns)
    writer.writerows(_cells(record, form) for record in records)
    return stream.getvalue().encode("utf-8")


def _cells(record: Any, form: TableForm[Record]) -> list[str]:
    cells = []
    for column in form.columns:
        value = None if column.attribute is None else getattr(record, column.attribute)
        cells.append("" if value is None or value == column.kind.empty else column.kind.write(value))
    return cells

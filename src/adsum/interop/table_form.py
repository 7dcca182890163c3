"""What a table of an outside format holds: its columns in order, the kind of each, and the record a row becomes.

A form is read by `rows.read_rows` and written by `rows.write_rows`; it is data: a new table is a new list of columns.
"""

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, NamedTuple, TypeVar

from adsum.interop import values
from adsum.interop.csv_table import Shape

Record = TypeVar("Record")


@dataclass(frozen=True, kw_only=True)
class Kind:
    """How a cell is read and written.

    empty           what an empty cell means
    is_id           stricter rules, and part of `Shape.ids`
    is_measured     one value whose length is limited (a list or a description is not)
    """

    parse: Callable[[str], Any]
    write: Callable[[Any], str] = str
    empty: Any = None
    is_id: bool = False
    is_measured: bool = True


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column.

    attribute       where the value goes in the record; None: read past it and never show it (passwords)
    refers_to       the table whose ids stand here
    missing         code and message when a required value is empty
    """

    name: str
    attribute: str | None
    kind: Kind
    is_required: bool = False
    refers_to: str | None = None
    missing: tuple[str, str] = ("M57", "required.")


class Fault(NamedTuple):
    """What a whole-row check found."""

    code: str
    field: str
    value: str
    message: str


def no_faults(record: Any) -> Iterator[Fault]:
    """For tables without a rule over several columns of a row."""
    return iter(())


@dataclass(frozen=True, kw_only=True)
class TableForm(Generic[Record]):
    """A table: `record(row, *values)` is called with the values of all columns that have an attribute, in order.

    key     the columns that together name a record; the first of them is the id that other tables refer to
    check   rules that need several columns of one row
    """

    name: str
    record: Callable[..., Record]
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    check: Callable[[Record], Iterator[Fault]] = no_faults

    @property
    def file(self) -> str:
        return f"{self.name}.csv"

    @property
    def shape(self) -> Shape:
        return Shape(
            columns=tuple(column.name for column in self.columns),
            required=frozenset(column.name for column in self.columns if column.is_required) | {*self.key},
            ids=frozenset(column.name for column in self.columns if column.kind.is_id),
            key=self.key[0],
            secret=frozenset(column.name for column in self.columns if column.attribute is None),
        )

    def without(self, *attributes: str) -> "TableForm[Record]":
        """The same form with these columns always left empty when it is written."""
        columns = (
            dataclasses.replace(column, attribute=None) if column.attribute in attributes else column
            for column in self.columns
        )
        return dataclasses.replace(self, columns=tuple(columns))


def _write_boolean(value: bool) -> str:
    return "true" if value else "false"


def _write_instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def write_list(items: tuple[str, ...]) -> str:
    """Several values in one cell. A comma inside a value would become two values, so it is refused."""
    for item in items:
        if "," in item or not item.strip():
            raise ValueError("A value of a list is empty or holds a comma; the format has no way to write that.")
    return ",".join(items)


ID = Kind(parse=values.parse_id, is_id=True)
IDS = Kind(parse=values.list_of(values.parse_id), write=write_list, empty=(), is_id=True, is_measured=False)
CODE = Kind(parse=values.parse_code)
NAME = Kind(parse=values.parse_name)
TEXT = Kind(parse=values.parse_text)
LONG_TEXT = Kind(parse=values.parse_text, is_measured=False)
TEXTS = Kind(parse=values.list_of(values.parse_text), write=write_list, empty=(), is_measured=False)
DAY = Kind(parse=values.parse_day, write=date.isoformat)
INSTANT = Kind(parse=values.parse_instant, write=_write_instant)
NUMBER = Kind(parse=values.parse_number)
YEAR = Kind(parse=values.parse_year)
BOOLEAN = Kind(parse=values.parse_boolean, write=_write_boolean)
BIT = Kind(parse=values.parse_bit, write=lambda value: "1" if value else "0")
SECRET = Kind(parse=values.parse_text, is_measured=False)

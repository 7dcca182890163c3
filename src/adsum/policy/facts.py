"""Facts: the whole input of a determination, one frame per table of the facts contract.

    Facts          the tables, with fixed types; an optional table that is missing is empty
    FactsProblem   one fault in them, with file, row and column
    COLUMNS, KEYS, REFERENCES   the contract's tables as data: what readers and checks go by

Ids are text or whole numbers, the same for one id in all tables, and are ordered as what they are: text ids by their
characters, numbers by size. Every table has a column `row`, the line of the file (header = 1), for messages only.
`marks` may be lazy, because a district's year does not fit in memory comfortably; everything else is small.
Source: docs/reference/facts.md, "Input tables".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any, TypeAlias

import polars as pl

GRADES = ("TK", "KN", *(f"{number:02}" for number in range(1, 13)))
LEVELS = ("elementary", "middle", "high", "span")
KINDS = ("comprehensive", "continuation", "independent_study", "home_hospital", "other")
ENROLLMENT_STATUS = (10, 20, 30)
MARK_STATUS = ("absent", "tardy", "left_early")

NEVER = date(9999, 12, 31)  # stands for "still open" wherever spans are compared
MOMENT = pl.Datetime("us", "UTC")
REASON = pl.Categorical()  # compared by code, and small: a year has thirty reasons in thirty million marks

Marks: TypeAlias = pl.DataFrame | pl.LazyFrame
Rows: TypeAlias = Sequence[Mapping[str, Any]]
IdType: TypeAlias = type[pl.Int32] | type[pl.Int64] | type[pl.String]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a facts table. `type` is None for an id; `codes` are the only values a code may have."""

    name: str
    type: Any = None
    is_required: bool = True
    codes: tuple[Any, ...] = ()

    @property
    def is_id(self) -> bool:
        return self.type is None


def _code(name: str, codes: tuple[str, ...]) -> Column:
    return Column(name, pl.Enum(codes), codes=codes)


def _number(name: str, *codes: int, is_required: bool = True) -> Column:
    return Column(name, pl.Int32(), codes=codes, is_required=is_required)


def _day(name: str) -> Column:
    return Column(name, pl.Date())


def _open_day(name: str) -> Column:
    return Column(name, pl.Date(), is_required=False)


def _text(name: str) -> Column:
    return Column(name, pl.String(), is_required=False)


_FLAG = (0, 1)

COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "schools": (
        Column("school_id"),
        _text("name"),
        _text("region"),
        _code("level", LEVELS),
        _code("kind", KINDS),
    ),
    "calendar": (
        Column("school_id"),
        _day("date"),
        _number("is_taught", *_FLAG),
        _number("school_month"),
        _text("term"),
    ),
    "students": (Column("student_id"), _day("birth_date")),
    "enrollments": (
        Column("enrollment_id"),
        Column("student_id"),
        Column("school_id"),
        _code("grade", GRADES),
        _day("first_day"),
        _open_day("last_day"),
        _number("status", *ENROLLMENT_STATUS),
        _number("earns_ada", *_FLAG),
    ),
    "meetings": (
        Column("enrollment_id"),
        _number("period"),
        _number("minutes"),
        _day("first_day"),
        _open_day("last_day"),
    ),
    "marks": (
        Column("mark_id"),
        Column("student_id"),
        Column("school_id"),
        _day("date"),
        _number("period"),
        _code("status", MARK_STATUS),
        _number("minutes", is_required=False),
        Column("reason", REASON, is_required=False),
        _text("incident"),
        Column("recorded_at", MOMENT),
        Column("replaced_at", MOMENT, is_required=False),
    ),
    "unsubmitted": (Column("enrollment_id"), _day("date"), _number("period")),
    "notices": (Column("student_id"), _number("level", 1, 2, 3), _day("issued_on"), _open_day("rescinded_on")),
    "conferences": (Column("student_id"), _day("attempted_on")),
    "referrals": (Column("student_id"), _day("referred_on")),
    "exemptions": (Column("student_id"), _text("basis"), _day("first_day"), _open_day("last_day")),
}
OPTIONAL = frozenset({"unsubmitted", "notices", "conferences", "referrals", "exemptions"})

KEYS: Mapping[str, tuple[str, ...]] = {
    "schools": ("school_id",),
    "calendar": ("school_id", "date"),
    "students": ("student_id",),
    "enrollments": ("enrollment_id",),
    "meetings": ("enrollment_id", "period", "first_day"),
    "marks": ("mark_id",),
    "unsubmitted": ("enrollment_id", "date", "period"),
    "notices": ("student_id", "level", "issued_on"),
    "conferences": ("student_id", "attempted_on"),
    "referrals": ("student_id", "referred_on"),
    "exemptions": ("student_id", "basis", "first_day"),
}

REFERENCES: Sequence[tuple[str, str, str]] = (  # table, column, the table that must have it
    ("calendar", "school_id", "schools"),
    ("enrollments", "student_id", "students"),
    ("enrollments", "school_id", "schools"),
    ("meetings", "enrollment_id", "enrollments"),
    ("unsubmitted", "enrollment_id", "enrollments"),
    ("notices", "student_id", "students"),
    ("conferences", "student_id", "students"),
    ("referrals", "student_id", "students"),
    ("exemptions", "student_id", "students"),
)

SPANS = ("enrollments", "meetings", "exemptions")  # tables with first_day and last_day


@dataclass(frozen=True, order=True)
class FactsProblem:
    """One fault in a facts folder. `row` counts lines, the header being 1; 0 means the whole file.

    The value is for the person who brought the facts: it is left out of `repr`, which may reach a log.
    """

    file: str
    row: int
    column: str
    value: str = field(repr=False)
    message: str = field(repr=False)

    def __str__(self) -> str:
        place = self.file if not self.row else f"{self.file} row {self.row}"
        named = f"{place} {self.column}" if self.column else place
        return f"{named} {self.value!r}: {self.message}" if self.column else f"{named}: {self.message}"


@dataclass(frozen=True)
class Facts:
    """The tables of the contract. `files` tells the name each was read from, for messages."""

    schools: pl.DataFrame
    calendar: pl.DataFrame
    students: pl.DataFrame
    enrollments: pl.DataFrame
    meetings: pl.DataFrame
    marks: Marks
    unsubmitted: pl.DataFrame
    notices: pl.DataFrame
    conferences: pl.DataFrame
    referrals: pl.DataFrame
    exemptions: pl.DataFrame
    files: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, tables: Mapping[str, Rows | pl.DataFrame]) -> Facts:
        """Facts from rows or frames that are already typed, such as a query's. Missing tables are empty."""
        ids = _id_types(tables)
        return cls(**{name: _frame(name, tables.get(name, ()), ids=ids) for name in COLUMNS})  # type: ignore[arg-type]

    @property
    def marks_in_memory(self) -> pl.DataFrame:
        return self.marks.collect() if isinstance(self.marks, pl.LazyFrame) else self.marks

    def with_marks(self, marks: pl.DataFrame) -> Facts:
        return replace(self, marks=marks)

    def at_own_schools(self) -> Facts:
        """Without the schools, and their calendars, that no enrollment names."""
        own = self.enrollments.select("school_id").unique()
        return replace(
            self,
            schools=self.schools.join(own, on="school_id", how="semi"),
            calendar=self.calendar.join(own, on="school_id", how="semi"),
        )

    def table(self, name: str) -> pl.DataFrame:
        """Any table but marks."""
        frame: pl.DataFrame = getattr(self, name)
        return frame

    def file(self, table: str) -> str:
        return self.files.get(table, f"{table}.csv")

    def tables(self) -> dict[str, Any]:
        return {each.name: getattr(self, each.name) for each in fields(self) if each.name != "files"}


def schema(table: str, *, ids: Mapping[str, IdType]) -> dict[str, Any]:
    """Column types of a table, with `row`; `ids` says for each id column whether it is text or a number."""
    typed = {column.name: ids.get(column.name, pl.String) if column.is_id else column.type for column in COLUMNS[table]}
    return {**typed, "row": pl.UInt32()}


def _id_types(tables: Mapping[str, Rows | pl.DataFrame]) -> dict[str, IdType]:
    """An id is a number only if it is one in every table that has it."""
    found: dict[str, IdType] = {}
    for name, content in tables.items():
        for column in (column.name for column in COLUMNS[name] if column.is_id):
            if _are_numbers(content, column) is False:
                found[column] = pl.String
            elif _are_numbers(content, column):
                found.setdefault(column, pl.Int64)
    return found


def _are_numbers(content: Rows | pl.DataFrame, column: str) -> bool | None:
    """Whether the ids are numbers; None when there are none to judge by."""
    if isinstance(content, pl.DataFrame):
        return content.schema[column].is_integer() if content.height else None
    return next((isinstance(row[column], int) for row in content), None)


def _frame(name: str, content: Rows | pl.DataFrame, *, ids: Mapping[str, IdType]) -> pl.DataFrame:
    types = schema(name, ids=ids)
    if isinstance(content, pl.DataFrame):
        numbered = content if "row" in content.columns else content.with_row_index("row", 2)
        return numbered.select(pl.col(column).cast(kind) for column, kind in types.items())
    rows = [{"row": number, **row} for number, row in enumerate(content, start=2)]
    return pl.DataFrame([{column: row.get(column) for column in types} for row in rows], schema=types, strict=False)

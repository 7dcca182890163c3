"""Facts folders on disk: writing rows as CSV or Parquet, and reading CSV back into rows.

A second, independent spelling of the contract's tables, so that the tests do not lean on the engine's own.
"""

import csv
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from .twin import Facts, Row

ID, TEXT, NUMBER, DAY, MOMENT = "id", "text", "number", "day", "moment"

TABLES: dict[str, dict[str, str]] = {
    "schools": {"school_id": ID, "name": TEXT, "region": TEXT, "level": TEXT, "kind": TEXT},
    "calendar": {"school_id": ID, "date": DAY, "is_taught": NUMBER, "school_month": NUMBER, "term": TEXT},
    "students": {"student_id": ID, "birth_date": DAY},
    "enrollments": {
        "enrollment_id": ID,
        "student_id": ID,
        "school_id": ID,
        "grade": TEXT,
        "first_day": DAY,
        "last_day": DAY,
        "status": NUMBER,
        "earns_ada": NUMBER,
    },
    "meetings": {"enrollment_id": ID, "period": NUMBER, "minutes": NUMBER, "first_day": DAY, "last_day": DAY},
    "marks": {
        "mark_id": ID,
        "student_id": ID,
        "school_id": ID,
        "date": DAY,
        "period": NUMBER,
        "status": TEXT,
        "minutes": NUMBER,
        "reason": TEXT,
        "incident": TEXT,
        "recorded_at": MOMENT,
        "replaced_at": MOMENT,
    },
    "unsubmitted": {"enrollment_id": ID, "date": DAY, "period": NUMBER},
    "notices": {"student_id": ID, "level": NUMBER, "issued_on": DAY, "rescinded_on": DAY},
    "conferences": {"student_id": ID, "attempted_on": DAY},
    "referrals": {"student_id": ID, "referred_on": DAY},
    "exemptions": {"student_id": ID, "basis": TEXT, "first_day": DAY, "last_day": DAY},
}
OPTIONAL = ("unsubmitted", "notices", "conferences", "referrals", "exemptions")


def write_csv(facts: Facts, folder: Path) -> Path:
    """One file per table of `facts`; unknown extra keys of the first row become extra columns."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, rows in facts.items():
        columns = [*TABLES[table], *(key for key in (rows[0] if rows else {}) if key not in TABLES[table])]
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows([as_text(row[column]) for column in columns] for row in rows)
    return folder


def write_parquet(facts: Facts, folder: Path) -> Path:
    """Typed columns; ids stay text or integers, as they are in the rows."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, rows in facts.items():
        schema = {column: parquet_type(rows, column, kind) for column, kind in TABLES[table].items()}
        known = [{column: row[column] for column in schema} for row in rows]
        pl.DataFrame(known, schema=schema).write_parquet(folder / f"{table}.parquet")
    return folder


def parquet_type(rows: list[Row], column: str, kind: str) -> pl.DataType:
    if kind == ID:
        return pl.Int64() if rows and isinstance(rows[0][column], int) else pl.String()
    return {TEXT: pl.String(), NUMBER: pl.Int64(), DAY: pl.Date(), MOMENT: pl.Datetime("us", "UTC")}[kind]


def as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat() if isinstance(value, date) else str(value)


def read_facts(folder: Path) -> Facts:
    """Every table of a CSV folder, typed; the other way round from `write_csv`."""
    return {table: read_table(folder / f"{table}.csv", kinds) for table, kinds in TABLES.items()}


def read_table(path: Path, kinds: dict[str, str]) -> list[Row]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [{column: READ[kind](row[column]) for column, kind in kinds.items()} for row in csv.DictReader(file)]


READ: dict[str, Callable[[str], Any]] = {
    ID: str,
    TEXT: lambda text: text or None,
    NUMBER: lambda text: int(text) if text else None,
    DAY: lambda text: date.fromisoformat(text) if text else None,
    MOMENT: lambda text: datetime.fromisoformat(text) if text else None,
}


def read_answers(folder: Path) -> dict[str, list[dict[str, str]]]:
    """The output tables of a determination, every value as the text in the file."""
    answers = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            answers[path.stem] = list(csv.DictReader(file))
    return answers


def as_answers(tables: Facts) -> dict[str, list[dict[str, str]]]:
    """The twin's tables as they ought to stand in the output files."""
    return {
        name: [{column: as_text(value) for column, value in row.items()} for row in rows]
        for name, rows in tables.items()
    }

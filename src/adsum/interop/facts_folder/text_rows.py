"""The rows of a CSV file that is not simply one record on each line: values with line breaks, blank lines, faults.

file  ->  a table of text with the line each record starts on, and a problem for every line that is no record
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from adsum.interop.csv_table.encoding import decoded
from adsum.interop.csv_table.records import RawRecord, raw_records, split_cells
from adsum.interop.problems import FileProblems, ProblemList, shown
from adsum.policy.facts import FactsProblem

RECORD_BYTES = 64 * 1024


def read_rows(path: Path, *, row_index: str, problems: list[FactsProblem]) -> pl.DataFrame | None:
    """The records as text columns, with their first line in `row_index`; None when the file is no table."""
    text = _text(path, problems=problems)
    if text is None:
        return None
    records = raw_records(text, limit=RECORD_BYTES)
    header = _header(next(records, None), file=path.name, problems=problems)
    if header is None:
        return None
    rows: list[list[str | int]] = []
    for record in records:
        cells = _cells(record, expected=len(header), file=path.name, problems=problems)
        if cells is not None:
            rows.append([*cells, record.row])
    types = {**dict.fromkeys(header, pl.String()), row_index: pl.UInt32()}
    return pl.DataFrame(rows, schema=types, orient="row")


def _text(path: Path, *, problems: list[FactsProblem]) -> str | None:
    data = path.read_bytes()
    if not data.strip():
        message = "the file is empty. A table without rows still has its header."
        problems.append(FactsProblem(path.name, 0, "", "", message))
        return None
    faults = ProblemList()
    text = decoded(data, place=FileProblems(problems=faults, file=path.name))
    problems.extend(
        FactsProblem(path.name, 0, fault.field, fault.value, _placed(fault.row, fault.message)) for fault in faults
    )
    return text


def _placed(row: int | None, message: str) -> str:
    return message if row is None else f"row {row}: {message}"


def _header(record: RawRecord | None, *, file: str, problems: list[FactsProblem]) -> list[str] | None:
    cells = split_cells(record.text) if record is not None and record.is_closed else None
    if cells is None:
        problems.append(FactsProblem(file, 0, "", "", "the first line is not a header. Write the column names there."))
        return None
    twice = sorted({cell for cell in cells if cells.count(cell) > 1})
    if twice:
        message = "the column stands in the header twice. Keep the one that is meant."
        problems.extend(FactsProblem(file, 0, shown(name), "", message) for name in twice)
        return None
    return cells


def _cells(record: RawRecord, *, expected: int, file: str, problems: list[FactsProblem]) -> list[str] | None:
    """The cells of a record of the right length. Blank lines are nothing; other faults are noted."""
    if not record.text.strip():
        return None
    cells = split_cells(record.text) if record.is_closed else None
    if cells is not None and len(cells) == expected:
        return cells
    problems.append(FactsProblem(file, record.row, "line", shown(record.text), _fault(record, cells, expected)))
    return None


def _fault(record: RawRecord, cells: list[str] | None, expected: int) -> str:
    if not record.is_closed:
        return "an open quote starts here and is never closed; the file looks cut off. Bring the whole file."
    if cells is None:
        return (
            'a quote mark stands inside a value without quotes. Put the value in quotes and write "" for a quote mark.'
        )
    hint = (
        "A comma inside a value needs quotes around the value." if len(cells) > expected else "The line looks cut off."
    )
    return f"{len(cells)} cells found, {expected} expected. {hint}"

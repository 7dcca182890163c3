"""Which file holds a table, and its cells as they stand there.

A CSV file whose every line is one record is read by Polars. Any other goes through text_rows, which is slower and
knows what is wrong with it.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from adsum.interop.facts_folder.text_rows import read_rows
from adsum.policy.facts import COLUMNS, OPTIONAL, FactsProblem

FIRST_ROW = 2  # the header is row 1
ROW_INDEX = "adsum:row"  # a name no other system gives a column
BYTE_ORDER_MARK = "\ufeff"
QUOTED = r'"(?:[^"]|"")*"'
RECORD = rf'^(?:{QUOTED}|[^",]*)(?:,(?:{QUOTED}|[^",]*))*$'


@dataclass(frozen=True)
class Source:
    """A table's file. `frame` has the file's columns, in CSV all text, and `row`."""

    table: str
    file: str
    frame: pl.LazyFrame
    is_parquet: bool


def find_sources(folder: Path) -> tuple[dict[str, Source], list[FactsProblem]]:
    """The file of every table that can be read, and what is wrong with the others."""
    sources: dict[str, Source] = {}
    problems: list[FactsProblem] = []
    for table in COLUMNS:
        paths = [path for path in (folder / f"{table}.csv", folder / f"{table}.parquet") if path.is_file()]
        if len(paths) > 1:
            message = f"there is a {paths[1].name} as well. Keep the one that is meant."
            problems.append(FactsProblem(paths[0].name, 0, "", "", message))
        elif paths:
            source = _parquet(table, paths[0], problems) if paths[0].suffix == ".parquet" else None
            source = source or (_csv(table, paths[0], problems) if paths[0].suffix == ".csv" else None)
            sources.update({table: source} if source else {})
        elif table not in OPTIONAL:
            message = f"the file is missing, and there is no {table}.parquet either. Add one of them."
            problems.append(FactsProblem(f"{table}.csv", 0, "", "", message))
    return sources, problems


def _parquet(table: str, path: Path, problems: list[FactsProblem]) -> Source | None:
    try:
        frame = pl.scan_parquet(path, row_index_name=ROW_INDEX, row_index_offset=FIRST_ROW, glob=False)
        names = frame.collect_schema().names()
    except (pl.exceptions.PolarsError, OSError):
        message = "this is not a whole Parquet file. Write it again; it may have been cut off."
        problems.append(FactsProblem(path.name, 0, "", "", message))
        return None
    wanted = [column.name for column in COLUMNS[table] if column.name in names]
    return Source(table, path.name, frame.select(*wanted, pl.col(ROW_INDEX).alias("row")), is_parquet=True)


def _csv(table: str, path: Path, problems: list[FactsProblem]) -> Source | None:
    """The rows of a CSV file: quickly when every line is a record, else with care."""
    header = _plain_header(path)
    if header is not None:
        frame = pl.scan_csv(
            path,
            infer_schema=False,
            row_index_name=ROW_INDEX,
            row_index_offset=FIRST_ROW,
            glob=False,
            new_columns=header,
        )
        wanted = [column.name for column in COLUMNS[table] if column.name in header]
        return Source(table, path.name, frame.select(*wanted, pl.col(ROW_INDEX).alias("row")), is_parquet=False)
    rows = read_rows(path, row_index=ROW_INDEX, problems=problems)
    if rows is None:
        return None
    wanted = [column.name for column in COLUMNS[table] if column.name in rows.columns]
    return Source(table, path.name, rows.lazy().select(*wanted, pl.col(ROW_INDEX).alias("row")), is_parquet=False)


def _plain_header(path: Path) -> list[str] | None:
    """The header, when every line is one record with as many cells; None when the file needs a closer look."""
    try:
        lines = pl.scan_lines(path, name="line", glob=False)
        first = lines.head(1).collect().to_series().to_list()
    except pl.exceptions.PolarsError:
        return None
    if not first or "\r" in first[0]:
        return None
    header = next(csv.reader([first[0].removeprefix(BYTE_ORDER_MARK)]), [])
    if len(set(header)) < len(header):
        return None
    line = pl.col("line")
    has_quote = line.str.contains('"', literal=True)
    bare = pl.when(has_quote).then(line.str.replace_all(QUOTED, "")).otherwise(line)
    is_record = ~has_quote | line.str.contains(RECORD)
    is_plain = is_record & (bare.str.count_matches(",", literal=True) == len(header) - 1) & (line != "")
    try:
        every = lines.select((is_plain & ~line.str.contains("\r", literal=True)).all()).collect(engine="streaming")
    except pl.exceptions.PolarsError:
        return None
    return header if every.item() else None

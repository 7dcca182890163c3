"""`adsum sample`: a synthetic district as a facts folder, the same for the same seed, for trying and for measuring.

The folder appears whole or not at all: everything is written beside it under another name, then renamed.
"""

import argparse
import os
import shutil
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import polars as pl

from adsum.policy.packs import load_pack
from adsum.policy.sample import ChronicRule, Values, added, batches, first_tables, plan, report
from adsum.policy.sample.schools import School
from adsum.policy.sample.year import LAST_DATE

MOST_STUDENTS = 6_000_000  # the numbers of the ids keep their length up to here, so that text and number order agree
MOMENT_FORMAT = "%Y-%m-%dT%H:%M:%SZ"
ROWS_IN_A_GROUP = 1_000_000


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("sample", help="make a synthetic district as a facts folder")
    parser.add_argument("--students", type=int, required=True, help="how many, for example 5000 or 520000")
    parser.add_argument("--seed", type=int, default=7, help="the same seed gives the same district (default 7)")
    parser.add_argument("--facts", type=Path, required=True, help="folder to make; must be empty or not there yet")
    parser.add_argument("--format", choices=["parquet", "csv"], default="parquet")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    problem = problem_with(arguments)
    if problem:
        print(f"adsum sample: {problem} Nothing was written.", file=sys.stderr)
        return 2
    schools = plan(students=arguments.students, seed=arguments.seed)
    folder: Path = arguments.facts
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        lines = fill(unfinished, schools=schools, arguments=arguments)
        unfinished.chmod(0o755)
        os.replace(unfinished, folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    print("\n".join(lines))
    return 0


def problem_with(arguments: argparse.Namespace) -> str | None:
    folder: Path = arguments.facts
    if not 1 <= arguments.students <= MOST_STUDENTS:
        return f"--students {arguments.students} must be from 1 to {MOST_STUDENTS}."
    if arguments.seed < 0:
        return f"--seed {arguments.seed} must not be negative."
    if folder.exists() and not folder.is_dir():
        return f"{folder} is a file. Name a folder that is empty or not there yet."
    if folder.exists() and any(folder.iterdir()):
        return f"{folder} is not empty. Name a folder that is empty or not there yet, or empty this one first."
    return None


def fill(folder: Path, *, schools: list[School], arguments: argparse.Namespace) -> list[str]:
    """Write every table; give the lines of the report."""
    writer = CsvWriter(folder) if arguments.format == "csv" else ParquetWriter(folder)
    writer.add(first_tables(schools))
    tallies, students, marks = [], 0, 0
    for batch in batches(schools=schools, seed=arguments.seed, values=values_of_the_state()):
        writer.add(batch.tables)
        tallies.append(batch.tally)
        students, marks = students + batch.students, marks + batch.tables["marks"].height
        print(f"  {students:,} of {arguments.students:,} students", file=sys.stderr, flush=True)
    writer.close()
    summary = f"{students:,} students, {len(schools):,} schools, {marks:,} marks in {arguments.facts}"
    return [summary, *report(added(tallies))]


def values_of_the_state() -> Values:
    """What counts as chronic, and which reasons earn the day, in the year the sample is about."""
    pack = load_pack("ca")
    rule = ChronicRule(
        absent_share=pack.value("chronic_absence.absent_share", on=LAST_DATE),
        more_than_days=pack.value("chronic_absence.days_expected", on=LAST_DATE),
    )
    reasons = pack.reasons(on=LAST_DATE)
    return Values(rule, sorted(code for code, reason in reasons.items() if reason.earns_day))


class CsvWriter:
    """One file per table, each batch's rows after the last's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, tables: dict[str, pl.DataFrame]) -> None:
        for name, table in tables.items():
            path = self.folder / f"{name}.csv"
            is_new = not path.exists()
            with path.open("ab") as file:
                table.write_csv(file, include_header=is_new, datetime_format=MOMENT_FORMAT)

    def close(self) -> None:
        """Nothing waits."""


class ParquetWriter:
    """Marks go to a file for each batch and are joined at the end, streaming; the small tables wait in memory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.parts = folder / "parts"
        self.parts.mkdir()
        self.waiting: dict[str, list[pl.DataFrame]] = defaultdict(list)
        self.count = 0

    def add(self, tables: dict[str, pl.DataFrame]) -> None:
        for name, table in tables.items():
            if name == "marks":
                table.write_parquet(self.parts / f"{self.count:06d}.parquet", compression="lz4")
                self.count += 1
            else:
                self.waiting[name].append(table)

    def close(self) -> None:
        for name, tables in self.waiting.items():
            pl.concat(tables).write_parquet(self.folder / f"{name}.parquet")
        parts = sorted(self.parts.iterdir())
        pl.scan_parquet(parts).sink_parquet(self.folder / "marks.parquet", row_group_size=ROWS_IN_A_GROUP)
        shutil.rmtree(self.parts)

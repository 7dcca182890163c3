"""What can be wrong in any table: empty cells, unknown codes, broken keys, broken references, spans that end early.

Every rule takes a table and gives the rows at fault; marks go through the same rules, part by part, in marks.py.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from adsum.policy.check.faults import problems
from adsum.policy.facts import COLUMNS, KEYS, REFERENCES, SPANS, Facts, FactsProblem
from adsum.policy.packs import Pack
from adsum.policy.schedule import MOST_PERIODS
from adsum.policy.taught import EARLIEST, LATEST


def table_problems(facts: Facts, *, pack: Pack) -> Iterator[FactsProblem]:
    for table in COLUMNS:
        if table != "marks":
            yield from cell_problems(facts, table, facts.table(table))
            yield from doubled_keys(facts, table)
    for table, column, target in REFERENCES:
        yield from broken_references(facts, table, facts.table(table), column=column, target=target)
    for table in SPANS:
        yield from ends_before_it_begins(facts, table)
    yield from several_open_primaries(facts, pack=pack)
    yield from unusable_calendar(facts)
    yield from unusable_meetings(facts)


def cell_problems(facts: Facts, table: str, rows: pl.DataFrame) -> Iterator[FactsProblem]:
    """Cells that may not be empty and are; codes that are none of the codes."""
    for column in COLUMNS[table]:
        if column.is_required and rows[column.name].null_count():
            empty = rows.filter(pl.col(column.name).is_null())
            yield from problems(facts, table, empty, column=column.name, message="is empty. Fill it in.")
        if column.codes and not isinstance(column.type, pl.Enum):
            unknown = rows.filter(~pl.col(column.name).is_in(column.codes))
            codes = ", ".join(str(code) for code in column.codes)
            message = f"is not one of the codes {codes}. Use one of them."
            yield from problems(facts, table, unknown, column=column.name, message=message)


def doubled_keys(facts: Facts, table: str) -> Iterator[FactsProblem]:
    """Rows whose key an earlier row has."""
    key = list(KEYS[table])
    rows = facts.table(table)
    known = rows.filter(pl.all_horizontal(pl.col(key).is_not_null()))
    if not known.select(pl.struct(key).is_duplicated().any()).item():
        return
    firsts = known.group_by(key).agg(first_row=pl.col("row").min())
    later = known.join(firsts, on=key).filter(pl.col("row") > pl.col("first_row"))
    message = "is the key of row {first_row} already. Remove one of the two rows, or give it a key of its own."
    yield from problems(facts, table, later, column=", ".join(key), message=message)


def broken_references(
    facts: Facts, table: str, rows: pl.DataFrame, *, column: str, target: str
) -> Iterator[FactsProblem]:
    """Rows that name something the target table does not have."""
    missing = rows.filter(pl.col(column).is_not_null()).join(facts.table(target), on=column, how="anti")
    message = f"is in no row of {facts.file(target)}. Correct the id, or add the missing row there."
    yield from problems(facts, table, missing, column=column, message=message)


def ends_before_it_begins(facts: Facts, table: str) -> Iterator[FactsProblem]:
    early = facts.table(table).filter(pl.col("last_day") < pl.col("first_day"))
    message = "lies before first_day {first_day}. Correct one of the two; both days count, and empty means still open."
    yield from problems(facts, table, early, column="last_day", message=message)


def several_open_primaries(facts: Facts, *, pack: Pack) -> Iterator[FactsProblem]:
    """Open enrollments of the primary status beside an earlier row of the same student."""
    primary = pack.history("enrollment.primary_status")[-1].payload
    is_open = (pl.col("status") == primary) & pl.col("last_day").is_null() & pl.col("student_id").is_not_null()
    open_ones = facts.enrollments.filter(is_open).sort("row")
    later = open_ones.with_columns(first_row=pl.col("row").first().over("student_id")).filter(
        pl.col("row") > pl.col("first_row")
    )
    message = (
        "is a second open enrollment of this status for student {student_id}; row {first_row} is open too. "
        "Give one of them its last_day, or another status."
    )
    yield from problems(facts, "enrollments", later, column="status", message=message)


def unusable_calendar(facts: Facts) -> Iterator[FactsProblem]:
    strange = facts.calendar.filter(~pl.col("date").is_between(EARLIEST, LATEST))
    message = f"cannot be a school day: dates lie between {EARLIEST} and {LATEST}. Correct the year."
    yield from problems(facts, "calendar", strange, column="date", message=message)


def unusable_meetings(facts: Facts) -> Iterator[FactsProblem]:
    short = facts.meetings.filter(pl.col("minutes") < 1)
    message = "is less than one minute. Give the meeting's length in minutes."
    yield from problems(facts, "meetings", short, column="minutes", message=message)
    numbers = facts.meetings.select("row", "period").drop_nulls().unique("period", keep="first").sort("period")
    is_small = numbers["period"].is_between(0, MOST_PERIODS - 1).all()
    if numbers.height >= MOST_PERIODS and not is_small:
        message = f"there are more than {MOST_PERIODS - 1} different period numbers. Number periods from 0 to 62."
        yield from problems(facts, "meetings", numbers[MOST_PERIODS:], column="period", message=message)

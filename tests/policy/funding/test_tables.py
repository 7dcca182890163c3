"""Optional tables for funding: what is read, and every fault named with row, column and remedy."""

from datetime import date

import polars as pl
import pytest
from policy.tables import drawn

from adsum.policy.funding.emergency import closed_days
from adsum.policy.funding.tables import COLUMNS, read_tables

GOOD = {
    "hours": """
        student_id | school_id | date       | minutes_scheduled | minutes_attended | minutes_suspended | minutes_excused
        hugo       | pinon     | 2025-09-08 | 180               | 120              | -                 | 60
        """,
    "weekend": "student_id | school_id | date | minutes\nana | mesa | 2025-09-13 | 240",
    "recovery": "student_id | school_id | date | minutes\nana | mesa | 2025-09-10 | 60",
    "closures": """
        school_id | date       | kind      | minutes_held | approved_on
        mesa      | 2025-09-01 | holiday   | -            | -
        mesa      | 2025-09-10 | emergency | -            | 2025-10-01
        mesa      | 2025-09-11 | reduced   | 120          | -
        """,
}


def as_csv(table: str) -> pl.DataFrame:
    """A drawn table as a CSV reader gives it: all text, null where empty."""
    rows = [{key: None if cell is None else str(cell) for key, cell in row.items()} for row in drawn(table)]
    return pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String))


def faults(table: str, text: str) -> list[str]:
    tables, problems = read_tables({table: as_csv(text)})
    assert bool(problems) == (getattr(tables, table).height == 0)
    return [str(problem) for problem in problems]


def test_good_tables_are_read_and_typed() -> None:
    tables, problems = read_tables({name: as_csv(text) for name, text in GOOD.items()})
    assert problems == []
    assert tables.hours.row(0) == ("hugo", "pinon", date(2025, 9, 8), 180, 120, None, 60)
    assert tables.closures["kind"].to_list() == ["holiday", "emergency", "reduced"]
    assert tables.closures["approved_on"].to_list() == [None, date(2025, 10, 1), None]


def test_typed_frames_are_taken_as_they_are() -> None:
    frame = pl.DataFrame({"student_id": [7], "school_id": [1], "date": [date(2025, 9, 13)], "minutes": [240]})
    tables, problems = read_tables({"weekend": frame})
    assert problems == []
    assert tables.weekend.schema["student_id"] == pl.Int64


def test_tables_that_are_missing_are_empty() -> None:
    tables, problems = read_tables({})
    assert problems == []
    assert {name: getattr(tables, name).height for name in COLUMNS} == dict.fromkeys(COLUMNS, 0)
    assert tables.recovery.columns == [column.name for column in COLUMNS["recovery"]]


HEAD = "student_id | school_id | date | minutes\n"
CLOSED = "school_id | date | kind | minutes_held | approved_on\n"
HOURS = "student_id | school_id | date | minutes_scheduled | minutes_attended | minutes_suspended | minutes_excused\n"
FAULTS = {
    "no such day": ("recovery", f"{HEAD}ana | mesa | 2025-02-30 | 60", "recovery.csv row 2 date '2025-02-30': needs a"),
    "no minutes": ("recovery", f"{HEAD}ana | mesa | 2025-09-10 | -", "row 2 minutes '': needs a whole number"),
    "minutes in words": ("recovery", f"{HEAD}ana | mesa | 2025-09-10 | sixty", "minutes 'sixty': needs a whole"),
    "none at all": (
        "recovery",
        f"{HEAD}ana | mesa | 2025-09-10 | 0",
        "minutes '0': needs minutes of a day, at least 1",
    ),
    "more than a day": ("recovery", f"{HEAD}ana | mesa | 2025-09-10 | 1441", "minutes '1441': needs minutes of a day"),
    "no student": ("recovery", f"{HEAD}- | mesa | 2025-09-10 | 60", "row 2 student_id '': needs an id"),
    "a Friday": ("weekend", f"{HEAD}ana | mesa | 2025-09-12 | 60", "'2025-09-12': needs a Saturday or Sunday"),
    "another kind": ("closures", f"{CLOSED}mesa | 2025-09-10 | snow | - | -", "kind 'snow': needs one of holiday"),
    "reduced by nothing": ("closures", f"{CLOSED}mesa | 2025-09-10 | reduced | - | -", "needs the minutes that were"),
    "more than scheduled": ("hours", f"{HOURS}h | p | 2025-09-10 | 60 | 40 | 11 | 10", "more minutes attended,"),
    "below nothing": ("hours", f"{HOURS}h | p | 2025-09-10 | 60 | -5 | 0 | 0", "minutes_attended '-5': minutes cannot"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_named(fault: str) -> None:
    table, text, words = FAULTS[fault]
    (problem,) = faults(table, text)
    assert words in problem


def test_a_key_that_is_there_twice_is_named_in_both_rows() -> None:
    found = faults("recovery", f"{HEAD}ana | mesa | 2025-09-10 | 60\nana | mesa | 2025-09-10 | 90")
    assert [problem.split(" date")[0] for problem in found] == ["recovery.csv row 2", "recovery.csv row 3"]


def test_a_column_that_is_missing_is_named() -> None:
    assert faults("recovery", "student_id | date\nana | 2025-09-10") == [
        "recovery.csv row 1 school_id, minutes '': the column is missing; add it to the header"
    ]


def test_every_fault_of_every_table_is_listed_at_once() -> None:
    _, problems = read_tables(
        {
            "recovery": as_csv(f"{HEAD}ana | mesa | 2025-02-30 | sixty"),
            "weekend": as_csv(f"{HEAD}ana | mesa | 2025-09-12 | 60"),
        }
    )
    assert [(problem.file, problem.column) for problem in problems] == [
        ("weekend.csv", "date"),
        ("recovery.csv", "date"),
        ("recovery.csv", "minutes"),
    ]


def test_closed_days_by_month_and_those_approved() -> None:
    tables, _ = read_tables({"closures": as_csv(GOOD["closures"])})
    calendar = pl.DataFrame(
        [
            {"school_id": "mesa", "date": date(2025, 9, day), "school_month": 1 if day < 11 else 2}
            for day in range(1, 20)
        ]
    )
    found = closed_days(tables.closures, calendar=calendar)
    assert found.rows() == [("mesa", 1, 1, 1), ("mesa", 2, 1, 0)]

"""The engine and its twin give the same answer, row for row, through the command line and CSV files.

What is compared: all five output tables, as the text in the files, on histories that hypothesis invents and shrinks,
on seeded batches of many students, and on a sample district of 5,000 students.
"""

import dataclasses
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings

from adsum.cli import main

from .folders import as_answers, as_text, read_answers, read_facts, write_csv, write_parquet
from .histories import History, histories, history
from .twin import Facts, determine

TABLES = ("ada", "days", "events", "months", "standing")
SHOWN_ROWS = 10


def engine_answers(folder: Path, asked: History, *, pack: str = "lausd") -> dict[str, list[dict[str, str]]]:
    """Run `adsum determine` on a folder and read what it wrote."""
    out = folder.parent / f"{folder.name}-out"
    arguments = ["determine", str(folder), "--as-of", str(asked.as_of), "--pack", pack, "--out", str(out)]
    if asked.known_at is not None:
        arguments += ["--known-at", as_text(asked.known_at)]
    assert main(arguments) == 0
    return read_answers(out)


def assert_equal(engine: dict[str, list[dict[str, str]]], twin: dict[str, list[dict[str, str]]]) -> None:
    """Same tables, same columns, same rows in the same order; else say which rows only one of them has."""
    assert sorted(engine) == sorted(twin) == sorted(TABLES)
    for table in TABLES:
        if engine[table] != twin[table]:
            pytest.fail(difference(table, engine[table], twin[table]))


def difference(table: str, engine: list[dict[str, str]], twin: list[dict[str, str]]) -> str:
    ours, theirs = (Counter(tuple(row.items()) for row in rows) for rows in (engine, twin))
    lines = [f"{table}: engine has {len(engine)} rows, twin {len(twin)}"]
    for name, rows in (("engine only", ours - theirs), ("twin only", theirs - ours)):
        lines += [f"  {name}: {dict(row)}" for row in list(rows)[:SHOWN_ROWS]]
    return "\n".join(lines if len(lines) > 1 else [*lines, "  same rows, but in another order"])


def compare(asked: History, *, pack: str = "lausd", write: Callable[[Facts, Path], Path] = write_csv) -> None:
    with tempfile.TemporaryDirectory() as place:
        engine = engine_answers(write(asked.facts, Path(place, "facts")), asked, pack=pack)
    twin = determine(asked.facts, as_of=asked.as_of, known_at=asked.known_at, is_district=pack == "lausd")
    assert_equal(engine, as_answers(twin))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(asked=histories())
def test_the_engine_equals_its_twin_on_histories_that_hypothesis_invents(asked):
    compare(asked)


@pytest.mark.parametrize("seed", range(6))
def test_the_engine_equals_its_twin_on_batches_of_students(seed):
    compare(history(Random(seed), students=150))


@pytest.mark.parametrize("seed", range(100, 102))
def test_the_engine_equals_its_twin_on_parquet_with_whole_number_ids(seed):
    compare(history(Random(seed), students=100, is_numbered=True), write=write_parquet)


def test_the_engine_equals_its_twin_without_district_definitions():
    compare(history(Random(200), students=100), pack="ca")


def test_text_ids_that_look_like_numbers_are_ordered_as_text():
    asked = history(Random(300), students=100, is_numbered=True)
    as_words = {
        table: [
            {column: str(value) if column.endswith("_id") else value for column, value in row.items()} for row in rows
        ]
        for table, rows in asked.facts.items()
    }
    compare(dataclasses.replace(asked, facts=as_words))


def test_the_same_folder_gives_the_same_bytes_whatever_the_order_of_its_rows(tmp_path):
    asked = history(Random(400), students=100)
    shuffled = {table: Random(table).sample(rows, len(rows)) for table, rows in asked.facts.items()}
    engine_answers(write_csv(asked.facts, tmp_path / "one"), asked)
    engine_answers(write_csv(shuffled, tmp_path / "two"), asked)
    for table in TABLES:
        assert (tmp_path / "one-out" / f"{table}.csv").read_bytes() == (
            tmp_path / "two-out" / f"{table}.csv"
        ).read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1000, 1040))
def test_the_engine_equals_its_twin_on_thousands_of_students(seed):
    compare(history(Random(seed), students=300))


@pytest.mark.slow
@pytest.mark.parametrize("as_of", [date(2026, 2, 10), date(2026, 6, 30)])
def test_the_engine_equals_its_twin_on_a_sample_district(tmp_path, as_of):
    folder = tmp_path / "facts"
    assert main(["sample", "--students", "5000", "--seed", "7", "--facts", str(folder), "--format", "csv"]) == 0
    asked = History(read_facts(folder), as_of, None)
    assert_equal(engine_answers(folder, asked), as_answers(determine(asked.facts, as_of=as_of)))

"""Parts: however a district is cut, and in whatever order its marks lie, the findings are the same."""

from random import Random

import polars as pl
import pytest

from adsum.policy.determination import determine
from adsum.policy.facts import Facts
from adsum.policy.packs import load_pack
from adsum.policy.parts import parts

from .histories import history

ASKED = history(Random(77), students=40)
TABLES = {table: rows for table, rows in ASKED.facts.items() if rows}


def found(facts, marks_at_once):
    law = load_pack("lausd")
    return determine(facts, as_of=ASKED.as_of, known_at=ASKED.known_at, pack=law, marks_at_once=marks_at_once).tables()


def in_order(rows):
    return sorted(rows, key=lambda mark: (mark["student_id"], mark["date"]))


WHOLE = found(Facts.of(TABLES), 10**6)


@pytest.mark.parametrize("marks_at_once", [1, 7, 100, 5000])
@pytest.mark.parametrize("order", ["by student", "scattered"])
def test_cutting_changes_nothing(marks_at_once, order):
    marks = (
        in_order(TABLES["marks"]) if order == "by student" else Random(1).sample(TABLES["marks"], len(TABLES["marks"]))
    )
    cut = found(Facts.of({**TABLES, "marks": marks}), max(marks_at_once, len(marks) // 60))
    for name, table in WHOLE.items():
        assert table.equals(cut[name]), name


def test_parts_are_complete_for_their_students_and_miss_none():
    facts = Facts.of({**TABLES, "marks": in_order(TABLES["marks"])})
    seen, marked = [], []
    for part in parts(facts, narrow=lambda marks: marks, in_order=True, marks_at_once=50):
        seen += part.students["student_id"].to_list()
        marked += part.marks["mark_id"].to_list()
        assert set(part.marks["student_id"]) <= set(part.students["student_id"])
        assert set(part.enrollments["student_id"]) <= set(part.students["student_id"])
        assert set(part.meetings["enrollment_id"]) <= set(part.enrollments["enrollment_id"])
    assert seen == sorted(row["student_id"] for row in TABLES["students"])
    assert sorted(marked) == sorted(row["mark_id"] for row in TABLES["marks"])


def test_marks_may_be_scanned_from_a_file(tmp_path):
    facts = Facts.of(TABLES)
    facts.marks_in_memory.write_parquet(tmp_path / "marks.parquet")
    scanned = Facts(**{**facts.tables(), "marks": pl.scan_parquet(tmp_path / "marks.parquet")})
    for name, table in found(scanned, 100).items():
        assert table.equals(WHOLE[name]), name


def test_no_facts_are_no_findings():
    nothing = Facts.of({})
    assert [table.height for table in found(nothing, 100).values()] == [0] * 5

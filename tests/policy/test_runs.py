"""Adding up runs gives what grouping gives, in whatever order the rows come."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adsum.policy.runs import PackedCounts, add_up_runs

ROWS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 2**62)), max_size=30)
SCHEMA = {"student": pl.Int64, "day": pl.Int64, "minutes": pl.UInt64}


@given(ROWS)
def test_runs_add_up_like_groups(rows):
    table = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    grouped = table.group_by("student", "day").agg(pl.col("minutes").sum()).sort("student", "day")
    assert add_up_runs(table, keys=["student", "day"], totals=["minutes"]).equals(grouped)


@pytest.mark.parametrize("key", [["b", "a", "b"], ["a", "b", "a"], ["b", "a", "a"]])
def test_keys_that_come_back_are_one_key(key):
    table = pl.DataFrame({"key": key, "minutes": [1, 10, 100]})
    totals = dict(add_up_runs(table, keys=["key"], totals=["minutes"]).rows())
    assert totals == {name: sum(10**place for place, each in enumerate(key) if each == name) for name in set(key)}


def test_nothing_adds_up_to_nothing():
    table = pl.DataFrame(schema=SCHEMA)
    assert add_up_runs(table, keys=["student", "day"], totals=["minutes"]).is_empty()


def test_packed_counts_come_apart_again():
    counts = PackedCounts(("absences", "others"))
    table = pl.DataFrame({"key": [1] * 1000, "status": ["absent"] * 300 + ["tardy"] * 700})
    is_absent = pl.col("status") == "absent"
    added = add_up_runs(table.select("key", both=counts.number([is_absent, ~is_absent])), keys=["key"], totals=["both"])
    told = added.select(counts.count(name, of="both").alias(name) for name in counts.names)
    assert told.row(0) == (300, 700)

"""The law of a day: values ready to compare, and never those of another pack or day."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import polars as pl
import pytest

from adsum.policy.law import Law, Limit, school_year_first
from adsum.policy.packs import load_pack

from .tables import absences, school, standing


@pytest.mark.parametrize(
    ("day", "first"),
    [("2025-06-30", "2024-07-01"), ("2025-07-01", "2025-07-01"), ("2026-06-30", "2025-07-01")],
)
def test_the_school_year_begins_on_1_july(day, first):
    assert str(school_year_first(date.fromisoformat(day), first_day="07-01")) == first


def test_the_school_year_of_a_column_is_the_same():
    law = Law.of(load_pack("ca"), as_of=date(2026, 2, 10))
    days = pl.DataFrame({"date": [date(2025, 6, 30), date(2025, 7, 1), date(2026, 6, 30), date(2026, 7, 1)]})
    assert days.select(law.school_year()).to_series().to_list() == [2024, 2025, 2025, 2026]
    assert days.select(law.is_in_year()).to_series().to_list() == [False, True, False, False]


@pytest.mark.parametrize(
    ("compare", "expected"),
    [("more_than", [False, False, True]), ("at_least", [False, True, True]), ("at_most", [True, True, False])],
)
def test_a_limit_has_a_direction(compare, expected):
    minutes = pl.DataFrame({"minutes": [29, 30, 31]})
    assert minutes.select(Limit(30, compare).is_met_by(pl.col("minutes"))).to_series().to_list() == expected
    assert [Limit(30, compare).holds(amount) for amount in (29, 30, 31)] == expected


def test_a_share_is_compared_without_dividing():
    tenth = Limit(Fraction(1, 10), "at_least")
    counts = pl.DataFrame({"part": [17, 18, 0], "whole": [180, 180, 0]}, schema={"part": pl.Int32, "whole": pl.Int32})
    told = counts.select(tenth.is_met_by_share(part=pl.col("part"), whole=pl.col("whole"))).to_series().to_list()
    assert told == [False, True, True]
    assert told == [tenth.holds_share(part=part, whole=whole) for part, whole in counts.rows()]


def test_a_proposed_pack_of_the_same_name_is_judged_by_its_own_values():
    """What-if: the pack differs in one value only, and has neither another name nor another version."""
    lausd = load_pack("lausd")
    facts = school(marks=absences("2025-09-08 2025-09-17", reason="UNEX"))
    assert standing(facts)["truant_on"] is None
    row = replace(lausd.history("truancy.events")[-1], payload=2)
    proposed = replace(lausd, histories={**lausd.histories, "truancy.events": (row,)})
    assert Law.of(proposed, as_of=date(2026, 6, 12)).truancy_events == 2
    assert Law.of(lausd, as_of=date(2026, 6, 12)).truancy_events == 3


def test_a_pack_may_leave_uncleared_absences_out_of_truancy():
    from adsum.policy.determination import determine

    lausd = load_pack("lausd")
    row = replace(lausd.history("truancy.uncleared_counts")[-1], payload=False)
    lenient = replace(lausd, histories={**lausd.histories, "truancy.uncleared_counts": (row,)})
    facts = school(marks=absences("2025-09-08", reason=None))
    strict, mild = (determine(facts, as_of=date(2026, 6, 12), pack=pack) for pack in (lausd, lenient))
    assert (strict.events.height, mild.events.height) == (1, 0)
    assert mild.days["day_reason"].to_list() == ["unexcused"]


def test_a_reason_may_change_on_a_day():
    """From 1 October on the pack takes MEDs for unexcused; earlier marks keep what they were."""
    from adsum.policy.determination import determine

    lausd = load_pack("lausd")
    (old,) = lausd.reason_rows["MED"]
    ends = replace(old, last_day=date(2025, 9, 30))
    begins = replace(old, first_day=date(2025, 10, 1), excused=False, counts_truancy=True, day_reason="unexcused")
    changed = replace(lausd, reason_rows={**lausd.reason_rows, "MED": (ends, begins)})
    facts = school(marks=absences("2025-09-30 2025-10-01", reason="MED"))
    found = determine(facts, as_of=date(2026, 6, 12), pack=changed)
    assert found.days["day_reason"].to_list() == ["excused", "unexcused"]
    assert found.events["date"].to_list() == [date(2025, 10, 1)]

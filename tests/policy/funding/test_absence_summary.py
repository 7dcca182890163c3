"""The absence summary of all students, out of findings and marks."""

from datetime import date

import polars as pl
import pytest
from policy.tables import judged, school

from adsum.policy.funding.absence_summary import (
    SUMS,
    absence_summary,
    day_sums,
    hourly_sums,
    served_days,
    summary_exemption,
)
from adsum.policy.packs import load_pack
from adsum.policy.packs.asking import WrongQuestion

CA = load_pack("ca")
ON = date(2026, 6, 12)


def summed(marks: str, **tables: object) -> dict[str, int]:
    """Ana's sums through the second week of September."""
    facts = school(marks=marks, **tables)
    findings = judged(facts, as_of="2025-09-12")
    current = facts.marks_in_memory
    periods = current.select("student_id", "school_id", "date", periods=pl.lit(1)).unique()
    served = served_days(current, periods=periods, pack=CA, on=ON).rows
    expected = findings.standing.select("student_id", "school_id", "days_expected")
    (row,) = day_sums(expected, days=findings.days, served=served).to_dicts()
    return {name: row[name] for name in ("days_expected", "days_incomplete", *SUMS) if row[name]}


def test_every_expected_day_is_in_one_sum() -> None:
    found = summed("""
        date       | reason
        2025-09-02 | OSS
        2025-09-03 | ISS
        2025-09-04 | ILL
        2025-09-05 | UNEX
        2025-09-08 | IS-N
        2025-09-09 | IS-Y
        2025-09-10 | FT      # a field trip is attended
        """)
    assert found == {
        "days_expected": 19,
        "attended": 13,
        "suspended": 1,
        "in_school_suspension": 1,
        "excused": 1,
        "unexcused": 1,
        "study_not_earning": 1,
        "study_earning": 1,
    }


def test_a_perfect_month_is_all_attended() -> None:
    assert summed("date | reason") == {"days_expected": 19, "attended": 19}


def test_a_day_without_a_roll_is_in_no_sum_and_the_state_would_refuse_the_record() -> None:
    found = summed("date | reason", unsubmitted=[{"date": date(2025, 9, 10)}])
    assert found == {"days_expected": 19, "days_incomplete": 1, "attended": 18}
    checked = absence_summary(expected=19, sums={"attended": 18}, pack=CA, on=ON)
    assert [fault.code for fault in checked.faults] == ["STAS0318"]


def test_an_unknown_sum_is_refused() -> None:
    with pytest.raises(WrongQuestion, match="sums are attended"):
        absence_summary(expected=1, sums={"present": 1}, pack=CA, on=ON)


def test_hours_need_hours_and_days() -> None:
    for hours, days in ((0, 180), (540, 0)):
        with pytest.raises(WrongQuestion, match="only where hours were scheduled"):
            hourly_sums(days_expected=days, hours_scheduled=hours, attended=0, pack=CA, on=ON)


def test_what_exempts_nobody_is_refused() -> None:
    with pytest.raises(WrongQuestion, match=r"absence_summary\.exempt_kinds"):
        summary_exemption(days_expected=180, days_exempt=180, exempt_kind="holiday", pack=CA, on=ON)


def test_what_rests_on_unread_sources_says_so() -> None:
    found = absence_summary(expected=180, sums={"attended": 180}, pack=CA, on=ON)
    assert found.used.unverified == ("absence_summary.attended_holds_in_school_suspension",)

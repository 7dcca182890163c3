"""Chronic absence, bands, tiers, months, and students at two schools: the worked examples C1 to C14 and the edges."""

import pytest

from .tables import absences, calendar, judged, school, standing, taught_dates

# 180 expected days, as the examples count them: TC-1 has more, so the enrollment ends early.
LAST_OF_180 = taught_dates(180)[-1]


def chronic(*, absent, expected=180, reason="ILL", pack="lausd"):
    dates = taught_dates(expected)
    facts = school(
        enrollments=[{"last_day": dates[-1]}], marks=[{"date": day, "reason": reason} for day in dates[:absent]]
    )
    row = standing(facts, pack=pack)
    assert (row["days_expected"], row["days_absent"]) == (expected, absent)
    return row


@pytest.mark.parametrize(
    ("absent", "state", "district", "band"),
    [
        (18, 1, 1, "below_basic"),  # C1
        (17, 0, 1, "below_basic"),  # C2
        (16, 0, 1, "below_basic"),  # C3
        (15, 0, 1, "below_basic"),  # C4: 91.67 is 91 whole percent
        (14, 0, 0, "basic"),  # C5
        (8, 0, 0, "basic"),  # C6: 95.56 is 95 whole percent
        (7, 0, 0, "proficient"),  # C7
        (24, 1, 1, "far_below_basic"),  # C8 by the contract: 86 whole percent
        (23, 1, 1, "below_basic"),
        (1, 0, 0, "proficient"),
        (0, 0, 0, "advanced"),
    ],
)
def test_chronic_by_both_definitions_and_band(absent, state, district, band):
    row = chronic(absent=absent)
    assert (row["is_chronic_state"], row["is_chronic_district"], row["band"]) == (state, district, band)


@pytest.mark.parametrize(
    ("expected", "absent", "state"),
    [(30, 10, 0), (31, 4, 1), (31, 3, 0), (40, 4, 1), (40, 3, 0)],  # C9, C10, C11, C19
)
def test_the_state_looks_only_at_more_than_thirty_days(expected, absent, state):
    assert chronic(absent=absent, expected=expected)["is_chronic_state"] == state


@pytest.mark.parametrize(
    ("absent", "tier"),
    [(8, "satisfactory"), (9, "at_risk"), (17, "at_risk"), (18, "moderate"), (35, "moderate"), (36, "severe")],
)
def test_the_tier_goes_by_the_exact_share(absent, tier):
    """9 of 180 is exactly five percent, which is not under it."""
    assert chronic(absent=absent)["tier"] == tier


def test_without_district_definitions_their_columns_are_empty():
    row = chronic(absent=18, pack="ca")
    empty = ("district_events", "district_truant_on", "is_chronic_district", "band")
    assert [row[name] for name in empty] == [None] * 4
    assert (row["is_chronic_state"], row["tier"]) == (1, "moderate")


def test_a_suspension_and_credited_work_at_home_differ():
    """C12: OSS and IS-N are absences, ISS and IS-Y are not."""
    days = taught_dates(4)
    marks = [{"date": day, "reason": reason} for day, reason in zip(days, ("OSS", "ISS", "IS-N", "IS-Y"), strict=True)]
    assert standing(school(marks=marks))["days_absent"] == 2


def test_nobody_is_anything_before_the_first_day():
    row = standing(school(), as_of="2025-08-18")
    assert (row["days_expected"], row["band"], row["tier"]) == (1, "advanced", "satisfactory")
    early = school(enrollments=[{"first_day": calendar()[0]["date"].replace(month=7)}])
    row = standing(early, as_of="2025-08-17")
    assert (row["days_expected"], row["days_absent"], row["band"], row["tier"]) == (0, 0, None, None)
    assert (row["is_chronic_state"], row["is_chronic_district"]) == (0, 0)


def two_schools(enrollments, marks, **tables):
    return school(
        schools=[{}, {"school_id": "pinon", "kind": "continuation"}],
        calendar=[*calendar(), *calendar("pinon")],
        enrollments=enrollments,
        marks=marks,
        **tables,
    )


SIDE_BY_SIDE = """
school_id | status
mesa      | 10
pinon     | 30
"""


def test_absent_only_when_absent_at_every_school_of_the_date():
    facts = two_schools(
        SIDE_BY_SIDE,
        """
        date       | school_id | reason
        2025-09-08 | mesa      | ILL
        2025-09-09 | mesa      | ILL
        2025-09-09 | pinon     | UNEX
        """,
    )
    row = standing(facts)
    assert (row["days_expected"], row["days_absent"], row["days_unexcused"]) == (len(calendar()), 1, 1)
    assert judged(facts).days.height == 3  # each school's own day is listed


def test_absent_at_one_school_and_unknown_at_the_other_is_incomplete():
    facts = two_schools(
        SIDE_BY_SIDE,
        """
        date       | school_id | reason
        2025-09-08 | mesa      | ILL
        """,
        unsubmitted="""
        enrollment_id | date
        ana-pinon     | 2025-09-08
        """,
    )
    row = standing(facts)
    assert (row["days_absent"], row["days_incomplete"]) == (0, 1)


def test_a_date_at_two_schools_is_expected_once():
    """Isabel's last day at one school is her first at the other."""
    facts = two_schools(
        """
        school_id | first_day  | last_day
        mesa      | 2025-08-18 | 2025-10-13
        pinon     | 2025-10-13 | -
        """,
        [],
    )
    assert standing(facts)["days_expected"] == len(calendar())
    assert sum(row["days_expected"] for row in judged(facts).months.to_dicts()) == len(calendar())


def test_two_enrollments_at_one_school_are_absent_when_both_are():
    facts = school(
        enrollments="""
        enrollment_id | status
        ana-mesa      | 10
        ana-evening   | 30
        """,
        meetings="""
        enrollment_id | period
        ana-mesa      | 1
        ana-evening   | 2
        """,
        marks="""
        date       | period | reason
        2025-09-08 | 1      | ILL
        2025-09-09 | 1      | ILL
        2025-09-09 | 2      | ILL
        """,
    )
    assert [str(row["date"]) for row in judged(facts).days.to_dicts()] == ["2025-09-09"]
    assert standing(facts)["days_absent"] == 1


def test_months_add_up_to_the_year():
    facts = school(marks=absences("2025-09-08 2025-09-12 2025-09-15 2025-10-13", reason="UNEX"))
    rows = judged(facts, as_of="2025-10-13").months.to_dicts()
    counts = [(row["school_month"], row["days_expected"], row["days_absent"], row["days_unexcused"]) for row in rows]
    assert counts == [(1, 19, 2, 2), (2, 20, 1, 1), (3, 1, 1, 1)]


def test_a_month_interrupted_by_another_is_one_month():
    shuffled = [{**row, "school_month": 2 if row["date"].day % 2 else 1} for row in calendar()[:10]]
    rows = judged(school(calendar=shuffled)).months.to_dicts()
    assert {row["school_month"]: row["days_expected"] for row in rows} == {
        month: sum(row["school_month"] == month for row in shuffled) for month in (1, 2)
    }


def test_a_transfer_inside_a_month_keeps_one_row():
    facts = two_schools(
        """
        school_id | first_day  | last_day
        mesa      | 2025-08-18 | 2025-08-22
        pinon     | 2025-08-25 | -
        """,
        """
        date       | school_id | reason
        2025-08-19 | mesa      | ILL
        2025-08-26 | pinon     | ILL
        """,
    )
    first = judged(facts).months.row(0, named=True)
    assert (first["school_month"], first["days_expected"], first["days_absent"]) == (1, 19, 2)


def test_a_date_in_different_months_of_two_schools_is_in_both():
    facts = school(
        schools=[{}, {"school_id": "pinon"}],
        calendar=[*calendar()[:1], {**calendar()[0], "school_id": "pinon", "school_month": 7}],
        enrollments=SIDE_BY_SIDE,
    )
    assert judged(facts).months.select("school_month", "days_expected").rows() == [(1, 1), (7, 1)]
    assert standing(facts)["days_expected"] == 1

"""Where a student belongs, who has a row, and who is a chronic truant (T21 to T23)."""

import pytest

from .tables import absences, calendar, judged, school, standing, taught_dates

SCHOOLS = {
    "schools": [{}, {"school_id": "pinon", "kind": "continuation"}, {"school_id": "juniper", "level": "elementary"}],
    "calendar": [*calendar(), *calendar("pinon"), *calendar("juniper")],
}


def current(enrollments, as_of="2026-06-12"):
    return standing(school(**SCHOOLS, enrollments=enrollments), as_of=as_of)["school_id"]


def test_the_primary_enrollment_that_began_last():
    enrollments = """
    school_id | first_day  | last_day   | status
    mesa      | 2025-08-18 | 2025-10-10 | 10
    pinon     | 2025-10-13 | -          | 10
    juniper   | 2025-11-03 | -          | 30
    """
    assert current(enrollments) == "pinon"
    assert current(enrollments, as_of="2025-10-12") == "mesa"


def test_of_two_that_began_together_the_highest_id():
    enrollments = """
    enrollment_id | school_id | last_day
    b             | mesa      | 2025-09-30
    a             | pinon     | -
    """
    assert current(enrollments) == "mesa"


def test_text_ids_are_ordered_as_text():
    enrollments = [
        {"enrollment_id": "9", "school_id": "mesa", "last_day": taught_dates(5)[-1]},
        {"enrollment_id": "10", "school_id": "pinon"},
    ]
    assert current(enrollments) == "mesa"


def test_number_ids_are_ordered_as_numbers():
    enrollments = [
        {"enrollment_id": 9, "school_id": "mesa", "last_day": taught_dates(5)[-1]},
        {"enrollment_id": 10, "school_id": "pinon"},
    ]
    assert current(enrollments) == "pinon"


def test_any_status_when_none_is_primary():
    enrollments = """
    school_id | first_day  | status
    mesa      | 2025-08-18 | 30
    pinon     | 2025-10-13 | 20
    """
    assert current(enrollments) == "pinon"


def test_an_ended_enrollment_is_still_the_current_one():
    enrollments = """
    school_id | first_day  | last_day
    mesa      | 2025-08-18 | 2025-10-10
    """
    assert current(enrollments) == "mesa"


@pytest.mark.parametrize(
    ("status", "first_day", "has_row"),
    [(10, 0, True), (30, 0, True), (20, 0, False), (10, 100, True), (10, 101, False)],
)
def test_a_row_for_everybody_counted_and_begun(status, first_day, has_row):
    days = [row["date"] for row in calendar()]
    facts = school(enrollments=[{"status": status, "first_day": days[first_day]}])
    assert judged(facts, as_of=str(days[100])).standing.height == has_row


def chronic_truant(*, unexcused=6, excused=0, notices=(1, 2, 3), conference=True, referral=True, expected=60):
    dates = taught_dates(expected)
    marks = [{"date": day, "reason": "UNEX"} for day in dates[:unexcused]]
    marks += [{"date": day, "reason": "ILL"} for day in dates[unexcused : unexcused + excused]]
    facts = school(
        marks=marks,
        notices=[{"level": level, "issued_on": dates[40 + level]} for level in notices],
        conferences=[{"attempted_on": dates[50]}] if conference else [],
        referrals=[{"referred_on": dates[-1]}] if referral else [],
    )
    return standing(facts, as_of=str(dates[-1]))["is_chronic_truant"]


def test_chronic_truant_on_day_60_with_6_unexcused_days():
    assert chronic_truant() == 1  # T21


@pytest.mark.parametrize(
    "missing",
    [
        {"conference": False},  # T22
        {"referral": False},
        {"notices": (1, 2)},
        {"notices": (1, 3)},
        {"notices": (2, 3)},
        {"unexcused": 5, "excused": 4},  # T23
        {"expected": 61},
    ],
    ids=str,
)
def test_no_chronic_truant_when_any_condition_is_missing(missing):
    assert chronic_truant(**missing) == 0


def test_acts_after_as_of_have_not_happened():
    dates = taught_dates(60)
    facts = school(
        marks=[{"date": day, "reason": "UNEX"} for day in dates[:6]],
        notices=[{"level": level, "issued_on": dates[40]} for level in (1, 2, 3)],
        conferences=[{"attempted_on": dates[50]}],
        referrals=[{"referred_on": dates[59]}],
    )
    assert standing(facts, as_of=str(dates[59]))["is_chronic_truant"] == 1
    assert standing(facts, as_of=str(dates[58]))["is_chronic_truant"] == 0


def test_both_counts_begin_with_the_current_enrollment():
    """What happened at the school before the transfer is not held against the days at the new one."""
    dates = taught_dates(60)
    facts = school(
        **SCHOOLS,
        enrollments=[
            {"school_id": "mesa", "last_day": dates[29]},
            {"school_id": "pinon", "first_day": dates[30]},
        ],
        marks=[{"date": day, "reason": "UNEX"} for day in dates[:6]],
        notices=[{"level": level, "issued_on": dates[20]} for level in (1, 2, 3)],
        conferences=[{"attempted_on": dates[21]}],
        referrals=[{"referred_on": dates[22]}],
    )
    assert standing(facts, as_of=str(dates[28]))["is_chronic_truant"] == 1
    assert standing(facts, as_of=str(dates[59]))["is_chronic_truant"] == 0


def test_perfect_attendance_has_zeros_not_nothing():
    row = standing(school(marks=absences("2025-09-08", reason="FT")))
    counted = ("days_absent", "days_unexcused", "days_incomplete", "events", "district_events", "notice_due")
    assert [row[name] for name in counted] == [0] * 6
    dated = ("truant_on", "district_truant_on", "report_2_on", "report_3_on", "habitual_on")
    assert [row[name] for name in dated] == [None] * 5

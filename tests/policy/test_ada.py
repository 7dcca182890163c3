"""Average daily attendance by school, grade span and school month: A1 to A5 and the edges."""

from decimal import Decimal

import pytest

from .tables import calendar, judged, school

STUDENTS = [{"student_id": name} for name in ("ana", "liam", "noor")]


def month_of_19(missed, **enrollment):
    """One school month of 19 days taught; each student misses so many of its days."""
    days = [row["date"] for row in calendar() if row["school_month"] == 1]
    assert len(days) == 19
    names = [row["student_id"] for row in STUDENTS]
    marks = [
        {"student_id": name, "date": day, "reason": "ILL"}
        for name, count in zip(names, missed, strict=True)
        for day in days[:count]
    ]
    facts = school(
        calendar=[row for row in calendar() if row["school_month"] == 1],
        students=STUDENTS,
        enrollments=[{"student_id": name, **enrollment} for name in names],
        marks=marks,
    )
    return judged(facts).ada.to_dicts()


def test_three_students_present_19_17_and_15_of_19_days():
    """A4."""
    assert month_of_19((0, 2, 4)) == [
        {
            "school_id": "mesa",
            "grade_span": "9-12",
            "school_month": 1,
            "days_attended": 51,
            "days_taught": 19,
            "ada": Decimal("2.684"),
        }
    ]


def test_nobody_attended_is_a_row_of_zero():
    assert [(row["days_attended"], row["ada"]) for row in month_of_19((19, 19, 19))] == [(0, Decimal("0.000"))]


def test_who_earns_nothing_has_no_row():
    assert month_of_19((0, 0, 0), earns_ada=0) == []
    assert month_of_19((0, 0, 0), status=20) == []
    assert len(month_of_19((0, 0, 0), status=30)) == 1


@pytest.mark.parametrize(
    ("grade", "span"),
    [("TK", "TK-3"), ("KN", "TK-3"), ("03", "TK-3"), ("04", "4-6"), ("06", "4-6"), ("07", "7-8"), ("08", "7-8"),
     ("09", "9-12"), ("12", "9-12")],
)  # fmt: skip
def test_grade_spans(grade, span):
    assert [row["grade_span"] for row in month_of_19((0, 0, 0), grade=grade)] == [span]


@pytest.mark.parametrize(
    ("students", "taught", "ada"),
    [
        (1, 16, "0.063"),  # 1/16 = 0.0625: half goes up
        (3, 16, "0.188"),  # 0.1875
        (2, 3, "0.667"),
        (1, 3, "0.333"),
        (1, 1, "1.000"),
    ],
)
def test_rounded_half_up_at_the_third_decimal(students, taught, ada):
    """So many students, each there for one day of so many taught."""
    days = [{**row, "school_month": 1} for row in calendar()[:taught]]
    names = [f"student {number}" for number in range(students)]
    facts = school(
        calendar=days,
        students=[{"student_id": name} for name in names],
        enrollments=[{"student_id": name, "last_day": days[0]["date"]} for name in names],
    )
    assert [str(row["ada"]) for row in judged(facts).ada.to_dicts()] == [ada]


def test_only_days_up_to_as_of_are_taught():
    rows = judged(school(), as_of="2025-09-15").ada.to_dicts()
    assert [(row["school_month"], row["days_attended"], row["days_taught"]) for row in rows] == [(1, 19, 19), (2, 1, 1)]


def test_an_incomplete_day_is_not_attended():
    facts = school(unsubmitted=[{"date": calendar()[0]["date"]}])
    assert judged(facts, as_of="2025-08-19").ada["days_attended"].to_list() == [1]


def test_enrolled_for_part_of_the_month():
    facts = school(enrollments=[{"first_day": calendar()[15]["date"]}])
    first = judged(facts).ada.row(0, named=True)
    assert (first["days_attended"], first["days_taught"]) == (4, 19)


def test_rows_in_the_order_of_their_keys_as_text():
    facts = school(
        students=STUDENTS,
        enrollments=[
            {"student_id": "ana", "grade": "01"},
            {"student_id": "liam", "grade": "05"},
            {"student_id": "noor", "grade": "10"},
        ],
    )
    spans = judged(facts, as_of="2025-08-18").ada["grade_span"].to_list()
    assert spans == ["4-6", "9-12", "TK-3"]

"""Programs over many students; single ones are worked cases in the packs."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from policy.tables import drawn, judged, school

from adsum.policy.packs import load_pack
from adsum.policy.packs.asking import WrongQuestion
from adsum.policy.schemes.goals import goal, goal_shares
from adsum.policy.schemes.improvement import counselor_days, program_schools
from adsum.policy.schemes.letters import languages_by_school, letter_languages
from adsum.policy.schemes.recognition import recognition_list
from adsum.policy.schemes.recovery_day import visit, visit_list, visit_outcome
from adsum.policy.schemes.review import board_clocks, board_report, packet

LAUSD = load_pack("lausd")
ON = date(2026, 2, 10)


def test_students_at_the_goal_out_of_a_years_findings() -> None:
    """Of 25 days expected one may be missed: Ana misses one, Ben two, Liam none."""
    names = [{"student_id": name} for name in ("ana", "ben", "liam")]
    facts = school(
        students=names,
        enrollments=names,
        marks="""
            student_id | date       | reason
            ana        | 2025-09-08 | ILL
            ben        | 2025-09-08 | ILL
            ben        | 2025-09-09 | ILL
            """,
    )
    standing = judged(facts, as_of="2025-09-22").standing
    assert standing["days_expected"].to_list() == [25, 25, 25]
    assert goal_shares(standing, pack=LAUSD, on=ON).rows.rows() == [("mesa", 3, 2)]


def test_students_without_an_expected_day_are_not_counted() -> None:
    standing = pl.DataFrame(
        drawn("""
        student_id | school_id | days_expected | days_absent
        emily      | mesa      | 0             | 0
        """)
    )
    assert goal_shares(standing, pack=LAUSD, on=ON).rows.height == 0


@given(days_expected=st.integers(1, 200), days_absent=st.integers(0, 200))
def test_the_days_allowed_are_those_that_leave_the_goal_met(days_expected: int, days_absent: int) -> None:
    found = goal(days_expected=days_expected, days_absent=min(days_absent, days_expected), pack=LAUSD, on=ON)
    assert found.is_met == (min(days_absent, days_expected) <= found.days_allowed)


@given(students=st.integers(1, 2000))
def test_one_more_student_never_means_fewer_counselor_days(students: int) -> None:
    days = [counselor_days(students=number, pack=LAUSD, on=ON).days for number in (students - 1, students)]
    assert days[0] <= days[1] <= 5


def test_a_grade_with_fewer_than_no_students_is_refused() -> None:
    with pytest.raises(WrongQuestion):
        counselor_days(students=-1, pack=LAUSD, on=ON)


SCHOOLS = """
    school_id  | students | students_at_goal | index
    juniper    | 100      | 50               | -
    manzanita  | 100      | 50               | 700
    cottonwood | 300      | 90               | 700
    """


@pytest.mark.parametrize(
    ("days_funded", "chosen"),
    [
        (4, []),
        (5, ["cottonwood"]),
        (6, ["cottonwood"]),
        (7, ["cottonwood", "juniper"]),
        (9, ["cottonwood", "juniper", "manzanita"]),
    ],
)
def test_schools_are_chosen_from_the_lowest_share_as_far_as_the_days_reach(days_funded: int, chosen: list[str]) -> None:
    found = program_schools(pl.DataFrame(drawn(SCHOOLS)), days_funded=days_funded, pack=LAUSD, on=ON).rows
    assert found.filter("is_chosen")["school_id"].to_list() == chosen


def test_no_school_is_no_list() -> None:
    empty = pl.DataFrame(drawn(SCHOOLS)).clear()
    assert program_schools(empty, days_funded=5, pack=LAUSD, on=ON).rows.height == 0


def test_the_visit_list_is_that_of_each_student() -> None:
    grounds = ("no_show", "left_unknown", "chronic", "at_risk")
    students = [
        {
            "student_id": f"s{number:02}",
            **{ground: bool(number >> place & 1) for place, ground in enumerate(grounds)},
            "is_protected": number % 3 == 0,
            "is_contacted_today": number % 5 == 0,
        }
        for number in range(32)
    ]
    listed = {row["student_id"]: row for row in visit_list(pl.DataFrame(students), pack=LAUSD, on=ON).rows.to_dicts()}
    for row in students:
        one = visit(
            grounds=[ground for ground in grounds if row[ground]],
            is_protected=bool(row["is_protected"]),
            is_contacted_today=bool(row["is_contacted_today"]),
            pack=LAUSD,
            on=ON,
        )
        found = listed.get(str(row["student_id"]))
        assert (one.ground is None) == (found is None)
        if found:
            assert (found["ground"], found["is_for_volunteers"]) == (one.ground, one.is_for_volunteers)


def test_an_unknown_outcome_of_a_visit_is_refused() -> None:
    with pytest.raises(WrongQuestion, match="there are returned_today"):
        visit_outcome(outcome="dog", pack=LAUSD, on=ON)


def test_recognition_of_several_students() -> None:
    students = pl.DataFrame(
        drawn("""
        student_id | days_of_window | days_expected | days_absent | days_protected | tardies | early_leaves
        ana        | 20             | 20            | 3           | 0              | 0       | 0
        liam       | 20             | 20            | 0           | 0              | 0       | 0
        mai        | 20             | 20            | 2           | 2              | 1       | 0     # a funeral
        noor       | 20             | 17            | 0           | 0              | 0       | 0     # came late
        """)
    )
    found = recognition_list(students, pack=LAUSD, on=ON)
    assert found.rows.rows() == [("liam", "perfect"), ("mai", "full_attendance")]
    assert found.used.unverified == ("recognition.levels", "recognition.enrolled_share")


def test_a_public_report_hides_small_groups_and_shows_ten_more() -> None:
    cases = pl.DataFrame([{"referral": "attendance", "is_petition": number < 10} for number in range(11)])
    rows = dict(board_report(cases, is_public=True, pack=LAUSD, on=ON).rows.rows())
    assert rows == {"attendance": 11, "all": 11, "petitions": None}
    assert dict(board_report(cases, pack=LAUSD, on=ON).rows.rows())["petitions"] == 10


def test_a_calendar_that_ends_too_early_is_refused() -> None:
    with pytest.raises(WrongQuestion, match="fewer than 5 days taught"):
        board_clocks(complete_on=ON, hearing_on=ON, days_taught=[ON], pack=LAUSD, on=ON)


def test_nothing_is_referred_to_the_moon() -> None:
    with pytest.raises(WrongQuestion, match="knows panel and board"):
        packet(to="moon", papers=[], pack=LAUSD, on=ON)


def test_languages_of_several_schools() -> None:
    counts = pl.DataFrame(
        drawn("""
        school_id | language | speakers | pupils
        juniper   | es       | 90       | 600
        juniper   | ko       | 89       | 600
        mesa      | ko       | 300      | 2000
        mesa      | es       | 299      | 2000
        """)
    )
    assert languages_by_school(counts, pack=LAUSD, on=ON).rows.rows() == [("juniper", "es"), ("mesa", "ko")]


def test_a_school_without_pupils_sends_no_letters() -> None:
    with pytest.raises(WrongQuestion, match="last year's count"):
        letter_languages(pupils=0, speakers={}, pack=LAUSD, on=ON)

"""Truant, reported again, owed a notice, habitual: the worked examples T9 to T12 and the edges around them."""

import pytest

from .tables import absences, calendar, school, standing

TRUANT = "2025-09-08 2025-09-17 2025-10-02"


def climbed(later="", *, notices="", conferences="", as_of="2026-06-12"):
    """Ana's steps after three unexcused days, further ones, notices `level issued_on` and conference days."""
    issued = [line.split() for line in notices.split(";") if line.strip()]
    facts = school(
        marks=absences(f"{TRUANT} {later}", reason="UNEX"),
        notices=[{"level": int(level), "issued_on": calendar_day(day)} for level, day in issued],
        conferences=[{"attempted_on": calendar_day(day)} for day in conferences.split()],
    )
    row = standing(facts, as_of=as_of)
    return {name: str(row[name]) for name in ("truant_on", "report_2_on", "report_3_on", "notice_due", "habitual_on")}


def calendar_day(text):
    return type(calendar()[0]["date"]).fromisoformat(text)


def test_the_first_notice_is_owed_from_the_third_event_on():
    assert climbed()["notice_due"] == "1"
    assert climbed(as_of="2025-10-01")["notice_due"] == "0"


def test_an_event_before_the_notice_is_no_second_report():
    """T12."""
    steps = climbed("2025-10-07", notices="1 2025-10-10")
    assert (steps["report_2_on"], steps["notice_due"]) == ("None", "0")


@pytest.mark.parametrize(("later", "report"), [("2025-10-10", "None"), ("2025-10-13", "2025-10-13")])
def test_an_event_on_the_day_of_the_notice_is_not_after_it(later, report):
    assert climbed(later, notices="1 2025-10-10")["report_2_on"] == report


def test_habitual_with_three_reports_and_a_conference_attempt():
    """T10."""
    steps = climbed(
        "2025-10-21 2025-11-04", notices="1 2025-10-10; 2 2025-10-28", conferences="2025-10-24", as_of="2025-11-30"
    )
    assert steps == {
        "truant_on": "2025-10-02",
        "report_2_on": "2025-10-21",
        "report_3_on": "2025-11-04",
        "notice_due": "3",
        "habitual_on": "2025-11-04",
    }


def test_not_habitual_before_the_attempt():
    """T11."""
    asked = {"notices": "1 2025-10-10; 2 2025-10-28", "conferences": "2025-11-06"}
    assert climbed("2025-10-21 2025-11-04", as_of="2025-11-05", **asked)["habitual_on"] == "None"
    assert climbed("2025-10-21 2025-11-04", as_of="2025-11-06", **asked)["habitual_on"] == "2025-11-06"


@pytest.mark.parametrize(("attempted", "habitual"), [("2025-10-09", "None"), ("2025-10-10", "2025-11-04")])
def test_the_attempt_counts_from_the_day_of_notice_1_on(attempted, habitual):
    steps = climbed("2025-10-21 2025-11-04", notices="1 2025-10-10; 2 2025-10-28", conferences=attempted)
    assert steps["habitual_on"] == habitual


def test_the_lowest_notice_that_was_not_issued_is_owed():
    assert climbed("2025-10-21", notices="1 2025-10-10")["notice_due"] == "2"
    assert climbed("2025-10-21 2025-11-04", notices="2 2025-10-28")["notice_due"] == "1"
    assert climbed("2025-10-21 2025-11-04", notices="1 2025-10-10; 2 2025-10-28; 3 2025-11-10")["notice_due"] == "0"


def test_of_two_issues_of_a_level_the_first_counts():
    assert climbed("2025-10-21", notices="1 2025-10-20; 1 2025-10-22")["report_2_on"] == "2025-10-21"


def test_whoever_is_no_truant_has_no_further_reports():
    """T9: the third event turned out to be an illness after the notice had gone out."""
    marks = [*absences("2025-09-08 2025-09-17", reason="UNEX"), *absences("2025-10-02", reason="ILL")]
    notices = """
    level | issued_on  | rescinded_on
    1     | 2025-09-10 | -
    """
    ana = standing(school(marks=marks, notices=notices))
    assert (ana["truant_on"], ana["report_2_on"], ana["notice_due"]) == (None, None, 0)


@pytest.mark.parametrize(
    ("kind", "is_central"),
    [("comprehensive", 1), ("continuation", 0), ("independent_study", 0), ("home_hospital", 0), ("other", 0)],
)
def test_only_comprehensive_schools_are_in_the_central_run(kind, is_central):
    """T19: Hugo is truant at the continuation school, and its principal writes the letter."""
    facts = school(schools=[{"kind": kind}], marks=absences(TRUANT, reason="UNEX"))
    assert (standing(facts)["is_central_run"], standing(facts)["notice_due"]) == (is_central, 1)

"""Explanations: every mark told as counted or not with its reason, and never another conclusion than the findings'."""

import json
from random import Random

import pytest

from adsum.policy.explanation import UnknownStudent, explain
from adsum.policy.facts import Facts
from adsum.policy.packs import load_pack

from .histories import history
from .tables import absences, judged, school

LAUSD = load_pack("lausd")


def explained(facts, *, as_of="2026-02-10", known_at=None, pack=LAUSD, student_id="ana"):
    day = judged(facts, as_of=as_of).as_of
    return explain(student_id, facts, as_of=day, known_at=known_at, pack=pack)


def told(section):
    return [(str(line.on), line.is_counted, line.why) for line in section.lines]


MARKS = """
date       | period | status | minutes | reason | recorded_at          | replaced_at
2025-09-08 | 1      | absent | -       | UNEX   | 2025-09-08T16:00:00Z | -
2025-09-09 | 1      | tardy  | 20      | NONC   | 2025-09-09T16:00:00Z | -
2025-09-10 | 1      | tardy  | 45      | UNEX   | 2025-09-10T16:00:00Z | -
2025-09-11 | 1      | absent | -       | ILL    | 2025-09-11T16:00:00Z | -
2025-09-12 | 1      | absent | -       | -      | 2025-09-12T16:00:00Z | 2025-09-15T16:00:00Z
2025-09-12 | 1      | absent | -       | FT     | 2025-09-15T16:00:00Z | -
2026-03-02 | 1      | absent | -       | UNEX   | 2026-03-02T16:00:00Z | -
"""


def test_every_mark_is_told_with_what_became_of_it():
    section = explained(school(marks=MARKS)).section("truancy")
    assert section.conclusion == "Not truant: 2 events in the school year. 3 are needed."
    assert told(section) == [
        ("2025-09-08", True, "event 1, a full day: no valid excuse"),
        ("2025-09-09", False, "no valid excuse, but 20 minutes are not more than 30 minutes"),
        ("2025-09-10", True, "event 2, a tardy or early leave: no valid excuse"),
        ("2025-09-11", False, "a valid excuse"),
        ("2025-09-12", False, "it was replaced by a correction at 2025-09-15T16:00:00Z"),
        ("2025-09-12", False, "the reason counts as attendance"),
        ("2026-03-02", False, "it is dated after 2026-02-10"),
    ]
    assert section.would_change == ("1 more event on other dates would make the student truant.",)


def test_the_district_counts_the_same_marks_in_its_own_way():
    section = explained(school(marks=MARKS)).section("district_truancy")
    assert told(section)[2] == ("2025-09-10", False, "the district counts a tardy or early leave only as NONC")
    assert section.conclusion.startswith("Not truant: 1 event in the school year.")


def test_a_pack_without_district_definitions_has_no_such_sections():
    names = [section.name for section in explained(school(), pack=load_pack("ca")).sections]
    assert names == ["truancy", "ladder", "chronic_state", "chronic_truant"]


def test_values_are_told_with_date_unit_and_source():
    values = {value.key: value for value in explained(school()).section("truancy").values}
    minutes = values["truancy.minutes"]
    assert (minutes.value, minutes.unit, minutes.is_verified) == ("more than 30", "minutes", True)
    assert "48260" in minutes.source
    assert not values["truancy.uncleared_counts"].is_verified


def test_a_limit_is_told_in_words():
    facts = school(marks=absences("2025-09-11 2025-09-12", reason="RETR"))
    assert told(explained(facts).section("truancy"))[1] == (
        "2025-09-12",
        True,
        "event 1, a full day: beyond the limit of 1 date in a term, so unexcused",
    )


def test_a_reason_that_is_not_for_the_grade_is_told():
    facts = school(enrollments=[{"grade": "04"}], marks=absences("2025-09-11", reason="CIVIC"))
    assert "the reason is for grades 06-12" in told(explained(facts).section("truancy"))[0][2]


@pytest.mark.parametrize(
    ("tables", "why"),
    [
        ({"students": "birth_date\n2020-06-01"}, "the student was not yet 6"),
        ({"students": "birth_date\n2007-06-01"}, "the student was 18 or older"),
        ({"exemptions": "first_day\n2025-09-01"}, "the student was exempt from compulsory attendance"),
    ],
)
def test_who_need_not_attend_is_told(tables, why):
    facts = school(**tables, marks=absences("2025-09-11", reason="UNEX"))
    assert told(explained(facts).section("truancy")) == [("2025-09-11", False, why)]


def test_one_event_a_date():
    facts = school(
        meetings=[{"period": 1}, {"period": 2}, {"period": 3}],
        marks="""
        date       | period | status | minutes | reason
        2025-09-11 | 1      | absent | -       | UNEX
        2025-09-11 | 2      | tardy  | 40      | NONC
        """,
    )
    assert [line[1] for line in told(explained(facts).section("truancy"))] == [True, False]
    assert "one event only" in told(explained(facts).section("truancy"))[1][2]


def test_the_ladder_tells_notices_reports_and_conferences():
    facts = school(
        marks=absences("2025-09-08 2025-09-17 2025-10-02 2025-10-21", reason="UNEX"),
        notices="""
        level | issued_on  | rescinded_on
        1     | 2025-10-03 | 2025-10-06
        1     | 2025-10-10 | -
        3     | 2026-03-02 | -
        """,
        conferences="attempted_on\n2025-10-09\n2025-10-24",
    )
    section = explained(facts).section("ladder")
    assert section.conclusion == "Notice 2 is owed."
    assert told(section) == [
        ("2025-10-03", False, "it was rescinded on 2025-10-06"),
        ("2025-10-10", True, "issued on 2025-10-10 and it stands"),
        ("2026-03-02", False, "it was issued after 2026-02-10"),
        ("2025-10-21", True, "the first event after notice 1 was issued"),
        ("2025-10-09", False, "no notice 1 had been issued by then"),
        ("2025-10-24", True, "a conference was attempted"),
    ]
    assert section.would_change == ("issuing notice 2.",)


def test_absent_days_are_told_and_what_would_change_the_answer():
    facts = school(
        meetings=[{"period": 1}, {"period": 2}],
        marks="""
        date       | period | reason
        2025-09-08 | 1      | ILL
        2025-09-08 | 2      | ILL
        2025-09-09 | 1      | ILL
        2025-09-10 | 1      | FT
        """,
        unsubmitted="""
        date       | period
        2025-09-11 | 1
        2025-09-11 | 2
        """,
    )
    section = explained(facts, as_of="2025-10-01").section("chronic_state")
    assert told(section) == [
        ("2025-09-08", True, "absent all day; an excused absence counts too"),
        ("2025-09-09", False, "attended part of the day"),
        ("2025-09-10", False, "every absence counts as attendance"),
        ("2025-09-11", False, "a roll of the day was never certified: neither absent nor attended"),
    ]
    assert section.conclusion == "Not chronically absent: 1 of 32 expected days absent, 3.1%. Tier: satisfactory."
    assert section.would_change == ("missing all of the next 3 school days would make it so.",)  # 4 of 35


def test_conditions_of_the_chronic_truant():
    facts = school(marks=absences("2025-09-08", reason="UNEX"), referrals="referred_on\n2025-10-01")
    lines = explained(facts).section("chronic_truant").lines
    assert [line.is_counted for line in lines] == [False, False, False, False, False, True]


def test_confidential_reasons_are_marked_for_the_page():
    facts = school(marks=absences("2025-09-11", reason="CONF"))
    assert [line.is_confidential for line in explained(facts).section("truancy").lines] == [True]


def test_as_text_and_as_json():
    explanation = explained(school(marks=MARKS))
    assert "2025-09-10  tardy 45 minutes in period 1, UNEX Unexcused  counted: event 2" in explanation.to_text()
    assert json.loads(explanation.to_json()) == explanation.to_dict()


def test_nobody_can_be_explained_who_is_not_there():
    with pytest.raises(UnknownStudent, match="no student ben"):
        explained(school(), student_id="ben")


def test_who_was_never_enrolled_stands_nowhere():
    facts = school(enrollments=[])
    assert explain("ana", facts, as_of=judged(facts).as_of, pack=LAUSD).standing == {}


@pytest.mark.parametrize("seed", range(3))
def test_explanations_agree_with_the_findings(seed):
    """The marks told as counted lie on exactly the dates of the events, and the standing is the findings' row."""
    asked = history(Random(seed), students=12)
    facts = Facts.of(asked.facts)
    findings = judged(facts, as_of=str(asked.as_of), known_at=asked.known_at and asked.known_at.isoformat())
    rows = {row["student_id"]: row for row in findings.standing.to_dicts()}
    for student_id in facts.students["student_id"]:
        explanation = explain(student_id, facts, as_of=asked.as_of, known_at=asked.known_at, pack=LAUSD)
        assert explanation.standing == rows.get(student_id, {})
        events = [row for row in findings.events.to_dicts() if row["student_id"] == student_id]
        for name, counted in (("truancy", "count"), ("district_truancy", "district_count")):
            dates = {line.on for line in explanation.section(name).lines if line.is_counted}
            assert dates == {row["date"] for row in events if row[counted]}, (student_id, name)
        json.loads(explanation.to_json())
        assert explanation.to_text()

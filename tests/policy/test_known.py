"""What was known: which marks count on a day, as recorded by a moment."""

import pytest

from .tables import events, judged, school, standing

CORRECTED = school(
    marks="""
    date       | mark_id | reason | recorded_at          | replaced_at
    2025-09-08 | first   | -      | 2025-09-08T16:00:00Z | 2025-09-10T17:00:00Z
    2025-09-08 | second  | ILL    | 2025-09-10T17:00:00Z | -
    """
)


@pytest.mark.parametrize(
    ("known_at", "unexcused"),
    [
        ("2025-09-08T15:59:59Z", None),  # not recorded yet
        ("2025-09-08T16:00:00Z", 1),  # recorded in this very second
        ("2025-09-10T16:59:59Z", 1),
        ("2025-09-10T17:00:00Z", 0),  # replaced in this very second
        (None, 0),  # the end of time
    ],
)
def test_a_mark_counts_from_its_recording_until_it_is_replaced(known_at, unexcused):
    ana = standing(CORRECTED, known_at=known_at)
    assert ana["days_absent"] == (0 if unexcused is None else 1)
    assert ana["days_unexcused"] == (unexcused or 0)


def test_dates_after_as_of_do_not_count():
    facts = school(
        marks="""
        date       | reason
        2025-09-08 | UNEX
        2025-09-09 | UNEX
        """
    )
    assert [event[0] for event in events(facts, as_of="2025-09-08")] == ["2025-09-08"]
    assert standing(facts, as_of="2025-09-08")["days_absent"] == 1
    assert standing(facts, as_of="2025-09-09")["days_absent"] == 2


def test_two_absences_known_in_one_meeting_at_a_past_moment_are_one_absence():
    facts = school(
        meetings="""
        period
        1
        2
        """,
        marks="""
        date       | period | reason | recorded_at          | replaced_at
        2025-09-08 | 1      | UNEX   | 2025-09-08T16:00:00Z | 2025-09-12T16:00:00Z
        2025-09-08 | 1      | NONC   | 2025-09-09T16:00:00Z | 2025-09-12T16:00:00Z
        """,
    )
    # Both bits of period 1 added up would be the bit of period 2.
    assert standing(facts, known_at="2025-09-10T00:00:00Z")["days_absent"] == 0
    assert events(facts, known_at="2025-09-10T00:00:00Z") == [("2025-09-08", "period_cut", 1, 1)]


def test_a_rescinded_notice_is_not_issued_from_that_day_on():
    facts = school(
        marks="""
        date       | reason
        2025-09-08 | UNEX
        2025-09-17 | UNEX
        2025-10-02 | UNEX
        """,
        notices="""
        level | issued_on  | rescinded_on
        1     | 2025-10-10 | 2025-11-03
        """,
    )
    assert [standing(facts, as_of=day)["notice_due"] for day in ("2025-10-09", "2025-10-10", "2025-11-02")] == [1, 0, 0]
    assert standing(facts, as_of="2025-11-03")["notice_due"] == 1


def test_findings_say_what_they_rest_on():
    findings = judged(CORRECTED, as_of="2025-12-01")
    assert (str(findings.as_of), findings.known_at, findings.pack_name) == ("2025-12-01", None, "lausd")
    assert findings.pack_version

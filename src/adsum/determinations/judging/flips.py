"""What is new in a student's answers: one flip for each finding that is another than the one on record.

A student without a standing in this school year starts from BLANK: nothing found yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

COUNTS = ("days_expected", "days_absent", "days_unexcused", "days_incomplete", "events", "district_events")
BLANK: dict[str, Any] = {
    "truant_on": None,
    "district_truant_on": None,
    "report_2_on": None,
    "report_3_on": None,
    "notice_due": 0,
    "habitual_on": None,
    "is_chronic_truant": False,
    "is_chronic_state": False,
    "is_chronic_district": False,
    "band": "",
    "tier": "",
}
FINDINGS = tuple(BLANK)
OF_STATE_EVENTS = frozenset({"truant_on", "report_2_on", "report_3_on", "notice_due", "habitual_on"})


@dataclass(frozen=True)
class Flip:
    """A finding that changed, with what it rests on: dates, kinds of event and counts, never reasons."""

    name: str
    value: Any
    was: Any
    evidence: dict[str, Any]


def flips(
    *, before: Mapping[str, Any] | None, now: Mapping[str, Any] | None, events: list[dict[str, Any]]
) -> list[Flip]:
    """Compare two standings of a student (None: blank). Without definitions of a district its columns are null."""
    old, new = before or BLANK, now or BLANK
    return [
        Flip(name=name, value=as_json(new[name]), was=as_json(old[name]), evidence=evidence(name, now or {}, events))
        for name in FINDINGS
        if (new[name] or None) != (old[name] or None)
    ]


def evidence(name: str, standing: Mapping[str, Any], events: list[dict[str, Any]]) -> dict[str, Any]:
    """The dates or counts a finding rests on."""
    if name in OF_STATE_EVENTS:
        return {"events": [[row["date"].isoformat(), row["kind"]] for row in events if row["kind"] is not None]}
    if name == "district_truant_on":
        return {"events": [[row["date"].isoformat()] for row in events if row["district_count"] is not None]}
    return {count: standing[count] for count in COUNTS if count in standing}


def as_json(value: Any) -> Any:
    """A finding as JSON text can hold it; blank text is no value."""
    return value.isoformat() if isinstance(value, date) else (None if value == "" else value)

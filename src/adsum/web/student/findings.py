"""What was found, as a reader meets it: the state's definitions on one side, the district's own on the other.

Each finding has an answer in words and opens onto its reasons: the section of the policy engine's explanation that
belongs to it. The answers are ours, in the reader's language; nothing is decided here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from adsum.web.layout.tags import day as day_in_words
from adsum.web.layout.tags import percent
from adsum.web.student.why import Why
from adsum.web.student.words import BANDS, word

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Finding:
    """`tone` is good, warn, bad or info: the color of the answer, which says the same in words."""

    name: str
    title: str
    answer: str
    tone: str
    detail: str = ""
    why: Why | None = None


@dataclass(frozen=True)
class Side:
    """One jurisdiction's findings."""

    title: str
    findings: list[Finding]


def sides(row: Row, *, whys: Mapping[str, Why], state: str, district: str | None) -> list[Side]:
    """The state's side and, where the pack has definitions of a district, the district's."""
    found = [Side(state, [truancy(row, whys), letters(row, whys), chronic(row, whys), ladder_end(row, whys)])]
    if district is not None and row["district_events"] is not None:
        found.append(Side(district, [district_truancy(row, whys), district_chronic(row, whys), band(row, whys)]))
    return found


def truancy(row: Row, whys: Mapping[str, Why]) -> Finding:
    is_truant = row["truant_on"] is not None
    return Finding(
        "truancy",
        _("Truancy"),
        _since(_("Truant since %(day)s"), row["truant_on"]) if is_truant else _("Not truant"),
        "bad" if is_truant else "good",
        _events(row["events"]),
        whys.get("truancy"),
    )


def district_truancy(row: Row, whys: Mapping[str, Why]) -> Finding:
    is_truant = row["district_truant_on"] is not None
    return Finding(
        "district_truancy",
        _("Truancy by the district's count"),
        _since(_("Reached on %(day)s"), row["district_truant_on"]) if is_truant else _("Not reached"),
        "bad" if is_truant else "good",
        _events(row["district_events"]) + " " + _("A letter follows the statute's count."),
        whys.get("district_truancy"),
    )


def letters(row: Row, whys: Mapping[str, Why]) -> Finding:
    due = row["notice_due"]
    names = {0: _("No letter owed"), 1: _("First notice owed"), 2: _("Second notice owed"), 3: _("Third notice owed")}
    reports = [
        _since(text, row[name])
        for name, text in (
            ("report_2_on", _("Second report on %(day)s.")),
            ("report_3_on", _("Third report on %(day)s.")),
        )
        if row[name]
    ]
    if due and not row["is_central_run"]:
        reports.append(_("This school issues its letters itself; the district does not print them."))
    return Finding(
        "letters", _("Letters"), names[due], "warn" if due else "good", " ".join(reports), whys.get("ladder")
    )


def chronic(row: Row, whys: Mapping[str, Why]) -> Finding:
    is_chronic = bool(row["is_chronic_state"])
    share = _("%(absent)d of %(expected)d expected days absent: %(share)s.") % {
        "absent": row["days_absent"],
        "expected": row["days_expected"],
        "share": percent(row["days_absent"], row["days_expected"]),
    }
    if row["tier"]:
        share += " " + _("Tier: %(tier)s.") % {"tier": word(BANDS, row["tier"])}
    return Finding(
        "chronic_state",
        _("Chronic absence"),
        _("Chronically absent") if is_chronic else _("Not chronically absent"),
        "bad" if is_chronic else "good",
        share,
        whys.get("chronic_state"),
    )


def district_chronic(row: Row, whys: Mapping[str, Why]) -> Finding:
    is_chronic = bool(row["is_chronic_district"])
    attended = row["days_expected"] - row["days_absent"] - row["days_incomplete"]
    share = _("%(attended)d of %(expected)d expected days attended: %(share)d %%, rounded down.") % {
        "attended": attended,
        "expected": row["days_expected"],
        "share": 100 * attended // row["days_expected"] if row["days_expected"] else 0,
    }
    return Finding(
        "chronic_district",
        _("Chronic absence by the district's line"),
        _("Chronically absent") if is_chronic else _("Not chronically absent"),
        "bad" if is_chronic else "good",
        share,
        whys.get("chronic_district"),
    )


def ladder_end(row: Row, whys: Mapping[str, Why]) -> Finding:
    """The last steps: habitual truant, chronic truant."""
    if row["is_chronic_truant"]:
        answer, tone = _("Chronic truant"), "bad"
    elif row["habitual_on"]:
        answer, tone = _since(_("Habitual truant since %(day)s"), row["habitual_on"]), "bad"
    else:
        answer, tone = _("Neither habitual nor chronic truant"), "good"
    return Finding("chronic_truant", _("After the letters"), answer, tone, why=whys.get("chronic_truant"))


def band(row: Row, whys: Mapping[str, Why]) -> Finding:
    """The district's word for how much was attended; it has no consequence by itself."""
    return Finding(
        "band", _("Attendance band"), word(BANDS, row["band"]) if row["band"] else "–", "info", why=whys.get("band")
    )


def _since(text: str, day: Any) -> str:
    return text % {"day": day_in_words(day)}


def _events(count: int) -> str:
    text = ngettext(
        "%(count)d event counted in this school year.", "%(count)d events counted in this school year.", count
    )
    return text % {"count": count}

"""The register of policy values: every key a pack may set, with the kind of its payload.

A key that is not listed here is a typing mistake in a pack, or a value that no part of the house knows; `adsum pack
check` refuses both. A new value is added here first, together with what reads it. Values named `district_...` and
`attendance_bands` are definitions of a district's own beside the state's; the state pack does not set them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from adsum.policy.packs.payloads import (
    FLAG,
    INTEGER,
    MONTH_DAY_KIND,
    SHARE,
    TEXT,
    Kind,
    checked,
    list_of,
    one_of,
    optional,
    record,
)

GRADES = ("TK", "KN", *(f"{number:02}" for number in range(1, 13)))
SCHOOL_KINDS = ("comprehensive", "continuation", "independent_study", "home_hospital", "other")
LEVELS = ("elementary", "middle", "high", "span")

GRADE = one_of(*GRADES)
SCHOOL_KIND = one_of(*SCHOOL_KINDS)


def is_rising(tiers: list[dict[str, Any]]) -> bool:
    bounds = [tier["below"] for tier in tiers[:-1]]
    return tiers[-1:] != [] and tiers[-1]["below"] is None and None not in bounds and bounds == sorted(set(bounds))


def is_falling_to_zero(bands: list[dict[str, Any]]) -> bool:
    bounds = [band["from_percent"] for band in bands]
    return bounds[-1:] == [0] and bounds == sorted(set(bounds), reverse=True)


def holds_each_grade_once(spans: list[dict[str, Any]]) -> bool:
    return sorted(grade for span in spans for grade in span["grades"]) == sorted(GRADES)


TIERS = checked(
    list_of(record(name=TEXT, below=optional(SHARE))),
    is_rising,
    "the tiers need rising bounds, and the last one none (`below: null`), so that every share has exactly one",
)
BANDS = checked(
    list_of(record(name=TEXT, from_percent=INTEGER)),
    is_falling_to_zero,
    "the bands need falling bounds down to 0, so that every percent has exactly one",
)
GRADE_SPANS = checked(
    list_of(record(name=TEXT, grades=list_of(GRADE))),
    holds_each_grade_once,
    f"the spans need each grade exactly once: {', '.join(GRADES)}",
)
LOCAL_CODES = list_of(record(code=TEXT, label=TEXT, level=one_of("both", *LEVELS), reason=TEXT, verified=FLAG))

KEYS: dict[str, Kind] = {
    # the frame
    "school_year.first_day": MONTH_DAY_KIND,
    "meeting.default_minutes": INTEGER,
    "enrollment.counted_status": list_of(INTEGER),
    "enrollment.primary_status": INTEGER,
    # truancy
    "truancy.age_from": INTEGER,
    "truancy.age_under": INTEGER,
    "truancy.minutes": INTEGER,
    "truancy.events": INTEGER,
    "truancy.uncleared_counts": FLAG,
    "notices.levels": INTEGER,
    "notices.language_share": SHARE,
    "central_run.kinds": list_of(SCHOOL_KIND),
    "chronic_truant.absent_share": SHARE,
    # chronic absence
    "chronic_absence.absent_share": SHARE,
    "chronic_absence.days_expected": INTEGER,
    "absence_tiers": TIERS,
    # attendance for state funding
    "ada.grade_spans": GRADE_SPANS,
    # the office
    "roll.certify_minutes": INTEGER,
    "clearing.school_days": INTEGER,
    "records.note_retention_years": INTEGER,
    # other systems' files
    "oneroster.end_date_is_last_day": FLAG,
    "intake.large_change_school_share": SHARE,
    "intake.large_change_district_share": SHARE,
    "intake.large_change_from": INTEGER,
    # a district's own definitions
    "district_truancy.minutes": INTEGER,
    "district_truancy.partial_reasons": list_of(TEXT),
    "district_chronic.attended_percent": INTEGER,
    "attendance_bands": BANDS,
    "district_reasons.local_codes": LOCAL_CODES,
}

# Values that name absence reasons: the checker holds them against the catalogue.
REASONS_NAMED: dict[str, Callable[[Any], list[str]]] = {
    "district_truancy.partial_reasons": list,
    "district_reasons.local_codes": lambda rows: [row["reason"] for row in rows],
}

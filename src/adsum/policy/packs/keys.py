"""The register of policy values: every key a pack may set, with the kind of its payload.

A key that is not listed here is a typing mistake in a pack or a value that no rule reads; `adsum pack check` refuses
both. A new value is added here first, together with the rule that reads it. Values named `district_...` and
`attendance_bands` are definitions of a district's own beside the state's; the state pack does not set them.
"""

from __future__ import annotations

from adsum.policy.packs.payloads import (
    FLAG,
    INTEGER,
    MONTH_DAY_KIND,
    SHARE,
    TEXT,
    Kind,
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
    "absence_tiers": list_of(record(name=TEXT, below=optional(SHARE))),
    # attendance for state funding
    "ada.grade_spans": list_of(record(name=TEXT, grades=list_of(GRADE))),
    # the office
    "roll.certify_minutes": INTEGER,
    "clearing.school_days": INTEGER,
    "records.note_retention_years": INTEGER,
    # a district's own definitions
    "district_truancy.minutes": INTEGER,
    "district_truancy.partial_reasons": list_of(TEXT),
    "district_chronic.attended_percent": INTEGER,
    "attendance_bands": list_of(record(name=TEXT, from_percent=INTEGER)),
    "district_reasons.local_codes": list_of(
        record(code=TEXT, label=TEXT, level=one_of("both", *LEVELS), reason=TEXT, verified=FLAG)
    ),
}

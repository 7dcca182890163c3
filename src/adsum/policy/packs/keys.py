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


POSITIVE = checked(INTEGER, lambda number: number >= 1, "needs a whole number of at least 1")


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
MINUTES_BY_GRADE = list_of(record(minutes=INTEGER, grades=list_of(GRADE)))
STATE_CHECKS = list_of(record(check=TEXT, code=optional(TEXT), severity=one_of("fatal", "warning", "unknown")))
EXEMPTIONS = list_of(
    record(
        ground=TEXT,
        age_from=optional(INTEGER),
        age_through=optional(INTEGER),
        days_to_term_end=optional(INTEGER),
    )
)
EXIT_CODES = list_of(
    record(
        code=TEXT,
        label=TEXT,
        is_dropout=optional(FLAG),
        is_completer=optional(FLAG),
        is_no_show=optional(FLAG),
        is_history=optional(FLAG),
    )
)
LEAVE_KINDS = list_of(
    record(
        kind=TEXT,
        exit_code=TEXT,
        papers=list_of(TEXT),
        needs_due_diligence=optional(FLAG),
        is_proven_by_arrival=optional(FLAG),
    )
)
INTERVALS = list_of(
    record(
        vaccine=TEXT,
        dose=INTEGER,
        under_age=optional(INTEGER),
        earliest_weeks=optional(INTEGER),
        earliest_months=optional(INTEGER),
        earliest_months_after_first=optional(INTEGER),
        due_weeks=optional(INTEGER),
        due_months=optional(INTEGER),
        last_earliest_months=optional(INTEGER),
        last_due_months=optional(INTEGER),
    )
)
WEEKDAY = one_of("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
RECOGNITION_LEVELS = list_of(
    record(name=TEXT, attended_share=SHARE, tardies=optional(INTEGER), early_leaves=optional(INTEGER))
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
    "school_month.weeks": POSITIVE,
    "school_week.days": POSITIVE,
    "ada.first_period_last_day": MONTH_DAY_KIND,
    "ada.first_period_due": MONTH_DAY_KIND,
    "ada.second_period_last_day": MONTH_DAY_KIND,
    "ada.second_period_due": MONTH_DAY_KIND,
    "ada.annual_period_last_day": MONTH_DAY_KIND,
    "ada.annual_period_due": MONTH_DAY_KIND,
    "funded_ada.years_averaged": POSITIVE,
    "minimum_day.minutes": MINUTES_BY_GRADE,
    "kindergarten_day.longest_minutes": INTEGER,
    "kindergarten_day.grades": list_of(GRADE),
    "concurrent_day.minutes": INTEGER,
    "concurrent_day.grades": list_of(GRADE),
    "work_experience.step_minutes": POSITIVE,
    "work_experience.day_minutes": POSITIVE,
    "continuation.day_minutes": POSITIVE,
    "continuation.week_hours": INTEGER,
    "recovery.days": INTEGER,
    "recovery.days_per_date": INTEGER,
    "recovery.days_per_week": INTEGER,
    "recovery.step_minutes": POSITIVE,
    "recovery.suspensions_count": FLAG,
    "recovery.students_per_teacher": list_of(record(students=INTEGER, grades=list_of(GRADE))),
    "recovery.independent_study_days": INTEGER,
    "emergency.material_decrease_share": SHARE,
    "emergency.plan": one_of("independent_study_plan", "instructional_continuity_plan"),
    "instructional_days.district": INTEGER,
    "instructional_days.charter": INTEGER,
    "instructional_days.first_days_short": INTEGER,
    "instructional_days.first_penalty": SHARE,
    "instructional_days.further_penalty": SHARE,
    "instructional_minutes.year": MINUTES_BY_GRADE,
    "home_hospital.day_minutes": INTEGER,
    "home_hospital.week_days": INTEGER,
    "independent_study.shortest_days": INTEGER,
    "independent_study.long_days": INTEGER,
    "independent_study.signature_school_days": INTEGER,
    "independent_study.days_without_work": INTEGER,
    "independent_study.week_share_without_work": SHARE,
    "independent_study.four_weeks_share_missing": SHARE,
    "independent_study.parent_told_school_days": INTEGER,
    # reports to the state
    "absence_summary.fields": list_of(record(sum=TEXT, field=TEXT)),
    "absence_summary.attended_holds_in_school_suspension": FLAG,
    "absence_summary.schools_left_out": list_of(TEXT),
    "absence_summary.exempt_kinds": list_of(TEXT),
    "absence_summary.exempt_share": SHARE,
    "absence_summary.served_reasons": list_of(record(reason=TEXT, sum=TEXT)),
    "calpads.checks": STATE_CHECKS,
    "chronic_dashboard.grades": list_of(GRADE),
    "chronic_federal.days_absent": INTEGER,
    # entry by age, and who must attend
    "entry_age.day": MONTH_DAY_KIND,
    "entry_age.first_grade": INTEGER,
    "entry_age.kindergarten": INTEGER,
    "transitional_kindergarten.last_birthday": MONTH_DAY_KIND,
    "compulsory.exemptions": EXEMPTIONS,
    "tutor.hours_per_day": INTEGER,
    "tutor.days_per_year": INTEGER,
    "part_time.age_from": INTEGER,
    "part_time.hours_employed": INTEGER,
    "part_time.hours_not_employed": INTEGER,
    # enrollments, exits, no-shows
    "enrollment.secondary_status": INTEGER,
    "enrollment.non_funded_status": INTEGER,
    "enrollment.signers": list_of(TEXT),
    "short_term.status": INTEGER,
    "short_term.longest_days": INTEGER,
    "mid_year_update.days": INTEGER,
    "mid_year_update.days_before_end": INTEGER,
    "exit_codes.codes": EXIT_CODES,
    "exit_codes.completions": list_of(record(code=TEXT, label=TEXT, is_graduate=optional(FLAG))),
    "exit_codes.dropout_grades": list_of(GRADE),
    "exit_codes.grade_limits": list_of(record(code=TEXT, grades=list_of(TEXT))),
    "exit_codes.of_non_funded": list_of(TEXT),
    "exit_codes.of_secondary": TEXT,
    "leave.kinds": LEAVE_KINDS,
    "due_diligence.steps": list_of(TEXT),
    "due_diligence.days_unexcused": INTEGER,
    "no_show.school_days": POSITIVE,
    "no_show.codes": list_of(record(was_here_last_june=FLAG, whereabouts=TEXT, code=TEXT)),
    # immunization and papers
    "immunization.doses": list_of(record(entry=TEXT, vaccine=TEXT, doses=INTEGER)),
    "immunization.fewer_doses": list_of(record(vaccine=TEXT, doses=INTEGER, one_from_age=INTEGER)),
    "immunization.youngest_age": list_of(record(vaccine=TEXT, years=INTEGER)),
    "immunization.grace_days": INTEGER,
    "immunization.intervals": INTERVALS,
    "immunization.review_days": POSITIVE,
    "immunization.services_continue_for": list_of(TEXT),
    "immunization.transfer_school_days": POSITIVE,
    "immunization.notice_school_days": POSITIVE,
    "special_populations.kinds": list_of(TEXT),
    "special_populations.follow_up_days": INTEGER,
    "proof.papers": list_of(record(of=TEXT, paper=TEXT, is_strong=FLAG)),
    "proof.affidavits": list_of(record(of=TEXT, form=TEXT)),
    "proof.notary_may_be_asked": FLAG,
    "proof.required_to_start": list_of(TEXT),
    # permits and residence
    "permit.current_year_days_before": INTEGER,
    "permit.current_year_decision_days": INTEGER,
    "permit.future_year_decision_days": INTEGER,
    "permit.silence_denies": FLAG,
    "permit.appeal_days": INTEGER,
    "permit.appeal_moves_to_business_day": FLAG,
    "permit.county_decision_days": INTEGER,
    "permit.safe_grades": list_of(GRADE),
    "permit.last_revocable_grade": GRADE,
    "permit.season_opens": MONTH_DAY_KIND,
    "permit.agreement_years": INTEGER,
    "residence.report_days": INTEGER,
    "residence.mistake_days": INTEGER,
    "residence.mistake_choices": list_of(TEXT),
    "residence.facts_needed": INTEGER,
    # the office
    "roll.certify_minutes": INTEGER,
    "clearing.school_days": INTEGER,
    "records.note_retention_years": INTEGER,
    "roll.late_entry_approvers": list_of(TEXT),
    "roll.submittal_target": SHARE,
    "explanation.givers": list_of(TEXT),
    "explanation.own_age": INTEGER,
    "parent_notes.limit_days": INTEGER,
    "parent_notes.free_reasons": list_of(TEXT),
    "parent_notes.verifiers": list_of(TEXT),
    "truancy_reports.steps": list_of(record(report=INTEGER, steps=list_of(TEXT))),
    "parent_fines.dollars": list_of(record(conviction=INTEGER, dollars=INTEGER)),
    # programs and casework
    "attendance_goal.attended_share": SHARE,
    "recognition.enrolled_share": SHARE,
    "recognition.levels": RECOGNITION_LEVELS,
    "improvement_program.students_per_day": POSITIVE,
    "improvement_program.fewest_days": INTEGER,
    "improvement_program.most_days": INTEGER,
    "improvement_program.index_below": INTEGER,
    "improvement_program.increase_points": SHARE,
    "improvement_program.increase_in_relation": SHARE,
    "recovery_day.volunteers_per_school": INTEGER,
    "recovery_day.grounds": list_of(TEXT),
    "recovery_day.outcomes": list_of(record(outcome=TEXT, next=TEXT, may_end_enrollment=optional(FLAG))),
    "recovery_day.recovered_school_days": INTEGER,
    "review_team.letter_days": INTEGER,
    "review_team.forms_days": INTEGER,
    "review_board.packet": list_of(record(paper=TEXT, **{"for": list_of(one_of("panel", "board"))})),
    "review_board.screening_school_days": POSITIVE,
    "review_board.offer_school_days": POSITIVE,
    "review_board.notice_days": INTEGER,
    "review_board.first_review_days": INTEGER,
    "review_board.kept_school_days": INTEGER,
    "reports.smallest_group": INTEGER,
    "school_plan.parts": list_of(TEXT),
    "school_plan.goals_per_part": INTEGER,
    "school_plan.attendance_metrics": list_of(record(metric=TEXT, is_rising=FLAG)),
    "data_quality.first_week": INTEGER,
    "data_quality.mail_days": list_of(WEEKDAY),
    # other systems' files
    "oneroster.end_date_is_last_day": FLAG,
    "intake.large_change_school_share": SHARE,
    "intake.large_change_district_share": SHARE,
    "intake.large_change_from": INTEGER,
    # a district's own definitions
    "district_transitional_kindergarten.age": INTEGER,
    "district_transitional_kindergarten.earns_from_age": INTEGER,
    "district_permit.first_signatures": list_of(TEXT),
    "district_permit.renewal_signatures": list_of(TEXT),
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
    "parent_notes.free_reasons": list,
    "absence_summary.served_reasons": lambda rows: [row["reason"] for row in rows],
}

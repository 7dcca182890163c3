"""What worked cases may ask of the rules of schemes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from adsum.policy.packs import Pack
from adsum.policy.packs.asking import Table
from adsum.policy.packs.cases.calendars import TaughtDay
from adsum.policy.packs.cases.rule import CALENDAR, Rule
from adsum.policy.packs.keys import LEVELS
from adsum.policy.packs.payloads import DAY, FLAG, INTEGER, SHARE, TEXT, list_of, one_of, optional, record, table_of
from adsum.policy.schemes.excuses import may_explain, parent_note
from adsum.policy.schemes.goals import goal
from adsum.policy.schemes.improvement import counselor_days, increase, program_schools
from adsum.policy.schemes.letters import letter_languages, local_reason
from adsum.policy.schemes.plans import digest, plan_check
from adsum.policy.schemes.recognition import recognition, submittal
from adsum.policy.schemes.records import late_entry, note_hold
from adsum.policy.schemes.recovery_day import Recovered, recovered, visit, visit_outcome, volunteer_places
from adsum.policy.schemes.review import BoardClocks, board_clocks, board_report, case_ending, packet, team_meeting
from adsum.policy.schemes.truancy_steps import parent_fine, report_steps

TEXTS = list_of(TEXT)
SCHOOL = record(school_id=TEXT, students=INTEGER, students_at_goal=INTEGER, index=optional(INTEGER))
CASE = record(referral=one_of("attendance", "behavior", "both"), is_petition=FLAG)
GOAL = record(part=TEXT, metric=optional(TEXT), baseline=optional(SHARE), target=optional(SHARE))


def schools_chosen(*, schools: list[dict[str, Any]], days_funded: int, pack: Pack, on: date) -> Table:
    frame = pl.DataFrame(schools, schema_overrides={"index": pl.Int64()})
    return program_schools(frame, days_funded=days_funded, pack=pack, on=on)


def clocks_of_board(
    *, complete_on: date, hearing_on: date, calendar: list[TaughtDay], pack: Pack, on: date
) -> BoardClocks:
    days = [row.day for row in calendar]
    return board_clocks(complete_on=complete_on, hearing_on=hearing_on, days_taught=days, pack=pack, on=on)


def came_back(
    *, contacted_on: date, first_seat_day: date | None = None, calendar: list[TaughtDay], pack: Pack, on: date
) -> Recovered:
    days = [row.day for row in calendar]
    return recovered(contacted_on=contacted_on, first_seat_day=first_seat_day, days_taught=days, pack=pack, on=on)


def report_of_board(*, cases: list[dict[str, Any]], is_public: bool = False, pack: Pack, on: date) -> Table:
    return board_report(pl.DataFrame(cases), is_public=is_public, pack=pack, on=on)


RULES: Mapping[str, Rule] = {
    "schemes.goal": Rule(goal, {"days_expected": INTEGER, "days_absent": optional(INTEGER)}),
    "schemes.counselor_days": Rule(counselor_days, {"students": INTEGER}),
    "schemes.program_schools": Rule(schools_chosen, {"schools": list_of(SCHOOL), "days_funded": INTEGER}),
    "schemes.increase": Rule(increase, {"share_before": SHARE, "share_now": SHARE}),
    "schemes.volunteer_places": Rule(volunteer_places, {"registered": INTEGER, "asking_now": INTEGER}),
    "schemes.visit": Rule(
        visit, {"grounds": TEXTS, "is_protected": optional(FLAG), "is_contacted_today": optional(FLAG)}
    ),
    "schemes.visit_outcome": Rule(visit_outcome, {"outcome": TEXT, "has_proof": optional(FLAG)}),
    "schemes.recovered": Rule(came_back, {"contacted_on": DAY, "first_seat_day": optional(DAY), "calendar": CALENDAR}),
    "schemes.team_meeting": Rule(team_meeting, {"meeting_on": DAY, "letter_on": DAY, "forms_on": optional(DAY)}),
    "schemes.packet": Rule(packet, {"to": TEXT, "papers": TEXTS}),
    "schemes.board_clocks": Rule(clocks_of_board, {"complete_on": DAY, "hearing_on": DAY, "calendar": CALENDAR}),
    "schemes.case_ending": Rule(
        case_ending, {"state": TEXT, "school_days_kept": optional(INTEGER), "has_failed": optional(FLAG)}
    ),
    "schemes.board_report": Rule(report_of_board, {"cases": list_of(CASE), "is_public": optional(FLAG)}),
    "schemes.plan_check": Rule(plan_check, {"goals": list_of(GOAL)}),
    "schemes.digest": Rule(digest, {"instruction_begins": DAY}),
    "schemes.note_hold": Rule(note_hold, {"noted_on": DAY}),
    "schemes.late_entry": Rule(late_entry, {"has_paper": FLAG, "approved_by": optional(TEXT)}),
    "schemes.recognition": Rule(
        recognition,
        {
            "days_of_window": INTEGER,
            "days_expected": INTEGER,
            "days_absent": INTEGER,
            "days_protected": optional(INTEGER),
            "tardies": optional(INTEGER),
            "early_leaves": optional(INTEGER),
        },
    ),
    "schemes.submittal": Rule(submittal, {"rolls_expected": INTEGER, "rolls_submitted": INTEGER}),
    "schemes.may_explain": Rule(may_explain, {"giver": TEXT, "student_age": INTEGER}),
    "schemes.parent_note": Rule(
        parent_note,
        {
            "day_number": INTEGER,
            "told_after_day": optional(INTEGER),
            "verified_by": optional(TEXT),
            "reason": optional(TEXT),
            "has_chronic_illness_form": optional(FLAG),
        },
    ),
    "schemes.letter_languages": Rule(letter_languages, {"pupils": INTEGER, "speakers": table_of(INTEGER)}),
    "schemes.local_reason": Rule(local_reason, {"code": TEXT, "level": one_of(*LEVELS)}),
    "schemes.report_steps": Rule(report_steps, {"report": INTEGER}),
    "schemes.parent_fine": Rule(parent_fine, {"conviction": INTEGER}),
}

"""What worked cases may ask of the rules of entry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from adsum.policy.entry.ages import compulsory, entry_grade, part_time_hours, tutoring
from adsum.policy.entry.exit_codes import exit_check, exported_code
from adsum.policy.entry.immunization import (
    RecordClocks,
    conditional_reviews,
    exclusion,
    immunization_standing,
    next_dose,
    record_clocks,
)
from adsum.policy.entry.no_shows import NoShowDue, no_show_due, no_show_step
from adsum.policy.entry.papers import admission, may_enroll, proof
from adsum.policy.entry.permits import (
    agreement_end,
    appeal_due,
    county_decision_due,
    decision_due,
    decision_state,
    may_revoke,
    registration,
    season,
)
from adsum.policy.entry.residence import continuing_right, investigation, school_mistake
from adsum.policy.entry.spells import Spell, SpellFaults, closing, first_seat_day, spell_faults, update_restart
from adsum.policy.entry.withdrawals import transfer_outcome, withdrawal
from adsum.policy.packs import Pack
from adsum.policy.packs.cases.calendars import TaughtDay
from adsum.policy.packs.cases.rule import CALENDAR, Rule
from adsum.policy.packs.keys import GRADE
from adsum.policy.packs.payloads import (
    DAY,
    FLAG,
    INTEGER,
    TEXT,
    list_of,
    one_of,
    one_or_more,
    optional,
    record,
    table_of,
)

DAYS = list_of(DAY)
TEXTS = list_of(TEXT)
SPELL = record(school=TEXT, first_day=DAY, last_day=optional(DAY), status=INTEGER)


def faults_of_spells(*, spells: list[dict[str, Any]], pack: Pack, on: date) -> SpellFaults:
    return spell_faults(spells=[Spell(**spell) for spell in spells], pack=pack, on=on)


def due_of_no_show(*, first_expected_day: date, calendar: list[TaughtDay], pack: Pack, on: date) -> NoShowDue:
    days = [row.day for row in calendar]
    return no_show_due(first_expected_day=first_expected_day, days_taught=days, pack=pack, on=on)


def clocks_of_record(
    *,
    admitted_on: date | None = None,
    told_on: date | None = None,
    calendar: list[TaughtDay],
    pack: Pack,
    on: date,
) -> RecordClocks:
    days = [row.day for row in calendar]
    return record_clocks(admitted_on=admitted_on, told_on=told_on, days_taught=days, pack=pack, on=on)


RULES: Mapping[str, Rule] = {
    "entry.grade": Rule(entry_grade, {"birth_date": DAY}),
    "entry.compulsory": Rule(
        compulsory, {"birth_date": DAY, "ground": optional(TEXT), "days_to_term_end": optional(INTEGER)}
    ),
    "entry.tutoring": Rule(tutoring, {"hours_per_day": INTEGER, "days_per_year": INTEGER, "has_credential": FLAG}),
    "entry.part_time_hours": Rule(part_time_hours, {"birth_date": DAY, "is_employed": FLAG}),
    "entry.first_seat_day": Rule(first_seat_day, {"days_present": DAYS, "days_taught": DAYS}),
    "entry.closing": Rule(
        closing,
        {"former_first_day": DAY, "days_taught": DAYS, "new_first_day": DAY, "last_present": optional(DAY)},
    ),
    "entry.spell_faults": Rule(faults_of_spells, {"spells": list_of(SPELL)}),
    "entry.update_restart": Rule(update_restart, {"exit_on": DAY, "year_ends": optional(DAY)}),
    "entry.exit_check": Rule(
        exit_check,
        {
            "code": TEXT,
            "grade": TEXT,
            "completion": optional(TEXT),
            "status": optional(INTEGER),
            "was_here_last_june": optional(FLAG),
        },
    ),
    "entry.exported_code": Rule(exported_code, {"code": TEXT, "status": INTEGER}),
    "entry.withdrawal": Rule(
        withdrawal,
        {
            "kind": TEXT,
            "papers": optional(TEXTS),
            "steps_done": optional(TEXTS),
            "days_unexcused": optional(INTEGER),
            "is_located": optional(FLAG),
        },
    ),
    "entry.transfer_outcome": Rule(transfer_outcome, {"kind": TEXT, "has_arrived": FLAG, "papers": optional(TEXTS)}),
    "entry.no_show_due": Rule(due_of_no_show, {"first_expected_day": DAY, "calendar": CALENDAR}),
    "entry.no_show_step": Rule(
        no_show_step,
        {
            "was_here_last_june": FLAG,
            "whereabouts": TEXT,
            "last_day_of_last_year": DAY,
            "days_unexcused": optional(INTEGER),
            "steps_done": optional(TEXTS),
            "is_marked_present": optional(FLAG),
        },
    ),
    "entry.next_dose": Rule(
        next_dose, {"vaccine": TEXT, "given": one_or_more(DAY), "birth_date": DAY, "entry": optional(TEXT)}
    ),
    "entry.immunization": Rule(
        immunization_standing,
        {
            "doses": table_of(one_or_more(DAY)),
            "birth_date": DAY,
            "entry": optional(TEXT),
            "exemptions": optional(table_of(TEXT)),
            "special_population": optional(TEXT),
        },
    ),
    "entry.conditional_reviews": Rule(conditional_reviews, {"admitted_on": DAY, "through": DAY}),
    "entry.record_clocks": Rule(
        clocks_of_record, {"admitted_on": optional(DAY), "told_on": optional(DAY), "calendar": CALENDAR}
    ),
    "entry.exclusion": Rule(exclusion, {"has_program": optional(TEXT)}),
    "entry.proof": Rule(proof, {"of": one_of("age", "residence"), "papers": TEXTS, "has_sworn": optional(FLAG)}),
    "entry.admission": Rule(admission, {"missing": TEXTS, "special_population": optional(TEXT)}),
    "entry.may_enroll": Rule(may_enroll, {"signer": TEXT}),
    "entry.permit_decision_due": Rule(decision_due, {"received_on": DAY, "instruction_begins": DAY}),
    "entry.permit_state": Rule(
        decision_state,
        {
            "due_on": DAY,
            "answer": optional(one_of("granted", "denied")),
            "is_abandoned": optional(FLAG),
            "was_revoked": optional(FLAG),
        },
    ),
    "entry.permit_appeal_due": Rule(appeal_due, {"denied_on": DAY, "holidays": optional(DAYS)}),
    "entry.permit_county_decision_due": Rule(county_decision_due, {"appealed_on": DAY}),
    "entry.permit_agreement_end": Rule(agreement_end, {"begins_on": DAY}),
    "entry.permit_season": Rule(season, {"instruction_begins": DAY}),
    "entry.permit_may_be_revoked": Rule(may_revoke, {"grade": GRADE, "has_cause": FLAG, "year_ends": DAY}),
    "entry.permit_registration": Rule(registration, {"signed": TEXTS, "is_renewal": optional(FLAG)}),
    "entry.continuing_right": Rule(continuing_right, {"moved_on": DAY, "told_on": optional(DAY), "was_verified": FLAG}),
    "entry.school_mistake": Rule(school_mistake, {"found_on": DAY, "instruction_begins": DAY}),
    "entry.investigation": Rule(investigation, {"facts": TEXTS, "found": optional(TEXT)}),
}

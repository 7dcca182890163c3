"""Permits: attending a school other than the one of residence, within the district or in another.

    decision_due         when an application between districts must be answered
    decision_state       what no answer in time means, and whether the county may be asked
    appeal_due           the last day to appeal
    county_decision_due  the last day for the county to decide an appeal
    agreement_end        the last day an agreement between districts can run
    season               are applications for a school year taken yet?
    may_revoke           may a permit be taken back?
    registration         whose signatures a permit within the district still needs

Days are calendar days unless a name says otherwise.
Source: Ed. Code 46600-46603; the district's permit pages; the county's appeal pages.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from adsum.policy.law import school_year_first
from adsum.policy.packs import Pack
from adsum.policy.packs.asking import Asking, Used

SATURDAY = 5  # as Python numbers weekdays: Monday is 0
GRANTED, DENIED = "granted", "denied"


@dataclass(frozen=True)
class DecisionDue:
    is_current_year: bool
    due_on: date
    used: Used


@dataclass(frozen=True)
class DecisionState:
    """denied_by_silence counts as a denial. `may_appeal` to the county."""

    state: str
    may_appeal: bool
    used: Used


@dataclass(frozen=True)
class AppealDue:
    due_on: date
    used: Used


@dataclass(frozen=True)
class CountyDecision:
    due_on: date
    used: Used


@dataclass(frozen=True)
class AgreementEnd:
    last_day: date
    used: Used


@dataclass(frozen=True)
class Season:
    opens_on: date
    is_open: bool
    used: Used


@dataclass(frozen=True)
class Revocation:
    may_revoke: bool
    used: Used


@dataclass(frozen=True)
class Registration:
    may_register: bool
    waits_for: tuple[str, ...]
    used: Used


def decision_due(*, received_on: date, instruction_begins: date, pack: Pack, on: date) -> DecisionDue:
    """The last day to answer an application to another district.

    in      instruction_begins: of the school year applied for
    edges   received exactly the stated days before instruction: for the current year
    """
    asking = Asking(pack, on=on)
    current_from = instruction_begins - timedelta(days=asking.value("permit.current_year_days_before"))
    if received_on >= current_from:
        days = timedelta(days=asking.value("permit.current_year_decision_days"))
        return DecisionDue(True, received_on + days, asking.used())
    days = timedelta(days=asking.value("permit.future_year_decision_days"))
    return DecisionDue(False, instruction_begins + days, asking.used())


def decision_state(
    *,
    due_on: date,
    answer: str | None = None,
    is_abandoned: bool = False,
    was_revoked: bool = False,
    pack: Pack,
    on: date,
) -> DecisionState:
    """Where an application stands on a day.

    in      answer: granted, denied or None so far; was_revoked: the permit had been granted and was taken back
    edges   an abandoned application and a revoked permit are no denials: the county is not asked
    """
    asking = Asking(pack, on=on)
    silence_denies: bool = asking.value("permit.silence_denies")
    if was_revoked:
        return DecisionState("revoked", False, asking.used())
    if is_abandoned:
        return DecisionState("abandoned", False, asking.used())
    if answer is None and on > due_on and silence_denies:
        return DecisionState("denied_by_silence", True, asking.used())
    return DecisionState(answer or "waiting", answer == DENIED, asking.used())


def appeal_due(*, denied_on: date, holidays: Collection[date] = (), pack: Pack, on: date) -> AppealDue:
    """The last day to appeal a denial, counted from the date of the letter.

    edges   where the county says so, a last day on a weekend or holiday moves to the next day of business
    """
    asking = Asking(pack, on=on)
    due_on = denied_on + timedelta(days=asking.value("permit.appeal_days"))
    key = "permit.appeal_moves_to_business_day"
    if asking.value(key):
        while due_on.weekday() >= SATURDAY or due_on in holidays:
            due_on += timedelta(days=1)
    return AppealDue(due_on, asking.used())


def county_decision_due(*, appealed_on: date, pack: Pack, on: date) -> CountyDecision:
    """The last day for the county board to decide an appeal."""
    asking = Asking(pack, on=on)
    return CountyDecision(appealed_on + timedelta(days=asking.value("permit.county_decision_days")), asking.used())


def agreement_end(*, begins_on: date, pack: Pack, on: date) -> AgreementEnd:
    """The end of the last school year that an agreement begun on a day can hold."""
    asking = Asking(pack, on=on)
    year_first = school_year_first(begins_on, first_day=asking.value("school_year.first_day"))
    after = year_first.replace(year=year_first.year + asking.value("permit.agreement_years"))
    return AgreementEnd(after - timedelta(days=1), asking.used())


def season(*, instruction_begins: date, pack: Pack, on: date) -> Season:
    """Whether applications for the school year that begins on a day are taken on `on`."""
    asking = Asking(pack, on=on)
    month, day = (int(part) for part in asking.value("permit.season_opens").split("-"))
    opens_on = date(instruction_begins.year, month, day)
    if opens_on > instruction_begins:
        opens_on = opens_on.replace(year=opens_on.year - 1)
    return Season(opens_on, on >= opens_on, asking.used())


def may_revoke(*, grade: str, has_cause: bool, year_ends: date, pack: Pack, on: date) -> Revocation:
    """Whether a permit between districts may be taken back on a day.

    in      grade: of the school year that ends on `year_ends`; has_cause: one of those the agreement lists
    edges   after the last day of the year in the last grade that is open to it the student is safe
    """
    asking = Asking(pack, on=on)
    safe = asking.value("permit.safe_grades")
    is_past_year = on > year_ends
    is_safe = grade in safe or (grade == asking.value("permit.last_revocable_grade") and is_past_year)
    return Revocation(has_cause and not is_safe, asking.used())


def registration(*, signed: Collection[str], is_renewal: bool = False, pack: Pack, on: date) -> Registration:
    """Whether a student may register on a permit within the district.

    in      signed: residence, requested: the schools that have approved
    """
    asking = Asking(pack, on=on)
    key = "district_permit.renewal_signatures" if is_renewal else "district_permit.first_signatures"
    waits_for = tuple(school for school in asking.value(key) if school not in signed)
    return Registration(not waits_for, waits_for, asking.used())

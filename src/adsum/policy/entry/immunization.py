"""Immunization at school entry: doses, and the clocks of conditional admission.

    next_dose              one vaccine: is it complete, and when is the next dose possible and due?
    immunization_standing  all vaccines a student needs: admitted, on condition, or not
    conditional_reviews    the days a conditional admission is looked at again
    record_clocks          until when a student may attend without a record, or after a notice
    exclusion              what an excluded student still gets

A dose is due when the day by which it had to be given has passed.
Source: 17 CCR 6025, 6035.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from adsum.policy.entry.ages import age_on, birthday_on
from adsum.policy.packs import Pack
from adsum.policy.packs.asking import Asking, Used, WrongQuestion

MONTHS_OF_YEAR = 12
EXEMPT = ("permanent_medical", "temporary_medical")


@dataclass(frozen=True)
class NextDose:
    """The dose after those given. `due_on` is the last day to give it; both dates None for a first dose."""

    is_complete: bool
    doses_valid: int
    doses_needed: int
    earliest_on: date | None
    due_on: date | None
    used: Used


@dataclass(frozen=True)
class Standing:
    """complete, conditional, not_admissible, or immediate (a special population: enrolled whatever is missing).

    missing    vaccines not begun, or with a dose overdue
    next_due   the earliest day by which a further dose must be given
    """

    status: str
    missing: tuple[str, ...]
    next_due: date | None
    used: Used


@dataclass(frozen=True)
class Reviews:
    review_on: tuple[date, ...]
    used: Used


@dataclass(frozen=True)
class RecordClocks:
    """Last days to attend: without the former school's record, and after a notice. None where it was not asked."""

    record_due: date | None
    excluded_after: date | None
    used: Used


@dataclass(frozen=True)
class Exclusion:
    services_continue: bool
    used: Used


def next_dose(
    *, vaccine: str, given: Sequence[date], birth_date: date, entry: str = "school", pack: Pack, on: date
) -> NextDose:
    """One vaccine of one student.

    in      given: days of the doses; entry: school, grade_7 (new to the school in grades 7 to 12) or advance_to_grade_7
    edges   a dose before the youngest age does not count; a grace of a few days does
    """
    asking = Asking(pack, on=on)
    needed = doses_needed(asking, vaccine, entry)
    valid = [day for day in sorted(given) if day >= youngest_day(asking, vaccine, birth_date)]
    is_complete = len(valid) >= needed or fewer_are_enough(asking, vaccine, valid, birth_date)
    if is_complete or not valid:
        return NextDose(is_complete, len(valid), needed, None, None, asking.used())
    row = interval_row(asking, vaccine, len(valid) + 1, age_on(birth_date, day=on))
    earliest, due = interval_days(asking, row, valid, birth_date)
    return NextDose(False, len(valid), needed, earliest, due, asking.used())


def doses_needed(asking: Asking, vaccine: str, entry: str) -> int:
    rows = [row for row in asking.value("immunization.doses") if row["entry"] == entry]
    for row in rows:
        if row["vaccine"] == vaccine:
            return int(row["doses"])
    if not rows:
        raise WrongQuestion(f"there is no entry {entry!r}; entries are in immunization.doses")
    return 0


def youngest_day(asking: Asking, vaccine: str, birth_date: date) -> date:
    """The first day a dose of the vaccine counts from."""
    for row in asking.value("immunization.youngest_age"):
        if row["vaccine"] == vaccine:
            return with_grace(asking, birthday_on(birth_date, age=row["years"]))
    return birth_date


def with_grace(asking: Asking, day: date) -> date:
    return day - timedelta(days=asking.value("immunization.grace_days"))


def fewer_are_enough(asking: Asking, vaccine: str, valid: Sequence[date], birth_date: date) -> bool:
    """Whether fewer doses do, because one was given late enough in life."""
    for row in asking.value("immunization.fewer_doses"):
        if row["vaccine"] == vaccine and len(valid) >= row["doses"]:
            from_day = with_grace(asking, birthday_on(birth_date, age=row["one_from_age"]))
            if any(day >= from_day for day in valid):
                return True
    return False


def interval_row(asking: Asking, vaccine: str, dose: int, age: int) -> Mapping[str, Any]:
    for row in asking.value("immunization.intervals"):
        is_of_age = row["under_age"] is None or age < row["under_age"]
        if row["vaccine"] == vaccine and row["dose"] == dose and is_of_age:
            return dict(row)
    raise WrongQuestion(f"immunization.intervals has no row for dose {dose} of {vaccine!r}; add it with its source")


def interval_days(asking: Asking, row: Mapping[str, Any], valid: Sequence[date], birth_date: date) -> tuple[date, date]:
    """From when and until when a dose may be given. A dose that will be the last one may have longer intervals."""
    last = valid[-1]
    earliest = later(last, row["earliest_weeks"], row["earliest_months"])
    if row["earliest_months_after_first"]:
        earliest = max(earliest, add_months(valid[0], row["earliest_months_after_first"]))
    due = later(last, row["due_weeks"], row["due_months"])
    if row["last_earliest_months"] and is_last(asking, row, earliest, birth_date):
        earliest = add_months(last, row["last_earliest_months"])
        due = add_months(last, row["last_due_months"]) if row["last_due_months"] else due
    return earliest, due


def is_last(asking: Asking, row: Mapping[str, Any], given_on: date, birth_date: date) -> bool:
    """Whether a dose given on a day would be the last, because the child is old enough for fewer doses."""
    return any(
        fewer["doses"] == row["dose"] and given_on >= birthday_on(birth_date, age=fewer["one_from_age"])
        for fewer in asking.value("immunization.fewer_doses")
        if fewer["vaccine"] == row["vaccine"]
    )


def later(day: date, weeks: int | None, months: int | None) -> date:
    return day + timedelta(weeks=weeks) if weeks is not None else add_months(day, months or 0)


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or its last day where there is none."""
    years, month = divmod(day.month - 1 + months, MONTHS_OF_YEAR)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def immunization_standing(
    *,
    doses: Mapping[str, Sequence[date]],
    birth_date: date,
    entry: str = "school",
    exemptions: Mapping[str, str] | None = None,
    special_population: str | None = None,
    pack: Pack,
    on: date,
) -> Standing:
    """Where a student stands on a day.

    in      doses: days by vaccine; exemptions: vaccine to permanent_medical or temporary_medical (in force on the day)
    out     complete: nothing missing; conditional: begun everywhere and nothing overdue, or exempt for a time
    """
    asking = Asking(pack, on=on)
    exempt = exempt_vaccines(exemptions)
    vaccines = [row["vaccine"] for row in asking.value("immunization.doses") if row["entry"] == entry]
    open_doses = {
        vaccine: next_dose(
            vaccine=vaccine, given=doses.get(vaccine, ()), birth_date=birth_date, entry=entry, pack=pack, on=on
        )
        for vaccine in vaccines
        if vaccine not in exempt
    }
    used = sum((dose.used for dose in open_doses.values()), asking.used())
    missing = tuple(vaccine for vaccine, dose in open_doses.items() if is_missing(dose, on))
    due = [dose.due_on for dose in open_doses.values() if dose.due_on is not None]
    if special_population in asking.value("special_populations.kinds"):
        return Standing("immediate", missing, min(due, default=None), asking.used() + used)
    if missing:
        return Standing("not_admissible", missing, None, used)
    is_conditional = bool(due) or "temporary_medical" in exempt.values()
    return Standing("conditional" if is_conditional else "complete", (), min(due, default=None), used)


def exempt_vaccines(exemptions: Mapping[str, str] | None) -> Mapping[str, str]:
    wrong = sorted(set((exemptions or {}).values()) - set(EXEMPT))
    if wrong:
        raise WrongQuestion(f"there is no exemption {wrong[0]!r}; there are {', '.join(EXEMPT)}")
    return exemptions or {}


def is_missing(dose: NextDose, on: date) -> bool:
    return not dose.is_complete and (dose.due_on is None or dose.due_on < on)


def conditional_reviews(*, admitted_on: date, through: date, pack: Pack, on: date) -> Reviews:
    """Every day up to `through` on which a conditional admission is looked at again."""
    asking = Asking(pack, on=on)
    step = timedelta(days=asking.value("immunization.review_days"))
    count = (through - admitted_on) // step
    return Reviews(tuple(admitted_on + number * step for number in range(1, count + 1)), asking.used())


def record_clocks(
    *,
    admitted_on: date | None = None,
    told_on: date | None = None,
    days_taught: Sequence[date],
    pack: Pack,
    on: date,
) -> RecordClocks:
    """The last school days on which a student may attend although doses are not shown.

    in      admitted_on: of a transfer within the country whose record has not arrived; told_on: the family was told of
            a missing dose
    """
    asking = Asking(pack, on=on)
    transfer = notice = None
    if admitted_on is not None:
        transfer = nth_day(days_taught, admitted_on, asking.value("immunization.transfer_school_days"), is_counted=True)
    if told_on is not None:
        notice = nth_day(days_taught, told_on, asking.value("immunization.notice_school_days"), is_counted=False)
    return RecordClocks(transfer, notice, asking.used())


def nth_day(days_taught: Sequence[date], start: date, count: int, *, is_counted: bool) -> date:
    """The last of so many school days from a day on, that day counted or not."""
    following = [day for day in sorted(days_taught) if day > start or (is_counted and day == start)]
    if len(following) < count:
        raise WrongQuestion(f"the calendar has fewer than {count} days taught from {start} on; add its days")
    return following[count - 1]


def exclusion(*, has_program: str | None = None, pack: Pack, on: date) -> Exclusion:
    """What a student who may not attend still gets.

    in      has_program: iep, or None
    """
    asking = Asking(pack, on=on)
    return Exclusion(has_program in asking.value("immunization.services_continue_for"), asking.used())

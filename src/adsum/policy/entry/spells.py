"""Enrollments as spells of time: when one begins and ends, and which may not stand together.

    first_seat_day      an enrollment begins on the first day in seat
    closing             the day a transfer closes the enrollment at the former school
    spell_faults        overlaps at one school, days outside the school's year, short-term enrollments that are too long
    update_restart      the new spell after a change within the same school

Source: the district's bulletin II; CALPADS file SENR.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from adsum.policy.facts import NEVER
from adsum.policy.packs import Pack
from adsum.policy.packs.asking import Asking, Used, WrongQuestion
from adsum.policy.packs.state_checks import StateFault, state_faults


@dataclass(frozen=True)
class FirstSeatDay:
    """None: nobody has seen the student in class yet."""

    first_day: date | None
    used: Used


@dataclass(frozen=True)
class Closing:
    """`is_claimed_twice`: both schools say the student was there; nothing is closed before they agree."""

    last_day: date | None
    exit_code: str | None
    is_claimed_twice: bool
    used: Used


@dataclass(frozen=True)
class Spell:
    """An enrollment of one student. `last_day` None: open."""

    school: str
    first_day: date
    last_day: date | None
    status: int


@dataclass(frozen=True)
class SpellFaults:
    """`is_short_term`: the state would take it as a short-term enrollment; a longer one counts as primary."""

    faults: tuple[StateFault, ...]
    is_short_term: bool
    used: Used


@dataclass(frozen=True)
class Restart:
    """`is_reported`: early enough in the year to be reported as a new spell; None: the year's end is not known."""

    first_day: date
    is_reported: bool | None
    used: Used


def first_seat_day(*, days_present: Sequence[date], days_taught: Sequence[date], pack: Pack, on: date) -> FirstSeatDay:
    """The first day an enrollment counts, whenever the family registered.

    in      days_present: days the student was seen in class; others than days taught prove nothing
    """
    seen = sorted(set(days_present) & set(days_taught))
    return FirstSeatDay(seen[0] if seen else None, Asking(pack, on=on).used())


def closing(
    *,
    former_first_day: date,
    days_taught: Sequence[date],
    new_first_day: date,
    last_present: date | None = None,
    pack: Pack,
    on: date,
) -> Closing:
    """How a transfer within the district ends the enrollment at the former school.

    in      days_taught: of the former school; last_present: the last day it marked the student present
    out     the last day taught there before the first day in seat at the new school
    edges   marked present there on or after that first day: both schools claim the student; a former enrollment in
            which no day was taught ends on its first day
    """
    asking = Asking(pack, on=on)
    if last_present is not None and last_present >= new_first_day:
        return Closing(None, None, True, asking.used())
    before = [day for day in sorted(days_taught) if former_first_day <= day < new_first_day]
    code = next(row["exit_code"] for row in asking.value("leave.kinds") if row["kind"] == "transfer_in_district")
    return Closing(before[-1] if before else former_first_day, code, False, asking.used())


def spell_faults(*, spells: Sequence[Spell], pack: Pack, on: date) -> SpellFaults:
    """What the state would refuse about the last of a student's enrollments.

    in      spells: earliest entry first; the last is the one asked about
    """
    asking = Asking(pack, on=on)
    *others, asked = spells
    if asked.last_day is not None and asked.last_day < asked.first_day:
        raise WrongQuestion(f"an enrollment from {asked.first_day} to {asked.last_day} has no day; swap the two")
    is_short = asked.status == asking.value("short_term.status")
    length = ((asked.last_day or on) - asked.first_day).days + 1
    is_too_long = is_short and not asking.meets("short_term.longest_days", length)
    failed = {
        "spells_overlap": any(overlap(asked, other) for other in others if other.school == asked.school),
        "short_term_too_long": is_too_long,
        "short_term_without_primary": is_short and not any(is_primary_of(other, asked, asking) for other in others),
    }
    return SpellFaults(state_faults(asking, failed), is_short and not is_too_long, asking.used())


def overlap(one: Spell, other: Spell) -> bool:
    return one.first_day <= (other.last_day or NEVER) and other.first_day <= (one.last_day or NEVER)


def is_primary_of(other: Spell, short: Spell, asking: Asking) -> bool:
    """Whether an enrollment is the open primary one that a short-term one needs beside it, begun earlier."""
    is_open = (other.last_day or NEVER) >= short.first_day
    return other.status == asking.value("enrollment.primary_status") and other.first_day < short.first_day and is_open


def update_restart(*, exit_on: date, year_ends: date | None = None, pack: Pack, on: date) -> Restart:
    """The first day of the spell that follows a change within the same school: the next day, a Saturday too.

    in      year_ends: the last day of instruction; a change of grade close to it is not reported
    """
    asking = Asking(pack, on=on)
    first_day = exit_on + timedelta(days=asking.value("mid_year_update.days"))
    if year_ends is None:
        return Restart(first_day, None, asking.used())
    is_reported = asking.meets("mid_year_update.days_before_end", (year_ends - exit_on).days)
    return Restart(first_day, is_reported, asking.used())

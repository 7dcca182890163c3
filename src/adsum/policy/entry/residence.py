"""Where a student lives: changes of address, mistakes of the school, and doubts.

    continuing_right     has a family that moved kept its right to stay on a permit?
    school_mistake       the school enrolled a child who lives elsewhere: what the family may choose
    investigation        may a residence be looked into, and what comes of it?

A student stays enrolled while a residence is looked into.
Source: the district's bulletin IX; Ed. Code 48204.2.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from adsum.policy.packs import Pack
from adsum.policy.packs.asking import Asking, Used, WrongQuestion

TRANSFER = "meet_and_transfer"
OUTCOMES = {  # what was found -> what follows
    "lives_there": "close",
    "new_address": "offer_choices",
    "false_from_start": TRANSFER,
    "false_not_attending": "search_before_leave",
    "homeless": "close_protected",
}


@dataclass(frozen=True)
class ContinuingRight:
    is_kept: bool
    used: Used


@dataclass(frozen=True)
class SchoolMistake:
    """`choices` of the family; empty when the mistake was found in time to simply move the child."""

    choices: tuple[str, ...]
    used: Used


@dataclass(frozen=True)
class Investigation:
    """`follows`: what comes of the finding, None while nothing is found. The student stays enrolled meanwhile."""

    may_open: bool
    stays_enrolled: bool
    follows: str | None
    used: Used


def continuing_right(
    *, moved_on: date, was_verified: bool, told_on: date | None = None, pack: Pack, on: date
) -> ContinuingRight:
    """Whether a family that moved may stay on a continuing permit.

    in      told_on: the day the school had it in writing; was_verified: the school had verified the residence before
    edges   a school that never verified cannot hold the delay against the family
    """
    asking = Asking(pack, on=on)
    days = ((told_on or on) - moved_on).days
    is_in_time = asking.meets("residence.report_days", days)
    return ContinuingRight(is_in_time or not was_verified, asking.used())


def school_mistake(*, found_on: date, instruction_begins: date, pack: Pack, on: date) -> SchoolMistake:
    """What a family may choose when the school itself enrolled the child at the wrong school."""
    asking = Asking(pack, on=on)
    days = (found_on - instruction_begins).days + 1
    is_early = asking.meets("residence.mistake_days", days)
    return SchoolMistake(() if is_early else tuple(asking.value("residence.mistake_choices")), asking.used())


def investigation(*, facts: Collection[str], found: str | None = None, pack: Pack, on: date) -> Investigation:
    """Whether a residence may be looked into, and what follows.

    in      facts: what exactly speaks against the address (returned mail, ...); found: one of OUTCOMES, or None so far
    edges   a rumor without facts opens nothing
    """
    asking = Asking(pack, on=on)
    if found is not None and found not in OUTCOMES:
        raise WrongQuestion(f"there is no outcome {found!r}; there are {', '.join(OUTCOMES)}")
    may_open = asking.meets("residence.facts_needed", len(facts))
    follows = OUTCOMES[found] if may_open and found else None
    return Investigation(may_open, follows != TRANSFER, follows, asking.used())

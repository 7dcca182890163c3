"""Explaining an absence: who may, and when a parent's note is no longer enough.

    may_explain      may this person explain this student's absence?
    parent_note      is a parent's note for one more day enough?

Illness is always an excuse; what a district may limit is how often a parent's word alone proves it, and only after it
has told the family in writing.
Source: Ed. Code 46012, 48205; 5 CCR 306; the district's bulletin XV-c.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from adsum.policy.packs import Pack
from adsum.policy.packs.asking import Asking, Used


@dataclass(frozen=True)
class Explanation:
    may_explain: bool
    used: Used


@dataclass(frozen=True)
class ParentNote:
    """`is_enough` false: the day needs a professional's word; without it the day stays unexplained."""

    is_enough: bool
    verifiers: tuple[str, ...]
    used: Used


def may_explain(*, giver: str, student_age: int, pack: Pack, on: date) -> Explanation:
    """Whether somebody may explain an absence.

    in      giver: parent, guardian, ..., or student for the student's own word
    """
    asking = Asking(pack, on=on)
    if giver == "student":
        return Explanation(asking.meets("explanation.own_age", student_age), asking.used())
    return Explanation(giver in asking.value("explanation.givers"), asking.used())


def parent_note(
    *,
    day_number: int,
    told_after_day: int | None = None,
    verified_by: str | None = None,
    reason: str = "ILL",
    has_chronic_illness_form: bool = False,
    pack: Pack,
    on: date,
) -> ParentNote:
    """Whether a parent's note is enough for one more day.

    in      day_number: of the days explained by parents' notes alone, this one included; told_after_day: the number of
            such days after which the family was told of the limit in writing (None: never)
    edges   no limit where the pack sets none; none before the family was told; none for some reasons
    """
    asking = Asking(pack, on=on)
    key = "parent_notes.limit_days"
    if not asking.has(key):
        return ParentNote(True, (), asking.used())
    is_within = asking.meets(key, day_number)
    is_told = told_after_day is not None and told_after_day < day_number
    is_free = reason in asking.value("parent_notes.free_reasons") or has_chronic_illness_form
    verifiers = tuple(asking.value("parent_notes.verifiers"))
    is_enough = is_within or not is_told or is_free or verified_by in verifiers
    return ParentNote(is_enough, () if is_enough else verifiers, asking.used())

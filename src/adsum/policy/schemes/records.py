"""Records: how long notes are kept, and entries made late.

    note_hold      is an absence note still kept for audit?
    late_entry     may attendance be entered after its day?

Source: 5 CCR 16025-16027; the district's bulletin X-c, X-e.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from adsum.policy.entry.ages import birthday_on
from adsum.policy.packs import Pack
from adsum.policy.packs.asking import Asking, Used


@dataclass(frozen=True)
class NoteHold:
    """`held_through`: the last day a note must be kept."""

    is_held: bool
    held_through: date
    used: Used


@dataclass(frozen=True)
class LateEntry:
    is_accepted: bool
    used: Used


def note_hold(*, noted_on: date, pack: Pack, on: date) -> NoteHold:
    """Whether a note of a day is still kept on `on`."""
    asking = Asking(pack, on=on)
    held_through = birthday_on(noted_on, age=asking.value("records.note_retention_years"))
    return NoteHold(on <= held_through, held_through, asking.used())


def late_entry(*, has_paper: bool, approved_by: str | None = None, pack: Pack, on: date) -> LateEntry:
    """Whether attendance may be entered for a day that is over.

    in      has_paper: the retained paper roll is attached; approved_by: the role of somebody who takes it upon them
    """
    asking = Asking(pack, on=on)
    return LateEntry(has_paper or approved_by in asking.value("roll.late_entry_approvers"), asking.used())

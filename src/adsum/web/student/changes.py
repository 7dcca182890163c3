"""The findings that changed, in words: one entry for each judging that changed something, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adsum.determinations.models import Determination
from adsum.web.layout.tags import day as day_in_words
from adsum.web.student.words import BANDS, word

NAMES: dict[str, Any] = {
    "truant_on": gettext_lazy("Truant since"),
    "district_truant_on": gettext_lazy("District's truancy count reached"),
    "report_2_on": gettext_lazy("Second report"),
    "report_3_on": gettext_lazy("Third report"),
    "notice_due": gettext_lazy("Letter owed"),
    "habitual_on": gettext_lazy("Habitual truant since"),
    "is_chronic_truant": gettext_lazy("Chronic truant"),
    "is_chronic_state": gettext_lazy("Chronically absent, state"),
    "is_chronic_district": gettext_lazy("Chronically absent, district"),
    "band": gettext_lazy("Band of attendance"),
    "tier": gettext_lazy("Tier of absence"),
}


@dataclass(frozen=True)
class Change:
    decided_at: datetime
    as_of: date
    pack_version: str
    lines: list[str]


def changes(flips: Sequence[Determination]) -> list[Change]:
    """The flips of each judging together; `flips` are newest first."""
    found: dict[int, Change] = {}
    for flip in flips:
        change = found.setdefault(flip.run_id, Change(flip.decided_at, flip.as_of, flip.pack_version, []))
        change.lines.append(in_words(flip))
    return list(found.values())


def in_words(flip: Determination) -> str:
    """Truant since: Thu, Oct 2, 2025. Letter owed: none (was 1)."""
    name, value, was = NAMES.get(flip.name, flip.name), told(flip.value), told(flip.was)
    if flip.was in (None, 0, False):
        return f"{name}: {value}"
    return _("%(name)s: %(value)s (was %(was)s)") % {"name": name, "value": value, "was": was}


def told(value: Any) -> str:
    """A finding's value: a day, a number, yes or no, a name."""
    if value is None or (value == 0 and not isinstance(value, bool)):
        return _("none")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return str(value)
    try:
        return day_in_words(date.fromisoformat(value))
    except ValueError:
        return word(BANDS, value)

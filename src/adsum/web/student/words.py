"""The words of the student's page for the codes of the rooms behind it."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

# In the order of the legend. Each text ends in the letter that stands in the squares: whoever translates it chooses a
# letter of the word in their language, and no two alike.
LETTERS: dict[str, Any] = {
    "present": "",
    "unexcused": _("Letter for absent, unexcused: A"),
    "uncleared": _("Letter for absent, not explained yet: U"),
    "excused": _("Letter for absent, excused: E"),
    "suspended": _("Letter for suspended: S"),
    "independent_study": _("Letter for independent study not completed: I"),
    "incomplete": "?",
    "missed_part": _("Letter for absent part of the day: P"),
    "late": _("Letter for late or left early: T"),
    "counted": "✓",
    "open": "…",
    "ahead": "",
}
KINDS: dict[str, Any] = {
    "present": _("Present"),
    "unexcused": _("Absent, unexcused"),
    "uncleared": _("Absent, not explained yet"),
    "excused": _("Absent, excused"),
    "suspended": _("Suspended"),
    "independent_study": _("Independent study not completed"),
    "incomplete": _("Unknown: roll missing"),
    "missed_part": _("Absent part of the day"),
    "late": _("Late or left early"),
    "counted": _("Away for school, counts as attended"),
    "open": _("Today: rolls still coming in"),
    "not_taught": _("No school"),
    "not_enrolled": _("Not enrolled"),
    "ahead": _("Still to come"),
}
STATUSES: dict[str, Any] = {"absent": _("absent"), "tardy": _("late"), "left_early": _("left early")}
BANDS: dict[str, Any] = {
    "advanced": _("Advanced"),
    "proficient": _("Proficient"),
    "basic": _("Basic"),
    "below_basic": _("Below basic"),
    "far_below_basic": _("Far below basic"),
    "satisfactory": _("Satisfactory"),
    "at_risk": _("At risk"),
    "moderate": _("Moderate"),
    "severe": _("Severe"),
}
STATUS_OF_ENROLLMENT: dict[int, Any] = {10: _("primary"), 20: _("secondary"), 30: _("short-term")}


def kind_in_words(kind: str) -> str:
    return str(KINDS[kind])


def letter_of(kind: str) -> str:
    """The letter in a square; empty where color and shape are enough."""
    return str(LETTERS.get(kind, ""))[-1:]


def minutes_in_words(count: int) -> str:
    return ngettext("%(count)d minute", "%(count)d minutes", count) % {"count": count}


def word(names: dict[Any, Any], code: Any) -> str:
    """The word for a code; a code nobody gave a word stands for itself."""
    return str(names.get(code, str(code).replace("_", " ")))

"""The words of the student's page for the codes of the rooms behind it."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

# In the order of the legend. The letters stand in the squares; in every language they differ from each other.
LETTERS: dict[str, Any] = {
    "present": "",
    "unexcused": pgettext_lazy("letter in the calendar: absent without valid excuse", "A"),
    "uncleared": pgettext_lazy("letter in the calendar: absent, not explained yet", "U"),
    "excused": pgettext_lazy("letter in the calendar: absent, excused", "E"),
    "suspended": pgettext_lazy("letter in the calendar: suspended", "S"),
    "independent_study": pgettext_lazy("letter in the calendar: independent study not completed", "I"),
    "incomplete": "?",
    "missed_part": pgettext_lazy("letter in the calendar: absent part of the day", "P"),
    "late": pgettext_lazy("letter in the calendar: late or left early", "T"),
    "counted": "✓",
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


def minutes_in_words(count: int) -> str:
    return ngettext("%(count)d minute", "%(count)d minutes", count) % {"count": count}


def word(names: dict[Any, Any], code: Any) -> str:
    """The word for a code; a code nobody gave a word stands for itself."""
    return str(names.get(code, str(code).replace("_", " ")))

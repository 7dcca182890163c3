"""The words of the import pages for states, kinds of records and steps."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from adsum.district.models import User
from adsum.intake.models import Package

State = Package.State
KINDS = {Package.Kind.ONEROSTER: _("Roster (OneRoster)"), Package.Kind.HISTORY: _("Attendance history")}


def name_of(account: User | None) -> str:
    """Who did something: an employee, an account without one, or nobody we know by name."""
    if account is None:
        return gettext("the terminal")
    staff = getattr(account, "staff", None)
    return staff.name if staff is not None else account.email


@dataclass(frozen=True)
class StateWords:
    """A state in a word, the tone of its badge, and what it means."""

    label: Any
    tone: str
    meaning: Any


STATES = {
    State.LANDED: StateWords(_("Landed"), "info", _("It is to be checked.")),
    State.CHECKING: StateWords(_("Being checked"), "info", _("It is read and compared with the records.")),
    State.REFUSED: StateWords(
        _("Refused"), "bad", _("Nothing was changed. Mend what is listed and send the file again.")
    ),
    State.UNCHANGED: StateWords(_("No change"), "", _("What it says was applied before. Nothing was changed.")),
    State.PLANNED: StateWords(_("Ready"), "warn", _("Nothing was changed yet. Read the plan, then apply it.")),
    State.APPLYING: StateWords(_("Being applied"), "info", _("It is written, all of it or nothing.")),
    State.APPLIED: StateWords(_("Applied"), "good", _("It was written in one piece.")),
    State.FAILED: StateWords(_("Failed"), "bad", _("Something failed on our side. Nothing was changed.")),
}
RECORDS = {
    "regions": _("Regions"),
    "schools": _("Schools"),
    "terms": _("Terms"),
    "courses": _("Courses"),
    "sections": _("Classes"),
    "students": _("Students"),
    "staff": _("Staff"),
    "guardians": _("Parents and guardians"),
    "assignments": _("Roles of staff"),
    "teachings": _("Teachers of classes"),
    "enrollments": _("Enrollments in schools"),
    "seats": _("Places in classes"),
    "families": _("Family ties"),
    "sources": _("Ids of the other system"),
    "calendar": _("Days of school calendars"),
    "meetings": _("Meetings of past years"),
    "marks": _("Attendance marks"),
}
CHANGES = {"add": _("added"), "change": _("changed"), "end": _("ended")}
STAGES = {"reading": _("Reading the files"), "comparing": _("Comparing with the records"), "writing": _("Writing")}
SEVERITIES = {
    "refuse-file": StateWords(_("error"), "bad", ""),
    "refuse-set": StateWords(_("error"), "bad", ""),
    "hold": StateWords(_("for review"), "info", ""),
    "confirm": StateWords(_("to confirm"), "warn", ""),
    "warn": StateWords(_("warning"), "warn", ""),
}

"""What a clerk says when clearing an absence: the reason, who gave it, how, when."""

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """Who explained it, when it was nobody on the student's list of guardians."""

    STUDENT = "student", _("The student, 18 or older")
    CLINIC = "clinic", _("Physician or clinic")
    NURSE = "nurse", _("School nurse")
    EMPLOYEE = "employee", _("School employee")
    CAREGIVER = "caregiver", _("Adult in charge of the student")


class OverLimit(TextChoices):
    """What happens to days past an excuse's limit."""

    LEAVE = "leave", _("Leave these days uncleared")
    SAVE = "save", _("Save the reason on all days")


@dataclass(frozen=True)
class ClearingEntry:
    """One explanation, as it came from the form. Empty text is "not said"; the checks say what must be.

    given_by     id of a guardian, or None with `role` and the person's `name`
    over_limit   one of OverLimit, once the clerk has been asked
    why          why a day past the limit is saved all the same, or an earlier reason is changed
    """

    reason: str
    channel: str
    given_on: date | None
    given_by: int | None = None
    role: str = ""
    name: str = ""
    incident: str = ""
    comment: str = ""
    over_limit: str = ""
    why: str = ""

    @property
    def given_by_other(self) -> str:
        """The role in our code and the person's name, as they are kept: "clinic: Dr. Ruiz"."""
        return ": ".join(part for part in (self.role, self.name) if part)

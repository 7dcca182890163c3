"""What keeps an owed letter back until somebody decides, and the choice that frees it.

A hold is shown to the office and never overcome silently. The choices made are kept with the letter.
"""

from collections.abc import Collection
from dataclasses import dataclass

from adsum.enrollment.models import Student
from adsum.notices.recipients import ENGLISH, Recipient

NO_ADDRESS, NO_TEMPLATE, CAME_OF_AGE, PROTECTED_ADDRESS = "no_address", "no_template", "came_of_age", "protected"
CANNOT_PRINT, NOT_JUDGED = "cannot_print", "not_judged"

# hold -> the choice that frees it. The last two have none: the record must be mended first.
CHOICES = {
    NO_ADDRESS: "by_hand",
    NO_TEMPLATE: "english_only",
    CAME_OF_AGE: "to_student",
    PROTECTED_ADDRESS: "address_checked",
}


@dataclass(frozen=True)
class Hold:
    """`detail` is a language code, a date or a list of characters; never a name."""

    code: str
    detail: str = ""

    @property
    def choice(self) -> str:
        """What the office may choose; empty when only mending the record helps."""
        return CHOICES.get(self.code, "")


def holds_on(
    *, student: Student, recipient: Recipient, languages: Collection[str], choices: Collection[str] = ()
) -> list[Hold]:
    """The holds that the choices made do not free. `languages` are those the letter is written in."""
    found = []
    if not recipient.address_lines:
        found.append(Hold(NO_ADDRESS))
    elif student.is_restricted:
        # A protected family's letter goes to a substitute address only; somebody must have looked.
        found.append(Hold(PROTECTED_ADDRESS))
    if recipient.language not in {ENGLISH, *languages}:
        found.append(Hold(NO_TEMPLATE, recipient.language))
    if recipient.came_of_age_on:
        found.append(Hold(CAME_OF_AGE, recipient.came_of_age_on.isoformat()))
    return [hold for hold in found if hold.choice not in choices]

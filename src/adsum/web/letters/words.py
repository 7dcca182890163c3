"""The rooms' codes in words: what holds a letter, what may be chosen, what happened to it."""

from datetime import date
from typing import Any

from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from adsum.district.submissions import SubmissionReused
from adsum.notices import holds
from adsum.notices.holds import Hold
from adsum.notices.refusals import LetterStandsOtherwise, NotOwed
from adsum.web.layout.tags import day

STATES = {
    "drafted": (gettext_lazy("Drafted"), "info"),
    "issued": (gettext_lazy("Issued"), "good"),
    "elsewhere": (gettext_lazy("Sent outside Adsum"), "good"),
    "rescinded": (gettext_lazy("Rescinded"), "bad"),
    "removed": (gettext_lazy("Removed before it was issued"), "warn"),
}
EVENTS = {
    "drafted": gettext_lazy("Drafted"),
    "issued": gettext_lazy("Issued"),
    "removed": gettext_lazy("Removed before it was issued"),
    "rescinded": gettext_lazy("Rescinded"),
    "kept": gettext_lazy("Kept with a reason"),
    "sent_elsewhere": gettext_lazy("Sent outside Adsum"),
}


def hold_words(hold: Hold) -> str:
    """What keeps the letter back, and how to mend it."""
    if hold.code == holds.NO_ADDRESS:
        return _("No mailing address on record.")
    if hold.code == holds.NO_TEMPLATE:
        return _("There is no template in the family's language: %(language)s.") % {
            "language": language_name(hold.detail)
        }
    if hold.code == holds.CAME_OF_AGE:
        since = day(date.fromisoformat(hold.detail))
        return _("The student is of age since %(day)s: letters go to the student.") % {"day": since}
    if hold.code == holds.PROTECTED_ADDRESS:
        return _("The record is protected: only a substitute address may be used.")
    if hold.code == holds.CANNOT_PRINT:
        return cannot_draw(hold.detail)
    return _("The student's attendance facts contain an error and were not judged. Ask the person who runs imports.")


def cannot_draw(characters: str) -> str:
    """Which characters no font of this server has."""
    return _("No font can draw %(characters)s. Correct the name or the address.") % {"characters": characters}


def choice_words(hold: Hold) -> str:
    """What the office decides by ticking the box."""
    if hold.code == holds.NO_ADDRESS:
        return _("Write it without an address; the school hands it over or e-mails it")
    if hold.code == holds.NO_TEMPLATE:
        return _("Write it in English; it offers an interpreter and another language at no cost")
    if hold.code == holds.CAME_OF_AGE:
        return _("Address it to the student")
    return _("I have checked that the address on record is the substitute address")


def refusal_words(refusal: Exception) -> str:
    """A room's refusal in the language of the page; the others speak for themselves."""
    if isinstance(refusal, NotOwed):
        return _("The records do not call for this letter today, so it was not made. Nothing was changed.")
    if isinstance(refusal, LetterStandsOtherwise):
        return _(
            "Somebody has dealt with this letter meanwhile. Nothing was changed. Open it again to see what happened."
        )
    if isinstance(refusal, SubmissionReused):
        return _("This form was sent before with other content. The first one counts. Open the page again.")
    return str(refusal)


def language_name(code: str) -> str:
    """The language's name in the language of the page; the code where Django does not know it."""
    try:
        return str(_(get_language_info(code)["name"]))
    except KeyError:
        return code


def state_badge(state: str) -> dict[str, Any]:
    words, tone = STATES[state]
    return {"words": words, "tone": tone}

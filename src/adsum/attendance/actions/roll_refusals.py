"""Why a roll was not taken: each refusal says what happened, why, and what to do next. No student is named in any.

RollRefused       the roll cannot be taken: wrong day, wrong period, wrong person
EntriesRefused    some lines of it cannot be right: every one is listed
Unconfirmed       it may be right, but somebody must say so
RollChanged       it changed since the page was made; nothing is overwritten
UnknownStudent    it speaks of somebody who never sat in this class
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from adsum.attendance.models import Mark, Roll
from adsum.attendance.queries.rosters import Entry, RollVersion


class RollRefused(Exception):
    """Refusal: this roll cannot be taken by this person at this moment."""


class NotTeaching(RollRefused):
    """Refusal: somebody else's class."""


class NoSchool(RollRefused):
    """Refusal: not a school day."""


class NotHeld(RollRefused):
    """Refusal: the class does not meet in this period that day."""


class NotBegun(RollRefused):
    """Refusal: the day or the period has not begun."""


class DayOver(RollRefused):
    """Refusal: the calendar day has ended."""


class RollsElsewhere(RollRefused):
    """Refusal: the school does not take its rolls here on that date."""


class RollBusy(RollRefused):
    """Refusal: others kept changing the same marks while this was being saved."""


class UnknownStudent(Exception):
    """Refusal that tells nothing: the roll names a student who never sat in this class."""


@dataclass(frozen=True)
class EntryProblem:
    """What is wrong with one line: the student's key, the field (status, late or early) and the words for it."""

    student_key: str
    field: str
    message: str


class EntriesRefused(Exception):
    """Refusal: these lines cannot be right."""

    def __init__(self, problems: Collection[EntryProblem]) -> None:
        super().__init__(f"{len(problems)} lines of the roll cannot be right. Nothing was changed.")
        self.problems = list(problems)


class Unconfirmed(Exception):
    """Asks for a yes: `question` is `everybody_absent` or `nobody_enrolled`."""

    def __init__(self, question: str, message: str) -> None:
        super().__init__(message)
        self.question = question


@dataclass(frozen=True)
class Difference:
    """One student on whom what stands and the roll just sent disagree. `mark` is the newest of what stands, if any."""

    student_key: str
    standing: Entry
    sent: Entry
    mark: Mark | None = None


class RollChanged(Exception):
    """Conflict: what stands differs from what the page showed, and from what was sent."""

    def __init__(self, *, standing: Roll | None, version: RollVersion, differences: list[Difference]) -> None:
        super().__init__(_("Somebody changed this roll while you were working. Nothing of yours was saved yet."))
        self.standing, self.version, self.differences = standing, version, differences

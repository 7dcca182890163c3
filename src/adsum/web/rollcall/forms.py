"""Reading a roll out of a posted page: one set of fields for each student shown, whatever JavaScript did.

submission      the page's submission number: the same number is taken once
certifier       whose page it is
version         what the page showed of the roll
shown           the students shown, by key
status-KEY      present, absent, tardy or left_early
late-KEY        minutes late; early-KEY minutes missed at the end. Only read for tardy and left_early
confirmed       questions answered with yes
replace         the newer version that was seen and shall be replaced
"""

import re
import secrets
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _

from adsum.attendance.actions.roll_checks import RollSent
from adsum.attendance.actions.roll_refusals import EntryProblem
from adsum.attendance.models import Mark
from adsum.attendance.queries.rosters import PRESENT, Entry

Status = Mark.Status
WHOLE_NUMBER = re.compile(r"-?[0-9]{1,4}")
LONGEST_NUMBER, LONGEST_VALUE = 80, 20


def new_submission() -> str:
    """A number for a freshly shown page."""
    return f"roll-{secrets.token_urlsafe(16)}"


@dataclass(frozen=True)
class Typed:
    """One student's fields as they came, so that a refused page shows them again."""

    status: str = ""
    late: str = ""
    early: str = ""

    @classmethod
    def of(cls, entry: Entry) -> "Typed":
        return cls(entry.status, _shown(entry.minutes_late), _shown(entry.minutes_early))


@dataclass
class RollForm:
    """A posted roll. `problems` are lines that cannot be read; `entries` holds all others."""

    submission: str
    certifier: str
    version: str
    shown: list[str]
    confirmed: list[str]
    replace: str
    typed: dict[str, Typed]
    entries: dict[str, Entry] = field(default_factory=dict)
    problems: list[EntryProblem] = field(default_factory=list)

    @classmethod
    def read(cls, posted: QueryDict) -> "RollForm":
        shown = [key for key in posted.get("shown", "").split(",") if key]
        form = cls(
            submission=posted.get("submission", ""),
            certifier=posted.get("certifier", ""),
            version=posted.get("version", ""),
            shown=shown,
            confirmed=posted.getlist("confirmed"),
            replace=posted.get("replace", ""),
            typed={key: Typed(*(posted.get(f"{name}-{key}", "").strip() for name in TYPED)) for key in shown},
        )
        for key, typed in form.typed.items():
            form._read_line(key, typed)
        return form

    @property
    def is_complete(self) -> bool:
        """Whether the page's own fields came back; a page cut short on the way has none."""
        return 0 < len(self.submission) <= LONGEST_NUMBER and bool(self.version)

    @property
    def sent(self) -> RollSent:
        return RollSent(self.shown, self.entries, self.version, replace=self.replace, confirmed=self.confirmed)

    def _read_line(self, key: str, typed: Typed) -> None:
        found: list[EntryProblem] = []
        if typed.status in (Status.PRESENT, Status.ABSENT):
            entry = Entry(is_absent=True) if typed.status == Status.ABSENT else PRESENT
        elif typed.status in (Status.TARDY, Status.LEFT_EARLY):
            late = _minutes(key, "late", typed.late, is_needed=typed.status == Status.TARDY, problems=found)
            early = _minutes(key, "early", typed.early, is_needed=typed.status == Status.LEFT_EARLY, problems=found)
            entry = Entry(minutes_late=late, minutes_early=early)
        elif typed.status:
            message = _("“%(value)s” is not an attendance mark") % {"value": typed.status[:LONGEST_VALUE]}
            found.append(EntryProblem(key, "status", message))
        else:
            return  # the room says that a blank never means present
        if found:
            self.problems += found
        else:
            self.entries[key] = entry


TYPED = ("status", "late", "early")


def _minutes(key: str, name: str, text: str, *, is_needed: bool, problems: list[EntryProblem]) -> int | None:
    """A whole number of minutes; whether there can be so many is the room's question."""
    if not text:
        if is_needed:
            problems.append(EntryProblem(key, name, _("how many minutes?")))
        return None
    if not WHOLE_NUMBER.fullmatch(text):
        message = _("“%(value)s” is not a whole number of minutes") % {"value": text[:LONGEST_VALUE]}
        problems.append(EntryProblem(key, name, message))
        return None
    return int(text)


def _shown(minutes: int | None) -> str:
    return "" if minutes is None else str(minutes)

"""What a roll's page sent, and whether it can be taken: the day, the person, the lines, the version.

Each check raises with what is wrong and says that nothing was saved; `can_certify` is the page's question.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from adsum.attendance.actions.roll_refusals import (
    DayOver,
    Difference,
    EntriesRefused,
    EntryProblem,
    NoSchool,
    NotBegun,
    NotHeld,
    NotTeaching,
    RollChanged,
    RollRefused,
    RollsElsewhere,
    Unconfirmed,
)
from adsum.attendance.queries.meetings import Meeting, RollNow
from adsum.attendance.queries.rosters import Entry, RollVersion
from adsum.district.models import User


@dataclass(frozen=True)
class RollSent:
    """What a roll's page sent: the students it showed, what it says of each, and the version it was made from.

    `replace` is the version that the sender has seen and wants replaced, `confirmed` the questions answered with yes.
    """

    shown: Sequence[str]
    entries: Mapping[str, Entry]
    version: str
    replace: str = ""
    confirmed: Collection[str] = ()

    @property
    def content(self) -> dict[str, Any]:
        """What makes two submissions the same: the lines, not the way they were confirmed."""
        return {"shown": sorted(self.shown), "entries": {key: entry.code for key, entry in self.entries.items()}}


def check_can_certify(meeting: Meeting, *, by: User, at: datetime) -> None:
    """Whether this person may take this roll at this moment. Raises a kind of RollRefused that says why not."""
    day = formats.date_format(meeting.date, _("D, M j, Y"))
    today = timezone.localdate(at)
    if meeting.certifier != by.pk:
        raise NotTeaching(_("Only the teacher or substitute assigned that day certifies this roll. Nothing was saved."))
    if meeting.date > today:
        raise NotBegun(
            _("%(day)s has not begun. Nothing was saved. The office enters absences known beforehand.") % {"day": day}
        )
    if meeting.date < today:
        raise DayOver(
            _("%(day)s has ended. Nothing was saved. The office can enter this roll from your signed paper roll.")
            % {"day": day}
        )
    _check_is_held(meeting, day=day)
    if meeting.bell and at < meeting.bell.starts_at:
        raise NotBegun(
            _("Period %(period)s begins at %(time)s. Nothing was saved. Its roll opens with the bell.")
            % {"period": meeting.period, "time": _clock_time(meeting.bell.starts_at)}
        )


def can_certify(meeting: Meeting, *, by: User, at: datetime) -> bool:
    try:
        check_can_certify(meeting, by=by, at=at)
    except RollRefused:
        return False
    return True


def _check_is_held(meeting: Meeting, *, day: str) -> None:
    words = {"day": day, "period": meeting.period, "schedule": meeting.hours.schedule}
    if not meeting.takes_rolls:
        raise RollsElsewhere(_("This school does not take its rolls in Adsum on %(day)s. Nothing was saved.") % words)
    if not meeting.hours.is_taught:
        raise NoSchool(
            _("%(day)s is not a school day here. Nothing was saved. If it is, the office corrects the calendar.")
            % words
        )
    if not meeting.is_in_session:
        raise NotHeld(_("This class does not meet on %(day)s: it is outside its term. Nothing was saved.") % words)
    if not meeting.hours.holds(meeting.period):
        raise NotHeld(_("Period %(period)s does not meet on %(day)s (%(schedule)s). Nothing was saved.") % words)


def check_entries(sent: RollSent, *, students: Sequence[str], minutes: int) -> None:
    """Whether every student has a line that can be right. Raises EntriesRefused with every problem."""
    problems = [problem for key in students for problem in _problems_of(key, sent.entries.get(key), minutes=minutes)]
    if problems:
        raise EntriesRefused(problems)


def _problems_of(student: str, entry: Entry | None, *, minutes: int) -> list[EntryProblem]:
    if entry is None:
        return [EntryProblem(student, "status", _("not marked; a blank never means present"))]
    if entry.is_absent and (entry.minutes_late is not None or entry.minutes_early is not None):
        return [EntryProblem(student, "status", _("absent, and late or left early as well: only one can be"))]
    problems = []
    for field, missed in (("late", entry.minutes_late), ("early", entry.minutes_early)):
        if missed is not None and not 1 <= missed <= minutes:
            message = _("%(missed)s minutes; the period has %(minutes)s") % {"missed": missed, "minutes": minutes}
            problems.append(EntryProblem(student, field, message))
    if not problems and (entry.minutes_late or 0) + (entry.minutes_early or 0) > minutes:
        problems.append(EntryProblem(student, "early", _("left before arriving: together more than the whole period")))
    return problems


def check_confirmed(sent: RollSent, *, students: Sequence[str]) -> None:
    """A roll without anybody there may be right; somebody has to say so."""
    count = len(students)
    if not count and "nobody_enrolled" not in sent.confirmed:
        raise Unconfirmed("nobody_enrolled", _("This class has no students today. Certify “no students”?"))
    if count and all(sent.entries[key].is_absent for key in students) and "everybody_absent" not in sent.confirmed:
        raise Unconfirmed(
            "everybody_absent", _("All %(count)s students absent: is this the right class and day?") % {"count": count}
        )


def check_unchanged(sent: RollSent, now: RollNow, *, students: Sequence[str]) -> None:
    """Nothing that somebody else wrote since the page was made is overwritten unseen."""
    version = now.version
    if any(RollVersion.read(seen).is_same_for(version, students=students) for seen in (sent.version, sent.replace)):
        return
    differences = [found for key in students if (found := _difference(key, now, sent.entries[key]))]
    if differences:
        raise RollChanged(standing=now.roll, version=version, differences=differences)


def _difference(key: str, now: RollNow, sent: Entry) -> Difference | None:
    marks = now.marks.get(now.students[key].pk, [])
    standing = Entry.of(marks)
    return None if standing == sent else Difference(key, standing, sent, mark=marks[-1] if marks else None)


def _clock_time(moment: datetime) -> str:
    return formats.time_format(timezone.localtime(moment), _("g:i a"))

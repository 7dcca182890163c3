"""What the page of a roll shows: a line for each student, how much of the window is left, and what was refused."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import get_template
from django.utils.html import escape
from django.utils.safestring import mark_safe

from adsum.attendance.actions.roll_refusals import EntryProblem, RollChanged, Unconfirmed
from adsum.attendance.models import Roll
from adsum.attendance.queries.meetings import Meeting, RollNow, Window, window_of
from adsum.attendance.queries.roll_history import name_of
from adsum.attendance.queries.rosters import Entry
from adsum.district.models import Staff
from adsum.district.pack import pack_in_force
from adsum.enrollment.models import Student
from adsum.web.rollcall.forms import RollForm, Typed, new_submission
from adsum.web.rollcall.words import CHOICES, FIELDS, MINUTES_EARLY, MINUTES_LATE, entry_words

PLAIN = Typed("present")
KEY, NAME = "student-key-goes-here", "student-name-goes-here"


@dataclass(frozen=True)
class Row:
    """One student's line. `is_new` came to the class after the roll that stands."""

    key: str
    name: str
    typed: Typed
    is_new: bool = False
    problems: Sequence[EntryProblem] = ()

    @property
    def is_plain(self) -> bool:
        """Whether the line says "present" and nothing else, as nearly all do."""
        return self.typed == PLAIN and not self.is_new and not self.problems

    @property
    def minutes_fields(self) -> tuple[tuple[str, str, Any], ...]:
        return (("late", self.typed.late, MINUTES_LATE), ("early", self.typed.early, MINUTES_EARLY))

    @property
    def field_with_problem(self) -> str:
        return self.problems[0].field if self.problems else ""


@dataclass(frozen=True)
class Disagreement:
    """One student on whom somebody else's mark and the one sent differ, in words."""

    student: Student
    standing: str
    by: str
    at: datetime | None
    sent: str


def roll_context(
    meeting: Meeting,
    now: RollNow,
    *,
    certifier: Staff,
    at: datetime,
    form: RollForm | None = None,
    problems: Collection[EntryProblem] = (),
    question: Unconfirmed | None = None,
    changed: RollChanged | None = None,
) -> dict[str, Any]:
    """The template's variables, for a fresh page or for one that came back."""
    pack = pack_in_force()
    window, rows = window_of(meeting.bell, pack=pack), rows_of(now, form=form, problems=problems)
    shown = dict.fromkeys([*(form.shown if form else []), *now.students])
    return {
        "meeting": meeting,
        "section": meeting.section,
        "certifier": certifier,
        "lines": printed(rows, minutes=meeting.minutes(pack=pack)),
        "minutes": meeting.minutes(pack=pack),
        "clock": clock_of(meeting, window, at=at),
        "roll": now.roll,
        "certified_by": name_of(now.roll.certified_by) if now.roll else "",
        "submission": form.submission if form else new_submission(),
        "version": form.version if form else str(now.version),
        "shown": ",".join(shown),
        "problems": [(row, problem, FIELDS[problem.field]) for row in rows for problem in row.problems],
        "question": question,
        "changed": changed,
        "disagreements": disagreements(changed, now.students) if changed else [],
    }


def rows_of(now: RollNow, *, form: RollForm | None, problems: Collection[EntryProblem]) -> list[Row]:
    """A fresh page shows what stands; one that came back shows what was typed. A newcomer's line stays open."""
    problems_of: dict[str, list[EntryProblem]] = defaultdict(list)
    for problem in problems:
        problems_of[problem.student_key].append(problem)
    covered = set(now.roll.roster) if now.roll else None
    rows = []
    for key, student in now.students.items():
        standing = Entry.of(now.marks.get(student.pk, []))
        is_new = covered is not None and student.pk not in covered
        if form:
            typed = form.typed.get(key, Typed())
            is_new = is_new or key not in form.typed
        else:
            typed = Typed() if is_new and not standing.marks else Typed.of(standing)
        rows.append(Row(key, student.sorted_name, typed, is_new, problems_of[key]))
    return rows


def printed(rows: Sequence[Row], *, minutes: int) -> list[str]:
    """Each line of the roll. Nearly all are alike: one is rendered, and the others are printed from it.

    A page of thirty took 24 ms of a server's time with each line rendered, and a whole district opens it at one bell.
    """
    line = get_template("rollcall/pupil.html")
    shared = {"choices": [(value, str(letter), str(word)) for value, letter, word in CHOICES], "minutes": str(minutes)}
    stencil = line.render({**shared, "row": Row(KEY, NAME, PLAIN)})
    return [
        mark_safe(stencil.replace(KEY, row.key).replace(NAME, escape(row.name)))  # noqa: S308  both are escaped
        if row.is_plain
        else line.render({**shared, "row": row})
        for row in rows
    ]


def clock_of(meeting: Meeting, window: Window | None, *, at: datetime) -> dict[str, Any] | None:
    """The window in numbers: minutes left or passed, and the moments a script counts from (milliseconds)."""
    if window is None or meeting.bell is None:
        return None
    return {
        "window": window,
        "of": int((window.closes_at - window.opens_at).total_seconds() // 60),
        "left": window.minutes_left(at) if at >= window.opens_at else 0,
        "late": window.minutes_late(at),
        "is_before": at < window.opens_at,
        "now": _milliseconds(at),
        "opens": _milliseconds(window.opens_at),
        "closes": _milliseconds(window.closes_at),
        "ends": _milliseconds(meeting.bell.ends_at),
    }


def disagreements(changed: RollChanged, students: Mapping[str, Student]) -> list[Disagreement]:
    """Who says what: the standing mark with its writer and moment, beside the one sent. One statement."""
    writers = {found.mark.recorded_by_id for found in changed.differences if found.mark}
    names = {staff.user_id: staff.name for staff in Staff.objects.filter(user__in=writers - {None})}
    return [
        Disagreement(
            student=students[found.student_key],
            standing=entry_words(found.standing),
            by=names.get(found.mark.recorded_by_id, "") if found.mark else _by(changed.standing),
            at=found.mark.recorded_at if found.mark else changed.standing and changed.standing.certified_at,
            sent=entry_words(found.sent),
        )
        for found in changed.differences
    ]


def _by(roll: Roll | None) -> str:
    return name_of(roll.certified_by) if roll else ""


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)

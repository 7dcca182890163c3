"""One meeting's rolls as receipts: what each certified, who came or went, and every change since, with who and when.

    roll_history   every version of a roll, and what others changed in between, oldest first
    Certified      one version: its exceptions and counts as they stood at that moment
    Change         what a moment changed in the meeting: by a certification or by somebody else

Everything is derived from rows that were never edited. Reasons are not read: a teacher sees presence, not why.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from adsum.attendance.models import Mark, Roll
from adsum.attendance.queries.rosters import PRESENT, Entry, reading_order
from adsum.district.models import User
from adsum.enrollment.models import Student


@dataclass(frozen=True)
class Line:
    """One student with an entry, and the one it replaced."""

    student: Student
    entry: Entry
    before: Entry = PRESENT


@dataclass(frozen=True)
class Certified:
    """One version of the roll. `new` and `gone` came or went while it was taken; it says nothing of them."""

    roll: Roll
    exceptions: list[Line]
    roster_size: int
    new: list[Student]
    gone: list[Student]

    def count(self, status: str) -> int:
        return sum(line.entry.status == status for line in self.exceptions)

    @property
    def absent(self) -> int:
        return self.count(Mark.Status.ABSENT)

    @property
    def tardy(self) -> int:
        return self.count(Mark.Status.TARDY)

    @property
    def left_early(self) -> int:
        return self.count(Mark.Status.LEFT_EARLY)

    @property
    def present(self) -> int:
        return self.roster_size - len(self.exceptions)

    @property
    def by(self) -> str:
        return name_of(self.roll.certified_by)


@dataclass(frozen=True)
class Change:
    """What one moment changed. `certified` is the version certified then; None when somebody else changed marks."""

    at: datetime
    by: str
    certified: Certified | None
    lines: list[Line]


@dataclass(frozen=True)
class RollHistory:
    changes: list[Change]

    @property
    def certified(self) -> list[Certified]:
        return [change.certified for change in self.changes if change.certified]

    def of(self, roll: Roll) -> Certified:
        return next(certified for certified in self.certified if certified.roll.pk == roll.pk)


def roll_history(roll: Roll) -> RollHistory:
    """The history of the meeting a roll belongs to. Three statements, however often it was corrected."""
    meeting = {"date": roll.date, "period": roll.period}
    rolls = Roll.objects.filter(section=roll.section_id, **meeting).select_related("certified_by__staff").order_by("pk")
    versions = list(rolls)
    people = {pk for version in versions for pk in [*version.roster, *(held["student"] for held in version.held)]}
    students = {student.pk: student for student in Student.objects.filter(pk__in=people)}
    rows = Mark.objects.filter(student__in=people, school=roll.section.school_id, **meeting).order_by("pk")
    marks = list(rows.select_related("recorded_by__staff").defer("reason", "incident", "why_changed"))
    return RollHistory(_changes(versions, marks, students))


def _changes(versions: list[Roll], marks: list[Mark], students: dict[int, Student]) -> list[Change]:
    rolls = {version.certified_at: version for version in versions}
    writers = {mark.recorded_at: mark.recorded_by for mark in marks}
    found: list[Change] = []
    before: dict[int, Entry] = {}
    for moment in sorted({*rolls, *writers}):
        after = entries_at(marks, moment)
        lines = [
            Line(students[pk], after.get(pk, PRESENT), before.get(pk, PRESENT))
            for pk in _in_reading_order({*before, *after}, students)
            if after.get(pk, PRESENT) != before.get(pk, PRESENT)
        ]
        version, before = rolls.get(moment), after
        if version:
            certified = _certified(version, after, students)
            found.append(Change(moment, certified.by, certified, lines))
        elif lines:
            found.append(Change(moment, name_of(writers[moment]), None, lines))
    return found


def entries_at(marks: Iterable[Mark], moment: datetime) -> dict[int, Entry]:
    """What stood recorded of each student at a moment; students without an exception are not there."""
    standing: dict[int, list[Mark]] = defaultdict(list)
    for mark in marks:
        if mark.recorded_at <= moment and (mark.replaced_at is None or mark.replaced_at > moment):
            standing[mark.student_id].append(mark)
    entries = {student: Entry.of(found) for student, found in standing.items()}
    return {student: entry for student, entry in entries.items() if entry != PRESENT}


def _certified(roll: Roll, entries: dict[int, Entry], students: dict[int, Student]) -> Certified:
    covered = set(roll.roster)
    held = {why: [row["student"] for row in roll.held if row["why"] == why] for why in ("new", "gone")}
    return Certified(
        roll,
        exceptions=[Line(students[pk], entries[pk]) for pk in _in_reading_order(covered & set(entries), students)],
        roster_size=len(covered),
        new=[students[pk] for pk in _in_reading_order(held["new"], students)],
        gone=[students[pk] for pk in _in_reading_order(held["gone"], students)],
    )


def _in_reading_order(people: Collection[int], students: dict[int, Student]) -> list[int]:
    return sorted(people, key=lambda pk: reading_order(students[pk]))


def name_of(account: User | None) -> str:
    """The person behind an account; empty when a job or an import wrote."""
    staff = getattr(account, "staff", None)
    return staff.name if staff else ""

"""What happened to the named students beyond their marks: letters, a conference, a late note.

Each act goes through the room's own action at the moment it happened, in order of time, so that the demo's history can
be asked "as known on" any day.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

from adsum.attendance.actions.clearing import clear_absences
from adsum.attendance.clearing.entry import ClearingEntry
from adsum.attendance.models import Mark
from adsum.cases.actions import record_conference_attempt
from adsum.cli.demo.people import Pupil
from adsum.cli.demo.year import ZONE
from adsum.determinations.actions import judge_students
from adsum.district.audit import Job
from adsum.district.models import User
from adsum.district.pack import pack_in_force
from adsum.enrollment.models import Guardianship
from adsum.notices import actions as letters
from adsum.notices.models import Notice

BUILDER = Job("demo builder")


@dataclass(frozen=True)
class Act:
    """Something to do at a moment."""

    at: datetime
    do: Callable[[datetime], object]


def tell(*, pupils: list[Pupil], clerk: User, counselor: User) -> None:
    """Carry out every named student's acts in the order they happened."""
    acts = [act for pupil in pupils if pupil.named for act in acts_of(pupil, clerk=clerk, counselor=counselor)]
    for act in sorted(acts, key=lambda act: act.at):
        act.do(act.at)


def acts_of(pupil: Pupil, *, clerk: User, counselor: User) -> list[Act]:
    named = pupil.named
    assert named is not None
    acts = [
        Act(moment(issued_on, 15), letter(pupil, level=level, by=clerk))
        for level, issued_on in enumerate(named.notices, start=1)
    ]
    if named.conference_on:
        acts.append(Act(moment(named.conference_on, 16), conference(pupil, by=counselor)))
    if named.late_note:
        missed_on, reason, told_on = named.late_note
        acts.append(Act(moment(told_on, 9), late_note(pupil, missed_on=missed_on, reason=reason, by=clerk)))
        acts.append(Act(moment(told_on, 11), rescission(pupil, by=clerk)))
    return acts


def moment(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=ZONE)


def letter(pupil: Pupil, *, level: int, by: User) -> Callable[[datetime], object]:
    """Judge the student as of that day, then draft and issue the first letter; later levels were sent by hand."""

    def send(at: datetime) -> object:
        judge_students(student_ids=[pupil.student.pk], by=BUILDER, at=at, as_of=at.date())
        if level == 1:
            draft, _ = letters.draft(student=pupil.student, level=level, on=at.date(), by=by, at=at, choices=CHOICES)
            return letters.issue(notice=draft, on=at.date(), by=by, at=at, choices=CHOICES)
        why = "Written and mailed by the school; the copy is in the attendance office."
        first = Notice.objects.get(student=pupil.student, level=1)
        return letters.record_sent(
            student=pupil.student, school=first.school, level=level, issued_on=at.date(), why=why, by=by, at=at
        )

    return send


CHOICES = ("english_only",)  # families whose language has no template yet get English with a language line


def conference(pupil: Pupil, *, by: User) -> Callable[[datetime], object]:
    return lambda at: record_conference_attempt(
        student=pupil.student,
        attempted_on=at.date(),
        channel="phone",
        outcome="left_message",
        on=at.date(),
        by=by,
        at=at,
    )


def late_note(pupil: Pupil, *, missed_on: date, reason: str, by: User) -> Callable[[datetime], object]:
    def clear(at: datetime) -> object:
        marks = Mark.objects.filter(student=pupil.student, date=missed_on, replaced_at=None)
        guardian = Guardianship.objects.filter(student=pupil.student).earliest("pk").guardian
        entry = ClearingEntry(reason=reason, channel="note", given_on=at.date(), given_by=guardian.pk)
        return clear_absences(
            marks=[mark.key for mark in marks],
            entry=entry,
            pack=pack_in_force(),
            submission=f"demo-note-{pupil.student.pk}",
            by=by,
            at=at,
        )

    return clear


def rescission(pupil: Pupil, *, by: User) -> Callable[[datetime], object]:
    def rescind(at: datetime) -> object:
        judge_students(student_ids=[pupil.student.pk], by=BUILDER, at=at, as_of=at.date())
        notice = Notice.objects.get(student=pupil.student, rescinded_on=None)
        return letters.rescind(
            notice=notice, why="A note received after the letter explains one of its days.", on=at.date(), by=by, at=at
        )

    return rescind

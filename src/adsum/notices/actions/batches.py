"""Many letters at once, for a school or the whole district: some at a time, each portion whole or not at all.

Safe to kill and to repeat: what a portion finished stands, what it had not is taken up by the next run, and no letter
comes twice. One letter's trouble keeps nobody else's back.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from django.db import transaction

from adsum.district.audit import Actor
from adsum.district.models import School
from adsum.enrollment.models import Student
from adsum.notices.holds import Hold
from adsum.notices.issuing import ISSUED, REMOVED, Outcome, refreshed, settle
from adsum.notices.judging_again import judge_again
from adsum.notices.making import Table, write_draft
from adsum.notices.models import Notice
from adsum.notices.queries.letters import drafted_letters
from adsum.notices.queries.owed import owed_students
from adsum.notices.refusals import EarlierLetterMissing, LetterHeld, NotOwed

PORTION = 50  # students locked together: short enough for a clerk who clears one of them meanwhile
Progress = Callable[[int, int], None]
Item = TypeVar("Item")


@dataclass
class Report:
    """What a batch did: keys of letters, and the holds by the student's key."""

    drafted: list[str] = field(default_factory=list)
    issued: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    standing: int = 0
    left: int = 0
    held: dict[str, tuple[Hold, ...]] = field(default_factory=dict)


def draft_all(
    *,
    school: School | None,
    level: int,
    on: date,
    by: Actor,
    at: datetime,
    at_most: int | None = None,
    progress: Progress = lambda done, of: None,
) -> Report:
    """Draft every owed letter of the central run, of one school or (None) of all; each portion is atomic."""
    everybody = [row.student for row in owed_students(school=school, level=level, on=on) if row.is_central_run]
    owed = everybody[:at_most]
    report = Report(left=len(everybody) - len(owed))
    progress(0, len(owed))
    for done, part in _portions(owed):
        with transaction.atomic():
            _draft_portion(part, level=level, on=on, by=by, at=at, report=report)
        progress(done, len(owed))
    return report


def issue_all(
    *,
    school: School | None,
    level: int,
    on: date,
    by: Actor,
    at: datetime,
    at_most: int | None = None,
    progress: Progress = lambda done, of: None,
) -> Report:
    """Issue every drafted letter of one school or (None) of all, dated `on`; each portion is atomic."""
    drafts = drafted_letters(school=school, level=level, on=on)
    waiting = drafts[:at_most]
    report = Report(left=len(drafts) - len(waiting))
    progress(0, len(waiting))
    for done, part in _portions(waiting):
        with transaction.atomic():
            _issue_portion(part, level=level, on=on, by=by, at=at, report=report)
        progress(done, len(waiting))
    return report


def _draft_portion(
    students: Sequence[Student], *, level: int, on: date, by: Actor, at: datetime, report: Report
) -> None:
    table = Table(students=students, level=level, on=on, at=at)
    table.check_level()
    for student in table.students:
        if table.standing_letter(student):
            report.standing += 1
            continue
        try:
            table.check_earlier_letter(student)
            report.drafted.append(write_draft(table, student=student, choices=(), by=by).key)
        except LetterHeld as refusal:
            report.held[student.key] = refusal.holds
        except (NotOwed, EarlierLetterMissing):
            continue  # the records changed since the list was read; the next judging says so too


def _issue_portion(notices: Sequence[Notice], *, level: int, on: date, by: Actor, at: datetime, report: Report) -> None:
    table = Table(students=[notice.student for notice in notices], level=level, on=on, at=at)
    settled: list[Outcome] = []
    for notice in refreshed(notices):
        if notice.rescinded_on is not None:
            continue
        try:
            settled.append(settle(table, notice=notice, student=notice.student, choices=(), by=by))
        except LetterHeld as refusal:
            report.held[notice.student.key] = refusal.holds
    report.issued += [outcome.notice.key for outcome in settled if outcome.what == ISSUED]
    report.removed += [outcome.notice.key for outcome in settled if outcome.what == REMOVED]
    report.standing += sum(outcome.what not in {ISSUED, REMOVED} for outcome in settled)
    if moved := [outcome.notice.student_id for outcome in settled if outcome.what == ISSUED]:
        judge_again(moved, on=on, by=by, at=at)


def _portions(items: Sequence[Item]) -> Iterator[tuple[int, Sequence[Item]]]:
    """Slices of a list with how many items lie in them and before them."""
    for start in range(0, len(items), PORTION):
        part = items[start : start + PORTION]
        yield start + len(part), part

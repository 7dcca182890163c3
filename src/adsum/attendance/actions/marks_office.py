"""The office puts one meeting of one student right: an absence the teacher missed, or one that was none.

    correct_marks      says what is true of the meeting; the marks that do not hold are replaced, never edited

`seen` are the keys of the marks the clerk saw there: if others stand now, that is a conflict. A change of status drops
the reason that was given for the other status; a change of minutes alone keeps it. Every change says why.
Source: BUL-4926.4 X-c and XI-h; rows A01 to A25 of the catalogue of bad inputs.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from adsum.attendance.actions.marks import MarkChanges, NewMark
from adsum.attendance.clearing.checks import not_enrolled, written
from adsum.attendance.clearing.problems import EntryRefused, Problem
from adsum.attendance.models import Mark
from adsum.attendance.models.marks import CURRENT
from adsum.attendance.queries.office_day import OfficeDay, office_day
from adsum.attendance.queries.rosters import Entry
from adsum.district import audit
from adsum.district.audit import Actor
from adsum.district.models import School
from adsum.district.submissions import once
from adsum.enrollment.models import Student
from adsum.policy.packs import Pack


class MeetingChanged(Exception):
    """Conflict: the meeting's marks are not those the clerk saw."""

    def __init__(self) -> None:
        super().__init__("Somebody else has changed this meeting since. Nothing was saved. Look again and decide.")


@dataclass(frozen=True)
class Correction:
    """What the clerk says of one meeting, why, and which marks were seen there."""

    student: Student
    school: School
    date: date
    period: int
    said: Entry
    why: str
    seen: Collection[str]

    @property
    def content(self) -> dict[str, Any]:
        said = {str(status): minutes for status, minutes in self.said.marks.items()}
        meeting = [self.student.pk, self.school.pk, self.date, self.period]
        return {"meeting": meeting, "said": said, "why": self.why, "seen": sorted(self.seen)}


@transaction.atomic
def correct_marks(*, correction: Correction, pack: Pack, submission: str, by: Actor, at: datetime) -> bool:
    """Put the meeting right. False when the same submission had been saved before.

    Raises EntryRefused, MeetingChanged, SubmissionReused; then nothing was changed.
    """
    try:
        _answer, is_first = once(
            key=submission,
            action="attendance.correct_marks",
            content=correction.content,
            by=by,
            at=at,
            effect=lambda: _correct(correction, pack=pack, by=by, at=at),
        )
    except IntegrityError as broken:
        # Two offices wrote the same meeting at once, and the database let one of them.
        raise MeetingChanged from broken
    return is_first


def _correct(correction: Correction, *, pack: Pack, by: Actor, at: datetime) -> dict[str, Any]:
    standing = _locked(correction)
    day = office_day(correction.student, school=correction.school, date=correction.date, pack=pack)
    problems = list(_problems(correction, day, today=timezone.localdate(at)))
    if problems:
        raise EntryRefused(problems)
    if {mark.key for mark in standing} != set(correction.seen):
        raise MeetingChanged
    changes = MarkChanges(list(MarkChanges.of(correction.student.pk, standing, correction.said)))
    if not changes.new:
        raise EntryRefused([Problem("A31", "status", _("This is what is recorded already."))])
    rows = _write(changes, correction, by=by, at=at)
    audit.record(
        "attendance.marks_corrected",
        about=rows[0],
        by=by,
        at=at,
        school=correction.school,
        marks=[row.pk for row in rows],
        replaced=[mark.pk for mark in changes.replaced],
        date=str(correction.date),
        period=correction.period,
    )
    return {}


def _locked(correction: Correction) -> list[Mark]:
    """The marks that stand in the meeting, taken-back ones among them, held until the end."""
    marks = Mark.objects.select_for_update().filter(
        CURRENT,
        student=correction.student,
        school=correction.school,
        date=correction.date,
        period=correction.period,
    )
    return list(marks.order_by("pk"))


def _problems(correction: Correction, day: OfficeDay, *, today: date) -> Iterator[Problem]:
    words = {"day": written(correction.date), "name": correction.student.name, "period": correction.period}
    if correction.date > today:
        yield Problem("A06", "date", _("%(day)s has not begun.") % words)
    elif not day.is_taught:
        yield Problem("A01", "date", _("%(day)s is not a school day here.") % words)
    elif not day.is_enrolled:
        yield not_enrolled(correction.student, day.stays, on=correction.date, field="date")
    elif not day.is_held(correction.period):
        yield Problem("A04", "period", _("Period %(period)d does not meet on %(day)s.") % words)
    elif correction.period not in day.periods:
        yield Problem("A05", "period", _("%(name)s has no class in period %(period)d on %(day)s.") % words)
    else:
        yield from _about_minutes(correction, day.minutes(correction.period))
    if not correction.why:
        yield Problem("A25", "why", _("Give a reason for the change."))


def _about_minutes(correction: Correction, length: int) -> Iterator[Problem]:
    said = correction.said
    for field, minutes in (("minutes_late", said.minutes_late), ("minutes_early", said.minutes_early)):
        if minutes is not None and not 1 <= minutes <= length:
            words = {"count": minutes, "length": length}
            text = _("%(count)d minutes cannot be: the period has %(length)d, and one is the least.")
            yield Problem("A13", field, text % words)


def _write(changes: MarkChanges, correction: Correction, *, by: Actor, at: datetime) -> list[Mark]:
    replaced = [mark.pk for mark in changes.replaced]
    if Mark.objects.filter(pk__in=replaced, replaced_at__isnull=True).update(replaced_at=at) != len(replaced):
        raise MeetingChanged
    return Mark.objects.bulk_create(_row(new, correction, by=by, at=at) for new in changes.new)


def _row(new: NewMark, correction: Correction, *, by: Actor, at: datetime) -> Mark:
    old = new.replaces
    kept = old if old is not None and new.keeps_reason else None
    return Mark(
        student=correction.student,
        school=correction.school,
        roll_id=old.roll_id if old else None,
        date=correction.date,
        period=correction.period,
        status=new.status,
        minutes=new.minutes,
        reason=kept.reason if kept else None,
        incident=kept.incident if kept else None,
        explanation_id=kept.explanation_id if kept else None,
        why_changed=correction.why,
        recorded_at=at,
        recorded_by=audit.person(by),
        replaces=old,
    )

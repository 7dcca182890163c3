"""Certifying a roll: a teacher states that everybody on this roster but these was present.

A correction is the same act again: a new roll that names the one it replaces, and new marks for what changed. A roll
is bound to what its page showed: students who came or went since are held and listed; marks somebody changed since
are a conflict, never overwritten. The same submission gives the same receipt, however often it is sent.
Source: EC 44809; BUL-4926.4 X-b (certified on the day, in the first minutes of each class).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from adsum.attendance.actions.marks import MarkChanges, MarksMoved, write_marks
from adsum.attendance.actions.roll_checks import (
    RollSent,
    check_can_certify,
    check_confirmed,
    check_entries,
    check_unchanged,
)
from adsum.attendance.actions.roll_refusals import RollBusy, UnknownStudent
from adsum.attendance.models import Roll
from adsum.attendance.queries.meetings import Meeting, RollNow, roll_now
from adsum.district import audit
from adsum.district.models import User
from adsum.district.pack import pack_in_force
from adsum.district.submissions import once
from adsum.enrollment.models import Seat, Student

ACTION = "attendance.certify_roll"
ATTEMPTS = 3
NEW, GONE = "new", "gone"


@dataclass(frozen=True)
class Certification:
    """The answer to a roll: which roll, its receipt, whether this call wrote it, and whose marks it changed."""

    roll_key: str
    receipt: str
    is_new: bool
    changed: list[int]


@transaction.atomic
def certify_roll(*, meeting: Meeting, sent: RollSent, key: str, by: User, at: datetime) -> Certification:
    """Take a roll, or correct it. Everything is written or nothing.

    `meeting` is read by `taught_meeting` for this account in the same request. `key` is the page's submission number.
    Raises RollRefused and its kinds, EntriesRefused, Unconfirmed, RollChanged, UnknownStudent, SubmissionReused.
    """
    where = {"section": meeting.section.key, "date": meeting.date, "period": meeting.period}
    for _attempt in range(ATTEMPTS):
        try:
            answer, is_new = once(
                key=key,
                action=ACTION,
                content={**where, **sent.content},
                by=by,
                at=at,
                effect=lambda: _certify(meeting, sent, by=by, at=at),
            )
        except (IntegrityError, MarksMoved):
            # Somebody wrote the same roll or mark between our look and our write: look again.
            continue
        return Certification(answer["roll"], answer["receipt"], is_new=is_new, changed=answer["changed"])
    raise RollBusy(_("Others are changing the same marks at this moment. Nothing was saved. Send the roll again."))


def _certify(meeting: Meeting, sent: RollSent, *, by: User, at: datetime) -> dict[str, Any]:
    check_can_certify(meeting, by=by, at=at)
    now = roll_now(meeting)
    covered = {key: student for key, student in now.students.items() if key in set(sent.shown)}
    held = _held(meeting, sent, now)
    check_entries(sent, students=list(covered), minutes=meeting.minutes(pack=pack_in_force()))
    check_confirmed(sent, students=list(covered))
    check_unchanged(sent, now, students=list(covered))
    changes = MarkChanges.between(now.marks, {student.pk: sent.entries[key] for key, student in covered.items()})
    # Should the clock have stepped back, the order of the rows still holds.
    moment = max([at, *(mark.recorded_at for mark in changes.replaced)])
    roll = _write_roll(meeting, now, roster=covered, held=held, by=by, at=moment)
    write_marks(changes=changes, roll=roll, school=meeting.section.school_id, by=by, at=moment)
    _record(roll, meeting, sent, covered=covered, by=by, at=moment)
    return {"roll": roll.key, "receipt": roll.receipt, "changed": changes.students}


def _held(meeting: Meeting, sent: RollSent, now: RollNow) -> list[dict[str, Any]]:
    """Students who came or went between the page and now: the roll says nothing of them, and lists them."""
    shown = set(sent.shown)
    new = [{"student": student.pk, "why": NEW} for key, student in now.students.items() if key not in shown]
    gone = (shown | set(sent.entries)) - set(now.students)
    if not gone:
        return new
    # Any version of any seat: whoever sat here once may have been on the page; nobody else can have been.
    sat_here = Seat.objects.filter(section=meeting.section, student__key__in=gone).values_list(
        "student", "student__key"
    )
    known = dict(sat_here)
    if len(known) != len(gone):
        raise UnknownStudent
    return new + [{"student": pk, "why": GONE} for pk in sorted(known)]


def _write_roll(
    meeting: Meeting, now: RollNow, *, roster: Mapping[str, Student], held: list[dict[str, Any]], by: User, at: datetime
) -> Roll:
    """The new roll; the one it replaces ends first. Raises MarksMoved when somebody replaced that one meanwhile."""
    if now.roll and not Roll.objects.filter(pk=now.roll.pk, replaced_at__isnull=True).update(replaced_at=at):
        raise MarksMoved
    return Roll.objects.create(
        section=meeting.section,
        date=meeting.date,
        period=meeting.period,
        roster=[student.pk for student in roster.values()],
        held=held,
        certified_by=by,
        certified_at=at,
        replaces=now.roll,
    )


def _record(
    roll: Roll, meeting: Meeting, sent: RollSent, *, covered: Mapping[str, Student], by: User, at: datetime
) -> None:
    statuses = [sent.entries[key].status for key in covered]
    audit.record(
        "attendance.roll_corrected" if roll.replaces_id else "attendance.roll_certified",
        about=roll,
        by=by,
        at=at,
        school=meeting.section.school,
        date=roll.date.isoformat(),
        period=roll.period,
        receipt=roll.receipt,
        replaced=roll.replaces_id,
        counts={status: statuses.count(status) for status in sorted(set(statuses))},
        held=len(roll.held),
        confirmed=sorted(sent.confirmed),
    )

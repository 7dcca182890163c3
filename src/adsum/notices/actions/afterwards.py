"""After a letter went out: taking it back, keeping it with a reason, and writing down one that was sent elsewhere."""

from datetime import date, datetime

from django.db import transaction

from adsum.determinations.actions.steps import record_step, undo_step
from adsum.district import audit
from adsum.district.audit import Actor
from adsum.district.models import School
from adsum.enrollment.models import Student
from adsum.notices.issuing import locked
from adsum.notices.judging_again import judge_again
from adsum.notices.making import Table
from adsum.notices.models import Notice, NoticeEvent
from adsum.notices.refusals import LetterRefused, LetterStandsOtherwise

LONGEST_REASON = 300


@transaction.atomic
def rescind(*, notice: Notice, why: str, on: date, by: Actor, at: datetime) -> Notice:
    """Take a letter back for good: it stays in history and counts for nothing. Raises LetterRefused.

    Source: attendance.md A-19 of our rules: a rescinded notice is no report; the level may be owed again.
    """
    notice = locked(notice)
    check_can_rescind(notice=notice, why=why, on=on)
    notice.rescinded_on = on
    notice.save(update_fields=["rescinded_on"])
    NoticeEvent.objects.create(notice=notice, what="rescinded", at=at, by=audit.person(by), why=why.strip())
    if notice.issued_on is not None:
        undo_step(
            student=notice.student,
            kind="notice",
            level=notice.level,
            happened_on=notice.issued_on,
            undone_on=on,
            by=by,
            at=at,
        )
        judge_again([notice.student_id], on=on, by=by, at=at)
    audit.record("letter.rescinded", about=notice, by=by, at=at, school=notice.school, level=notice.level)
    return notice


def check_can_rescind(*, notice: Notice, why: str, on: date) -> None:
    if notice.rescinded_on is not None:
        raise LetterStandsOtherwise(
            f"Letter {notice.key} was taken back on {notice.rescinded_on} already. Nothing was changed."
        )
    if notice.issued_on is not None and on < notice.issued_on:
        raise LetterRefused(
            f"Letter {notice.key} was issued on {notice.issued_on} and cannot be taken back on {on}, before it went "
            "out. Nothing was changed. Use the day it is taken back."
        )
    check_reason(notice=notice, why=why)


@transaction.atomic
def keep(*, notice: Notice, why: str, by: Actor, at: datetime) -> Notice:
    """Let an issued letter stand although its ground is gone. Raises LetterRefused."""
    notice = locked(notice)
    if notice.issued_on is None or notice.rescinded_on is not None:
        raise LetterStandsOtherwise(
            f"Letter {notice.key} is not an issued letter that stands, so there is nothing to keep. Nothing was "
            "changed. Open the letter's page to see what happened to it."
        )
    check_reason(notice=notice, why=why)
    NoticeEvent.objects.create(notice=notice, what="kept", at=at, by=audit.person(by), why=why.strip())
    audit.record("letter.kept", about=notice, by=by, at=at, school=notice.school, level=notice.level)
    return notice


def check_reason(*, notice: Notice, why: str) -> None:
    if not 1 <= len(why.strip()) <= LONGEST_REASON:
        raise LetterRefused(
            f"A reason of 1 to {LONGEST_REASON} characters is needed for letter {notice.key}. Nothing was changed. "
            "Say in a sentence why."
        )


@transaction.atomic
def record_sent(
    *, student: Student, school: School | None, level: int, issued_on: date, why: str, by: Actor, at: datetime
) -> Notice:
    """Write down a letter that was sent outside Adsum, so that the ladder counts from it. Raises LetterRefused.

    Its words are not ours and are not kept here; `why` says where the paper lies.
    """
    table = Table(students=[student], level=level, on=issued_on, at=at)
    if table.standing_letter(student):
        raise LetterStandsOtherwise(
            f"Student {student.key} has a letter {level} for this school year already. Nothing was changed. "
            "Rescind that one first if it was wrong."
        )
    table.check_earlier_letter(student)
    notice = Notice.objects.create(
        student=student,
        school=school,
        school_year=table.school_year,
        level=level,
        drafted_at=at,
        drafted_by=audit.person(by),
        issued_on=issued_on,
    )
    NoticeEvent.objects.create(notice=notice, what="sent_elsewhere", at=at, by=audit.person(by), why=why)
    record_step(student=student, kind="notice", level=level, happened_on=issued_on, by=by, at=at)
    judge_again([student.pk], on=issued_on, by=by, at=at)
    audit.record("letter.recorded", about=notice, by=by, at=at, school=school, level=level)
    return notice

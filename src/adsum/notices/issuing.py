"""What issuing one letter or many shares: it is looked at again, dated, printed once for its hash, and counted.

A letter that is no longer called for is removed with the reason instead (bad-inputs T03); one about which something
must be decided is refused and stays a draft (T01, T11).
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from adsum.determinations.actions.steps import record_step
from adsum.district import audit
from adsum.district.audit import Actor
from adsum.enrollment.models import Student
from adsum.notices.holds import CANNOT_PRINT, NOT_JUDGED, Hold
from adsum.notices.making import Table, held
from adsum.notices.models import Notice, NoticeEvent
from adsum.notices.refusals import LetterStandsOtherwise
from adsum.notices.rendering.compose import Content
from adsum.notices.rendering.press import CannotPrint, print_letters

ISSUED, ALREADY_ISSUED, REMOVED = "issued", "already_issued", "removed"


@dataclass(frozen=True)
class Outcome:
    """What became of a letter that was to be issued. `dates_counted` is how many dates count now."""

    notice: Notice
    what: str
    dates_counted: int = 0


def settle(table: Table, *, notice: Notice, student: Student, choices: Collection[str], by: Actor) -> Outcome:
    """Issue or remove one drafted letter. Raises LetterStandsOtherwise, LetterHeld."""
    if notice.issued_on is not None and notice.rescinded_on is None:
        return Outcome(notice, ALREADY_ISSUED)
    check_is_draft(notice)
    if student.pk not in table.grounds:
        raise held(student, [Hold(NOT_JUDGED)])
    if not table.is_owed(student) or notice.school_year != table.school_year:
        return remove(table, notice=notice, student=student, by=by)
    table.check_earlier_letter(student)
    made = {*notice.content["choices"], *choices}
    table.check_free_of_holds(student, choices=made)
    content = table.content(student, reference=notice.key, choices=made)
    return put_out(table, notice=notice, student=student, content=content, by=by)


def put_out(table: Table, *, notice: Notice, student: Student, content: Content, by: Actor) -> Outcome:
    """Fix the words, keep the PDF's hash, and report the step that the law counts from."""
    notice.content = content
    notice.languages = [page["language"] for page in content["pages"]]
    notice.sha256 = sha256_of(student, content)
    notice.school = table.school_of(student)
    notice.addressee = None if "to_student" in content["choices"] else table.recipients[student.pk].guardian
    notice.issued_on = table.on
    notice.save()
    NoticeEvent.objects.create(notice=notice, what="issued", at=table.at, by=audit.person(by))
    record_step(student=student, kind="notice", level=notice.level, happened_on=table.on, by=by, at=table.at)
    audit.record("letter.issued", about=notice, by=by, at=table.at, school=notice.school, level=notice.level)
    return Outcome(notice, ISSUED, len(content["events"]))


def remove(table: Table, *, notice: Notice, student: Student, by: Actor) -> Outcome:
    """Take a draft out of the pile: nothing was sent, and the level is open again if a new ground comes."""
    ground = table.grounds[student.pk]
    counted = len(ground.events)
    notice.rescinded_on = table.on
    notice.save(update_fields=["rescinded_on"])
    why = f"no longer qualifies: {counted} dates count on {table.on}"
    NoticeEvent.objects.create(notice=notice, what="removed", at=table.at, by=audit.person(by), why=why)
    audit.record("letter.removed", about=notice, by=by, at=table.at, school=notice.school, dates_counted=counted)
    return Outcome(notice, REMOVED, counted)


def check_is_draft(notice: Notice) -> None:
    if notice.rescinded_on is not None:
        raise LetterStandsOtherwise(
            f"Letter {notice.key} was taken back on {notice.rescinded_on} and cannot be issued. Nothing was changed. "
            "If the student is owed a letter again, draft a new one."
        )


def sha256_of(student: Student, content: Content) -> str:
    try:
        return hashlib.sha256(print_letters([content])).hexdigest()
    except CannotPrint as problem:
        raise held(student, [Hold(CANNOT_PRINT, problem.named)]) from None


def refreshed(notices: Sequence[Notice]) -> list[Notice]:
    """The rows as they are now that the students are locked, with their students."""
    return list(Notice.objects.filter(pk__in=[n.pk for n in notices]).select_related("student").order_by("pk"))


def locked(notice: Notice) -> Notice:
    """The letter as it is now, locked after its student: everybody takes the two locks in this order."""
    Student.objects.select_for_update().get(pk=notice.student_id)
    return Notice.objects.select_related("student", "school").get(pk=notice.pk)

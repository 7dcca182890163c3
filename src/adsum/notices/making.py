"""What drafting and issuing share: everything known about some students' letters on a day, looked up at once.

    Table         students locked, their standing letters, flips, grounds, recipients, letterheads
    write_draft   one new notice from it
    problem_of    what keeps a letter from being made, found before anything is written

Only actions call this, inside their transaction. The students' rows are locked first, so that a clearing and a letter
for the same student wait for each other.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import cached_property

from adsum.determinations.actions.claims import claim
from adsum.determinations.judging.school_years import school_year
from adsum.determinations.models import Determination
from adsum.district import audit
from adsum.district.audit import Actor
from adsum.district.keys import new_key
from adsum.district.letterhead import Letterhead, letterheads_of
from adsum.district.models import School
from adsum.district.pack import pack_in_force
from adsum.enrollment.models import Student
from adsum.notices.grounds import Ground, grounds_of
from adsum.notices.holds import CANNOT_PRINT, NOT_JUDGED, Hold, holds_on
from adsum.notices.levels import LETTERS, OFFERED
from adsum.notices.models import Notice, NoticeEvent
from adsum.notices.recipients import Recipient, recipients_of
from adsum.notices.refusals import EarlierLetterMissing, LetterHeld, LevelNotOffered, NotOwed
from adsum.notices.rendering.compose import Content
from adsum.notices.rendering.press import CannotPrint, check_can_print
from adsum.notices.standing_letters import standing_letters
from adsum.notices.wording import content_of


class Table:
    """The desk on which the letters of one level for some students are made on one day."""

    def __init__(self, *, students: Sequence[Student], level: int, on: date, at: datetime) -> None:
        # In the order of their keys, so that two batches never wait for each other crosswise.
        list(Student.objects.select_for_update().filter(pk__in=[s.pk for s in students]).order_by("pk"))
        self.students, self.level, self.on, self.at = list(students), level, on, at
        self.pack = pack_in_force()
        self.school_year = school_year(on, pack=self.pack)

    @cached_property
    def ids(self) -> list[int]:
        return [student.pk for student in self.students]

    @cached_property
    def standing(self) -> dict[int, Notice]:
        return standing_letters(self.ids, school_year=self.school_year, level=self.level)

    def standing_letter(self, student: Student) -> Notice | None:
        return self.standing.get(student.pk)

    @cached_property
    def flips(self) -> dict[int, Determination]:
        """The newest flip of notice_due of each student that calls for this level."""
        found = Determination.objects.filter(
            student__in=self.ids, school_year=self.school_year, name="notice_due"
        ).order_by("decided_at", "pk")
        newest = {flip.student_id: flip for flip in found}
        return {student: flip for student, flip in newest.items() if flip.value == self.level}

    @cached_property
    def grounds(self) -> dict[int, Ground]:
        return grounds_of(self.students, on=self.on, at=self.at, pack=self.pack)

    @cached_property
    def recipients(self) -> dict[int, Recipient]:
        return recipients_of(self.students, on=self.on, pack=self.pack)

    @cached_property
    def schools(self) -> dict[str, School]:
        wanted = {ground.school for ground in self.grounds.values()}
        return {school.source_id: school for school in School.objects.filter(source_id__in=wanted)}

    @cached_property
    def letterheads(self) -> dict[int, Letterhead]:
        return letterheads_of(self.schools.values(), on=self.on)

    def school_of(self, student: Student) -> School:
        return self.schools[self.grounds[student.pk].school]

    def is_owed(self, student: Student) -> bool:
        ground = self.grounds.get(student.pk)
        return ground is not None and ground.notice_due == self.level

    def holds(self, student: Student, *, choices: Collection[str] = ()) -> list[Hold]:
        if student.pk not in self.grounds:
            return [Hold(NOT_JUDGED)]
        languages = self.pack.letter(LETTERS[self.level], on=self.on).languages
        return holds_on(student=student, recipient=self.recipients[student.pk], languages=languages, choices=choices)

    def content(self, student: Student, *, reference: str, choices: Collection[str]) -> Content:
        return content_of(
            reference=reference,
            student=student,
            ground=self.grounds[student.pk],
            recipient=self.recipients[student.pk],
            letterhead=self.letterheads[self.school_of(student).pk],
            level=self.level,
            school_year=self.school_year,
            letter_date=self.on,
            choices=tuple(choices),
            pack=self.pack,
        )

    def check_level(self) -> None:
        if self.level not in OFFERED:
            raise LevelNotOffered(
                f"There is no letter of level {self.level} in the policy pack yet. Nothing was changed. "
                f"Adsum writes level {', '.join(map(str, OFFERED))}; write the others as before and record them."
            )

    def check_earlier_letter(self, student: Student) -> None:
        """The ladder is climbed in order (EC 48261): the letter before this one must have been issued."""
        if self.level == 1:
            return
        earlier = standing_letters([student.pk], school_year=self.school_year, level=self.level - 1).get(student.pk)
        if earlier is None or earlier.issued_on is None or earlier.issued_on > self.on:
            raise EarlierLetterMissing(
                f"Student {student.key} has no letter {self.level - 1} issued this school year, so letter "
                f"{self.level} cannot be. Nothing was changed. Issue letter {self.level - 1} first."
            )

    def check_owed(self, student: Student) -> None:
        if student.pk in self.grounds and not self.is_owed(student):
            counted = len(self.grounds[student.pk].events)
            raise NotOwed(
                f"Letter {self.level} is not owed to student {student.key} on {self.on}: {counted} dates count. "
                "Nothing was changed. The student's page shows which dates count and why."
            )

    def check_free_of_holds(self, student: Student, *, choices: Collection[str]) -> None:
        if holds := self.holds(student, choices=choices):
            raise held(student, holds)


def write_draft(table: Table, *, student: Student, choices: Collection[str], by: Actor) -> Notice:
    """Check, compose and keep one letter, claim its flip. Raises NotOwed, LetterHeld."""
    table.check_owed(student)
    table.check_free_of_holds(student, choices=choices)
    key = new_key()
    content = table.content(student, reference=key, choices=choices)
    check_drawable(student, content)
    return keep_draft(table, student=student, key=key, content=content, by=by)


def keep_draft(table: Table, *, student: Student, key: str, content: Content, by: Actor) -> Notice:
    """The rows of a new draft: the notice, its first event, the claim, the audit event."""
    flip = table.flips.get(student.pk)
    school = table.school_of(student)
    notice = Notice.objects.create(
        key=key,
        student=student,
        school=school,
        school_year=table.school_year,
        level=table.level,
        determination=flip,
        addressee=None if "to_student" in content["choices"] else table.recipients[student.pk].guardian,
        languages=[page["language"] for page in content["pages"]],
        content=content,
        drafted_at=table.at,
        drafted_by=audit.person(by),
    )
    NoticeEvent.objects.create(notice=notice, what="drafted", at=table.at, by=audit.person(by))
    if flip is not None and flip.claimed_at is None:
        # A flip that a rescinded letter took before stays with that letter; the level may be owed again all the same.
        claim(determination=flip, claimed_by=f"notices.notice:{notice.pk}", by=by, at=table.at)
    audit.record("letter.drafted", about=notice, by=by, at=table.at, school=school, level=table.level)
    return notice


def check_drawable(student: Student, content: Content) -> None:
    """Better refused while somebody looks at the record than on the day of printing."""
    try:
        check_can_print(content)
    except CannotPrint as problem:
        raise held(student, [Hold(CANNOT_PRINT, problem.named)]) from None


def held(student: Student, holds: Sequence[Hold]) -> LetterHeld:
    codes = ", ".join(hold.code for hold in holds)
    return LetterHeld(
        f"The letter for student {student.key} is held: {codes}. Nothing was changed. "
        "Mend the record, or make the choice that the letters page offers.",
        holds=holds,
    )

"""Who sits in a class on a date, and what stands recorded of them in one of its meetings.

    roster_of        the students, in the order a roster is read
    standing_marks   their marks in one meeting, by student
    Entry            one student's line on a roll: present, absent, late, left early
    RollVersion      what a page showed of a roll, so that a later change is noticed

A student is on the roster when a seat in the section and an enrollment at its school both cover the date.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from adsum.attendance.models import Mark
from adsum.attendance.models.marks import CURRENT
from adsum.district.models import Section
from adsum.enrollment.models import Enrollment, Seat, Student

Status = Mark.Status
Marks = dict[int, list[Mark]]


@dataclass(frozen=True)
class Entry:
    """What is said of one student in one meeting; nothing at all means present. Late and left early can both be."""

    is_absent: bool = False
    minutes_late: int | None = None
    minutes_early: int | None = None

    @classmethod
    def of(cls, marks: Iterable[Mark]) -> "Entry":
        """The line that standing marks add up to."""
        minutes = {mark.status: mark.minutes for mark in marks}
        return cls(Status.ABSENT in minutes, minutes.get(Status.TARDY), minutes.get(Status.LEFT_EARLY))

    @property
    def marks(self) -> dict[str, int | None]:
        """The marks this line stands for: status and minutes missed."""
        if self.is_absent:
            return {Status.ABSENT: None}
        partial = {Status.TARDY: self.minutes_late, Status.LEFT_EARLY: self.minutes_early}
        return {status: minutes for status, minutes in partial.items() if minutes is not None}

    @property
    def status(self) -> str:
        """The one word for it: somebody late who also left early counts as late."""
        return next(iter(self.marks), Status.PRESENT)

    @property
    def code(self) -> str:
        """A short form: P, A, T12, L5, T12L5."""
        letters = {Status.ABSENT: "A", Status.TARDY: "T", Status.LEFT_EARLY: "L"}
        return "".join(f"{letters[Status(status)]}{minutes or ''}" for status, minutes in self.marks.items()) or "P"


PRESENT = Entry()


@dataclass(frozen=True)
class RollVersion:
    """What a page showed: which roll was current and which students had an exception, as one line of text."""

    roll_key: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.roll_key};" + ",".join(f"{key}={code}" for key, code in sorted(self.codes.items()))

    @classmethod
    def read(cls, text: str) -> "RollVersion":
        """The version a form brings back; what cannot be read differs from every roll, so the newer one is shown."""
        roll_key, _, pairs = text.partition(";")
        return cls(roll_key, dict(re.findall(r"(\w+)=(\w+)", pairs)))

    def is_same_for(self, other: "RollVersion", *, students: Collection[str]) -> bool:
        """Whether two versions agree on the roll and on these students."""
        return self.roll_key == other.roll_key and all(self.codes.get(k) == other.codes.get(k) for k in students)


def version_of(roll_key: str, entries: Mapping[str, Entry]) -> RollVersion:
    """The version of a roll: its key and its exceptions, by student key."""
    return RollVersion(roll_key, {key: entry.code for key, entry in entries.items() if entry != PRESENT})


def seats_on(day: date) -> QuerySet[Seat]:
    """Seats that cover a date, of students enrolled that day at the section's school."""
    covers = Q(first_day__lte=day) & (Q(last_day__isnull=True) | Q(last_day__gte=day))
    enrolled = Enrollment.objects.filter(
        covers, replaced_at__isnull=True, student=OuterRef("student"), school=OuterRef("section__school")
    )
    return Seat.objects.filter(covers, Exists(enrolled), replaced_at__isnull=True)


def roster_of(section: Section, *, date: date) -> list[Student]:
    """The students of a class on a date, by family name. One statement."""
    seats = seats_on(date).filter(section=section).select_related("student")
    students = {seat.student_id: seat.student for seat in seats}
    return sorted(students.values(), key=reading_order)


def reading_order(student: Student) -> tuple[str, str, int]:
    """Family name, then given name, accents and capitals aside: Nguyễn stands with Nguyen on either database."""
    return plain(student.family_name), plain(student.preferred_name or student.given_name), student.pk


def plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()


def standing_marks(students: Collection[int], *, school: int, date: date, period: int) -> Marks:
    """The current marks of these students in one meeting, taken-back ones (`present`) among them. One statement."""
    found: Marks = defaultdict(list)
    marks = Mark.objects.filter(CURRENT, student__in=students, school=school, date=date, period=period)
    for mark in marks.order_by("pk"):
        found[mark.student_id].append(mark)
    return found

"""Everything the student's page shows, gathered once. What a reader may not see is not gathered at all."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from adsum.determinations.facts_export.versions import standing_version
from adsum.determinations.judging.school_years import school_year
from adsum.determinations.queries.history import history
from adsum.determinations.queries.judged import Judged, explanation, judged
from adsum.determinations.queries.year_picture import YearPicture, year_picture
from adsum.district.access import Access
from adsum.enrollment.models import Enrollment, Guardianship, Student
from adsum.enrollment.reach import students_within
from adsum.policy.packs import Pack
from adsum.web.student import picture as drawing
from adsum.web.student.changes import Change, changes
from adsum.web.student.days import DayLine, day_lines
from adsum.web.student.findings import Side, sides
from adsum.web.student.steps import Step, steps
from adsum.web.student.why import whys
from adsum.web.student.words import STATUS_OF_ENROLLMENT, word


@dataclass(frozen=True)
class Rights:
    """What else the reader may see or do with this very student; a right at another school is none here."""

    reads_reasons: bool
    reads_families: bool
    reads_letters: bool
    clears: bool
    issues: bool
    records_conferences: bool

    @classmethod
    def of(cls, access: Access, student: Student) -> "Rights":
        def reaches(permission: str) -> bool:
            if not access.may(permission):
                return False
            return students_within(access=access, permission=permission).filter(pk=student.pk).exists()

        return cls(
            reads_reasons=reaches("reason.read"),
            reads_families=reaches("office.read"),
            reads_letters=reaches("letter.read"),
            clears=reaches("absence.clear"),
            issues=reaches("letter.issue"),
            records_conferences=reaches("conference.record"),
        )


@dataclass(frozen=True)
class RecordPage:
    student: Student
    age: int
    rights: Rights
    as_of: date
    known_at: datetime | None
    is_now: bool
    enrollments: list[tuple[Enrollment, str]]  # with the status in words where it is not the primary one
    current: Enrollment | None
    guardianships: list[Guardianship]
    judged: Judged
    picture: YearPicture | None
    months: list[drawing.Month]
    legend: list[tuple[str, str, str]]
    days: list[DayLine]
    sides: list[Side]
    steps: list[Step]
    changes: list[Change]

    @property
    def standing(self) -> dict[str, Any] | None:
        return self.judged.standing

    @property
    def days_attended(self) -> int:
        """Expected days less those absent and those nobody knows about."""
        row = self.standing or {"days_expected": 0, "days_absent": 0, "days_incomplete": 0}
        return int(row["days_expected"] - row["days_absent"] - row["days_incomplete"])


def record_page(
    student: Student, *, access: Access, as_of: date, at: datetime, known_at: datetime | None
) -> RecordPage:
    """A fixed number of statements, however long the student's history."""
    rights = Rights.of(access, student)
    found = judged(student=student, as_of=as_of, at=at, known_at=known_at)
    picture = year_picture(found)
    days = day_lines(picture, of=found, sees_reasons=rights.reads_reasons) if picture else []
    enrollments = list(
        Enrollment.objects.filter(standing_version(known_at), student=student, first_day__lte=as_of)
        .select_related("school")
        .order_by("-first_day", "-pk")
    )
    return RecordPage(
        student=student,
        age=age(student.birth_date, on=as_of),
        rights=rights,
        as_of=as_of,
        known_at=known_at,
        is_now=known_at is None and as_of == access.on,
        enrollments=[(row, status_in_words(row, found.pack)) for row in enrollments],
        current=enrollments[0] if enrollments else None,
        guardianships=guardianships(student) if rights.reads_families else [],
        judged=found,
        picture=picture,
        months=drawing.months(picture, as_of=as_of, sees_reasons=rights.reads_reasons) if picture else [],
        legend=drawing.legend(picture, sees_reasons=rights.reads_reasons) if picture else [],
        days=days,
        sides=sides_of(found, days=days, sees_reasons=rights.reads_reasons),
        steps=steps(student, as_of=as_of, known_at=known_at) if rights.reads_letters else [],
        changes=changes(history(student=student, school_year=school_year(as_of, pack=found.pack), known_at=known_at)),
    )


def sides_of(found: Judged, *, days: list[DayLine], sees_reasons: bool) -> list[Side]:
    """The state's and the district's findings with their reasons; none for somebody who could not be judged."""
    if found.standing is None:
        return []
    kinds = {line.date: line.words for line in days}
    reasons = whys(explanation(found), of=found, kinds=kinds, sees_reasons=sees_reasons)
    state = root_of(found.pack)
    district = None if found.pack is state else found.pack.title
    return sides(found.standing, whys=reasons, state=state.title, district=district)


def root_of(pack: Pack) -> Pack:
    """The state's pack, from which all the others inherit."""
    return pack if pack.parent is None else root_of(pack.parent)


def status_in_words(enrollment: Enrollment, pack: Pack) -> str:
    primary = pack.value("enrollment.primary_status", on=enrollment.first_day)
    return "" if enrollment.status == primary else word(STATUS_OF_ENROLLMENT, enrollment.status)


def age(born: date, *, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def guardianships(student: Student) -> list[Guardianship]:
    rows = Guardianship.objects.filter(student=student).select_related("guardian")
    return list(rows.order_by("-receives_letters", "pk"))

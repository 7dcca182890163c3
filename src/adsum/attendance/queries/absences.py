"""The office's work list: absences without a reason, by student and day, with the family's deadline.

Stages, one table each:
    uncleared marks     marks without a reason in the school year at hand
    uncleared days      student and date: its marks, the return, the deadline (returns.py)
    waiting             student: grade, days, explanations on file since the first of them
Source: BUL-4926.4 X-d and X-f (reports Uncleared and Unresolved Absences).
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from adsum.attendance.models import Explanation, Mark
from adsum.attendance.models.marks import CURRENT
from adsum.attendance.queries.enrolled import stay_on, stays_of
from adsum.attendance.queries.returns import Deadline, deadline_after, presence_of, return_after
from adsum.attendance.queries.rosters import reading_order
from adsum.district.models import School, SchoolDay
from adsum.enrollment.models import Enrollment, Student

EXCEPTIONS = (Mark.Status.ABSENT, Mark.Status.TARDY, Mark.Status.LEFT_EARLY)
UNCLEARED = CURRENT & Q(status__in=EXCEPTIONS) & (Q(reason__isnull=True) | Q(reason=""))
Days = dict[date, list[Mark]]


@dataclass(frozen=True)
class Office:
    """One school's office on one day: its taught dates of this school year and how long families have to explain."""

    school: School
    today: date
    taught: tuple[date, ...]
    clearing_days: int

    @property
    def old_before(self) -> date:
        """Absences dated before this are older than the clearing window, counted from the absence itself."""
        position = bisect_right(self.taught, self.today) - 1 - self.clearing_days
        return self.taught[position] if position >= 0 else date.min

    @property
    def since(self) -> date:
        return self.taught[0] if self.taught else self.today


@dataclass(frozen=True)
class Filter:
    """What the clerk wants to see of the list. `kind` is "absent", or "partial" for late and left early; "" is both."""

    kind: str = ""
    grade: str = ""
    on: date | None = None
    is_old_only: bool = False


@dataclass(frozen=True)
class UnclearedDay:
    """One student's uncleared marks of one date. Without a proven return there is no deadline yet."""

    date: date
    marks: list[Mark]
    deadline: Deadline | None


@dataclass(frozen=True)
class Waiting:
    """A student with uncleared absences. `explanations` counts what is on file since the first of them."""

    student: Student
    grade: str
    days: list[UnclearedDay]
    explanations: int

    @property
    def is_overdue(self) -> bool:
        return any(day.deadline is not None and day.deadline.is_overdue for day in self.days)


@dataclass(frozen=True)
class Backlog:
    """How much is waiting at a school: students, student-days, and students with a day older than the window."""

    students: int
    days: int
    old_students: int


def office_of(school: School, *, today: date, year_begins: date, clearing_days: int) -> Office:
    """The school's office on a day. One statement."""
    days = SchoolDay.objects.filter(school=school, is_taught=True, date__gte=year_begins).order_by("date")
    return Office(school, today, tuple(days.values_list("date", flat=True)), clearing_days)


def backlog(office: Office) -> Backlog:
    """What is waiting at the school, whatever filter is on. One statement."""
    student_days = list(uncleared_marks(office, Filter()).values_list("student", "date").distinct())
    return Backlog(
        students=len({student for student, _ in student_days}),
        days=len(student_days),
        old_students=len({student for student, day in student_days if day < office.old_before}),
    )


def students_waiting(office: Office, wanted: Filter) -> list[Student]:
    """The students on the list, in the order of a roster: cheap, for pages and for "who is next". One statement."""
    found = Student.objects.filter(pk__in=uncleared_marks(office, wanted).values("student"))
    return sorted(found, key=reading_order)


def waiting(office: Office, wanted: Filter, *, students: Sequence[Student]) -> list[Waiting]:
    """These students' uncleared days, in the order given. Six statements, however many students there are."""
    days_of = _days_of(uncleared_marks(office, wanted).filter(student__in=students))
    if not days_of:
        return []
    since = min(min(days) for days in days_of.values())
    presence = presence_of(list(days_of), school=office.school, taught=office.taught, since=since, until=office.today)
    stays, said = stays_of(days_of), _explained_on(list(days_of), since=since)
    found = []
    for student in students:
        days = days_of.get(student.pk)
        if not days:
            continue
        stay = stay_on(stays.get(student.pk, []), school=office.school.pk, day=max(days))
        found.append(
            Waiting(
                student=student,
                grade=stay.grade if stay else "",
                days=_with_deadlines(office, days, presence[student.pk]),
                explanations=sum(1 for day in said[student.pk] if day >= min(days)),
            )
        )
    return found


def uncleared_marks(office: Office, wanted: Filter) -> QuerySet[Mark]:
    """The marks on the list: this school, this school year, up to today."""
    marks = Mark.objects.filter(UNCLEARED, school=office.school, date__gte=office.since, date__lte=office.today)
    if wanted.kind:
        marks = marks.filter(Q(status=Mark.Status.ABSENT) if wanted.kind == "absent" else ~Q(status=Mark.Status.ABSENT))
    if wanted.on:
        marks = marks.filter(date=wanted.on)
    if wanted.is_old_only:
        marks = marks.filter(date__lt=office.old_before)
    if wanted.grade:
        marks = marks.filter(Exists(_enrolled_in(wanted.grade)))
    return marks


def _enrolled_in(grade: str) -> QuerySet[Enrollment]:
    """The enrollment in that grade behind an outer mark, on the mark's date."""
    still = Q(last_day__isnull=True) | Q(last_day__gte=OuterRef("date"))
    return Enrollment.objects.filter(
        still,
        replaced_at__isnull=True,
        student=OuterRef("student"),
        school=OuterRef("school"),
        grade=grade,
        first_day__lte=OuterRef("date"),
    )


def _days_of(marks: QuerySet[Mark]) -> dict[int, Days]:
    found: dict[int, Days] = defaultdict(lambda: defaultdict(list))
    for mark in marks.order_by("date", "period", "pk"):
        found[mark.student_id][mark.date].append(mark)
    return found


def _with_deadlines(office: Office, days: Days, presence: dict[date, int]) -> list[UnclearedDay]:
    rows = []
    for day, marks in days.items():
        returned_on = return_after(day, marks=marks, presence=presence)
        deadline = returned_on and deadline_after(
            returned_on, taught=office.taught, today=office.today, clearing_days=office.clearing_days
        )
        rows.append(UnclearedDay(day, marks, deadline or None))
    return rows


def _explained_on(students: list[int], *, since: date) -> dict[int, list[date]]:
    said: dict[int, list[date]] = defaultdict(list)
    rows = Explanation.objects.filter(student__in=students, given_on__gte=since)
    for student, day in rows.values_list("student", "given_on"):
        said[student].append(day)
    return said

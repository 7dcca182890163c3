"""The letters there are: by state, by school, by student, and those that counted given days."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from adsum.determinations.judging.school_years import school_year
from adsum.determinations.models import Standing
from adsum.district.models import School
from adsum.district.pack import pack_in_force
from adsum.enrollment.models import Student
from adsum.notices.models import Notice, NoticeEvent
from adsum.notices.standing_letters import standing_letters

DRAFTED = Q(issued_on__isnull=True, rescinded_on__isnull=True)
ISSUED = Q(issued_on__isnull=False, rescinded_on__isnull=True)
TAKEN_BACK = Q(rescinded_on__isnull=False)


@dataclass(frozen=True)
class SchoolCounts:
    school: School
    owed: int
    drafted: int
    issued: int
    taken_back: int


def state_of(notice: Notice) -> str:
    """drafted, issued, elsewhere (issued outside Adsum), rescinded, or removed (taken back before it was issued)."""
    if notice.rescinded_on is not None:
        return "removed" if notice.issued_on is None else "rescinded"
    if notice.issued_on is None:
        return "drafted"
    return "issued" if notice.content else "elsewhere"


def letters(*, school: School | None, level: int, on: date) -> QuerySet[Notice]:
    """The letters of a level in the school year of a day, by the student's name."""
    year = school_year(on, pack=pack_in_force())
    found = Notice.objects.filter(school_year=year, level=level).select_related("student", "school")
    found = found if school is None else found.filter(school=school)
    return found.order_by("student__family_name", "student__given_name", "pk")


def drafted_letters(*, school: School | None, level: int, on: date) -> list[Notice]:
    return list(letters(school=school, level=level, on=on).filter(DRAFTED))


def issued_letters(*, school: School | None, level: int, on: date, issued_on: date | None = None) -> list[Notice]:
    """The standing issued letters of the school year, newest first; or those of one day, by name."""
    found = letters(school=school, level=level, on=on).filter(ISSUED)
    if issued_on is not None:
        return list(found.filter(issued_on=issued_on))
    return list(found.order_by("-issued_on", "student__family_name", "student__given_name", "pk"))


def taken_back_letters(*, school: School | None, level: int, on: date) -> list[Notice]:
    """Rescinded and removed letters, newest first."""
    return list(letters(school=school, level=level, on=on).filter(TAKEN_BACK).order_by("-rescinded_on", "pk"))


def counts_by_school(schools: QuerySet[School], *, level: int, on: date) -> list[SchoolCounts]:
    """How many letters of each state there are at each school: three queries."""
    year = school_year(on, pack=pack_in_force())
    of_year = Notice.objects.filter(school_year=year, level=level, school__in=schools)
    states = of_year.values("school").annotate(
        drafted=Count("pk", filter=DRAFTED),
        issued=Count("pk", filter=ISSUED),
        taken_back=Count("pk", filter=TAKEN_BACK),
    )
    by_school = {row["school"]: (row["drafted"], row["issued"], row["taken_back"]) for row in states}
    has_one = of_year.filter(rescinded_on__isnull=True).values("student")
    calls = Standing.objects.filter(school_year=year, notice_due=level, school__in=schools).exclude(student__in=has_one)
    owed = dict(calls.values_list("school").annotate(count=Count("pk")))
    return [SchoolCounts(school, owed.get(school.pk, 0), *by_school.get(school.pk, (0, 0, 0))) for school in schools]


def standing_letter(student: Student, *, level: int, on: date) -> Notice | None:
    """The student's letter of this level and school year that is not rescinded."""
    year = school_year(on, pack=pack_in_force())
    return standing_letters([student.pk], school_year=year, level=level).get(student.pk)


def letters_of_student(student: Student) -> list[Notice]:
    """Every letter a student ever had, newest first, the rescinded ones too."""
    return list(Notice.objects.filter(student=student).order_by("-school_year", "-level", "-drafted_at", "-pk"))


def letters_counting(*, student_ids: Collection[int], dates: Collection[date]) -> list[Notice]:
    """Issued letters that stand and counted one of these dates: whoever changes such a day is told."""
    wanted = {day.isoformat() for day in dates}
    issued = Notice.objects.filter(ISSUED, student__in=student_ids).select_related("student")
    return [
        notice
        for notice in issued.order_by("issued_on", "pk")
        if any(event["date"] in wanted for event in notice.content.get("events", []))
    ]


def history(notice: Notice) -> list[NoticeEvent]:
    """What happened to a letter, oldest first, with who did it."""
    return list(notice.events.select_related("by__staff"))

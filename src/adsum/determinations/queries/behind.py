"""The students behind a number of a school's measures, one page at a time."""

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.db.models import QuerySet

from adsum.determinations.models import Standing
from adsum.determinations.queries.shares import measures
from adsum.determinations.queries.today import absent_marks
from adsum.district.models import School
from adsum.enrollment.models import Student
from adsum.policy.packs import Pack

STUDENTS_ON_A_PAGE = 50
ABSENT_TODAY = "absent_today"


@dataclass(frozen=True)
class Behind:
    """One page of standings with their students; `page` of `pages`, `students` in all."""

    standings: list[Standing]
    page: int
    pages: int
    students: int


def students_behind(
    *,
    school: School,
    measure: str,
    grade: str,
    among: QuerySet[Student],
    school_year: int,
    pack: Pack,
    on: date,
    page: int,
) -> Behind:
    """The students whom `measure` counts at the school (grade "" for all), among those the reader may see.

    Two statements. Raises KeyError for a measure there is not.
    """
    rows = Standing.objects.filter(school=school, school_year=school_year, student__in=among)
    if measure == ABSENT_TODAY:
        marked = absent_marks(on=on, pack=pack).filter(school=school)
        rows = rows.filter(student__in=marked.values("student"))
    else:
        rows = rows.filter(measures(pack=pack, on=on)[measure])
    if grade:
        rows = rows.filter(grade=grade)
    ordered = rows.select_related("student").order_by("student__family_name", "student__given_name", "student")
    found = Paginator(ordered, STUDENTS_ON_A_PAGE).get_page(page)
    return Behind(list(found), found.number, found.paginator.num_pages, found.paginator.count)

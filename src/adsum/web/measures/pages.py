"""Schools in reach, one school, the district, and the students behind a number."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from adsum.determinations.judging.school_years import school_year
from adsum.determinations.queries.behind import students_behind
from adsum.district import audit
from adsum.district.pack import pack_in_force
from adsum.enrollment.reach import students_within
from adsum.policy.facts import GRADES
from adsum.web import clock
from adsum.web.doors import Request, door, school_within
from adsum.web.measures.numbers import SMALL_GROUP, numbers_of
from adsum.web.measures.words import MEASURES

SCHOOLS_ON_A_PAGE = 60


@require_GET
@door("measures.school")
def schools(request: Request) -> HttpResponse:
    """The schools in reach; somebody with one school goes straight to it."""
    within = request.access.schools("measures.school").order_by("name", "pk")
    page = Paginator(within, SCHOOLS_ON_A_PAGE).get_page(number(request))
    if page.paginator.count == 1:
        return redirect("measures-school", key=page[0].key)
    numbers = numbers_of(list(page), today=clock.today())
    return render(request, "measures/schools.html", {"numbers": numbers, "page": page})


@require_GET
@door("measures.school")
def school(request: Request, key: str) -> HttpResponse:
    found = school_within(request, key=key, permission="measures.school")
    numbers = numbers_of([found], today=clock.today())
    may_list = request.access.schools("student.read").filter(pk=found.pk).exists()
    context = {"school": found, "one": numbers.schools[0], "numbers": numbers, "may_list": may_list}
    return render(request, "measures/school.html", {**context, "small_group": SMALL_GROUP})


@require_GET
@door("measures.district")
def district(request: Request) -> HttpResponse:
    """All schools, or those of one's region."""
    reach = request.access.reach("measures.district")
    within = list(request.access.schools("measures.district").select_related("region").order_by("name", "pk"))
    regions = sorted({found.region.name for found in within if found.region}) if not reach.is_all else []
    context = {"numbers": numbers_of(within, today=clock.today()), "regions": regions, "small_group": SMALL_GROUP}
    return render(request, "measures/district.html", context)


@require_GET
@door("student.read")
def students(request: Request, key: str, measure: str) -> HttpResponse:
    """The students behind one number of a school. Whoever is listed was read, and is logged."""
    found = school_within(request, key=key, permission="student.read")
    grade = request.GET.get("grade", "")
    if measure not in MEASURES or (grade and grade not in GRADES):
        raise Http404
    today, pack = clock.today(), pack_in_force()
    behind = students_behind(
        school=found,
        measure=measure,
        grade=grade,
        among=students_within(access=request.access, permission="student.read"),
        school_year=school_year(today, pack=pack),
        pack=pack,
        on=today,
        page=number(request),
    )
    keys = [standing.student.key for standing in behind.standings]
    audit.record_read(by=request.user, at=clock.now(), student_keys=keys, page="measures-list")
    title, counts = MEASURES[measure]
    context = {"school": found, "measure": measure, "grade": grade, "behind": behind, "title": title, "counts": counts}
    return render(request, "measures/students.html", context)


def number(request: Request) -> int:
    """The page asked for; anything that is not a number is the first."""
    text = request.GET.get("page", "1")
    return int(text) if text.isdecimal() else 1

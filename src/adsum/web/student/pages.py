"""The page of one student, and the search that leads to it. Names never stand in an address: the search is posted."""

from datetime import date, datetime, time, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from adsum.district import audit
from adsum.district.pack import pack_in_force
from adsum.enrollment.reach import students_within
from adsum.web import clock
from adsum.web.doors import Request, door, student_within
from adsum.web.student.forms import DayForm, SearchForm
from adsum.web.student.record import record_page
from adsum.web.student.results import MOST_RESULTS, search_results


@require_http_methods(["GET", "POST"])
@door("student.read")
def search(request: Request) -> HttpResponse:
    """Find a student within reach. Whoever is listed was read, and is logged."""
    form = SearchForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "student/search.html", {"form": form}, status=422 if form.is_bound else 200)
    within = students_within(access=request.access, permission="student.read")
    results = search_results(within, query=form.cleaned_data["query"])
    keys = [result.student.key for result in results.students]
    audit.record_read(by=request.user, at=clock.now(), student_keys=keys, page="student-search")
    return render(request, "student/search.html", {"form": form, "results": results, "most": MOST_RESULTS})


@require_GET
@door("student.read")
def student(request: Request, key: str) -> HttpResponse:
    """One student, today or as the page would have looked on another day."""
    found = student_within(request, key=key, permission="student.read")
    form = DayForm(request.GET or None, earliest=first_day_of_law(), today=clock.today())
    is_good = not form.is_bound or form.is_valid()
    days = form.cleaned_data if form.is_bound and is_good else {}
    as_of, known_at = asked(days.get("as_of"), days.get("known_on"), today=clock.today())
    page = record_page(found, access=request.access, as_of=as_of, at=clock.now(), known_at=known_at)
    audit.record_read(by=request.user, at=clock.now(), student_keys=[found.key], page="student")
    context = {"page": page, "form": form, "known_on": days.get("known_on")}
    return render(request, "student/student.html", context, status=200 if is_good else 422)


def first_day_of_law() -> date:
    """The earliest day the policy pack answers for."""
    return pack_in_force().history("school_year.first_day")[0].first_day


def asked(as_of: date | None, known_on: date | None, *, today: date) -> tuple[date, datetime | None]:
    """The day to judge as of and the moment of knowledge. The end of today is now: everything that is recorded."""
    known_at = None
    if known_on and known_on < today:
        midnight = datetime.combine(known_on + timedelta(days=1), time(), tzinfo=timezone.get_current_timezone())
        known_at = midnight - timedelta(microseconds=1)
    return as_of or known_on or today, known_at

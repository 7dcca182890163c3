"""Today's office: which rolls are missing, and which absences nobody has explained yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from adsum.attendance.queries.absences import (
    Filter,
    Office,
    UnclearedDay,
    Waiting,
    backlog,
    office_of,
    students_waiting,
    waiting,
)
from adsum.attendance.queries.excuse_limits import school_year_of
from adsum.attendance.queries.rolls import ExpectedRoll, expected_rolls
from adsum.district.models import School
from adsum.district.pack import pack_in_force
from adsum.web import clock
from adsum.web.doors import Request, door
from adsum.web.office.forms import FilterForm
from adsum.web.office.words import back_words, due_words, mark_words

STUDENTS_ON_A_PAGE = 50
DAYS_AT_ONCE = 100  # more would not fit an address, and a whole school's excuse is not a clerk's to give


@dataclass(frozen=True)
class RollsOfTheDay:
    """Today's rolls: those past their window, those still within it, and how many are in."""

    missing: list[ExpectedRoll]
    not_due: int
    expected: int

    @property
    def certified(self) -> int:
        return self.expected - len(self.missing) - self.not_due


@dataclass(frozen=True)
class Line:
    """One uncleared day of a student in words. `value` is what its checkbox sends."""

    value: str
    day: UnclearedDay
    what: str
    due: str
    back: str


@dataclass(frozen=True)
class Row:
    """A student on the list; `address` opens the form for all the days shown."""

    waiting: Waiting
    lines: list[Line]
    address: str


@dataclass(frozen=True)
class Page:
    """One page of the list, and where it stands in the whole."""

    rows: list[Row]
    number: int
    last: int

    @property
    def numbers(self) -> range:
        return range(1, self.last + 1)


@door("office.read")
def office(request: Request) -> HttpResponse:
    schools = list(request.access.schools("office.read"))
    school = chosen_school(schools, key=request.GET.get("school", ""))
    here = office_here(school)
    form = FilterForm(request.GET, school=school)
    wanted = form.wanted()
    kept = {"school": school.key, **form.kept()}
    context = {
        "school": school,
        "schools": schools,
        "rolls": rolls_today(school),
        "backlog": backlog(here),
        "page": page_of(here, wanted, number=form.page(), kept=kept),
        "form": form,
        "kept": kept,
        "filter_address": f"?{urlencode(kept)}",
        "is_filtered": wanted != Filter(),
        "may_clear": request.access.may("absence.clear"),
        "clearing_days": here.clearing_days,
        "has_periods": school.level != School.Level.ELEMENTARY,
    }
    return render(request, "office/today.html", context)


def chosen_school(schools: Sequence[School], *, key: str) -> School:
    """The school asked for among those in reach; the first of them when none was named."""
    found = next((school for school in schools if school.key == key or not key), None)
    if found is None:
        raise Http404
    return found


def office_here(school: School) -> Office:
    """The school's office today, under the pack in force."""
    pack, today = pack_in_force(), clock.today()
    return office_of(
        school,
        today=today,
        year_begins=school_year_of(today, pack=pack),
        clearing_days=int(pack.value("clearing.school_days", on=today)),
    )


def rolls_today(school: School) -> RollsOfTheDay:
    now = clock.now()
    rolls = expected_rolls(school_ids=[school.pk], date=clock.today(), pack=pack_in_force(), at=now)
    open_rolls = [roll for roll in rolls if not roll.is_certified]
    missing = [roll for roll in open_rolls if roll.due_at is None or roll.due_at <= now]
    return RollsOfTheDay(missing=missing, not_due=len(open_rolls) - len(missing), expected=len(rolls))


def page_of(here: Office, wanted: Filter, *, number: int, kept: dict[str, str]) -> Page:
    students = students_waiting(here, wanted)
    last = max(1, -(-len(students) // STUDENTS_ON_A_PAGE))
    number = min(max(number, 1), last)
    shown = students[(number - 1) * STUDENTS_ON_A_PAGE : number * STUDENTS_ON_A_PAGE]
    sent = {**kept, "page": str(number)}
    rows = [row_of(one, here=here, kept=sent) for one in waiting(here, wanted, students=shown)]
    return Page(rows, number=number, last=last)


def row_of(one: Waiting, *, here: Office, kept: dict[str, str]) -> Row:
    has_periods = here.school.level != School.Level.ELEMENTARY
    lines = [
        Line(
            value=f"{one.student.key}.{day.date.isoformat()}",
            day=day,
            what="; ".join(mark_words(day.marks, has_periods=has_periods)),
            due=due_words(day.deadline),
            back=back_words(day.deadline),
        )
        for day in one.days
    ]
    query = urlencode([*kept.items(), *(("day", line.value) for line in lines[:DAYS_AT_ONCE])])
    return Row(one, lines, address=f"{reverse('office-clearing')}?{query}")

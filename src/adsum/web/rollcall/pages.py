"""A teacher's classes of the day, and a roll as a receipt with its history."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render

from adsum.attendance.models import Roll
from adsum.attendance.queries.bells import SchoolHours, hours_of
from adsum.attendance.queries.meetings import classes_of, window_of
from adsum.attendance.queries.roll_history import Line, roll_history
from adsum.district.pack import pack_in_force
from adsum.web import clock
from adsum.web.doors import Request, door
from adsum.web.rollcall.roll_page import clock_of
from adsum.web.rollcall.words import entry_words


@door("roll.take")
def classes(request: Request) -> HttpResponse:
    """Today's classes: time, room, roster, certified or how many minutes are left."""
    at, today = clock.now(), clock.today()
    taught = classes_of(request.user, date=today, pack=pack_in_force())
    rows = [(found, clock_of(found.meeting, found.window, at=at)) for found in taught]
    certified = sum(found.roll is not None for found in taught)
    return render(request, "rollcall/classes.html", {"rows": rows, "certified": certified})


@door("roll.read")
def roll(request: Request, key: str) -> HttpResponse:
    """One certification as its receipt, and everything that happened to the roll since."""
    found = readable(request).filter(key=key).first()
    if found is None:
        raise Http404
    history = roll_history(found)
    certified, teaches = history.of(found), may_take(request, found)
    context = {
        "roll": found,
        "section": found.section,
        "receipt": grouped(found.receipt),
        "certified": certified,
        "exceptions": told(certified.exceptions),
        "changes": [
            {
                "at": change.at,
                "by": change.by,
                "certified": change.certified,
                "receipt": grouped(change.certified.roll.receipt) if change.certified else "",
                "lines": told(change.lines),
            }
            for change in history.changes
        ],
        "newest": history.certified[-1].roll,
        "is_current": found.replaced_at is None,
        "minutes_late": minutes_late(found, first=history.certified[0].roll),
        "teaches": teaches,
        "can_correct": teaches and found.date == clock.today(),
    }
    return render(request, "rollcall/roll.html", context)


def readable(request: Request) -> QuerySet[Roll]:
    sections = request.access.sections("roll.read")
    return Roll.objects.filter(section__in=sections).select_related("section__school")


def may_take(request: Request, found: Roll) -> bool:
    return request.access.may("roll.take") and found.section_id in request.access.taught_sections


def told(lines: Iterable[Line]) -> list[dict[str, object]]:
    """Entries in words; `before` is empty where nothing was recorded before."""
    return [
        {
            "student": line.student,
            "status": line.entry.status,
            "before": entry_words(line.before) if line.before.marks else "",
            "after": entry_words(line.entry),
        }
        for line in lines
    ]


def grouped(receipt: str) -> str:
    """A receipt number in three groups, as it is read over the telephone."""
    return f"{receipt[:4]} {receipt[4:8]} {receipt[8:]}"


def minutes_late(found: Roll, *, first: Roll) -> int | None:
    """Minutes past its window at which a roll was first certified; None where no bell is known."""
    hours = hours_of([found.section.school_id], date=found.date).get(found.section.school_id, SchoolHours())
    window = window_of(hours.bells.get(found.period), pack=pack_in_force())
    return window.minutes_late(first.certified_at) if window else None

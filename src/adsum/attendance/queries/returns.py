"""When a student was back after an absence, and how long the family then has to explain it.

The clock starts with the *return*: the first proof of being in school again. Proof is a certified roll of a class they
sit in without an absence of theirs, a tardy or left-early mark, or, before a school took its rolls here, a taught day
without an absence. A roll nobody certified proves nothing, so without proof the family's days have not begun.
Source: 5 CCR 306; the number of days is the pack's `clearing.school_days`.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, Max, OuterRef, Q

from adsum.attendance.models import Mark, Roll
from adsum.attendance.models.marks import CURRENT
from adsum.district.models import School

Presence = dict[int, dict[date, int]]  # student, date: the last period in which they were surely there
LAST_PERIOD = 1 << 15


@dataclass(frozen=True)
class Deadline:
    """What a return means: school days since then, the last day to explain, and whether that has passed."""

    returned_on: date
    age: int
    due_on: date | None
    is_overdue: bool


def deadline_after(returned_on: date, *, taught: Sequence[date], today: date, clearing_days: int) -> Deadline:
    """Count taught days after the return. A deadline beyond the calendar's end is its last taught day."""
    begun = bisect_right(taught, returned_on)
    age = max(bisect_right(taught, today) - begun, 0)
    due_on = taught[min(begun + clearing_days, len(taught)) - 1] if taught else None
    return Deadline(returned_on, age=age, due_on=due_on, is_overdue=age > clearing_days)


def return_after(day: date, *, marks: Sequence[Mark], presence: dict[date, int]) -> date | None:
    """The first date that proves the student was back: later on the day itself, or on a later day.

    edges   somebody only tardy was back at once; leaving early ends that day; no proof, no return
    """
    last = max(marks, key=lambda mark: (mark.period, mark.status == Mark.Status.LEFT_EARLY))
    if last.status == Mark.Status.TARDY or presence.get(day, -1) > last.period:
        return day
    return min((other for other in presence if other > day), default=None)


def presence_of(
    students: Sequence[int], *, school: School, taught: Sequence[date], since: date, until: date
) -> Presence:
    """For each student the dates on which they were surely in school. Two statements."""
    found: Presence = defaultdict(dict)
    for student, day, period in _certified(students, since=since, until=until):
        found[student][day] = period
    absent: dict[int, set[date]] = defaultdict(set)
    marks = Mark.objects.filter(CURRENT, student__in=students, date__gte=since, date__lte=until)
    for student, day, period, status in marks.values_list("student", "date", "period", "status"):
        if status == Mark.Status.ABSENT:
            absent[student].add(day)
        elif status != Mark.Status.PRESENT:
            found[student][day] = max(found[student].get(day, -1), period)
    days_without_rolls = [day for day in taught if since <= day <= until and not takes_rolls(school, on=day)]
    for student in students:
        for day in days_without_rolls:
            if day not in absent[student]:
                found[student].setdefault(day, LAST_PERIOD)
    return found


def takes_rolls(school: School, *, on: date) -> bool:
    return school.rolls_from is not None and school.rolls_from <= on


def _certified(students: Sequence[int], *, since: date, until: date) -> Iterable[tuple[int, date, int]]:
    """student, date, last period: a certified roll of a class they sit in, without an absence of theirs."""
    absence = Mark.objects.filter(
        CURRENT, student=OuterRef("attendee"), date=OuterRef("date"), period=OuterRef("period"), status="absent"
    )
    still_seated = Q(section__seats__last_day__isnull=True) | Q(section__seats__last_day__gte=F("date"))
    rolls = Roll.objects.filter(
        still_seated,
        section__seats__student__in=students,
        section__seats__replaced_at__isnull=True,
        section__seats__first_day__lte=F("date"),
        replaced_at__isnull=True,
        date__gte=since,
        date__lte=until,
    ).annotate(attendee=F("section__seats__student"))
    attended = rolls.filter(~Exists(absence)).values("attendee", "date").annotate(last=Max("period"))
    return attended.values_list("attendee", "date", "last")

"""When a student was back after an absence, and how long the family then has to explain it.

The clock starts with the *return*: the first proof of being in school again. Proof is a certified roll of a class they
sit in without an absence of theirs, a tardy or left-early mark, or, before a school took its rolls here, a taught day
without an absence. A roll nobody certified proves nothing, so without proof the family's days have not begun.
Source: 5 CCR 306; the number of days is the pack's `clearing.school_days`.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from adsum.attendance.models import Mark, Roll
from adsum.attendance.models.marks import CURRENT
from adsum.district.models import School
from adsum.enrollment.models import Seat

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
    """For each student the dates on which they were surely in school. Three statements."""
    found: Presence = defaultdict(dict)
    absent: set[tuple[int, date, int]] = set()
    marks = Mark.objects.filter(CURRENT, student__in=students, date__gte=since, date__lte=until)
    for student, day, period, status in marks.values_list("student", "date", "period", "status"):
        if status == Mark.Status.ABSENT:
            absent.add((student, day, period))
        elif status != Mark.Status.PRESENT:
            _was_there(found, student, day, period)
    for student, day, period in _certified(students, since=since, until=until):
        if (student, day, period) not in absent:
            _was_there(found, student, day, period)
    days_absent = {(student, day) for student, day, _ in absent}
    for day in taught:
        if since <= day <= until and not takes_rolls(school, on=day):
            for student in students:
                if (student, day) not in days_absent:
                    _was_there(found, student, day, LAST_PERIOD)
    return found


def takes_rolls(school: School, *, on: date) -> bool:
    return school.rolls_from is not None and school.rolls_from <= on


def _was_there(found: Presence, student: int, day: date, period: int) -> None:
    found[student][day] = max(found[student].get(day, -1), period)


def _certified(students: Sequence[int], *, since: date, until: date) -> Iterator[tuple[int, date, int]]:
    """student, date, period: the certified rolls of the classes they sat in on that date."""
    sitting: dict[int, list[tuple[int, date, date]]] = defaultdict(list)
    seats = Seat.objects.filter(replaced_at__isnull=True, student__in=students)
    for student, section, first_day, last_day in seats.values_list("student", "section", "first_day", "last_day"):
        sitting[section].append((student, first_day, last_day or until))
    rolls = Roll.objects.filter(replaced_at__isnull=True, section__in=sitting, date__gte=since, date__lte=until)
    for section, day, period in rolls.values_list("section", "date", "period"):
        for student, first_day, last_day in sitting[section]:
            if first_day <= day <= last_day:
                yield student, day, period

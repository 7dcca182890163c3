"""Students' meetings that no certified roll covers: neither present nor absent, until somebody certifies.

Stages, one table each:
    without roll     section, date, period: held, and nobody certified it
    with a gap       section, date, period, roster: certified, but the roster may miss somebody
    meetings         student, school, date, period: the seats in those that nothing covers

A roster may miss students who were held while it was taken, and those whose seat or enrollment was recorded after it.
Work grows with what is missing, not with what was certified. The schools are those that take their rolls here, from the
day they do.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Exists, F, IntegerField, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from adsum.attendance.models import Roll
from adsum.attendance.queries.enrolled import Stays, stays_of
from adsum.district.models import BellPeriod, BellSchedule, Section, SectionPeriod
from adsum.enrollment.models import Enrollment, Seat

SECTIONS_AT_ONCE = 500


class UnsubmittedMeeting(NamedTuple):
    """A student's meeting that no certified roll covers; students and schools by primary key."""

    student_id: int
    school_id: int
    date: date
    period: int


@dataclass(frozen=True)
class Gap:
    """A meeting of a section, and the students a roll covers there: none when there is no roll."""

    date: date
    period: int
    covered: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Asked:
    """What is asked about: these days, these schools and students (None: all), as known at a moment (None: now)."""

    first: date
    last: date
    school_ids: Collection[int] | None
    student_ids: Collection[int] | None
    known_at: datetime | None

    @property
    def sections(self) -> QuerySet[Section]:
        """The sections that may owe rolls in these days."""
        sections = Section.objects.filter(
            school__rolls_from__lte=self.last, first_day__lte=self.last, last_day__gte=self.first
        )
        if self.school_ids is not None:
            sections = sections.filter(school__in=self.school_ids)
        if self.student_ids is not None:
            seated = Seat.objects.filter(replaced_at__isnull=True, student__in=self.student_ids)
            sections = sections.filter(pk__in=seated.values("section"))
        return sections

    @property
    def picked(self) -> Q:
        """The seats of the students asked about."""
        return Q() if self.student_ids is None else Q(student__in=self.student_ids)

    @property
    def rolls(self) -> QuerySet[Roll]:
        """The rolls that stood at that moment: the newest version of each."""
        stood = Q(replaced_at__isnull=True)
        if self.known_at is not None:
            stood = Q(certified_at__lte=self.known_at) & (stood | Q(replaced_at__gt=self.known_at))
        return Roll.objects.filter(stood, date__gte=self.first, date__lte=self.last)


def unsubmitted_meetings(
    *,
    school_ids: Collection[int] | None,
    first: date,
    last: date,
    student_ids: Collection[int] | None = None,
    known_at: datetime | None = None,
) -> list[UnsubmittedMeeting]:
    """The meetings from `first` to `last` that no roll covers, of students seated and enrolled on that day."""
    asked = Asked(first, last, school_ids, student_ids, known_at)
    gaps = _without_roll(asked)
    for section, found in _with_gap(asked).items():
        gaps[section] += found
    return sorted(set(_meetings(asked, gaps)))


def _without_roll(asked: Asked) -> dict[int, list[Gap]]:
    """Held meetings nobody certified, by section. One statement."""
    regular = BellSchedule.objects.filter(school=OuterRef("section__school"), is_regular=True).values("pk")[:1]
    roll = asked.rolls.filter(section=OuterRef("section"), date=OuterRef("day"), period=OuterRef("period"))
    bell = BellPeriod.objects.filter(schedule=OuterRef("in_force"), period=OuterRef("period"))
    meetings = SectionPeriod.objects.filter(section__in=asked.sections).annotate(
        day=F("section__school__days__date"),
        is_taught=F("section__school__days__is_taught"),
        in_force=Coalesce(F("section__school__days__schedule"), Subquery(regular), output_field=IntegerField()),
    )
    owed = meetings.filter(
        Q(in_force__isnull=True) | Exists(bell),
        ~Exists(roll),
        is_taught=True,
        day__gte=asked.first,
        day__lte=asked.last,
        section__school__rolls_from__lte=F("day"),
        section__first_day__lte=F("day"),
        section__last_day__gte=F("day"),
    )
    found: dict[int, list[Gap]] = defaultdict(list)
    for section, day, period in owed.values_list("section", "day", "period"):
        found[section].append(Gap(day, period))
    return found


def _with_gap(asked: Asked) -> dict[int, list[Gap]]:
    """Certified meetings whose roster may miss somebody, by section. Two statements."""
    rolls = asked.rolls.filter(section__in=asked.sections)
    begun = rolls.aggregate(first=Min("certified_at"))["first"]
    if begun is None:
        return {}
    enrolled_late = Enrollment.objects.filter(
        replaced_at__isnull=True,
        student=OuterRef("student"),
        school=OuterRef("section__school"),
        recorded_at__gt=begun,
    )
    late = Seat.objects.filter(Q(recorded_at__gt=begun) | Exists(enrolled_late), asked.picked, replaced_at__isnull=True)
    suspects = rolls.filter(~Q(held=[]) | Q(section__in=late.values("section")))
    found: dict[int, list[Gap]] = defaultdict(list)
    for section, day, period, roster in suspects.values_list("section", "date", "period", "roster"):
        found[section].append(Gap(day, period, frozenset(roster)))
    return found


def _meetings(asked: Asked, gaps: dict[int, list[Gap]]) -> Iterator[UnsubmittedMeeting]:
    """The seats in those sections, day by day. Two statements for every 500 sections."""
    every = sorted(gaps)
    for start in range(0, len(every), SECTIONS_AT_ONCE):
        sections = every[start : start + SECTIONS_AT_ONCE]
        seats = Seat.objects.filter(asked.picked, replaced_at__isnull=True, section__in=sections).values_list(
            "student", "section__school", "section", "first_day", "last_day"
        )
        rows = list(seats)
        stays = stays_of({row[0] for row in rows})
        for student, school, section, first_day, last_day in rows:
            for gap in gaps[section]:
                is_seated = first_day <= gap.date and (last_day is None or gap.date <= last_day)
                if is_seated and student not in gap.covered and _is_enrolled(stays, student, school, gap.date):
                    yield UnsubmittedMeeting(student, school, gap.date, gap.period)


def _is_enrolled(stays: Stays, student: int, school: int, day: date) -> bool:
    return any(stay.school == school and stay.covers(day) for stay in stays.get(student, []))

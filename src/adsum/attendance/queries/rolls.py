"""Which rolls are expected, which are certified, and which meetings nobody certified.

    expected_rolls         the rolls owed on a date, one for each section and period, and what is known of each
    roll_counts            how many are expected and certified, by school: the submittal rate's two numbers
    unsubmitted_meetings   students' meetings that no certified roll covers, for the facts (unsubmitted.py)

A roll is expected where a school takes its rolls here, the day is taught, the period is held, the section is within its
term and somebody sits in it.
Source: BUL-4926.4 X-b and X-d (report Attendance Not Submitted).
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from adsum.attendance.models import Roll
from adsum.attendance.queries.bells import SchoolHours, hours_of
from adsum.attendance.queries.meetings import Window, roster_sizes, window_of
from adsum.attendance.queries.unsubmitted import UnsubmittedMeeting, unsubmitted_meetings
from adsum.district.models import Section, SectionPeriod, Teaching
from adsum.district.pack import pack_in_force
from adsum.policy.packs import Pack

__all__ = [
    "ExpectedRoll", "RollCount", "UnsubmittedMeeting", "expected_rolls", "roll_counts", "unsubmitted_meetings",
]  # fmt: skip


@dataclass(frozen=True)
class ExpectedRoll:
    """A roll that is owed, and what is known of it. `certified_at` is the first certification, `roll_key` the current.

    minutes_late   minutes past the window at which it was first certified; while it is open, those passed by now;
                   None where no bell is known, or while it is open and no moment was asked about
    """

    section: Section
    period: int
    teachers: tuple[str, ...]
    roster_size: int
    starts_at: datetime | None
    due_at: datetime | None
    certified_at: datetime | None
    certified_by: str
    roll_key: str | None
    minutes_late: int | None

    @property
    def is_certified(self) -> bool:
        return self.certified_at is not None


@dataclass(frozen=True)
class RollCount:
    """A school's submittal rate as two numbers."""

    expected: int
    certified: int


def expected_rolls(
    *, school_ids: Collection[int], date: date, at: datetime | None = None, pack: Pack | None = None
) -> list[ExpectedRoll]:
    """Every roll these schools owe for a date, by school, bell and title. Five statements, however many there are."""
    pack, periods = pack or pack_in_force(), owed_periods(school_ids, date=date)
    sections = {row.section_id for row in periods}
    sizes = roster_sizes(sections, date=date)
    hours = hours_of({row.section.school_id for row in periods}, date=date)
    rolls, teachers = _rolls_of(sections, date=date), _teachers_of(sections, date=date)
    found = []
    for row in periods:
        school_hours = hours.get(row.section.school_id, SchoolHours())
        if row.section_id not in sizes or not school_hours.holds(row.period):
            continue
        window = window_of(school_hours.bells.get(row.period), pack=pack)
        versions = rolls.get((row.section_id, row.period), [])
        found.append(
            ExpectedRoll(
                section=row.section,
                period=row.period,
                teachers=tuple(teachers[row.section_id]),
                roster_size=sizes[row.section_id],
                starts_at=window.opens_at if window else None,
                due_at=window.closes_at if window else None,
                certified_at=versions[0].certified_at if versions else None,
                certified_by=_name(versions[0]) if versions else "",
                roll_key=versions[-1].key if versions else None,
                minutes_late=_minutes_late(window, versions[0].certified_at if versions else at),
            )
        )
    return sorted(found, key=_by_school_and_bell)


def roll_counts(*, school_ids: Collection[int], date: date) -> dict[int, RollCount]:
    """Rolls expected and certified by school; a school that owes none is not there. Four statements."""
    periods = owed_periods(school_ids, date=date)
    sections = {row.section_id for row in periods}
    sizes = roster_sizes(sections, date=date)
    hours = hours_of({row.section.school_id for row in periods}, date=date)
    certified = set(Roll.objects.filter(section__in=sections, date=date).values_list("section", "period"))
    counts: dict[int, list[bool]] = defaultdict(list)
    for row in periods:
        school = row.section.school_id
        if row.section_id in sizes and hours.get(school, SchoolHours()).holds(row.period):
            counts[school].append((row.section_id, row.period) in certified)
    return {school: RollCount(expected=len(found), certified=sum(found)) for school, found in counts.items()}


def owed_periods(school_ids: Collection[int], *, date: date) -> list[SectionPeriod]:
    """Sections in term and their periods, at those of the schools that take their rolls here on the date."""
    periods = SectionPeriod.objects.filter(
        section__school__in=school_ids,
        section__school__rolls_from__lte=date,
        section__first_day__lte=date,
        section__last_day__gte=date,
    )
    return list(periods.select_related("section__school", "section__course"))


def _rolls_of(sections: Collection[int], *, date: date) -> dict[tuple[int, int], list[Roll]]:
    """Every version of each meeting's roll, earliest first."""
    found: dict[tuple[int, int], list[Roll]] = defaultdict(list)
    rolls = Roll.objects.filter(section__in=sections, date=date).select_related("certified_by__staff").order_by("pk")
    for roll in rolls.defer("roster"):
        found[roll.section_id, roll.period].append(roll)
    return found


def _teachers_of(sections: Collection[int], *, date: date) -> dict[int, list[str]]:
    covers = Q(first_day__lte=date) & (Q(last_day__isnull=True) | Q(last_day__gte=date))
    found: dict[int, list[str]] = defaultdict(list)
    for teaching in Teaching.objects.filter(covers, section__in=sections).select_related("staff").order_by("pk"):
        if teaching.staff.name not in found[teaching.section_id]:
            found[teaching.section_id].append(teaching.staff.name)
    return found


def _name(roll: Roll) -> str:
    staff = getattr(roll.certified_by, "staff", None)
    return staff.name if staff else ""


def _minutes_late(window: Window | None, at: datetime | None) -> int | None:
    return window.minutes_late(at) if window and at else None


def _by_school_and_bell(roll: ExpectedRoll) -> tuple[str, float, int, str]:
    starts_at = roll.starts_at.timestamp() if roll.starts_at else 0
    return roll.section.school.name, starts_at, roll.period, roll.section.title

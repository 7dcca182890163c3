"""When a school's periods are on a date: its calendar and the bell schedule in force that day.

    hours_of       schools' hours on one date, by school
    SchoolHours    whether school is taught, and the bell of each period that is held

The schedule in force is the one named on the calendar's day, else the school's regular one. A school without any bell
schedule holds all its periods, at hours nobody told us.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils import timezone

from adsum.district.models import SchoolDay


@dataclass(frozen=True)
class Bell:
    """One period of one day. `minutes` are minutes of instruction: fewer than the clock's when there is a break."""

    starts_at: datetime
    ends_at: datetime
    minutes: int


@dataclass(frozen=True)
class SchoolHours:
    """One school on one date."""

    is_taught: bool = False
    schedule: str = ""
    bells: dict[int, Bell] = field(default_factory=dict)

    def holds(self, period: int) -> bool:
        """Whether a period is held at all; without a bell schedule every period is."""
        return self.is_taught and (not self.schedule or period in self.bells)


@dataclass(frozen=True)
class BellRow:
    """One row of a school's day joined with each period of each of its bell schedules; the join is outer."""

    is_taught: bool
    day_schedule: int | None
    schedule: int | None
    schedule_name: str | None
    is_regular: bool | None
    period: int | None
    starts_at: time | None
    ends_at: time | None
    minutes: int | None

    @property
    def is_in_force(self) -> bool:
        return self.schedule is not None and (
            self.schedule == self.day_schedule if self.day_schedule else bool(self.is_regular)
        )


# The columns of a BellRow after its first two, seen from a model with a `school`.
BELL_COLUMNS = (
    "school__bell_schedules__pk",
    "school__bell_schedules__name",
    "school__bell_schedules__is_regular",
    "school__bell_schedules__periods__period",
    "school__bell_schedules__periods__starts_at",
    "school__bell_schedules__periods__ends_at",
    "school__bell_schedules__periods__minutes",
)


def hours_of(schools: Collection[int], *, date: date) -> dict[int, SchoolHours]:
    """Each school's hours; a school without a calendar row for the date is not there. One statement."""
    days = SchoolDay.objects.filter(school__in=schools, date=date)
    rows: dict[int, list[BellRow]] = defaultdict(list)
    for school, *columns in days.values_list("school", "is_taught", "schedule", *BELL_COLUMNS):
        rows[school].append(BellRow(*columns))
    return {school: school_hours(found, date=date) for school, found in rows.items()}


def school_hours(rows: Iterable[BellRow], *, date: date) -> SchoolHours:
    """The hours out of one school's rows."""
    found = list(rows)
    in_force = [row for row in found if row.is_in_force]
    return SchoolHours(
        is_taught=any(row.is_taught for row in found),
        schedule=next((row.schedule_name or "" for row in in_force), ""),
        bells={row.period: _bell(row, date=date) for row in in_force if row.period is not None},
    )


def _bell(row: BellRow, *, date: date) -> Bell:
    assert row.starts_at is not None
    assert row.ends_at is not None
    return Bell(starts_at=moment(date, row.starts_at), ends_at=moment(date, row.ends_at), minutes=row.minutes or 0)


def moment(day: date, at: time) -> datetime:
    """A time of the district's clock as a moment."""
    return datetime.combine(day, at, tzinfo=timezone.get_current_timezone())

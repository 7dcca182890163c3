"""One student's day at a school as the office sees it: which periods they have, and what stands recorded in each.

A student's periods are those of the classes they sit in that day; without any, those they are scheduled for; without
those, the day is one all-day meeting, period 1.
Source: facts contract, Meaning 2.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from adsum.attendance.models import Mark
from adsum.attendance.models.marks import CURRENT
from adsum.attendance.queries.bells import SchoolHours, hours_of
from adsum.attendance.queries.enrolled import Stay, stays_of
from adsum.attendance.queries.rosters import Entry
from adsum.district.models import School, SectionPeriod
from adsum.enrollment.models import ScheduledMeeting, Seat, Student
from adsum.policy.packs import Pack

ALL_DAY = 1


@dataclass(frozen=True)
class OfficeDay:
    """`stays` at the school; `periods` with the name of the class ("" where none is known); the standing `marks`."""

    date: date
    stays: list[Stay]
    hours: SchoolHours
    periods: dict[int, str]
    lengths: dict[int, int]
    default_minutes: int
    marks: dict[int, list[Mark]]

    @property
    def is_enrolled(self) -> bool:
        return any(stay.covers(self.date) for stay in self.stays)

    @property
    def is_taught(self) -> bool:
        return self.hours.is_taught

    def is_held(self, period: int) -> bool:
        return self.hours.holds(period)

    def minutes(self, period: int) -> int:
        """The meeting's length: the bell's, else the schedule's, else the pack's for an all-day meeting."""
        bell = self.hours.bells.get(period)
        return bell.minutes if bell else self.lengths.get(period, self.default_minutes)

    def entry(self, period: int) -> Entry:
        return Entry.of(self.marks.get(period, []))

    def seen(self, period: int) -> list[str]:
        """The keys of the marks standing in a period: the version of it that a form brings back."""
        return [mark.key for mark in self.marks.get(period, [])]


def office_day(student: Student, *, school: School, date: date, pack: Pack) -> OfficeDay:
    """The student's day. Six statements at most."""
    stays = stays_of([student.pk]).get(student.pk, [])
    periods, lengths = _periods(student, school=school, date=date)
    marks = Mark.objects.filter(CURRENT, student=student, school=school, date=date).order_by("period", "pk")
    by_period: dict[int, list[Mark]] = {}
    for mark in marks.select_related("recorded_by__staff"):
        by_period.setdefault(mark.period, []).append(mark)
    return OfficeDay(
        date=date,
        stays=[stay for stay in stays if stay.school == school.pk],
        hours=hours_of([school.pk], date=date).get(school.pk, SchoolHours()),
        periods=periods,
        lengths=lengths,
        default_minutes=int(pack.value("meeting.default_minutes", on=date)),
        marks=by_period,
    )


def _periods(student: Student, *, school: School, date: date) -> tuple[dict[int, str], dict[int, int]]:
    covers = Q(first_day__lte=date) & (Q(last_day__isnull=True) | Q(last_day__gte=date))
    seats = Seat.objects.filter(covers, replaced_at__isnull=True, student=student, section__school=school)
    classes = SectionPeriod.objects.filter(section__in=seats.values("section"))
    titles = dict(classes.order_by("period", "-section__title").values_list("period", "section__title"))
    if titles:
        return titles, {}
    scheduled = ScheduledMeeting.objects.filter(covers, student=student, school=school)
    lengths = dict(scheduled.order_by("period").values_list("period", "minutes"))
    return (dict.fromkeys(lengths, "") if lengths else {ALL_DAY: ""}), lengths

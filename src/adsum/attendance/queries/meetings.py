"""A class's meetings: its periods on one date, as the person who certifies them finds them.

    taught_meeting    one meeting of a class this account teaches that day, or None
    roll_now          its roll, roster and marks at this moment
    classes_of        every meeting an account teaches on a date, with its roll if there is one

Who teaches is read from the teachings that cover the date: teacher of record, co-teacher, substitute. Nobody else has a
meeting here, so a page cannot show what its reader may not certify.
Source: EC 44809; BUL-4926.4 X-b.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, FilteredRelation, Q

from adsum.attendance.models import Roll
from adsum.attendance.queries.bells import BELL_COLUMNS, Bell, BellRow, SchoolHours, hours_of, school_hours
from adsum.attendance.queries.rosters import Entry, Marks, RollVersion, roster_of, seats_on, standing_marks, version_of
from adsum.district.models import Section, SectionPeriod, User
from adsum.enrollment.models import Student
from adsum.policy.packs import Pack


@dataclass(frozen=True)
class Meeting:
    """One period of one class on one date. `certifier` is the account that teaches it that day."""

    section: Section
    date: date
    period: int
    hours: SchoolHours
    certifier: int | None

    @property
    def bell(self) -> Bell | None:
        return self.hours.bells.get(self.period)

    @property
    def is_in_session(self) -> bool:
        """Whether the class is within its own first and last day."""
        return self.section.first_day <= self.date <= self.section.last_day

    @property
    def takes_rolls(self) -> bool:
        """Whether its school takes its rolls here on that date."""
        rolls_from = self.section.school.rolls_from
        return rolls_from is not None and rolls_from <= self.date

    def minutes(self, *, pack: Pack) -> int:
        """The length of the meeting: the most minutes somebody can miss of it."""
        return self.bell.minutes if self.bell else int(pack.value("meeting.default_minutes", on=self.date))


@dataclass(frozen=True)
class RollNow:
    """The roll, roster and marks as they are at the moment of writing."""

    roll: Roll | None
    students: dict[str, Student]
    marks: Marks

    @property
    def version(self) -> RollVersion:
        entries = {key: Entry.of(self.marks.get(student.pk, [])) for key, student in self.students.items()}
        return version_of(self.roll.key if self.roll else "", entries)


@dataclass(frozen=True)
class TaughtClass:
    """A meeting on a teacher's list for the day, with the size of its roster and its current roll."""

    meeting: Meeting
    roster_size: int
    roll: Roll | None
    window: "Window | None"


@dataclass(frozen=True)
class Window:
    """The minutes after the bell in which a roll is due."""

    opens_at: datetime
    closes_at: datetime

    def minutes_left(self, at: datetime) -> int:
        """Whole minutes until it closes, begun ones counted; 0 when it has closed."""
        return max(0, -int((at - self.closes_at).total_seconds() // 60))

    def minutes_late(self, at: datetime) -> int:
        """Whole minutes past its close; 0 within."""
        return max(0, int((at - self.closes_at).total_seconds() // 60))


def window_of(bell: Bell | None, *, pack: Pack) -> Window | None:
    """When a roll is due: the pack's minutes from the bell. None where no bell is known."""
    if bell is None:
        return None
    minutes = int(pack.value("roll.certify_minutes", on=bell.starts_at.date()))
    return Window(bell.starts_at, bell.starts_at + timedelta(minutes=minutes))


def teaches(account: User, *, on: date) -> Q:
    """The sections an account teaches on a date, as a condition on Section."""
    covers = Q(teachings__last_day__isnull=True) | Q(teachings__last_day__gte=on)
    return Q(teachings__staff__user=account, teachings__first_day__lte=on) & covers


def taught_meeting(account: User, *, section_key: str, date: date, period: int) -> Meeting | None:
    """The meeting of a class this account teaches on the date; None for any other. One statement.

    edges   a date without a calendar row still has its meeting, in a school that is not taught that day
    """
    today = FilteredRelation("school__days", condition=Q(school__days__date=date))
    rows = list(
        Section.objects.filter(teaches(account, on=date), key=section_key, periods__period=period)
        .select_related("school")
        .annotate(today=today, is_taught=F("today__is_taught"), day_schedule=F("today__schedule"), **_bell_columns())
    )
    if not rows:
        return None
    hours = school_hours((_bell_row(section) for section in rows), date=date)
    return Meeting(rows[0], date=date, period=period, hours=hours, certifier=account.pk)


def _bell_columns() -> dict[str, F]:
    return {f"bell_{number}": F(path) for number, path in enumerate(BELL_COLUMNS)}


def _bell_row(section: Section) -> BellRow:
    row = vars(section)
    return BellRow(bool(row["is_taught"]), row["day_schedule"], *(row[name] for name in _bell_columns()))


def roll_now(meeting: Meeting) -> RollNow:
    """The roll, roster and marks of a meeting. Three statements, however many students."""
    roll = Roll.objects.filter(
        section=meeting.section, date=meeting.date, period=meeting.period, replaced_at__isnull=True
    ).first()
    students = roster_of(meeting.section, date=meeting.date)
    marks = standing_marks(
        [student.pk for student in students],
        school=meeting.section.school_id,
        date=meeting.date,
        period=meeting.period,
    )
    return RollNow(roll, {student.key: student for student in students}, marks)


def classes_of(account: User, *, date: date, pack: Pack) -> list[TaughtClass]:
    """What an account teaches on a date, by bell. Four statements, however many classes."""
    periods = SectionPeriod.objects.filter(
        section__in=Section.objects.filter(teaches(account, on=date)),
        section__first_day__lte=date,
        section__last_day__gte=date,
    ).select_related("section__school", "section__course")
    found = list(periods)
    hours = hours_of({row.section.school_id for row in found}, date=date)
    meetings = [
        Meeting(row.section, date, row.period, hours.get(row.section.school_id, SchoolHours()), account.pk)
        for row in found
    ]
    held = [meeting for meeting in meetings if meeting.takes_rolls and meeting.hours.holds(meeting.period)]
    sections = {meeting.section.pk for meeting in held}
    sizes, rolls = roster_sizes(sections, date=date), current_rolls(sections, date=date)
    classes = [
        TaughtClass(
            meeting,
            roster_size=sizes.get(meeting.section.pk, 0),
            roll=rolls.get((meeting.section.pk, meeting.period)),
            window=window_of(meeting.bell, pack=pack),
        )
        for meeting in held
    ]
    return sorted(classes, key=_by_bell)


def _by_bell(taught: TaughtClass) -> tuple[float, int, int]:
    meeting = taught.meeting
    return meeting.bell.starts_at.timestamp() if meeting.bell else 0, meeting.period, meeting.section.pk


def roster_sizes(sections: Collection[int], *, date: date) -> dict[int, int]:
    """How many students sit in each section on a date; a section without any is not there. One statement."""
    counted = (
        seats_on(date).filter(section__in=sections).values("section").annotate(size=Count("student", distinct=True))
    )
    return dict(counted.values_list("section", "size"))


def current_rolls(sections: Iterable[int], *, date: date) -> dict[tuple[int, int], Roll]:
    """The current roll of each section and period on a date. One statement."""
    rolls = Roll.objects.filter(section__in=sections, date=date, replaced_at__isnull=True)
    return {(roll.section_id, roll.period): roll for roll in rolls.select_related("certified_by__staff")}

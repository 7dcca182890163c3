"""Attendance history as CSV: marks, and with them the school calendar and the meetings that OneRoster does not have.

    marks.csv       the exceptions: who was absent, late or gone early, when, why, known since when
    calendar.csv    optional: which days were taught, in which school month and term
    meetings.csv    optional: which periods a student was scheduled for, and how long they are

The columns are those of the facts tables of the same names. Here each row is judged by itself: shape, values,
repeated keys. Whether the student, the day and the period exist is asked where our records are known.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from adsum.interop.archive import Archive, Source, Wanted, open_archive
from adsum.interop.csv_table import open_table
from adsum.interop.limits import DEFAULT_LIMITS, Limits
from adsum.interop.problems import ProblemList
from adsum.interop.rows import read_rows
from adsum.interop.table_form import BIT, CODE, DAY, ID, INSTANT, NUMBER, TEXT, Column, Fault, Kind, TableForm
from adsum.interop.values import choice_of

STATUSES = ("absent", "left_early", "tardy")
MINUTES_IN_A_DAY = 24 * 60  # no meeting is longer than its day; the meeting's own length is checked with our records


@dataclass(frozen=True, slots=True, repr=False)
class HistoryRow:
    """What all rows have: the line they came from. Their repr shows it and nothing else."""

    row: int = field(compare=False)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(row={self.row})"


@dataclass(frozen=True, slots=True, repr=False)
class HistoryMark(HistoryRow):
    """One exception to "present". Moments are UTC."""

    mark_id: str
    student_id: str
    school_id: str
    date: date
    period: int
    status: str  # absent, tardy, left_early
    minutes: int | None  # missed; None for absent: the whole meeting
    reason: str | None  # None: not cleared
    incident: str | None
    recorded_at: datetime
    replaced_at: datetime | None  # None: still current


@dataclass(frozen=True, slots=True, repr=False)
class CalendarDay(HistoryRow):
    school_id: str
    date: date
    is_taught: bool
    school_month: int | None
    term: str | None


@dataclass(frozen=True, slots=True, repr=False)
class ScheduledMeeting(HistoryRow):
    """A period an enrollment is scheduled for, on every taught day from first to last day, both included."""

    enrollment_id: str
    period: int
    minutes: int
    first_day: date
    last_day: date | None


def _judge_mark(mark: HistoryMark) -> Iterator[Fault]:
    if mark.minutes is None and mark.status != "absent":
        yield Fault("M57", "minutes", "", f"required for {mark.status}: how many minutes were missed.")
    if mark.minutes is not None:
        yield from _judge_minutes(mark.minutes)
    if mark.replaced_at is not None and mark.replaced_at < mark.recorded_at:
        yield Fault("R03", "replaced_at", mark.replaced_at.isoformat(), "is before recorded_at.")


def _judge_minutes(minutes: int) -> Iterator[Fault]:
    if not 1 <= minutes <= MINUTES_IN_A_DAY:
        yield Fault("R04", "minutes", str(minutes), f"{minutes}: must be 1 to {MINUTES_IN_A_DAY}.")


def _judge_meeting(meeting: ScheduledMeeting) -> Iterator[Fault]:
    yield from _judge_minutes(meeting.minutes)
    if meeting.last_day is not None and meeting.last_day < meeting.first_day:
        yield Fault("R03", "last_day", str(meeting.last_day), f"is before first_day ({meeting.first_day}).")


def _judge_day(day: CalendarDay) -> Iterator[Fault]:
    if day.is_taught and day.school_month is None:
        yield Fault("M57", "school_month", "", "required on a day that is taught.")


def _column(name: str, kind: Kind, *, is_required: bool = True) -> Column:
    return Column(name=name, attribute=name, kind=kind, is_required=is_required)


MARKS = TableForm(
    name="marks",
    record=HistoryMark,
    columns=(
        _column("mark_id", ID),
        _column("student_id", ID),
        _column("school_id", ID),
        _column("date", DAY),
        _column("period", NUMBER),
        _column("status", Kind(parse=choice_of(STATUSES, what="status of a mark"))),
        _column("minutes", NUMBER, is_required=False),
        _column("reason", CODE, is_required=False),
        _column("incident", TEXT, is_required=False),
        _column("recorded_at", INSTANT),
        _column("replaced_at", INSTANT, is_required=False),
    ),
    key=("mark_id",),
    check=_judge_mark,
)
CALENDAR = TableForm(
    name="calendar",
    record=CalendarDay,
    columns=(
        _column("school_id", ID),
        _column("date", DAY),
        _column("is_taught", BIT),
        _column("school_month", NUMBER, is_required=False),
        _column("term", CODE, is_required=False),
    ),
    key=("school_id", "date"),
    check=_judge_day,
)
MEETINGS = TableForm(
    name="meetings",
    record=ScheduledMeeting,
    columns=(
        _column("enrollment_id", ID),
        _column("period", NUMBER),
        _column("minutes", NUMBER),
        _column("first_day", DAY),
        _column("last_day", DAY, is_required=False),
    ),
    key=("enrollment_id", "period", "first_day"),
    check=_judge_meeting,
)
FORMS: tuple[TableForm[Any], ...] = (MARKS, CALENDAR, MEETINGS)
# The other tables of a facts folder: they come out of our own records, not in by this door.
OTHER_TABLES = (
    "schools",
    "students",
    "enrollments",
    "unsubmitted",
    "notices",
    "conferences",
    "referrals",
    "exemptions",
)
WANTED = Wanted(
    files=frozenset(form.file for form in FORMS),
    known=frozenset(f"{name}.csv" for name in OTHER_TABLES),
    what="table of attendance history",
)


@dataclass(kw_only=True)
class HistoryReading:
    """What was read. The tables may be used only when `refused` is false.

    rows_read   table -> rows that were there, good or bad
    """

    problems: ProblemList
    marks: list[HistoryMark] = field(default_factory=list)
    calendar: list[CalendarDay] = field(default_factory=list)
    meetings: list[ScheduledMeeting] = field(default_factory=list)
    rows_read: dict[str, int] = field(default_factory=dict)
    fingerprint: str = ""

    @property
    def refused(self) -> bool:
        return self.problems.refused > 0


def read_history(
    source: Source, *, name: str = "", limits: Limits = DEFAULT_LIMITS, problems: ProblemList | None = None
) -> HistoryReading:
    """Read marks.csv, calendar.csv and meetings.csv, whichever are there, from a folder, a ZIP file or one CSV.

    name    what to call bytes; a single CSV is known by its name, so bytes of one need it ("marks.csv")
    """
    problems = ProblemList() if problems is None else problems
    reading = HistoryReading(problems=problems)
    archive = open_archive(source, wanted=WANTED, problems=problems, limits=limits, name=name)
    if archive is None:
        return reading
    with archive:
        if not archive.names:
            archive.place.refuse_file("M19", "holds no marks.csv, calendar.csv or meetings.csv.")
        digests = [_read_table(archive, form, reading=reading, limits=limits) for form in FORMS]
    reading.fingerprint = hashlib.sha256("".join(digests).encode()).hexdigest()
    return reading


def _read_table(archive: Archive, form: TableForm[Any], *, reading: HistoryReading, limits: Limits) -> str:
    """Read one table into the reading; its line of the fingerprint."""
    if form.file not in archive.names:
        return ""
    place = reading.problems.within(form.file)
    data = archive.read(form.file)
    table = None if data is None else open_table(data=data, shape=form.shape, place=place, limits=limits)
    if data is None or table is None:
        return ""
    rows = read_rows(table, form, limits=limits)
    reading.rows_read[form.name] = rows.rows_read
    setattr(reading, form.name, rows.records)
    return f"{form.file} {hashlib.sha256(data).hexdigest()}\n"

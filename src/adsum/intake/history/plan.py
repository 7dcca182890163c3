"""What a history package would write: days of calendars, meetings of past years, marks. What we hold already is left.

A mark is known by its id. One that we hold with the same content is the same; one whose replacement has become known
gets that; one that was corrected here since stays as we have it. A known id with other content is refused.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sized
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from adsum.attendance.actions.history import PastMark
from adsum.attendance.models import Mark
from adsum.district.models import SchoolDay
from adsum.district.roster import CalendarRow
from adsum.district.roster_tables import BATCH, batches_of
from adsum.enrollment.roster import MeetingRow
from adsum.intake.history.facts import Enrolled, last_day_of
from adsum.intake.roster.frame import Tally, many
from adsum.intake.roster.plan import counted
from adsum.interop.marks_csv import HistoryMark, HistoryReading
from adsum.interop.problems import ProblemList
from adsum.policy.packs import Pack

AnyRow = TypeVar("AnyRow")
ABSENT = "absent"


@dataclass
class Rows(Generic[AnyRow]):
    """Rows of one table to be written."""

    add: list[AnyRow] = field(default_factory=list)
    change: list[AnyRow] = field(default_factory=list)
    same: int = 0


@dataclass
class HistoryPlan:
    """Everything that would be written; `replaced` are marks we hold whose replacement has become known."""

    calendar: Rows[CalendarRow] = field(default_factory=Rows)
    meetings: Rows[MeetingRow] = field(default_factory=Rows)
    marks: list[PastMark] = field(default_factory=list)
    replaced: dict[str, datetime] = field(default_factory=dict)
    same_marks: int = 0

    @property
    def total(self) -> int:
        days, meetings = self.calendar, self.meetings
        written: tuple[Sized, ...] = (days.add, days.change, meetings.add, meetings.change, self.marks, self.replaced)
        return sum(map(len, written))

    def summary(self) -> dict[str, dict[str, Any]]:
        def day(row: CalendarRow) -> str:
            return f"{row.school} {row.date}"

        def meeting(row: MeetingRow) -> str:
            return f"{row.student} {row.period} {row.first_day}"

        days, meetings = self.calendar, self.meetings
        return {
            "calendar": counted(add=[*map(day, days.add)], change=[*map(day, days.change)], end=[], same=days.same),
            "meetings": counted(
                add=[*map(meeting, meetings.add)], change=[*map(meeting, meetings.change)], end=[], same=meetings.same
            ),
            "marks": counted(
                add=[mark.key for mark in self.marks], change=[*self.replaced], end=[], same=self.same_marks
            ),
        }

    def digest(self) -> str:
        digest = hashlib.sha256()
        for line in self._lines():
            digest.update(f"{line}\n".encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    def _lines(self) -> Iterator[str]:
        for rows in (self.calendar.add, self.calendar.change, self.meetings.add, self.meetings.change):
            yield from map(repr, rows)
        for mark in self.marks:
            yield "\x1f".join(str(getattr(mark, name)) for name in PastMark.__slots__)
        yield from (f"{key} {moment}" for key, moment in self.replaced.items())


def make_plan(reading: HistoryReading, *, enrolled: Enrolled, pack: Pack, problems: ProblemList) -> HistoryPlan:
    """Compare the package with our records. Conflicts go to `problems`."""
    plan = HistoryPlan()
    _plan_calendar(plan, reading)
    _plan_meetings(plan, reading, enrolled=enrolled, pack=pack, problems=problems)
    _plan_marks(plan, reading, problems=problems)
    return plan


# --- days ------------------------------------------------------------------------------------------------------------


def _plan_calendar(plan: HistoryPlan, reading: HistoryReading) -> None:
    if not reading.calendar:
        return
    dates = [day.date for day in reading.calendar]
    rows = SchoolDay.objects.filter(date__range=(min(dates), max(dates)))
    columns = ("school__source_id", "date", "is_taught", "school_month", "term")
    standing = {(row[0], row[1]): CalendarRow(*row) for row in rows.values_list(*columns)}
    for day in reading.calendar:
        row = CalendarRow(day.school_id, day.date, day.is_taught, day.school_month or 0, day.term or "")
        _sort_in(plan.calendar, row, standing.get((day.school_id, day.date)))


def _sort_in(rows: Rows[AnyRow], row: AnyRow, ours: AnyRow | None) -> None:
    if ours is None:
        rows.add.append(row)
    elif ours != row:
        rows.change.append(row)
    else:
        rows.same += 1


# --- meetings --------------------------------------------------------------------------------------------------------


def _plan_meetings(
    plan: HistoryPlan, reading: HistoryReading, *, enrolled: Enrolled, pack: Pack, problems: ProblemList
) -> None:
    if not reading.meetings:
        return
    standing = {_meeting_key(row): row for row in enrolled.standing_meetings}
    tally, seen = Tally(), set()
    for meeting in reading.meetings:
        enrollment = enrolled.enrollments.get(meeting.enrollment_id)
        if enrollment is None:
            continue
        last_day = last_day_of(meeting, pack=pack)
        if meeting.last_day is None:
            tally.add("open", row=meeting.row, value=meeting.enrollment_id)
        row = MeetingRow(
            enrollment.student, enrollment.school, meeting.period, meeting.minutes, meeting.first_day, last_day
        )
        if _meeting_key(row) not in seen:  # two enrollments at one school may name the same meeting
            seen.add(_meeting_key(row))
            _sort_in(plan.meetings, row, standing.get(_meeting_key(row)))
    for _, count, first, value in tally:
        message = f"{many(count, 'meeting has', 'meetings have')} no last day; the school year they began in ends them."
        problems.within("meetings.csv").warn("I13", message, row=first, field="last_day", value=value)


def _meeting_key(row: MeetingRow) -> tuple[str, str, int, date]:
    return row.student, row.school, row.period, row.first_day


# --- marks -----------------------------------------------------------------------------------------------------------


def _plan_marks(plan: HistoryPlan, reading: HistoryReading, *, problems: ProblemList) -> None:
    standing = _standing_marks(reading.marks)
    place = problems.within("marks.csv")
    new: list[HistoryMark] = []
    for mark in reading.marks:
        ours = standing.get(mark.mark_id)
        if ours is None:
            new.append(mark)
        elif _content(mark) != _content_of(ours):
            message = (
                "our records hold a mark with this id and other content. A correction is a mark with an id of its own."
            )
            place.refuse_set("M60", message, row=mark.row, field="mark_id", value=mark.mark_id)
        elif mark.replaced_at is not None and ours.replaced_at is None:
            plan.replaced[mark.mark_id] = mark.replaced_at
        else:
            plan.same_marks += 1
    plan.marks = [_past(mark) for mark in new]
    _refuse_beside_ours(new, replaced=plan.replaced, problems=problems)


def _standing_marks(marks: Iterable[HistoryMark]) -> dict[str, PastMark]:
    """The marks we hold under these ids. One statement for each thousand."""
    found: dict[str, PastMark] = {}
    columns = (
        "key", "student__source_id", "school__source_id", "date", "period", "status", "minutes", "reason", "incident",
        "recorded_at", "replaced_at",
    )  # fmt: skip
    for batch in batches_of((mark.mark_id for mark in marks), BATCH):
        for row in Mark.objects.filter(key__in=batch).values_list(*columns):
            found[row[0]] = PastMark(*row)
    return found


def _content(mark: HistoryMark) -> tuple[Any, ...]:
    return (
        mark.student_id, mark.school_id, mark.date, mark.period, mark.status, mark.minutes, mark.reason, mark.incident,
        mark.recorded_at,
    )  # fmt: skip


def _content_of(mark: PastMark) -> tuple[Any, ...]:
    return (
        mark.student, mark.school, mark.date, mark.period, mark.status, mark.minutes, mark.reason, mark.incident,
        mark.recorded_at,
    )  # fmt: skip


def _past(mark: HistoryMark) -> PastMark:
    row = (mark.mark_id, *_content(mark), mark.replaced_at)
    return PastMark(*row)


def _refuse_beside_ours(new: list[HistoryMark], *, replaced: dict[str, datetime], problems: ProblemList) -> None:
    """A current mark cannot stand beside one that we hold in the same meeting under another id."""
    current = [mark for mark in new if mark.replaced_at is None]
    if not current:
        return
    first, last = min(mark.date for mark in current), max(mark.date for mark in current)
    ours: dict[tuple[str, str, date, int], list[tuple[str, str]]] = {}
    for batch in batches_of(sorted({mark.student_id for mark in current}), BATCH):
        rows = Mark.objects.filter(student__source_id__in=batch, date__range=(first, last), replaced_at__isnull=True)
        columns = ("student__source_id", "school__source_id", "date", "period", "status", "key")
        for *meeting, status, key in rows.exclude(status=Mark.Status.PRESENT).values_list(*columns):
            if key not in replaced:
                ours.setdefault(tuple(meeting), []).append((status, key))
    place = problems.within("marks.csv")
    for mark in current:
        for status, key in ours.get((mark.student_id, mark.school_id, mark.date, mark.period), ()):
            if ABSENT in (status, mark.status) or status == mark.status:
                message = (
                    f"our records hold mark {key} ({status}) in this meeting already. Nothing was guessed; remove one."
                )
                place.refuse_set("I12", message, row=mark.row, field="status", value=mark.status)
                break

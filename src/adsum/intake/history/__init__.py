"""Attendance history beside our records: is every mark where the facts contract allows one, and what of it is new?

facts       our records and the package together, as the tables of the contract
checks      the contract's rules for bad facts, and what our own records add to them
plan        what would be written: days, meetings, marks
"""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

from adsum.attendance.actions.history import write_past_marks
from adsum.district.actions import write_calendar
from adsum.district.audit import Actor
from adsum.district.pack import pack_in_force
from adsum.enrollment.actions import write_meetings
from adsum.intake.history.checks import check_history
from adsum.intake.history.facts import Enrolled
from adsum.intake.history.plan import HistoryPlan, make_plan
from adsum.intake.progress import Progress
from adsum.interop.marks_csv import HistoryReading, read_history
from adsum.interop.problems import ProblemList

if TYPE_CHECKING:
    from adsum.intake.examining import Arrival, Examination, Match

SOURCE = "history"


def read_and_match(arrival: "Arrival", *, problems: ProblemList, progress: Progress) -> "Match":
    """Read the tables now; the result compares them with our records when called."""
    reading = read_history(arrival.path, name=arrival.name, problems=problems)
    return lambda: _match(reading, arrival=arrival, problems=problems, progress=progress)


def _match(reading: HistoryReading, *, arrival: "Arrival", problems: ProblemList, progress: Progress) -> "Examination":
    from adsum.intake.examining import Examination

    progress("comparing", "", 0, 0)
    pack = pack_in_force()
    # What could be read is compared even when other rows are refused, so that one check lists everything.
    enrolled = Enrolled(reading)
    check_history(reading, enrolled=enrolled, day=arrival.day, pack=pack, problems=problems)
    plan = make_plan(reading, enrolled=enrolled, pack=pack, problems=problems)
    found = Examination(problems=problems, fingerprint=reading.fingerprint, source=SOURCE)
    if not reading.refused:
        found.plan, found.write = plan, _writer(plan)
    return found


def _writer(plan: HistoryPlan) -> Callable[..., None]:
    def write(*, because: models.Model, by: Actor, at: datetime, progress: Progress) -> None:
        days, meetings = [*plan.calendar.add, *plan.calendar.change], [*plan.meetings.add, *plan.meetings.change]
        write_calendar(
            days=days, because=because, by=by, at=at,
            progress=lambda done, total: progress("writing", "calendar", done, total),
        )  # fmt: skip
        write_meetings(
            meetings=meetings, because=because, by=by, at=at,
            progress=lambda done, total: progress("writing", "meetings", done, total),
        )  # fmt: skip
        write_past_marks(
            marks=plan.marks, replaced=plan.replaced, because=because, by=by, at=at,
            progress=lambda done, total: progress("writing", "marks", done, total),
        )  # fmt: skip

    return write

"""Our records and a history package together, as the tables of the facts contract: what the rules are run over.

Enrollments carry the id the district's other systems know them by. Rows of our own get line numbers no file reaches,
so that a problem of ours is never told as one of the package.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import polars as pl

from adsum.determinations.facts_export import export_tables
from adsum.determinations.judging.school_years import first_day_of_year
from adsum.district.roster import SCHOOLS
from adsum.district.roster_tables import BATCH, batches_of
from adsum.enrollment.models import Enrollment, Student
from adsum.enrollment.roster import ENROLLMENTS, EnrollmentRow, MeetingRow, standing_meetings
from adsum.interop.marks_csv import HistoryReading, ScheduledMeeting
from adsum.policy.facts import Facts
from adsum.policy.packs import Pack

OURS = 3_000_000_000  # line numbers from here on are our own rows'
NAMES = {"students": "our students", "schools": "our schools", "enrollments": "our enrollments"}
ANY_GRADE = "01"  # what grade a student is in makes no fact of theirs bad


class Enrolled:
    """The students a package speaks of, and where they are enrolled."""

    def __init__(self, reading: HistoryReading) -> None:
        self.reading = reading

    @cached_property
    def enrollments(self) -> Mapping[str, EnrollmentRow]:
        """Our enrollments by the id that meetings.csv uses."""
        return ENROLLMENTS.standing()

    @cached_property
    def students(self) -> dict[str, int]:
        """The package's students that we know, with our keys."""
        named = {mark.student_id for mark in self.reading.marks}
        rows = (self.enrollments.get(meeting.enrollment_id) for meeting in self.reading.meetings)
        named |= {row.student for row in rows if row is not None}
        found: dict[str, int] = {}
        for batch in batches_of(sorted(named), BATCH):
            found |= dict(Student.objects.filter(source_id__in=batch).values_list("source_id", "pk"))
        return found

    @cached_property
    def schools(self) -> frozenset[str]:
        return frozenset(SCHOOLS.standing())

    @cached_property
    def standing_meetings(self) -> set[MeetingRow]:
        return standing_meetings()


def facts_with(reading: HistoryReading, *, enrolled: Enrolled, day: date, pack: Pack) -> Facts:
    """The facts as they would be with the package, its marks alone: ours are in order already."""
    tables = export_tables(students=list(enrolled.students.values()), as_of=day, pack=pack)
    ids = dict(Enrollment.objects.filter(replaced_at__isnull=True).values_list("line", "source_id"))
    enrollments = _renamed(tables["enrollments"], ids).with_columns(grade=pl.lit(ANY_GRADE))
    meetings = _meetings(reading, ours=_renamed(tables["meetings"], ids), pack=pack)
    facts = Facts.of(
        {
            "schools": pl.DataFrame(
                [
                    {"school_id": each, "name": None, "region": None, "level": "span", "kind": "other"}
                    for each in sorted(enrolled.schools)
                ],
                schema={
                    "school_id": pl.String,
                    "name": pl.String,
                    "region": pl.String,
                    "level": pl.String,
                    "kind": pl.String,
                },
            ),
            "calendar": _calendar(reading, ours=tables["calendar"]),
            "students": tables["students"],
            "enrollments": enrollments,
            "meetings": meetings,
            "marks": _marks(reading),
        }
    )
    return replace(facts, files=NAMES)


def _renamed(table: pl.DataFrame, ids: Mapping[str, str]) -> pl.DataFrame:
    """Our lines become the ids of the district's other systems."""
    renamed = table.with_columns(pl.col("enrollment_id").replace(ids))
    return renamed.with_row_index("row", OURS) if "row" not in renamed.columns else renamed


def _calendar(reading: HistoryReading, *, ours: pl.DataFrame) -> pl.DataFrame:
    """The package's days, and those of ours it does not name."""
    schema = {
        "school_id": pl.String,
        "date": pl.Date,
        "is_taught": pl.Int64,
        "school_month": pl.Int64,
        "term": pl.String,
    }
    rows = [
        (day.school_id, day.date, int(day.is_taught), day.school_month or 0, day.term or "", day.row)
        for day in reading.calendar
    ]
    theirs = pl.DataFrame(rows, schema={**schema, "row": pl.UInt32}, orient="row")
    kept = ours.join(theirs, on=["school_id", "date"], how="anti").with_row_index("row", OURS)
    return pl.concat([theirs, kept.select(theirs.columns).cast(theirs.schema)])


def last_day_of(meeting: ScheduledMeeting, *, pack: Pack) -> date:
    """The last day of a meeting; an open one ends with its school year, or it would hide the classes of later years."""
    if meeting.last_day is not None:
        return meeting.last_day
    begins = first_day_of_year(meeting.first_day, pack=pack)
    return begins.replace(year=begins.year + 1) - timedelta(days=1)


def _meetings(reading: HistoryReading, *, ours: pl.DataFrame, pack: Pack) -> pl.DataFrame:
    """The package's meetings; beside them what we hold for other days of the same enrollments, and all others'."""
    schema = {
        "enrollment_id": pl.String, "period": pl.Int64, "minutes": pl.Int64, "first_day": pl.Date, "last_day": pl.Date,
    }  # fmt: skip
    rows = [
        (each.enrollment_id, each.period, each.minutes, each.first_day, last_day_of(each, pack=pack), each.row)
        for each in reading.meetings
    ]
    theirs = pl.DataFrame(rows, schema={**schema, "row": pl.UInt32}, orient="row")
    ours = ours.select(theirs.columns).cast(theirs.schema)
    # As the export does: meetings that came as facts go first, others at the same place count after the last of them.
    ends = theirs.group_by("enrollment_id").agg(begins=pl.col("first_day").min(), ends=pl.col("last_day").max())
    beside = ours.join(ends, on="enrollment_id", how="left")
    last = pl.col("last_day").fill_null(date.max)
    apart = pl.col("ends").is_null() | (last > pl.col("ends")) | (last < pl.col("begins"))
    later = pl.col("ends").is_not_null() & (last > pl.col("ends"))
    kept = beside.filter(apart).with_columns(
        first_day=pl.when(later)
        .then(pl.max_horizontal("first_day", pl.col("ends").dt.offset_by("1d")))
        .otherwise("first_day")
    )
    return pl.concat([theirs, kept.select(theirs.columns)])


def _marks(reading: HistoryReading) -> pl.DataFrame:
    schema: dict[str, Any] = {
        "mark_id": pl.String, "student_id": pl.String, "school_id": pl.String, "date": pl.Date, "period": pl.Int64,
        "status": pl.String, "minutes": pl.Int64, "reason": pl.String, "incident": pl.String,
        "recorded_at": pl.Datetime("us", "UTC"), "replaced_at": pl.Datetime("us", "UTC"), "row": pl.UInt32,
    }  # fmt: skip
    columns = {name: [getattr(mark, name) for mark in reading.marks] for name in schema}
    return pl.DataFrame(columns, schema=schema)

"""The database as the tables of the facts contract: the whole input of a determination.

    in      everybody, or the primary keys of some students; what was known at a moment, or now
    out     policy.facts.Facts, rows in key order, with the calendars of the schools these students have to do with

A roll is missing from the end of its day on. Of a day still `running` none is: its rolls are only coming in, and a
student is not less present because it is nine in the morning.

At an earlier moment the facts are as they were then: marks recorded later are missing, replacements made later have
not happened, an enrollment or seat has the version that stood.
Source: docs/reference/facts.md; ids are those of the district's other systems (`source_id`).
"""

from datetime import UTC, date, datetime, timedelta

import polars as pl

from adsum.determinations.facts_export.frames import Students
from adsum.determinations.facts_export.ladder import ladder_tables
from adsum.determinations.facts_export.meetings import meetings_table
from adsum.determinations.facts_export.records import (
    KEYS,
    calendar_table,
    enrollments_table,
    exemptions_table,
    marks_table,
    schools_named,
    schools_table,
    students_table,
)
from adsum.determinations.facts_export.unsubmitted import unsubmitted_table
from adsum.policy.facts import Facts
from adsum.policy.law import school_year_first
from adsum.policy.packs import Pack

__all__ = ["export_facts", "export_tables"]


def export_facts(
    *,
    as_of: date,
    pack: Pack,
    students: Students = None,
    known_at: datetime | None = None,
    running: date | None = None,
) -> Facts:
    """The facts of these students (None: of everybody) as known at `known_at` (None: now)."""
    tables = export_tables(as_of=as_of, pack=pack, students=students, known_at=known_at, running=running)
    return Facts.of(tables)


def export_tables(
    *,
    as_of: date,
    pack: Pack,
    students: Students = None,
    known_at: datetime | None = None,
    running: date | None = None,
) -> dict[str, pl.DataFrame]:
    """The same as plain frames, one per table of the contract."""
    known_at = known_at and known_at.astimezone(UTC)
    enrollments = enrollments_table(students, known_at=known_at)
    marks = marks_table(students, known_at=known_at)
    school_ids = None if students is None else schools_named(enrollments, marks)
    last = as_of if running is None else min(as_of, running - timedelta(days=1))
    default_minutes = pack.value("meeting.default_minutes", on=as_of)
    year_first = school_year_first(as_of, first_day=pack.value("school_year.first_day", on=as_of))
    return {
        "schools": schools_table(school_ids),
        "calendar": calendar_table(school_ids),
        "students": students_table(students),
        "enrollments": enrollments.drop(*KEYS),
        "meetings": meetings_table(
            students, enrollments=enrollments, known_at=known_at, default_minutes=default_minutes
        ),
        "marks": marks,
        "unsubmitted": unsubmitted_table(students, enrollments=enrollments, last=last, known_at=known_at),
        **ladder_tables(students, since=year_first, known_at=known_at),
        "exemptions": exemptions_table(students, known_at=known_at),
    }

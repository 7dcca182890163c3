"""Meetings whose roll nobody certified, as facts: neither present nor absent."""

from datetime import date, datetime

import polars as pl

from adsum.attendance.queries.rolls import unsubmitted_meetings
from adsum.determinations.facts_export.frames import Students, frame

UNSUBMITTED = {"student_key": pl.Int64, "school_key": pl.Int64, "date": pl.Date, "period": pl.Int64}


def unsubmitted_table(
    students: Students, *, enrollments: pl.DataFrame, last: date, known_at: datetime | None
) -> pl.DataFrame:
    """enrollment_id, date, period, in this order, from the day each school takes its rolls here up to `last`."""
    rows = unsubmitted_meetings(school_ids=None, first=date.min, last=last, student_ids=students, known_at=known_at)
    covers = (pl.col("first_day") <= pl.col("date")) & (
        pl.col("last_day").is_null() | (pl.col("date") <= pl.col("last_day"))
    )
    joined = frame(rows, UNSUBMITTED).join(enrollments, on=["student_key", "school_key"]).filter(covers)
    return joined.select("enrollment_id", "date", "period").sort("enrollment_id", "date", "period")

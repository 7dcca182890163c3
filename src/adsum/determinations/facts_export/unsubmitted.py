"""Meetings whose roll nobody certified, as facts: neither present nor absent."""

from datetime import date, datetime

import polars as pl

from adsum.determinations.facts_export.frames import Students, frame

UNSUBMITTED = {"enrollment_id": pl.String, "date": pl.Date, "period": pl.Int64}


def unsubmitted_table(
    students: Students, *, enrollments: pl.DataFrame, as_of: date, known_at: datetime | None
) -> pl.DataFrame:
    return frame([], UNSUBMITTED)

"""What was known: the marks and acts that count on a day, as recorded by a moment.

Source: facts contract, Meaning 1.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TypeVar

import polars as pl

AnyMarks = TypeVar("AnyMarks", pl.DataFrame, pl.LazyFrame)


def known_marks(marks: AnyMarks, *, as_of: date, known_at: datetime | None) -> AnyMarks:
    """The marks dated up to `as_of` that stood at `known_at`.

    in      marks: date, recorded_at, replaced_at
    edges   recorded in the very second of known_at counts; replaced in it does not count any more.
            known_at None is the end of time: whatever was not replaced
    """
    return marks.filter((pl.col("date") <= as_of) & stood_at(known_at))


def stood_at(known_at: datetime | None) -> pl.Expr:
    if known_at is None:
        return pl.col("replaced_at").is_null()
    is_standing = pl.col("replaced_at").is_null() | (pl.col("replaced_at") > known_at)
    return (pl.col("recorded_at") <= known_at) & is_standing


def standing_notices(notices: pl.DataFrame, *, as_of: date) -> pl.DataFrame:
    """student_id, level | issued_on: the first issue of each level that stands on `as_of`.

    edges   rescinded on or before as_of: not issued. Issued again afterwards: issued then
    """
    is_rescinded = (pl.col("rescinded_on") <= as_of).fill_null(False)
    standing = notices.filter((pl.col("issued_on") <= as_of) & ~is_rescinded)
    return standing.group_by("student_id", "level").agg(pl.col("issued_on").min())

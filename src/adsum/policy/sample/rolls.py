"""The sample's rolls that nobody certified: one class, one period, one date, all its students.

in      members of a batch, seed
out     the contract's `unsubmitted`
"""

import polars as pl

from adsum.policy.sample.chance import chance, whole_number
from adsum.policy.sample.members import PERIODS
from adsum.policy.sample.students import enrollment_id
from adsum.policy.sample.year import days_frame, taught_frame

ROOMS = 4  # classes that a grade of a school is split into
SHARE_UNSUBMITTED = 0.0004


def unsubmitted_table(members: pl.DataFrame, *, seed: int) -> pl.DataFrame:
    """Only students of whole-year enrollments at their first school: enough for the gaps to be there."""
    classes = members.filter(pl.col("school_2").is_null()).with_columns(class_number=_class_number(seed))
    found = _forgotten(classes.select("class_number", "calendar_1").unique().sort("class_number"), seed=seed)
    rows = classes.join(found, on="class_number", how="inner")
    day = pl.col("day").cast(pl.Int32)
    is_expected = day.is_between("first_1", "last_1") & (pl.col("period") <= pl.col("meetings_a_day"))
    rows = rows.filter(is_expected & ~pl.col("is_changing"))
    return rows.select(enrollment_id(1), date="on", period="period").sort("enrollment_id", "date", "period")


def _class_number(seed: int) -> pl.Expr:
    room = whole_number(chance("student", seed=seed, purpose="room"), low=0, high=ROOMS - 1)
    grades_and_rooms = 14 * ROOMS
    return (pl.col("school_1") * grades_and_rooms + pl.col("grade") * ROOMS + room).cast(pl.UInt32)


def _forgotten(classes: pl.DataFrame, *, seed: int) -> pl.DataFrame:
    """class_number | day, on, period"""
    taught = taught_frame().filter("is_taught").select("day", calendar_1="calendar")
    periods = pl.DataFrame({"period": pl.Series(range(1, PERIODS + 1), dtype=pl.Int8)})
    drawn = chance("class_number", "meeting", seed=seed, purpose="unsubmitted")
    meetings = classes.lazy().join(taught.lazy(), on="calendar_1").join(periods.lazy(), how="cross")
    meetings = meetings.with_columns(meeting=pl.col("day").cast(pl.Int32) * (PERIODS + 1) + pl.col("period"))
    found = meetings.filter(drawn < SHARE_UNSUBMITTED).select("class_number", "day", "period").collect()
    return found.join(days_frame().select("day", "on"), on="day", how="left")

"""What each enrollment is scheduled for: periods with minutes, from a first to a last day.

    scheduled   meetings that came as facts with a past year
    seats       places in sections, each section's periods, the minutes of the school's regular bell schedule
    meetings    both, clipped to the enrollment's days; touching rows of one period joined, so that a change of section
                within a period makes no second meeting

The plan is lazy to its end: one student is judged while a clerk waits, and each eager step has its price.

Meetings that came as facts go first: seats at the same school count from the day after the last of them.
A period without a bell gets the default length, a value of the pack.
"""

from datetime import date, datetime

import polars as pl

from adsum.determinations.facts_export.frames import Students, frame, picked
from adsum.determinations.facts_export.versions import standing_version
from adsum.district.models import BellPeriod
from adsum.enrollment.models import ScheduledMeeting, Seat

NEVER = date(9999, 12, 31)  # stands for "still" while days are compared
SPAN = {"period": pl.Int64, "first_day": pl.Date, "last_day": pl.Date}
WHERE = {"student_id": pl.String, "school_id": pl.String}
KEY = ["enrollment_id", "period"]


def meetings_table(
    students: Students, *, enrollments: pl.DataFrame, known_at: datetime | None, default_minutes: int
) -> pl.DataFrame:
    """Meetings of these enrollments, in key order."""
    scheduled = _scheduled(students)
    seated = _after(scheduled, _seated(students, known_at=known_at, default_minutes=default_minutes))
    columns = [*WHERE, *SPAN, "minutes"]
    spans = _clipped(pl.concat([scheduled.select(columns), seated.select(columns)]), enrollments)
    joined = _joined(spans).with_columns(last_day=pl.when(pl.col("last_day") < NEVER).then("last_day"))
    return joined.select(*KEY, "minutes", "first_day", "last_day").sort(*KEY, "first_day").collect()


def _scheduled(students: Students) -> pl.LazyFrame:
    rows = ScheduledMeeting.objects.filter(**picked(students))
    columns = ("student__source_id", "school__source_id", "period", "first_day", "last_day", "minutes")
    return _closed(frame(rows.values_list(*columns), {**WHERE, **SPAN, "minutes": pl.Int64}).lazy())


def _seated(students: Students, *, known_at: datetime | None, default_minutes: int) -> pl.LazyFrame:
    """A row for each seat and period of its section, within the section's own days."""
    rows = Seat.objects.filter(standing_version(known_at), section__periods__isnull=False, **picked(students))
    columns = ("student__source_id", "section__school__source_id", "section__periods__period")
    days = ("first_day", "last_day", "section__first_day", "section__last_day")
    schema = {**WHERE, **SPAN, "opens": pl.Date, "closes": pl.Date}
    seats = _closed(frame(rows.values_list(*columns, *days), schema).lazy()).with_columns(
        first_day=pl.max_horizontal("first_day", "opens"), last_day=pl.min_horizontal("last_day", "closes")
    )
    minutes = pl.col("minutes").fill_null(default_minutes)
    return seats.join(_bells(), on=["school_id", "period"], how="left").with_columns(minutes=minutes)


def _bells() -> pl.LazyFrame:
    rows = BellPeriod.objects.filter(schedule__is_regular=True)
    schema = {"school_id": pl.String, "period": pl.Int64, "minutes": pl.Int64}
    return frame(rows.values_list("schedule__school__source_id", "period", "minutes"), schema).lazy()


def _after(scheduled: pl.LazyFrame, seated: pl.LazyFrame) -> pl.LazyFrame:
    """Seats from the day on which no meeting came as a fact any more."""
    last = scheduled.group_by(*WHERE).agg(taken_to=pl.col("last_day").max())
    free_from = pl.col("taken_to").dt.offset_by("1d")
    return (
        seated.join(last, on=list(WHERE), how="left")
        .filter(pl.col("taken_to").is_null() | (pl.col("taken_to") < pl.col("last_day")))
        .with_columns(first_day=pl.max_horizontal("first_day", free_from))
    )


def _clipped(spans: pl.LazyFrame, enrollments: pl.DataFrame) -> pl.LazyFrame:
    within = _closed(enrollments.lazy()).select(
        "enrollment_id", *WHERE, enrolled_from="first_day", enrolled_to="last_day"
    )
    return (
        spans.join(within, on=list(WHERE))
        .with_columns(
            first_day=pl.max_horizontal("first_day", "enrolled_from"),
            last_day=pl.min_horizontal("last_day", "enrolled_to"),
        )
        .filter(pl.col("first_day") <= pl.col("last_day"))
    )


def _joined(spans: pl.LazyFrame) -> pl.LazyFrame:
    """Rows of one enrollment, period and length that overlap or touch, made one."""
    key = [*KEY, "minutes"]
    reached = pl.col("last_day").cum_max().shift(1).over(key)
    is_apart = reached.is_null() | (pl.col("first_day") > reached.dt.offset_by("1d"))
    return (
        spans.sort(*key, "first_day")
        .with_columns(block=is_apart.cast(pl.Int32).cum_sum())
        .group_by(*key, "block")
        .agg(pl.col("first_day").min(), pl.col("last_day").max())
    )


def _closed(spans: pl.LazyFrame) -> pl.LazyFrame:
    return spans.with_columns(pl.col("last_day").fill_null(NEVER))

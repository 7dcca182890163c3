"""The ladder: truant, reported again, owed a notice, habitually truant.

    truant_on     date of the third event of the school year
    report 1      notice 1 is issued
    report 2, 3   the first event after notice 1, after notice 2; only for a truant
    notice_due    the lowest level whose ground exists and that has not been issued; 0 for none
    habitual_on   the later of report 3 and the first conference attempt from notice 1 on
Source: facts contract, Meaning 7; Ed. Code 48260, 48260.5, 48261, 48262.
"""

from __future__ import annotations

import polars as pl

from adsum.policy.law import Law

LEVELS = (1, 2, 3)


def truants(events: pl.DataFrame, *, law: Law) -> pl.DataFrame:
    """student_id | events, district_events (int), truant_on, district_truant_on (dates); one row per student with any.

    in      events: as from events.events
    """
    return events.group_by("student_id").agg(
        events=pl.col("count").count().cast(pl.Int32),
        district_events=pl.col("district_count").count().cast(pl.Int32),
        truant_on=pl.col("date").filter(pl.col("count") == law.truancy_events).first(),
        district_truant_on=pl.col("date").filter(pl.col("district_count") == law.truancy_events).first(),
    )


def issues(notices: pl.DataFrame) -> pl.DataFrame:
    """student_id | issued_1, issued_2, issued_3 (dates, null = not issued).

    in      notices: student_id, level | issued_on, as from known.standing_notices
    """
    return notices.group_by("student_id").agg(
        pl.col("issued_on").filter(pl.col("level") == level).first().alias(f"issued_{level}") for level in LEVELS
    )


def ladder(
    truants: pl.DataFrame, *, events: pl.DataFrame, issues: pl.DataFrame, conferences: pl.DataFrame, law: Law
) -> pl.DataFrame:
    """student_id | the truants' columns, report_2_on, report_3_on, habitual_on (dates), notice_due (int).

    in      truants, issues: as above; events: student_id, date | count (null: not the statute's)
            conferences: student_id, attempted_on
    edges   an event on the day of the notice is not after it; a conference on the day of notice 1 is from it on
    """
    if issues.is_empty():
        return _without_notices(truants)
    climbed = truants.join(issues, on="student_id", how="left")
    for level, column in ((1, "report_2_on"), (2, "report_3_on")):
        climbed = climbed.join(_first_event_after(events, issues, level=level, column=column), "student_id", "left")
    is_truant = pl.col("truant_on").is_not_null()
    climbed = climbed.with_columns(pl.when(is_truant).then(pl.col(name)).alias(name) for name in REPORTS)
    attempts = _first_attempt(conferences, issues, law=law)
    return climbed.join(attempts, on="student_id", how="left").select(
        *truants.columns,
        *REPORTS,
        notice_due=_notice_due(),
        habitual_on=pl.when(pl.col("report_3_on").is_not_null() & pl.col("attempted_on").is_not_null()).then(
            pl.max_horizontal("report_3_on", "attempted_on")
        ),
    )


REPORTS = ("report_2_on", "report_3_on")


def _without_notices(truants: pl.DataFrame) -> pl.DataFrame:
    """Nothing issued: whoever is truant is owed notice 1, and nothing follows from it yet."""
    nothing = {name: pl.lit(None, pl.Date) for name in (*REPORTS, "habitual_on")}
    due = pl.when(pl.col("truant_on").is_not_null()).then(1).otherwise(0).cast(pl.Int32)
    return truants.with_columns(notice_due=due, **nothing)


def _first_event_after(events: pl.DataFrame, issues: pl.DataFrame, *, level: int, column: str) -> pl.DataFrame:
    issued = issues.select("student_id", issued_on=f"issued_{level}").drop_nulls()
    counted = events.filter(pl.col("count").is_not_null()).select("student_id", "date")
    later = counted.join(issued, on="student_id").filter(pl.col("date") > pl.col("issued_on"))
    return later.group_by("student_id").agg(pl.col("date").min().alias(column))


def _first_attempt(conferences: pl.DataFrame, issues: pl.DataFrame, *, law: Law) -> pl.DataFrame:
    """student_id | attempted_on: the first attempt from notice 1 on."""
    held = conferences.filter(pl.col("attempted_on") <= law.as_of).select("student_id", "attempted_on")
    after = held.join(issues.select("student_id", "issued_1").drop_nulls(), on="student_id")
    return (
        after.filter(pl.col("attempted_on") >= pl.col("issued_1"))
        .group_by("student_id")
        .agg(pl.col("attempted_on").min())
    )


def _notice_due() -> pl.Expr:
    grounds = {1: "truant_on", 2: "report_2_on", 3: "report_3_on"}
    due = pl.lit(0)
    for level in reversed(LEVELS):
        is_owed = pl.col(grounds[level]).is_not_null() & pl.col(f"issued_{level}").is_null()
        due = pl.when(is_owed).then(level).otherwise(due)
    return due.cast(pl.Int32)

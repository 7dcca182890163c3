"""Chronic truants: absent without excuse on a tenth of the days since enrollment, although everything was tried.

    tried             student_id   all notices issued, a conference attempted, a referral made
    unexcused_since   student_id   unexcused absent days and days taught since the current enrollment began
    chronic_truants   student_id   those of the first who are often enough in the second
Source: facts contract, Meaning 9; Ed. Code 48263.6.
"""

from __future__ import annotations

import polars as pl

from adsum.policy.law import Law
from adsum.policy.taught import Taught


def chronic_truants(
    tried: pl.DataFrame, *, current: pl.DataFrame, dates: pl.DataFrame, taught: Taught, law: Law
) -> pl.DataFrame:
    """student_id of the chronic truants.

    in      tried: student_id; current: as from standing.current_enrollments; dates: as from absences.Absences
    """
    if tried.is_empty():
        return tried
    counts = unexcused_since(current.join(tried, on="student_id", how="semi"), dates=dates, taught=taught, law=law)
    is_often = law.unexcused_share.is_met_by_share(part=pl.col("unexcused"), whole=pl.col("days_taught"))
    return counts.filter(is_often).select("student_id")


def tried(issues: pl.DataFrame, *, conferences: pl.DataFrame, referrals: pl.DataFrame, law: Law) -> pl.DataFrame:
    """student_id of those for whom every step before the last was taken by `as_of`.

    in      issues: as from ladder.issues; conferences: student_id, attempted_on; referrals: student_id, referred_on
    """
    found = issues.drop_nulls().select("student_id")
    for acts, column in ((conferences, "attempted_on"), (referrals, "referred_on")):
        if not found.is_empty():
            found = found.join(acts.filter(pl.col(column) <= law.as_of), on="student_id", how="semi")
    return found


def unexcused_since(current: pl.DataFrame, *, dates: pl.DataFrame, taught: Taught, law: Law) -> pl.DataFrame:
    """student_id | first_day, unexcused, days_taught (int), both from the current enrollment's first day to `as_of`.

    in      current: student_id | school_id, first_day; dates: student_id, date | is_unexcused
    edges   unexcused dates are the student's, at whatever school; the days taught are the current school's
    """
    since = current.select("student_id", "school_id", "first_day").join(taught.pages, on="school_id", how="left")
    missed = dates.filter("is_unexcused").join(since, on="student_id")
    missed = missed.filter(pl.col("date") >= pl.col("first_day")).group_by("student_id").agg(unexcused=pl.len())
    days_taught = taught.days_through(pl.lit(law.as_of)) - taught.days_before(pl.col("first_day"))
    return since.join(missed, on="student_id", how="left").select(
        "student_id", "first_day", pl.col("unexcused").fill_null(0), days_taught=days_taught
    )

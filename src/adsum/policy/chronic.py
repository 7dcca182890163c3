"""Chronic absence: who missed too large a share of the days they were expected, under each definition.

    chronic           student_id   state flag, district flag, band, tier
    chronic_truants   student_id   absent without excuse on a tenth of the days since enrollment, everything tried
The state's definition and the district's stand beside each other; neither replaces the other.
Source: facts contract, Meaning 8, 9; Ed. Code 60901(c)(1), 48263.6; BUL-4926.4 XV-b and the district's bands.
"""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from adsum.policy.law import District, Law
from adsum.policy.taught import Taught


def chronic_columns(law: Law) -> dict[str, pl.Expr]:
    """What the counts of a student amount to.

    reads   days_expected, days_absent, days_incomplete (int, days)
    out     is_chronic_state, is_chronic_district (0/1), band, tier (text)
    edges   no expected day: 0, 0, and no band or tier; an incomplete day is expected and not attended;
            no district definitions: is_chronic_district and band are null
    """
    absent, expected = pl.col("days_absent"), pl.col("days_expected")
    is_far = law.absent_share.is_met_by_share(part=absent, whole=expected)
    is_chronic = law.days_expected.is_met_by(expected) & is_far
    return {
        "is_chronic_state": is_chronic.cast(pl.Int8),
        "is_chronic_district": _is_chronic_district(law.district),
        "band": _band(law.district),
        "tier": _tier(law),
    }


def percent_attended() -> pl.Expr:
    """Whole percent of the expected days attended, rounded down. Null without an expected day."""
    attended = pl.col("days_expected") - pl.col("days_absent") - pl.col("days_incomplete")
    return pl.when(pl.col("days_expected") > 0).then(100 * attended // pl.col("days_expected"))


def _is_chronic_district(district: District | None) -> pl.Expr:
    if district is None:
        return pl.lit(None, pl.Int8)
    return district.attended_percent.is_met_by(percent_attended()).fill_null(False).cast(pl.Int8)


def _band(district: District | None) -> pl.Expr:
    names = pl.Enum([name for _, name in district.bands] if district else [])
    band = pl.lit(None, names)
    for least, name in reversed(district.bands if district else ()):
        band = pl.when(percent_attended() >= least).then(pl.lit(name, names)).otherwise(band)
    return band


def _tier(law: Law) -> pl.Expr:
    absent, expected = pl.col("days_absent").cast(pl.Int64), pl.col("days_expected").cast(pl.Int64)
    names = pl.Enum([name for _, name in law.tiers])
    tier = pl.lit(None, names)
    for below, name in reversed(law.tiers):
        is_below = pl.lit(True) if below is None else absent * below.denominator < expected * below.numerator
        tier = pl.when(is_below).then(pl.lit(name, names)).otherwise(tier)
    return pl.when(expected > 0).then(tier)


def chronic_truants(
    current: pl.DataFrame,
    *,
    dates: pl.DataFrame,
    issues: pl.DataFrame,
    conferences: pl.DataFrame,
    referrals: pl.DataFrame,
    taught: Taught,
    law: Law,
) -> pl.DataFrame:
    """student_id of the chronic truants.

    in      current: student_id | school_id, first_day of the current enrollment; dates: as from absences.Absences
            issues: as from ladder.issues; conferences: student_id, attempted_on; referrals: student_id, referred_on
    edges   both numbers run from the current enrollment's first day to `as_of`: the student's unexcused dates, and
            the days its school taught
    """
    tried = issues.drop_nulls(["issued_1", "issued_2", "issued_3"]).select("student_id")
    for acts, column in ((conferences, "attempted_on"), (referrals, "referred_on")):
        tried = tried.join(acts.filter(pl.col(column) <= law.as_of), on="student_id", how="semi")
    if tried.is_empty():
        return tried
    since = current.join(tried, on="student_id", how="semi").join(taught.pages, on="school_id", how="left")
    missed = dates.filter("is_unexcused").join(since, on="student_id")
    missed = missed.filter(pl.col("date") >= pl.col("first_day")).group_by("student_id").agg(unexcused=pl.len())
    told = since.join(missed, on="student_id", how="left").with_columns(pl.col("unexcused").fill_null(0))
    day_before = pl.col("first_day") - timedelta(days=1)
    days_taught = taught.days_through(pl.lit(law.as_of)) - taught.days_through(day_before)
    return told.filter(law.unexcused_share.is_met_by_share(part=pl.col("unexcused"), whole=days_taught)).select(
        "student_id"
    )

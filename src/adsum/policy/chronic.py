"""Chronic absence: who missed too large a share of the days they were expected, under each definition.

    chronic_columns   state flag, district flag, band, tier out of a student's counts
The state's definition and the district's stand beside each other; neither replaces the other.
Source: facts contract, Meaning 8; Ed. Code 60901(c)(1); BUL-4926.4 XV-b and the district's bands.
"""

from __future__ import annotations

from functools import lru_cache

import polars as pl

from adsum.policy.law import District, Law


@lru_cache
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

"""Standing: one row for every student, everything that was found about them.

    current_enrollments   student_id   where a student belongs on `as_of`
    standing              student_id   the output table `standing`
Source: facts contract, Meaning 7 (central run) and the table `standing`.
"""

from __future__ import annotations

import polars as pl

from adsum.policy.chronic import chronic_columns
from adsum.policy.law import Law
from adsum.policy.runs import add_up_runs

COLUMNS = (
    "student_id",
    "school_id",
    "days_expected",
    "days_absent",
    "days_unexcused",
    "days_incomplete",
    "events",
    "district_events",
    "truant_on",
    "district_truant_on",
    "report_2_on",
    "report_3_on",
    "notice_due",
    "habitual_on",
    "is_chronic_truant",
    "is_chronic_state",
    "is_chronic_district",
    "band",
    "tier",
    "is_central_run",
)
COUNTS = ("days_expected", "days_absent", "days_unexcused", "days_incomplete")


def current_enrollments(enrollments: pl.DataFrame, *, law: Law) -> pl.DataFrame:
    """student_id | enrollment_id, school_id, first_day: the enrollment a student belongs to on `as_of`.

    in      enrollments: enrollment_id | student_id, school_id, first_day, status
    out     one row per student with an enrollment of a counted status begun by `as_of`
    edges   the primary one that began last, then the highest id; any status if none is primary; an ended one counts
    """
    begun = enrollments.filter(pl.col("first_day") <= law.as_of)
    counted = begun.filter(pl.col("status").is_in(law.counted_status)).select("student_id").unique()
    ordered = begun.join(counted, on="student_id", how="semi").with_columns(
        is_primary=pl.col("status") == law.primary_status
    )
    ordered = ordered.sort("student_id", "is_primary", "first_day", "enrollment_id")
    last = ordered.unique("student_id", keep="last", maintain_order=True)
    return last.select("student_id", "enrollment_id", "school_id", "first_day")


def absence_totals(dates: pl.DataFrame, *, law: Law) -> pl.DataFrame:
    """student_id | days_absent, days_unexcused, days_incomplete (int, school year up to `as_of`).

    in      dates: student_id, date | is_absent, is_unexcused, is_incomplete, as from absences.Absences
    """
    claims = {"days_absent": "is_absent", "days_unexcused": "is_unexcused", "days_incomplete": "is_incomplete"}
    in_year = dates.filter(law.is_in_year()).select(
        "student_id", **{name: pl.col(claim).cast(pl.Int32) for name, claim in claims.items()}
    )
    return add_up_runs(in_year, keys=["student_id"], totals=list(claims))


def standing(
    current: pl.DataFrame,
    *,
    expected: pl.DataFrame,
    totals: pl.DataFrame,
    ladder: pl.DataFrame,
    chronic_truants: pl.DataFrame,
    schools: pl.DataFrame,
    law: Law,
) -> pl.DataFrame:
    """The output table `standing`, sorted by student.

    in      current: as above; expected: student_id | days_expected; totals: as above
            ladder: as from ladder.ladder; chronic_truants: student_id; schools: school_id | kind
    edges   nothing expected, nothing missed, no event: 0, not null; the district's columns are null without definitions
    """
    central = schools.filter(pl.col("kind").cast(pl.String).is_in(law.central_kinds))["school_id"]
    joined = current
    for found in (expected, totals, ladder):
        joined = joined.join(found, on="student_id", how="left")
    district_events = pl.col("district_events").fill_null(0) if law.district else pl.lit(None, pl.Int32)
    filled = joined.with_columns(
        pl.col(*COUNTS, "events", "notice_due").fill_null(0),
        district_events=district_events,
        is_chronic_truant=_flag_of("student_id", chronic_truants["student_id"]),
        is_central_run=_flag_of("school_id", central),
    )
    return filled.with_columns(**chronic_columns(law)).select(COLUMNS).sort("student_id")


def _flag_of(column: str, listed: pl.Series) -> pl.Expr:
    """1 where the column's id is in the list."""
    return pl.col(column).is_in(listed.implode()).cast(pl.Int8)

"""Truancy events: at most one for a student and date, counted over the school year.

    full_day     an absent day that is unexcused
    period_cut   else an unexcused absence in a meeting longer than the limit
    late         else an unexcused tardy or early leave longer than the limit
The district counts the same with its own limit, and tardies and early leaves only with its own reasons.

Stages:
    ages          student_id           the days on which attendance is compulsory by age
    event_days    enrollment_id, date  which rule counts the day, and as what
    events        student_id, date     the output table `events`
Source: facts contract, Meaning 6; Ed. Code 48260(a), 48200; REF-5464.7 for the district count.
"""

from __future__ import annotations

import polars as pl

from adsum.policy.facts import NEVER
from adsum.policy.law import Law

KINDS = ("late", "period_cut", "full_day")  # the later one wins within a date
KIND = pl.Enum(KINDS)


def ages(students: pl.DataFrame, *, law: Law) -> pl.DataFrame:
    """student_id | compulsory_from (date), compulsory_until (date, no longer compulsory on it).

    edges   born on 29 February: the birthday falls on 1 March in other years
    """
    return students.select(
        "student_id",
        compulsory_from=birthday("birth_date", years=law.age_from),
        compulsory_until=birthday("birth_date", years=law.age_under),
    )


def birthday(column: str, *, years: int) -> pl.Expr:
    born = pl.col(column)
    year = born.dt.year() + years
    is_leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    is_moved = (born.dt.month() == 2) & (born.dt.day() == 29) & ~is_leap
    return pl.date(
        year,
        pl.when(is_moved).then(3).otherwise(born.dt.month()),
        pl.when(is_moved).then(1).otherwise(born.dt.day()),
    )


def event_days(days: pl.DataFrame, *, law: Law) -> pl.DataFrame:
    """What each rule makes of an enrollment-day, before age and exemption are asked.

    in      days: as from day_status.enrollment_days
    out     student_id, date | kind_rank (int, place in KINDS from 1; 0 none), is_district (bool); years of `as_of` only
    """
    truant = pl.col("truant") & pl.col("scheduled")
    is_full_day = pl.col("is_absent") & pl.col("is_truant")
    is_cut = (truant & pl.col("long")) != 0
    rank = pl.when(is_full_day).then(3).when(is_cut).then(2).when("is_late").then(1).otherwise(0)
    told = days.filter(law.is_in_year()).select(
        "student_id", "date", kind_rank=rank.cast(pl.UInt8), is_district=_is_district(is_full_day, truant, law=law)
    )
    return told.filter((pl.col("kind_rank") > 0) | pl.col("is_district"))


def _is_district(is_full_day: pl.Expr, truant: pl.Expr, *, law: Law) -> pl.Expr:
    if law.district is None:
        return pl.lit(False)
    return is_full_day | ((truant & pl.col("district_long")) != 0) | pl.col("is_district_late")


def events(candidates: pl.DataFrame, *, students: pl.DataFrame, exemptions: pl.DataFrame, law: Law) -> pl.DataFrame:
    """The output table `events`: dates that either rule counts, with running counts.

    in      candidates: as from event_days; students: student_id, birth_date
            exemptions: student_id, first_day, last_day (null = open)
    out     student_id, date | kind (null: only the district counts it), count, district_count (null: only the statute)
    edges   two schools on one date: the first kind in the order full_day, period_cut, late
    """
    by_date = _one_a_date(candidates.sort("student_id", "date"))
    counted = compulsory_dates(by_date, ages=ages(students, law=law), exemptions=exemptions)
    is_event, is_district = pl.col("kind_rank") > 0, pl.col("is_district")
    return counted.select(
        "student_id",
        "date",
        kind=pl.when(is_event).then((pl.col("kind_rank") - 1).cat.to(KIND)),
        count=pl.when(is_event).then(_running(is_event)),
        district_count=pl.when(is_district).then(_running(is_district)) if law.district else pl.lit(None, pl.Int32),
    )


def _one_a_date(candidates: pl.DataFrame) -> pl.DataFrame:
    """Take the candidates of a date together. Few have two, so it is worth looking first."""
    is_same = (
        (pl.col("student_id") == pl.col("student_id").shift()) & (pl.col("date") == pl.col("date").shift())
    ).any()
    if not candidates.select(is_same).item():
        return candidates
    together = candidates.group_by("student_id", "date", maintain_order=True)
    return together.agg(pl.col("kind_rank").max(), pl.col("is_district").any())


def _running(claim: pl.Expr) -> pl.Expr:
    """The running count of a claim within each student; the rows of a student lie together."""
    count = claim.cast(pl.Int32).cum_sum()
    is_first = pl.col("student_id") != pl.col("student_id").shift()
    before = pl.when(is_first.fill_null(True)).then(count - claim.cast(pl.Int32)).forward_fill()
    return count - before


def compulsory_dates(dates: pl.DataFrame, *, ages: pl.DataFrame, exemptions: pl.DataFrame) -> pl.DataFrame:
    """Keep the dates on which the student had to attend, in their order: of age, and not exempt.

    in      dates: student_id, date, ...; ages: as above; exemptions: student_id, first_day, last_day (null = open)
    """
    of_age = (pl.col("compulsory_from") <= pl.col("date")) & (pl.col("date") < pl.col("compulsory_until"))
    aged = (
        dates.join(ages, on="student_id", maintain_order="left")
        .filter(of_age)
        .drop("compulsory_from", "compulsory_until")
    )
    if exemptions.is_empty():
        return aged
    spans = exemptions.select("student_id", "first_day", pl.col("last_day").fill_null(NEVER))
    exempt = aged.select("student_id", "date").join(spans, on="student_id")
    exempt = exempt.filter(pl.col("date").is_between("first_day", "last_day"))
    return aged.join(exempt, on=["student_id", "date"], how="anti", maintain_order="left")

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
    is_full_day = pl.col("is_absent") & (truant != 0)
    is_cut = (truant & pl.col("long")) != 0
    is_late = law.truancy_minutes.is_met_by(pl.col("late_minutes")).fill_null(False)
    rank = pl.when(is_full_day).then(3).when(is_cut).then(2).when(is_late).then(1).otherwise(0)
    told = days.filter(law.is_in_year()).select(
        "student_id", "date", kind_rank=rank.cast(pl.UInt8), is_district=_is_district(is_full_day, truant, law=law)
    )
    return told.filter((pl.col("kind_rank") > 0) | pl.col("is_district"))


def _is_district(is_full_day: pl.Expr, truant: pl.Expr, *, law: Law) -> pl.Expr:
    if law.district is None:
        return pl.lit(False)
    is_late = law.district.minutes.is_met_by(pl.col("district_late_minutes")).fill_null(False)
    return is_full_day | ((truant & pl.col("district_long")) != 0) | is_late


def events(candidates: pl.DataFrame, *, students: pl.DataFrame, exemptions: pl.DataFrame, law: Law) -> pl.DataFrame:
    """The output table `events`: dates that either rule counts, with running counts.

    in      candidates: as from event_days; students: student_id, birth_date
            exemptions: student_id, first_day, last_day (null = open)
    out     student_id, date | kind (null: only the district counts it), count, district_count (null: only the statute)
    edges   two schools on one date: the first kind in the order full_day, period_cut, late
    """
    by_date = candidates.group_by("student_id", "date").agg(pl.col("kind_rank").max(), pl.col("is_district").any())
    compulsory = compulsory_dates(by_date, ages=ages(students, law=law), exemptions=exemptions)
    counted = compulsory.sort("student_id", "date").with_columns(is_event=pl.col("kind_rank") > 0)
    running: dict[str, pl.Expr] = {
        name: pl.when(flag).then(pl.col(flag).cast(pl.Int32).cum_sum().over("student_id"))
        for name, flag in (("count", "is_event"), ("district_count", "is_district"))
    }
    if law.district is None:
        running["district_count"] = pl.lit(None, pl.Int32)
    return counted.select(
        "student_id",
        "date",
        kind=pl.when("is_event").then((pl.col("kind_rank") - 1).cat.to(KIND)),
        **running,
    )


def compulsory_dates(dates: pl.DataFrame, *, ages: pl.DataFrame, exemptions: pl.DataFrame) -> pl.DataFrame:
    """Keep the dates on which the student had to attend: of age, and not exempt.

    in      dates: student_id, date, ...; ages: as above; exemptions: student_id, first_day, last_day (null = open)
    """
    of_age = (pl.col("compulsory_from") <= pl.col("date")) & (pl.col("date") < pl.col("compulsory_until"))
    aged = dates.join(ages, on="student_id").filter(of_age).drop("compulsory_from", "compulsory_until")
    if exemptions.is_empty():
        return aged
    spans = exemptions.select("student_id", "first_day", pl.col("last_day").fill_null(NEVER))
    exempt = aged.select("student_id", "date").join(spans, on="student_id")
    exempt = exempt.filter(pl.col("date").is_between("first_day", "last_day"))
    return aged.join(exempt, on=["student_id", "date"], how="anti")

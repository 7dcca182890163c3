"""The sample's ladder: notices, conferences, referrals, exemptions. Plausible, not exact: the engine judges, not we.

A letter follows some days after the unexcused whole day that calls for it, for most students; some are rescinded.

    in      members and whole_days of a batch, seed
    out     the contract's `notices`, `conferences`, `referrals`, `exemptions`
"""

import polars as pl

from adsum.policy.sample.chance import chance, pick, whole_number
from adsum.policy.sample.students import student_id
from adsum.policy.sample.year import FIRST_DATE, LAST_DATE, days_frame

UNEXCUSED = ("UNEX", "NONC")
DAYS_BEFORE_THE_FIRST_NOTICE = 3
SHARE_SENT = {1: 0.55, 2: 0.50, 3: 0.60}
SHARE_RESCINDED, DAYS_UNTIL_RESCINDED = 0.04, 12
SHARE_OF_CONFERENCES, SHARE_OF_REFERRALS = 0.65, 0.45
SHARE_EXEMPT, YOUNGEST_EXEMPT_GRADE = 0.002, 11
BASES = {"private school": 0.3, "work permit": 0.5, "leave of absence": 0.2}


def ladder_tables(members: pl.DataFrame, missed: pl.DataFrame, *, seed: int) -> dict[str, pl.DataFrame]:
    days = _unexcused_days(missed)
    third = days.filter(pl.col("number") == DAYS_BEFORE_THE_FIRST_NOTICE)
    first = _issued(third, level=1, seed=seed)
    second = _issued(_next_day(days, first), level=2, seed=seed)
    third_notice = _issued(_next_day(days, second), level=3, seed=seed)
    notices = pl.concat([first, second, third_notice])
    return {
        "notices": _notices_table(notices, seed=seed),
        "conferences": _followed(first, share=SHARE_OF_CONFERENCES, column="attempted_on", seed=seed),
        "referrals": _followed(third_notice, share=SHARE_OF_REFERRALS, column="referred_on", seed=seed),
        "exemptions": _exemptions_table(members, seed=seed),
    }


def _unexcused_days(missed: pl.DataFrame) -> pl.DataFrame:
    """student, on | number: the unexcused whole days of each student, counted from 1."""
    is_unexcused = pl.col("reason").is_null() | pl.col("reason").is_in(UNEXCUSED)
    dates = days_frame().select("day", "on")
    days = missed.filter(is_unexcused).join(dates, on="day", how="left").select("student", "on").sort("student", "on")
    return days.with_columns(number=pl.int_range(1, pl.len() + 1).over("student"))


def _issued(grounds: pl.DataFrame, *, level: int, seed: int) -> pl.DataFrame:
    """student | level, issued_on"""
    is_sent = chance("student", seed=seed, purpose=f"notice {level}") < SHARE_SENT[level]
    after = whole_number(chance("student", seed=seed, purpose=f"days until notice {level}"), low=4, high=25)
    issued = grounds.filter(is_sent).with_columns(
        level=pl.lit(level, dtype=pl.Int8), issued_on=pl.col("on") + pl.duration(days=after)
    )
    return issued.filter(pl.col("issued_on") <= LAST_DATE).select("student", "level", "issued_on")


def _next_day(days: pl.DataFrame, issued: pl.DataFrame) -> pl.DataFrame:
    """student | on: the first unexcused day after the letter."""
    later = days.join(issued, on="student", how="inner").filter(pl.col("on") > pl.col("issued_on"))
    return later.group_by("student", maintain_order=True).agg(pl.col("on").min())


def _notices_table(notices: pl.DataFrame, *, seed: int) -> pl.DataFrame:
    is_rescinded = chance("student", "level", seed=seed, purpose="rescinded") < SHARE_RESCINDED
    rescinded_on = pl.col("issued_on") + pl.duration(days=DAYS_UNTIL_RESCINDED)
    rows = notices.sort("student", "level")
    return rows.select(student_id(), "level", "issued_on", rescinded_on=pl.when(is_rescinded).then(rescinded_on))


def _followed(notices: pl.DataFrame, *, share: float, column: str, seed: int) -> pl.DataFrame:
    is_done = chance("student", seed=seed, purpose=column) < share
    after = whole_number(chance("student", seed=seed, purpose=f"days until {column}"), low=1, high=30)
    rows = notices.filter(is_done).sort("student")
    rows = rows.select(student_id(), (pl.col("issued_on") + pl.duration(days=after)).alias(column))
    return rows.filter(pl.col(column) <= LAST_DATE)


def _exemptions_table(members: pl.DataFrame, *, seed: int) -> pl.DataFrame:
    is_exempt = chance("student", seed=seed, purpose="exempt") < SHARE_EXEMPT
    basis = pick(chance("student", seed=seed, purpose="basis"), BASES)
    after = whole_number(chance("student", seed=seed, purpose="exempt from"), low=0, high=200)
    rows = members.filter(is_exempt & (pl.col("grade") >= YOUNGEST_EXEMPT_GRADE))
    return rows.select(
        student_id(),
        basis=basis,
        first_day=pl.lit(FIRST_DATE) + pl.duration(days=after),
        last_day=pl.lit(None, dtype=pl.Date),
    )

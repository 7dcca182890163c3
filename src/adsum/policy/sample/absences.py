"""The sample's absences: which students miss which days, whole or in part, and why.

Whole days come in spells: an absence begins by chance (the student's rate x the date's factor) and runs on for some
school days; a few students have one very long run. Partial days are drawn on the days that are not missed whole.

    in      members of a batch, seed
    out     whole_days    student, day | which (enrollment), school, spell, reason: no roll would find them
            partial_days  student, day | which, school, what happened
"""

import polars as pl

from adsum.policy.sample.chance import chance, pick, whole_number
from adsum.policy.sample.members import GRADES_OF_HIGH_SCHOOL, GRADES_OF_ONE_MEETING, LAST_DAY
from adsum.policy.sample.year import days_frame, taught_frame

SPELL_LENGTHS = (0.52, 0.76, 0.89, 0.97)  # running shares of spells of 1, 2, 3, 4 days; the rest run 5
MEAN_SPELL_LENGTH = 1.86
SHARE_WITH_A_LONG_RUN, LONG_RUN = 0.012, (12, 55)

UNEXCUSED = {"elementary": 0.20, "middle": 0.26, "high": 0.34}  # mean share of spells; a student's own is 0 to twice
UNEXCUSED_REASONS = {
    "elementary": {"": 0.35, "UNEX": 0.62, "NONC": 0.03},
    "middle": {"": 0.38, "UNEX": 0.50, "NONC": 0.12},
    "high": {"": 0.38, "UNEX": 0.45, "NONC": 0.17},
}
EXCUSED_REASONS = {
    "elementary": {"ILL": 0.800, "MED": 0.070, "QUAR": 0.015, "FUN": 0.020, "JPR": 0.030, "NURSE": 0.020, "CULT": 0.010,
                   "IMM": 0.005, "IS-Y": 0.012, "IS-N": 0.008, "OSS": 0.004, "MILF": 0.002, "RETR": 0.004},
    "middle": {"ILL": 0.750, "MED": 0.075, "QUAR": 0.010, "FUN": 0.025, "JPR": 0.035, "CULT": 0.010, "CIVIC": 0.008,
               "IS-Y": 0.020, "IS-N": 0.012, "OSS": 0.040, "ENT": 0.003, "PERF": 0.004, "RETR": 0.004, "GRIEF": 0.004},
    "high": {"ILL": 0.700, "MED": 0.085, "FUN": 0.028, "JPR": 0.040, "CULT": 0.010, "CIVIC": 0.020, "CHILD": 0.006,
             "IS-Y": 0.025, "IS-N": 0.020, "OSS": 0.035, "ENT": 0.006, "PERF": 0.006, "RETR": 0.006, "GRIEF": 0.005,
             "JURY": 0.002, "PREC": 0.002, "MEPS": 0.004},
}  # fmt: skip
INDEPENDENT_STUDY_REASONS = {"IS-N": 0.75, "ILL": 0.15, "": 0.10}

PARTIAL_OF_ONE_MEETING = {"tardy": 0.84, "left": 0.16}
PARTIAL_OF_PERIODS = {"tardy": 0.56, "late period": 0.13, "left": 0.06, "cut": 0.14, "two cut": 0.07, "official": 0.04}
PARTIAL_SEASON_SHARE = 0.5  # lateness follows weekday and season half as much as absence does


def whole_days(members: pl.DataFrame, *, seed: int) -> pl.DataFrame:
    spells = pl.concat([_spells(members, seed=seed), _long_runs(members, seed=seed)])
    days = _spread_over_days(spells)
    return _with_reasons(_enrolled(days, members), seed=seed).sort("student", "day")


def partial_days(members: pl.DataFrame, missed: pl.DataFrame, *, seed: int) -> pl.DataFrame:
    factor = 1 - PARTIAL_SEASON_SHARE + PARTIAL_SEASON_SHARE * pl.col("factor")
    drawn = chance("student", "day", seed=seed, purpose="partial day")
    grid = _grid(members, "partial_rate").filter(drawn < pl.col("partial_rate") * factor)
    days = grid.select("student", "day").collect()
    days = days.join(missed.select("student", "day"), on=["student", "day"], how="anti")
    what = chance("student", "day", seed=seed, purpose="what happened")
    has_one = pl.col("meetings_a_day") == 1
    return _enrolled(days, members).with_columns(
        happened=pl.when(has_one).then(pick(what, PARTIAL_OF_ONE_MEETING)).otherwise(pick(what, PARTIAL_OF_PERIODS))
    )


# --- spells ------------------------------------------------------------------------------------------------------


def _spells(members: pl.DataFrame, *, seed: int) -> pl.DataFrame:
    """student, spell (its first day) | length."""
    starts = chance("student", "day", seed=seed, purpose="absence begins") < (
        pl.col("absence_rate") * pl.col("factor") / MEAN_SPELL_LENGTH
    )
    length = chance("student", "spell", seed=seed, purpose="length of spell")
    steps = pl.sum_horizontal([(length >= share).cast(pl.UInt16) for share in SPELL_LENGTHS])
    begun = _grid(members, "absence_rate").filter(starts).select("student", spell="day").collect()
    return begun.with_columns(length=(steps + 1).cast(pl.UInt16))


def _grid(members: pl.DataFrame, rate: str) -> pl.LazyFrame:
    """student, day | rate, factor: every student on every date; filtered before it is ever whole in memory."""
    days = days_frame().lazy().select("day", "factor")
    return members.lazy().select("student", rate).join(days, how="cross")


def _long_runs(members: pl.DataFrame, *, seed: int) -> pl.DataFrame:
    is_one = chance("student", seed=seed, purpose="has a long run") < SHARE_WITH_A_LONG_RUN
    start = whole_number(chance("student", seed=seed, purpose="start of long run"), low=0, high=LAST_DAY)
    length = whole_number(chance("student", seed=seed, purpose="length of long run"), low=LONG_RUN[0], high=LONG_RUN[1])
    return members.filter(is_one).select("student", spell=start.cast(pl.UInt16), length=length.cast(pl.UInt16))


def _spread_over_days(spells: pl.DataFrame) -> pl.DataFrame:
    """One row per student and day; where spells overlap, the one that began first keeps the day."""
    days = spells.with_columns(day=pl.int_ranges("spell", pl.col("spell") + pl.col("length"), dtype=pl.UInt16))
    days = days.drop("length").explode("day").filter(pl.col("day") <= LAST_DAY)
    return days.group_by("student", "day").agg(pl.col("spell").min())


def _enrolled(days: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """Keep the days on which the student's school of that day is taught; say which enrollment it is."""
    day = pl.col("day").cast(pl.Int32)
    is_second = (day >= pl.col("first_2")) & ~pl.col("is_dual")
    is_first = (day >= pl.col("first_1")) & (day <= pl.col("last_1"))
    days = days.join(members.select(MEMBER_COLUMNS), on="student", how="left")
    days = days if "spell" in days.columns else days.with_columns(spell="day")
    days = days.with_columns(which=pl.when(is_second).then(2).when(is_first).then(1).cast(pl.Int8))
    second = pl.col("which") == 2
    days = days.filter(pl.col("which").is_not_null()).with_columns(
        school=pl.when(second).then("school_2").otherwise("school_1"),
        calendar=pl.when(second).then("calendar_2").otherwise("calendar_1"),
    )
    taught = taught_frame().filter("is_taught").select("calendar", "day")
    return days.join(taught, on=["calendar", "day"], how="semi").select(DAY_COLUMNS)


MEMBER_COLUMNS = (
    "student", "grade", "kind", "meetings_a_day", "is_changing", "is_dual",
    "school_1", "calendar_1", "first_1", "last_1", "school_2", "calendar_2", "first_2",
)  # fmt: skip
DAY_COLUMNS = ("student", "day", "spell", "which", "school", "grade", "kind", "meetings_a_day", "is_changing")


# --- reasons -----------------------------------------------------------------------------------------------------


def _with_reasons(days: pl.DataFrame, *, seed: int) -> pl.DataFrame:
    """A spell has one reason. Some students' spells are nearly all excused, some nearly all not."""
    own = 2 * chance("student", seed=seed, purpose="own share unexcused")
    is_unexcused = chance("student", "spell", seed=seed, purpose="unexcused") < own * _by_level(UNEXCUSED_SHARES)
    which = chance("student", "spell", seed=seed, purpose="reason")
    excused = _by_level({level: pick(which, weights) for level, weights in EXCUSED_REASONS.items()})
    unexcused = _by_level({level: pick(which, weights) for level, weights in UNEXCUSED_REASONS.items()})
    reason = pl.when(is_unexcused).then(unexcused).otherwise(excused)
    studied = pick(which, INDEPENDENT_STUDY_REASONS)
    return days.with_columns(reason=pl.when(pl.col("kind") == "independent_study").then(studied).otherwise(reason))


UNEXCUSED_SHARES = {level: pl.lit(share) for level, share in UNEXCUSED.items()}


def _by_level(choices: dict[str, pl.Expr]) -> pl.Expr:
    return (
        pl.when(pl.col("grade") <= GRADES_OF_ONE_MEETING)
        .then(choices["elementary"])
        .when(pl.col("grade") < GRADES_OF_HIGH_SCHOOL)
        .then(choices["middle"])
        .otherwise(choices["high"])
    )

"""The sample's marks: whole and partial days written out period by period, with the versions that were replaced.

in      whole_days and partial_days of a batch, its meetings, seed
out     the contract's `marks` without `mark_id`, sorted by student, date, period and moment
"""

import polars as pl

from adsum.policy.sample.chance import chance, pick, whole_number
from adsum.policy.sample.schools import FIRST_SCHOOL_ID
from adsum.policy.sample.students import enrollment_id, student_id
from adsum.policy.sample.year import days_frame

SHARE_CLEARED_LATER = 0.06  # of whole days: first uncleared, then replaced by a mark with the reason
SHARE_TAKEN_BACK = 0.03  # of partial days: the mark was a mistake and is replaced by nothing
FIRST_HOUR_UTC = 15
MOST_DAYS_UNTIL_CLEARED = 9
INCIDENT_REASONS = ("FUN", "GRIEF")

TARDY_MINUTES = {"1": 0.10, "3": 0.14, "5": 0.20, "8": 0.16, "12": 0.13, "20": 0.10, "28": 0.06, "30": 0.03, "31": 0.02,
                 "40": 0.04, "50": 0.02}  # fmt: skip
LEFT_MINUTES = {"10": 0.15, "20": 0.25, "30": 0.15, "31": 0.05, "45": 0.40}
SHORT_REASONS = {"": 0.55, "UNEX": 0.25, "MED": 0.12, "ILL": 0.05, "SCHL": 0.03}
LONG_REASONS = {"": 0.15, "NONC": 0.30, "UNEX": 0.15, "MED": 0.28, "ILL": 0.12}
CUT_REASONS = {"MED": 0.38, "ILL": 0.22, "CONF": 0.05, "": 0.12, "NONC": 0.15, "UNEX": 0.08}
OFFICIAL_REASONS = {"SCHL": 0.45, "FT": 0.25, "ISS": 0.30}
CONFIDENTIAL_FROM_GRADE = 8  # index of grade 07
LONG_FROM_MINUTES = 30


def marks_of(missed: pl.DataFrame, partly: pl.DataFrame, meetings: pl.DataFrame, *, seed: int) -> pl.DataFrame:
    whole = _whole_marks(missed)
    partial = _partial_marks(partly, meetings, seed=seed)
    rows = pl.concat([_cleared_later(whole, seed=seed), _taken_back(partial, seed=seed)])
    ordered = rows.sort("student", "day", "period", "recorded_at")
    return _as_table(ordered)


# --- whole days --------------------------------------------------------------------------------------------------


def _whole_marks(missed: pl.DataFrame) -> pl.DataFrame:
    """One absence for each period of the day, all with the spell's reason."""
    incident = pl.format("{}-{}", pl.col("student"), pl.col("spell"))
    days = missed.with_columns(
        period=pl.int_ranges(1, _meetings_on_the_day() + 1, dtype=pl.Int8),
        status=pl.lit("absent"),
        minutes=pl.lit(None, dtype=pl.Int16),
        incident=pl.when(pl.col("reason").is_in(INCIDENT_REASONS)).then(incident),
    )
    return days.explode("period").select(MARK_COLUMNS)


def _meetings_on_the_day() -> pl.Expr:
    spring = days_frame().filter("is_spring")["day"].min()
    is_shorter = pl.col("is_changing") & (pl.col("day") >= spring)
    return pl.col("meetings_a_day") - is_shorter.cast(pl.Int8)


MARK_COLUMNS = ("student", "day", "which", "school", "period", "status", "minutes", "reason", "incident")


def _cleared_later(marks: pl.DataFrame, *, seed: int) -> pl.DataFrame:
    """Give moments; on some days every mark has an earlier, uncleared version that it replaced."""
    is_later = chance("student", "day", seed=seed, purpose="cleared later") < SHARE_CLEARED_LATER
    is_later = is_later & pl.col("reason").is_not_null()
    drawn = chance("student", "day", seed=seed, purpose="days until cleared")
    after = whole_number(drawn, low=1, high=MOST_DAYS_UNTIL_CLEARED)
    first = _moment(seed)
    marks = marks.with_columns(first=first, cleared=pl.when(is_later).then(first + pl.duration(days=after)))
    standing = marks.with_columns(recorded_at=pl.coalesce("cleared", "first"), replaced_at=NEVER)
    replaced = marks.filter(pl.col("cleared").is_not_null()).with_columns(
        reason=pl.lit(None, dtype=pl.String),
        incident=pl.lit(None, dtype=pl.String),
        recorded_at="first",
        replaced_at="cleared",
    )
    return pl.concat([standing, replaced]).drop("first", "cleared")


def _moment(seed: int) -> pl.Expr:
    dates = days_frame()
    on = pl.col("day").replace_strict(dates["day"], dates["on"], return_dtype=pl.Date).cast(pl.Datetime("us", "UTC"))
    minute = whole_number(chance("student", "day", "period", seed=seed, purpose="minute"), low=0, high=50)
    return on + pl.duration(hours=FIRST_HOUR_UTC + pl.col("period").cast(pl.Int32), minutes=minute)


NEVER = pl.lit(None, dtype=pl.Datetime("us", "UTC"))


# --- partial days ------------------------------------------------------------------------------------------------


def _partial_marks(partly: pl.DataFrame, meetings: pl.DataFrame, *, seed: int) -> pl.DataFrame:
    """What happened on a partial day, in its periods; minutes never exceed the meeting's."""
    days = partly.with_columns(last_period=_meetings_on_the_day().cast(pl.Int32))
    days = days.with_columns(period=_periods(seed), status=_status()).explode("period")
    days = _with_longest(days.with_columns(pl.col("period").cast(pl.Int8)), meetings)
    days = days.with_columns(minutes=_minutes(seed))
    return days.with_columns(reason=_reason(seed), incident=pl.lit(None, dtype=pl.String)).select(MARK_COLUMNS)


def _periods(seed: int) -> pl.Expr:
    drawn = chance("student", "day", seed=seed, purpose="period")
    last, happened = pl.col("last_period"), pl.col("happened")
    any_period = whole_number(drawn, low=1, high=last)
    any_later = whole_number(drawn, low=2, high=last)
    start = (
        pl.when(happened == "tardy").then(1)
        .when(happened == "left").then(last)
        .when(happened == "late period").then(any_later)
        .when(happened == "two cut").then(any_later - 1)
        .otherwise(any_period)
    )  # fmt: skip
    return pl.int_ranges(start, start + 1 + (happened == "two cut").cast(pl.Int32))


def _status() -> pl.Expr:
    happened = pl.col("happened")
    is_late = happened.is_in(["tardy", "late period"])
    return (
        pl.when(is_late)
        .then(pl.lit("tardy"))
        .when(happened == "left")
        .then(pl.lit("left_early"))
        .otherwise(pl.lit("absent"))
    )


def _with_longest(days: pl.DataFrame, meetings: pl.DataFrame) -> pl.DataFrame:
    """Add the minutes of the meeting that is valid on the day."""
    dates = days_frame()
    on = pl.col("day").replace_strict(dates["day"], dates["on"], return_dtype=pl.Date)
    days = days.with_columns(enrollment_id(pl.col("which")), on=on)
    spans = meetings.rename({"minutes": "longest"})
    found = days.join(spans, on=["enrollment_id", "period"], how="inner")
    return found.filter(pl.col("on").is_between("first_day", "last_day"))


def _minutes(seed: int) -> pl.Expr:
    drawn = chance("student", "day", "period", seed=seed, purpose="minutes")
    tardy, left = (pick(drawn, weights).cast(pl.Int16) for weights in (TARDY_MINUTES, LEFT_MINUTES))
    lost = pl.when(pl.col("status") == "tardy").then(tardy).when(pl.col("status") == "left_early").then(left)
    return pl.min_horizontal(lost, pl.when(pl.col("status") != "absent").then("longest"))


def _reason(seed: int) -> pl.Expr:
    drawn = chance("student", "day", seed=seed, purpose="partial reason")
    cut = pick(drawn, CUT_REASONS)
    is_too_young = (cut == "CONF") & (pl.col("grade") < CONFIDENTIAL_FROM_GRADE)
    by_minutes = pl.when(pl.col("minutes") >= LONG_FROM_MINUTES).then(pick(drawn, LONG_REASONS))
    return (
        pl.when(pl.col("happened") == "official").then(pick(drawn, OFFICIAL_REASONS))
        .when(pl.col("happened").is_in(["cut", "two cut"])).then(pl.when(~is_too_young.fill_null(False)).then(cut))
        .otherwise(by_minutes.otherwise(pick(drawn, SHORT_REASONS)))
    )  # fmt: skip


def _taken_back(marks: pl.DataFrame, *, seed: int) -> pl.DataFrame:
    is_taken_back = chance("student", "day", seed=seed, purpose="taken back") < SHARE_TAKEN_BACK
    marks = marks.with_columns(recorded_at=_moment(seed))
    later = pl.col("recorded_at") + pl.duration(hours=26)
    return marks.with_columns(replaced_at=pl.when(is_taken_back).then(later))


# --- the table ---------------------------------------------------------------------------------------------------


def _as_table(rows: pl.DataFrame) -> pl.DataFrame:
    dates = days_frame()
    return rows.select(
        student_id(),
        school_id=(pl.col("school") + FIRST_SCHOOL_ID).cast(pl.Int32),
        date=pl.col("day").replace_strict(dates["day"], dates["on"], return_dtype=pl.Date),
        period="period",
        status="status",
        minutes="minutes",
        reason="reason",
        incident="incident",
        recorded_at="recorded_at",
        replaced_at="replaced_at",
    )

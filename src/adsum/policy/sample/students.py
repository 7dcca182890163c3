"""The sample's members as the contract's tables: `students`, `enrollments`, `meetings`.

in      members (members.py)
out     the three tables, in the order of their ids
"""

from datetime import date

import polars as pl

from adsum.policy.sample.chance import chance, whole_number
from adsum.policy.sample.members import CONTINUATION_PERIODS, LAST_DAY, PERIODS
from adsum.policy.sample.schools import FIRST_SCHOOL_ID, GRADES
from adsum.policy.sample.year import FIRST_DATE, LAST_DATE, LAST_FALL_DATE, days_frame, school_dates

FIRST_STUDENT_ID = 1_000_001
SHARE_HELD_BACK = 0.04


def student_id(column: str = "student") -> pl.Expr:
    return (pl.col(column).cast(pl.Int32) + FIRST_STUDENT_ID).alias("student_id")


def enrollment_id(which: pl.Expr | int) -> pl.Expr:
    number = pl.lit(which) if isinstance(which, int) else which
    return ((pl.col("student").cast(pl.Int32) + FIRST_STUDENT_ID) * 10 + number.cast(pl.Int32)).alias("enrollment_id")


def students_table(members: pl.DataFrame, *, seed: int) -> pl.DataFrame:
    """Birth dates by grade: kindergartners turn five by 1 September."""
    is_held_back = chance("student", seed=seed, purpose="held back") < SHARE_HELD_BACK
    years = pl.col("grade") + 5 + is_held_back.cast(pl.Int32)
    days = whole_number(chance("student", seed=seed, purpose="birthday"), low=0, high=364)
    first = pl.date(FIRST_DATE.year - years, 9, 2)
    return members.select(student_id(), birth_date=first + pl.duration(days=days))


def enrollments_table(members: pl.DataFrame) -> pl.DataFrame:
    """One or two rows a student; a second one beside the first is secondary (20) and earns nothing."""
    return pl.concat([_enrollments(members, which=1), _enrollments(members, which=2)]).sort("enrollment_id")


def _enrollments(members: pl.DataFrame, *, which: int) -> pl.DataFrame:
    first, last, school = f"first_{which}", f"last_{which}", f"school_{which}"
    rows = members.filter(pl.col(school).is_not_null())
    rows = rows.with_columns(last_2=pl.lit(LAST_DAY)) if which == 2 else rows
    is_secondary = pl.col("is_dual") if which == 2 else pl.lit(False)
    grades = dict(enumerate(GRADES))
    return rows.select(
        enrollment_id(which),
        student_id(),
        school_id=(pl.col(school) + FIRST_SCHOOL_ID).cast(pl.Int32),
        grade=pl.col("grade").replace_strict(grades, return_dtype=pl.String),
        first_day=date_of(first),
        last_day=pl.when(pl.col(last) < LAST_DAY).then(date_of(last)),
        status=pl.when(is_secondary).then(20).otherwise(10).cast(pl.Int8),
        earns_ada=pl.when(is_secondary).then(0).otherwise(1).cast(pl.Int8),
    )


def date_of(column: str) -> pl.Expr:
    dates = days_frame()
    numbers = dates["day"].cast(pl.Int32)
    return pl.col(column).cast(pl.Int32).replace_strict(numbers, dates["on"], return_dtype=pl.Date)


def meetings_table(members: pl.DataFrame, *, seed: int) -> pl.DataFrame:
    """What each student is scheduled for; in spring a changing schedule loses its last period, its second grows."""
    moved = members.filter(pl.col("school_2").is_not_null() & ~pl.col("is_dual"))
    enrolled = (_scheduled(members, which=1), _scheduled(moved, which=2))
    rows = pl.concat(enrolled).with_columns(period=pl.int_ranges(1, pl.col("meetings_a_day") + 1, dtype=pl.Int8))
    rows = rows.explode("period").with_columns(minutes=_minutes(seed))
    return _by_term(rows).sort("enrollment_id", "period", "first_day")


def _scheduled(members: pl.DataFrame, *, which: int) -> pl.DataFrame:
    school = pl.col(f"school_{which}").alias("school")
    return members.select("student", "grade", school, "meetings_a_day", "is_changing", which=pl.lit(which))


def _minutes(seed: int) -> pl.Expr:
    """A day of one meeting is 300 minutes, shorter for the youngest; periods differ by school."""
    period = 54 + whole_number(chance("school", "period", seed=seed, purpose="bell schedule"), low=0, high=6)
    return (
        pl.when(pl.col("meetings_a_day") == CONTINUATION_PERIODS)
        .then(45)
        .when(pl.col("meetings_a_day") > 1)
        .then(period)
        .when(pl.col("grade") <= GRADES.index("KN"))
        .then(230)
        .otherwise(300)
        .cast(pl.Int16)
    )


def _by_term(rows: pl.DataFrame) -> pl.DataFrame:
    ends = rows["is_changing"] & rows["period"].is_in([2, PERIODS])
    spring = rows.filter(ends & (rows["period"] == 2)).with_columns(pl.col("minutes") + 10)
    spans = (
        (rows.filter(~ends), FIRST_DATE, LAST_DATE),
        (rows.filter(ends), FIRST_DATE, LAST_FALL_DATE),
        (spring, first_spring_date(), LAST_DATE),
    )
    return pl.concat([_meetings(part, first=first, last=last) for part, first, last in spans])


def _meetings(rows: pl.DataFrame, *, first: date, last: date) -> pl.DataFrame:
    return rows.select(enrollment_id(pl.col("which")), "period", "minutes", first_day=first, last_day=last)


def first_spring_date() -> date:
    return next(day.on for day in school_dates() if day.term == "spring")

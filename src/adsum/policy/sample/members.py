"""The sample's students: who is where, from when to when, in which grade and schedule, and how often absent.

    in      a run of schools (a batch), all schools, seed
    out     `members`: one row per student with everything later stages draw from

`members`: student (number) | grade (0 = TK ... 13 = grade 12), meetings_a_day, is_changing (schedule in spring),
    school_1, calendar_1, first_1, last_1, school_2, calendar_2, first_2, last_2 (numbers of days; null = no second
    enrollment), is_dual (the second runs beside the first), kind, absence_rate, partial_rate
"""

import polars as pl

from adsum.policy.sample.chance import bell, chance, pick, whole_number
from adsum.policy.sample.schools import GRADES, School
from adsum.policy.sample.year import school_dates

LAST_DAY = len(school_dates()) - 1
GRADES_OF_ONE_MEETING = GRADES.index("05")
GRADES_OF_HIGH_SCHOOL = GRADES.index("09")
PERIODS, CONTINUATION_PERIODS = 6, 4
SHARE_CHANGING_SCHEDULE = 0.05

BASE_RATE = 0.0585
GRADE_FACTORS = (1.50, 1.40, 1.12, 0.98, 0.90, 0.86, 0.85, 0.86, 0.98, 1.06, 1.08, 1.16, 1.24, 1.45)
ABSENCE_SPREAD, PARTIAL_SPREAD = 0.84, 1.0
BASE_PARTIAL_RATE = {True: 0.022, False: 0.112}  # by "has one meeting a day"
HIGHEST_RATE = 0.60

MOVES = {
    "stays": 0.880,
    "late": 0.040,
    "leaves": 0.030,
    "transfers": 0.040,
    "returns": 0.006,
    "dual": 0.004,
}


def members_of(schools: list[School], *, everywhere: list[School], seed: int) -> pl.DataFrame:
    members = pl.concat([_numbered(school) for school in schools])
    members = members.with_columns(_grade(seed), _move(seed)).with_columns(_schedule(seed))
    return _with_rates(_with_spans(members, everywhere=everywhere, seed=seed), seed=seed)


def _numbered(school: School) -> pl.DataFrame:
    count = school.end_student - school.first_student
    return pl.select(
        student=pl.int_range(school.first_student, school.end_student, dtype=pl.UInt32),
        school_1=pl.repeat(school.number, count, dtype=pl.Int32),
        calendar_1=pl.repeat(school.calendar, count, dtype=pl.UInt8),
        level=pl.repeat(school.type.level, count),
        kind=pl.repeat(school.type.kind, count),
        low=pl.repeat(GRADES.index(school.type.first_grade), count, dtype=pl.Int32),
        high=pl.repeat(GRADES.index(school.type.last_grade), count, dtype=pl.Int32),
        school_factor=pl.repeat(school.absence_factor, count, dtype=pl.Float64),
    )


def _grade(seed: int) -> pl.Expr:
    drawn = chance("student", seed=seed, purpose="grade")
    return whole_number(drawn, low=pl.col("low"), high=pl.col("high")).alias("grade")


def _move(seed: int) -> pl.Expr:
    return pick(chance("student", seed=seed, purpose="move"), MOVES).alias("move")


def _schedule(seed: int) -> list[pl.Expr]:
    has_one = (pl.col("grade") <= GRADES_OF_ONE_MEETING) | pl.col("kind").is_in(["independent_study", "home_hospital"])
    periods = pl.when(pl.col("kind") == "continuation").then(CONTINUATION_PERIODS).otherwise(PERIODS)
    is_drawn = chance("student", seed=seed, purpose="schedule") < SHARE_CHANGING_SCHEDULE
    return [
        pl.when(has_one).then(1).otherwise(periods).cast(pl.Int8).alias("meetings_a_day"),
        (is_drawn & ~has_one & (pl.col("kind") != "continuation")).alias("is_changing"),
    ]


def _with_spans(members: pl.DataFrame, *, everywhere: list[School], seed: int) -> pl.DataFrame:
    """First and last day of one or two enrollments. A school alone of its kind has nobody to transfer to."""
    members = members.join(_neighbors(everywhere), on="school_1", how="left", maintain_order="left")
    is_high = pl.col("grade") >= GRADES_OF_HIGH_SCHOOL
    is_alone = pl.col("school_2") == pl.col("school_1")
    move = pl.when((pl.col("move") == "dual") & (~is_high | is_alone)).then(pl.lit("stays")).otherwise(pl.col("move"))
    day = whole_number(chance("student", seed=seed, purpose="day of moving"), low=10, high=LAST_DAY - 45)
    gap = whole_number(chance("student", seed=seed, purpose="days away"), low=8, high=40)
    members = members.with_columns(move=move, turn=day).with_columns(gap=gap)
    moved, turn = pl.col("move"), pl.col("turn")
    has_second = moved.is_in(["transfers", "returns", "dual"])
    goes_home = moved == "returns"
    return members.with_columns(
        first_1=pl.when(moved == "late").then(turn).otherwise(0),
        last_1=pl.when(moved.is_in(["leaves", "transfers", "returns"])).then(turn).otherwise(LAST_DAY),
        first_2=pl.when(goes_home).then(turn + pl.col("gap")).when(has_second).then(turn + 1),
        school_2=pl.when(goes_home).then("school_1").when(has_second).then("school_2"),
        calendar_2=pl.when(goes_home).then("calendar_1").when(has_second).then("calendar_2"),
        is_dual=moved == "dual",
    ).drop("turn", "gap")


def _neighbors(everywhere: list[School]) -> pl.DataFrame:
    """school_1 | school_2, calendar_2: the next school of the same type, in a circle."""
    rows = []
    for type_ in {school.type for school in everywhere}:
        same = [school for school in everywhere if school.type == type_]
        rows += [(one.number, two.number, two.calendar) for one, two in zip(same, same[1:] + same[:1], strict=True)]
    schema = {"school_1": pl.Int32, "school_2": pl.Int32, "calendar_2": pl.UInt8}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _with_rates(members: pl.DataFrame, *, seed: int) -> pl.DataFrame:
    """How likely an absence is to begin, and a partial day to happen, on a plain date: with a heavy right tail."""
    factors = pl.Series("grade_factor", GRADE_FACTORS)
    grades = pl.DataFrame({"grade": pl.Series(range(len(GRADES)), dtype=pl.Int32), "grade_factor": factors})
    members = members.join(grades, on="grade", how="left", maintain_order="left")
    own = _tailed(bell("student", seed=seed, purpose="own absence"), spread=ABSENCE_SPREAD)
    late = _tailed(bell("student", seed=seed, purpose="own lateness"), spread=PARTIAL_SPREAD)
    has_one = pl.col("meetings_a_day") == 1
    base_partial = pl.when(has_one).then(BASE_PARTIAL_RATE[True]).otherwise(BASE_PARTIAL_RATE[False])
    absence = BASE_RATE * own * pl.col("grade_factor") * pl.col("school_factor")
    return members.with_columns(
        absence_rate=absence.clip(upper_bound=HIGHEST_RATE),
        partial_rate=(base_partial * late).clip(upper_bound=HIGHEST_RATE),
    ).drop("low", "high", "school_factor", "grade_factor", "move")


def _tailed(normal: pl.Expr, *, spread: float) -> pl.Expr:
    """Lognormal with mean 1."""
    return (normal * spread - spread**2 / 2).exp()

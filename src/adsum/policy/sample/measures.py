"""What the sample came out like, beside what public figures say: attendance, chronic share, grades, weekdays, season.

    in      members and whole_days, batch by batch
    out     `tally`: one small frame per batch that adds up; `report`: the lines to print

The targets are ranges, from the sources named beside them; ASSUMPTION marks ours.
"""

from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from adsum.policy.sample.schools import GRADES
from adsum.policy.sample.year import days_frame, taught_frame

SEVERE_SHARE = Fraction(1, 5)
WELL_ATTENDED_SHARE = Fraction(96, 100)


@dataclass(frozen=True)
class ChronicRule:
    """The state's values, from the pack: which share of absent days is chronic, and from how many days on."""

    absent_share: Fraction
    more_than_days: int


@dataclass(frozen=True)
class Tally:
    """Sums that can be added up over batches."""

    students: pl.DataFrame
    dates: pl.DataFrame


def tally(members: pl.DataFrame, missed: pl.DataFrame, *, reasons_that_earn: list[str], rule: ChronicRule) -> Tally:
    lost = missed.filter(~pl.col("reason").is_in(reasons_that_earn).fill_null(False))
    students = _days_expected(members).join(lost.group_by("student").agg(absent=pl.len()), on="student", how="left")
    students = students.with_columns(pl.col("absent").fill_null(0).cast(pl.Int64))
    return Tally(_by_grade(students, rule), lost.group_by("day").agg(absent=pl.len()))


def added(tallies: list[Tally]) -> Tally:
    students = pl.concat([one.students for one in tallies]).group_by("grade").sum().sort("grade")
    return Tally(students, pl.concat([one.dates for one in tallies]).group_by("day").sum().sort("day"))


def _days_expected(members: pl.DataFrame) -> pl.DataFrame:
    """student | grade, expected: taught dates in the first enrollment, and in a later second one."""
    first = _taught_until(members, "calendar_1", "last_1") - _taught_until(members, "calendar_1", "first_1")
    second = _taught_until(members, "calendar_2", None) - _taught_until(members, "calendar_2", "first_2")
    later = pl.select(pl.when(~members["is_dual"]).then(second).otherwise(0)).to_series().fill_null(0)
    return members.select("student", "grade", expected=first + later)


def _taught_until(members: pl.DataFrame, calendar: str, day: str | None) -> pl.Series:
    """Taught dates up to `last`, or before `first`; to the end of the year without a day."""
    last = taught_frame()["day"].max()
    is_first = day is not None and day.startswith("first")
    number = pl.lit(last) if day is None else pl.col(day) - int(is_first)
    keys = members.select(pl.col(calendar).alias("calendar"), day=number.cast(pl.Int32))
    taught = taught_frame().with_columns(pl.col("day").cast(pl.Int32))
    found = keys.join(taught, on=["calendar", "day"], how="left", maintain_order="left")
    missing = pl.when(pl.col("day") < 0).then(0)
    return found.select(pl.coalesce("taught_so_far", missing)).to_series()


def _by_grade(students: pl.DataFrame, rule: ChronicRule) -> pl.DataFrame:
    expected, absent = pl.col("expected"), pl.col("absent")
    is_counted = expected > rule.more_than_days
    is_chronic = is_counted & _is_at_least(absent, expected, rule.absent_share)
    is_severe = is_counted & _is_at_least(absent, expected, SEVERE_SHARE)
    is_well = is_counted & _is_at_least(expected - absent, expected, WELL_ATTENDED_SHARE)
    return students.group_by("grade").agg(
        students=pl.len().cast(pl.Int64),
        expected=expected.sum().cast(pl.Int64),
        absent=absent.sum(),
        ever_absent=(absent > 0).sum().cast(pl.Int64),
        counted=is_counted.sum().cast(pl.Int64),
        chronic=is_chronic.sum().cast(pl.Int64),
        chronic_absent=absent.filter(is_chronic).sum(),
        severe=is_severe.sum().cast(pl.Int64),
        well=is_well.sum().cast(pl.Int64),
    )


def _is_at_least(part: pl.Expr, whole: pl.Expr, share: Fraction) -> pl.Expr:
    return part * share.denominator >= whole * share.numerator


# --- the report --------------------------------------------------------------------------------------------------


def report(total: Tally) -> list[str]:
    """Achieved figures beside their targets, one line each."""
    sums = total.students.sum().row(0, named=True)
    attended = sums["expected"] - sums["absent"]
    lines = [
        ("share attending", percent(attended, sums["expected"]), "88-96 % (LAUSD fall 2023: 93)"),
        ("chronic share", percent(sums["chronic"], sums["counted"]), "12-30 % (California 2023-24: 20)"),
        ("severe among chronic", percent(sums["severe"], sums["chronic"]), "9-39 %, median 20 (Massachusetts)"),
        ("attending 96 % or more", percent(sums["well"], sums["counted"]), "40-73 % (LAUSD goal 2016-17: 73)"),
        ("days absent, if any", average(sums["absent"], sums["ever_absent"]), "12.8 (California 2024-25)"),
        ("days absent, chronic", average(sums["chronic_absent"], sums["chronic"]), "33.4 (California 2024-25)"),
        *_weekday_lines(total.dates),
        *_grade_lines(total.students),
    ]
    head = ("measure", "achieved", "target (sources differ: ranges)")
    return [f"{name:<26} {achieved:>9}   {target}" for name, achieved, target in (head, *lines)]


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


def average(sum_: int, count: int) -> str:
    return f"{sum_ / count:.1f}" if count else "-"


def _weekday_lines(dates: pl.DataFrame) -> list[tuple[str, str, str]]:
    """Absences of an average date: Friday beside the middle of the week, spring beside fall."""
    days = days_frame().join(dates, on="day", how="inner").with_columns(weekday=pl.col("on").dt.weekday())
    friday, middle = (days.filter(pl.col("weekday").is_in(numbers))["absent"].mean() for numbers in ([5], [2, 3, 4]))
    spring, fall = (days.filter(pl.col("is_spring") == is_spring)["absent"].mean() for is_spring in (True, False))
    return [
        ("Friday to midweek", _ratio(friday, middle), "1.1-1.3 (Friday highest; 1-2 points)"),
        ("spring to fall", _ratio(spring, fall), "above 1 (rising over the year)"),
    ]


def _ratio(one: object, other: object) -> str:
    is_known = isinstance(one, float) and isinstance(other, float) and other > 0
    return f"{one / other:.2f}" if is_known else "-"  # type: ignore[operator]


def _grade_lines(students: pl.DataFrame) -> list[tuple[str, str, str]]:
    rows = students.iter_rows(named=True)
    return [
        (f"chronic, grade {GRADES[r['grade']]}", percent(r["chronic"], r["counted"]), shape(r["grade"])) for r in rows
    ]


def shape(grade: int) -> str:
    shapes = {"TK": "highest in TK and KN", "04": "lowest in 03 to 06", "09": "rising", "12": "high again"}
    return shapes.get(GRADES[grade], "")

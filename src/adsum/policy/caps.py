"""Caps and grade limits: which marks their reason excuses no longer.

A cap counts dates, in date order, within its own window. A mark beyond its cap, or of a grade the reason is not open
to, is unexcused, and no longer earns the day.

Source: facts contract, Meaning 3; Ed. Code 48205, 48225.5, 46010.1, 46014.
"""

from __future__ import annotations

import polars as pl

from adsum.policy.law import Law
from adsum.policy.taught import Taught

FLAGS = ("is_over_cap", "is_outside_grades", "is_beyond")
WINDOW = ["student_id", "reason", "window_year", "window_part", "window_name"]


def with_limits(marks: pl.DataFrame, *, enrollments: pl.DataFrame, taught: Taught, law: Law) -> pl.DataFrame:
    """Tell for every mark whether it lies beyond its reason's cap or outside its grades.

    in      marks: student_id, school_id, date, reason, incident; complete for their students
    out     the same rows in the same order with is_over_cap, is_outside_grades, is_beyond = either (bool)
    edges   most reasons have no limit: only marks of those that have one are looked at
    """
    positions = marks.select(pl.arg_where(pl.col("reason").is_in(law.limited_reasons))).to_series()
    if positions.is_empty():
        return marks.with_columns(pl.lit(False).alias(name) for name in FLAGS)
    columns = ["student_id", "school_id", "date", "reason", "incident"]
    limited = marks.select(columns)[positions].with_columns(position=pl.lit(positions))
    return marks.with_columns(
        is_over_cap=_flags(over_cap(limited, taught=taught, law=law), marks.height),
        is_outside_grades=_flags(outside_grades(limited, enrollments=enrollments, law=law), marks.height),
    ).with_columns(is_beyond=pl.col("is_over_cap") | pl.col("is_outside_grades"))


def over_cap(limited: pl.DataFrame, *, taught: Taught, law: Law) -> pl.Series:
    """Positions of the marks on dates beyond the cap of their reason.

    in      limited: student_id, school_id, date, reason, incident, position
    edges   all marks with the reason count, whatever their status or grade; two on one date are one date;
            terms and school months of equal name at two schools are one window; marks without an incident share one
    """
    capped = limited.join(law.caps, on="reason").filter(pl.col("date").is_between("from", "through"))
    often = _often_used(capped)
    if often.is_empty():
        return often["position"]
    windowed = _with_windows(often, taught=taught, law=law)
    nth_date = pl.col("date").rank("dense").over(WINDOW)
    return windowed.filter(nth_date > pl.col("cap_count"))["position"]


def _often_used(capped: pl.DataFrame) -> pl.DataFrame:
    """Leave out students who used a reason on fewer dates than any of its windows allows: nearly all of them."""
    dates = capped.select("student_id", "reason", "date", "cap_count").unique(["student_id", "reason", "date"])
    used = dates.group_by("student_id", "reason").agg(pl.len() > pl.col("cap_count").min())
    often = used.filter(pl.col("len")).select("student_id", "reason")
    return capped.join(often, on=["student_id", "reason"], how="semi")


def _with_windows(capped: pl.DataFrame, *, taught: Taught, law: Law) -> pl.DataFrame:
    """Name the window each mark falls in. All but incidents begin again with the school year."""
    window = pl.col("window")
    return capped.join(taught.pages, on="school_id", how="left").with_columns(
        window_year=pl.when(window != "incident").then(law.school_year()),
        window_part=pl.when(window == "term")
        .then(taught.term("date"))
        .when(window == "school_month")
        .then(taught.month("date")),
        window_name=pl.when(window == "incident").then("incident"),
    )


def outside_grades(limited: pl.DataFrame, *, enrollments: pl.DataFrame, law: Law) -> pl.Series:
    """Positions of the marks whose reason is not open to the grade of the enrollment on that date.

    in      limited: student_id, school_id, date, reason, position
            enrollments: student_id, school_id, grade, first_day, last_day (closed)
    edges   two enrollments at the school on that date: open to either grade is enough
    """
    grades = law.grades
    judged = limited.filter(pl.col("reason").is_in(grades["reason"].unique().to_list()))
    if judged.is_empty():
        return judged["position"]
    there = pl.col("date").is_between("first_day", "last_day")
    spans = enrollments.select("student_id", "school_id", "grade", "first_day", "last_day")
    graded = judged.join(spans, on=["student_id", "school_id"]).filter(there)
    allowed = graded.join(grades, on=["reason", "grade"]).filter(pl.col("date").is_between("from", "through"))
    return judged.join(allowed, on="position", how="anti")["position"]


def _flags(positions: pl.Series, height: int) -> pl.Series:
    return pl.repeat(False, height, eager=True, dtype=pl.Boolean).scatter(positions, True)

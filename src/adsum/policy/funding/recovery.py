"""Attendance recovery: days earned back outside the school day, and how many of them may be reported.

    recovery_days        one student's sessions: the days they earn, the minutes left over
    recovery_credit      student, school | days, minutes carried: all students
    recovery_reported    the days of one student that may be reported
    recovery_class       whether a class has enough teachers
    may_recover          who may take part

Minutes add up from session to session until they make a minimum day; only whole days are earned, and what is left is
carried. A date earns at most one day, a week at most five.
Source: Ed. Code 46210, 46211 (from 1 July 2025).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from adsum.policy.funding.minimum_day import minutes_needed
from adsum.policy.funding.school_months import monday_of
from adsum.policy.packs import Pack
from adsum.policy.packs.asking import Asking, Table, Used, WrongQuestion
from adsum.policy.packs.state_checks import StateFault, state_faults

Session = tuple[date, int]  # date, minutes


@dataclass(frozen=True)
class RecoveryDays:
    """`earned_on`: the date of the session that completed each day."""

    days: int
    earned_on: tuple[date, ...]
    minutes_carried: int
    used: Used


@dataclass(frozen=True)
class RecoveryReported:
    """`faults`: the state's checks that the days as earned would not pass."""

    days: int
    days_earned: int
    faults: tuple[StateFault, ...]
    used: Used


@dataclass(frozen=True)
class RecoveryClass:
    is_staffed: bool
    students_per_teacher: int
    used: Used


@dataclass(frozen=True)
class RecoveryPlace:
    may_take_part: bool
    used: Used


@dataclass(frozen=True)
class DayLaw:
    """The numbers of one student's recovery days."""

    minutes_of_day: int
    minutes_of_step: int
    days_per_date: int
    days_per_week: int

    @classmethod
    def of(cls, asking: Asking, grade: str) -> DayLaw:
        return cls(
            minutes_of_day=minutes_needed(asking, grade),
            minutes_of_step=asking.value("recovery.step_minutes"),
            days_per_date=asking.value("recovery.days_per_date"),
            days_per_week=asking.value("recovery.days_per_week"),
        )


def recovery_days(*, grade: str, sessions: Sequence[Mapping[str, object]], pack: Pack, on: date) -> RecoveryDays:
    """The days that one student's sessions earn.

    in      sessions: {date, minutes}, in any order; before, after or outside of school days
    edges   minutes beyond a date's one day wait for a session on another date
    """
    asking = Asking(pack, on=on)
    told = [(held["date"], held["minutes"]) for held in sessions]
    earned_on, carried = earn(told, DayLaw.of(asking, grade))  # type: ignore[arg-type]
    return RecoveryDays(len(earned_on), tuple(earned_on), carried, asking.used())


def earn(sessions: Iterable[Session], law: DayLaw) -> tuple[list[date], int]:
    """The dates on which days are earned, and the minutes carried."""
    by_date: Counter[date] = Counter()
    for held_on, minutes in sessions:
        by_date[held_on] += minutes // law.minutes_of_step * law.minutes_of_step
    carried, earned_on, by_week = 0, [], Counter[date]()
    for held_on in sorted(by_date):
        carried += by_date[held_on]
        room = min(law.days_per_date, law.days_per_week - by_week[monday_of(held_on)])
        earned = min(carried // law.minutes_of_day, room)
        earned_on += [held_on] * earned
        by_week[monday_of(held_on)] += earned
        carried -= earned * law.minutes_of_day
    return earned_on, carried


def recovery_credit(recovery: pl.DataFrame, *, grades: pl.DataFrame, pack: Pack, on: date) -> Table:
    """The days that all students earn, school by school.

    in      recovery: student_id, school_id, date, minutes; grades: student_id, school_id | grade
    out     student_id, school_id | days_earned, minutes_carried; sorted
    edges   a student without a grade at the school is left out: nothing can be stated
    """
    asking = Asking(pack, on=on)
    laws = {grade: DayLaw.of(asking, grade) for grade in grades["grade"].cast(pl.String).unique()}
    told = recovery.join(grades, on=["student_id", "school_id"]).sort("student_id", "school_id", "date")
    rows = []
    for (student, school), held in told.group_by("student_id", "school_id", maintain_order=True):
        sessions = zip(held["date"], held["minutes"], strict=True)
        earned_on, carried = earn(sessions, laws[str(held["grade"][0])])
        rows.append((student, school, len(earned_on), carried))
    ids = {name: recovery.schema[name] for name in ("student_id", "school_id")}
    schema = {**ids, "days_earned": pl.Int64(), "minutes_carried": pl.Int64()}
    return Table(pl.DataFrame(rows, schema=schema, orient="row"), asking.used())


def recovery_reported(
    *,
    earned: Mapping[str, int],
    days_absent: int,
    days_suspended: int = 0,
    pack: Pack,
    on: date,
) -> RecoveryReported:
    """The days of one student that may be reported for a school year.

    in      earned: days by school of the same district; days_absent: of the year, with those suspended
    out     the least of the limit, the absences and the days earned; which school reports them is the district's choice
    source  Ed. Code 46211; CALPADS field 13.24
    """
    asking = Asking(pack, on=on)
    limit: int = asking.value("recovery.days")
    recoverable = days_absent if asking.value("recovery.suspensions_count") else days_absent - days_suspended
    total = sum(earned.values())
    failed = {
        "recovery_days_at_one_school": any(days > limit for days in earned.values()),
        "recovery_days_in_district": total > min(limit, days_absent),
    }
    return RecoveryReported(min(limit, recoverable, total), total, state_faults(asking, failed), asking.used())


def recovery_class(*, grade: str, students: int, teachers: int, pack: Pack, on: date) -> RecoveryClass:
    """Whether a recovery class has enough certificated teachers for its students."""
    asking = Asking(pack, on=on)
    for row in asking.value("recovery.students_per_teacher"):
        if grade in row["grades"]:
            return RecoveryClass(students <= row["students"] * teachers, row["students"], asking.used())
    raise WrongQuestion(f"there is no grade {grade!r}; grades are TK, KN, 01 to 12")


def may_recover(*, is_classroom_based: bool, independent_study_days: int = 0, pack: Pack, on: date) -> RecoveryPlace:
    """Whether a student may take part: one taught in class, and not for long in independent study."""
    asking = Asking(pack, on=on)
    is_long = asking.meets("recovery.independent_study_days", independent_study_days)
    return RecoveryPlace(is_classroom_based and not is_long, asking.used())

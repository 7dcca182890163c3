"""Student recovery day: going to the homes of students who are not in school.

    volunteer_places    how many of those who ask find a place at a school
    visit               is a student visited, and who may know it?
    visit_list          student | ground, is_for_volunteers: everybody to visit
    visit_outcome       what an outcome leads to; it never ends an enrollment by itself
    recovered           did the student come back because of the contact?

Source: the district's announcements of the day, 2013 to 2017.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from adsum.policy.packs import Pack
from adsum.policy.packs.asking import Asking, Table, Used, WrongQuestion


@dataclass(frozen=True)
class VolunteerPlaces:
    granted: int
    waiting: int
    used: Used


@dataclass(frozen=True)
class Visit:
    """`ground` None: not visited. `is_for_volunteers` false: only a counselor may see the student's name."""

    ground: str | None
    is_for_volunteers: bool
    used: Used


@dataclass(frozen=True)
class VisitOutcome:
    next_step: str
    stays_enrolled: bool
    used: Used


@dataclass(frozen=True)
class Recovered:
    is_recovered: bool
    used: Used


def volunteer_places(*, registered: int, asking_now: int, pack: Pack, on: date) -> VolunteerPlaces:
    """How many of those who ask at the same time find a place; the others wait."""
    asking = Asking(pack, on=on)
    free = max(0, asking.value("recovery_day.volunteers_per_school") - registered)
    granted = min(free, asking_now)
    return VolunteerPlaces(granted, asking_now - granted, asking.used())


def visit(
    *, grounds: Collection[str], is_protected: bool = False, is_contacted_today: bool = False, pack: Pack, on: date
) -> Visit:
    """Whether a student is visited, on the first ground of the district's order.

    in      grounds: what holds for the student (no_show, left_unknown, chronic, at_risk); is_protected: the address is
            kept secret, or a court keeps somebody away
    """
    asking = Asking(pack, on=on)
    ground = next((each for each in asking.value("recovery_day.grounds") if each in grounds), None)
    is_visited = ground is not None and not is_contacted_today
    return Visit(ground if is_visited else None, is_visited and not is_protected, asking.used())


def visit_list(students: pl.DataFrame, *, pack: Pack, on: date) -> Table:
    """Everybody to visit.

    in      students: student_id | a flag for each ground of the district's list, is_protected, is_contacted_today
    out     student_id | ground, is_for_volunteers; in the order of the grounds, then by id
    """
    asking = Asking(pack, on=on)
    grounds: list[str] = asking.value("recovery_day.grounds")
    first = pl.coalesce(pl.when(pl.col(ground)).then(pl.lit(ground)) for ground in grounds)
    rows = students.with_columns(ground=first.cast(pl.Enum(grounds))).filter(
        pl.col("ground").is_not_null() & ~pl.col("is_contacted_today")
    )
    told = rows.select("student_id", "ground", is_for_volunteers=~pl.col("is_protected"))
    return Table(told.sort("ground", "student_id"), asking.used())


def visit_outcome(*, outcome: str, has_proof: bool = False, pack: Pack, on: date) -> VisitOutcome:
    """What follows a visit.

    in      has_proof: a paper that supports a withdrawal is at hand, such as the other school's records request
    edges   what somebody says at the door closes no enrollment
    """
    asking = Asking(pack, on=on)
    rows = asking.value("recovery_day.outcomes")
    for row in rows:
        if row["outcome"] == outcome:
            may_end = bool(row["may_end_enrollment"]) and has_proof
            return VisitOutcome(row["next"], not may_end, asking.used())
    raise WrongQuestion(f"there is no outcome {outcome!r}; there are {', '.join(row['outcome'] for row in rows)}")


def recovered(
    *, contacted_on: date, first_seat_day: date | None = None, days_taught: Sequence[date], pack: Pack, on: date
) -> Recovered:
    """Whether a student came back soon enough after a contact to count as recovered."""
    asking = Asking(pack, on=on)
    if first_seat_day is None or first_seat_day < contacted_on:
        return Recovered(False, asking.used())
    waited = sum(contacted_on < day <= first_seat_day for day in days_taught)
    return Recovered(asking.meets("recovery_day.recovered_school_days", waited), asking.used())

"""Birthdays, the grade that a birth date gives, and who must attend school.

    birthday_on           the day somebody reaches an age
    entry_grade           TK, TE, kindergarten or grade 1 by birth date
    compulsory            must this person attend school on this day?
    tutoring              is a tutor's teaching enough instead of school?
    part_time_hours       weekly hours of those who may attend part-time

Source: Ed. Code 48000, 48010, 48200, 48222-48231, 48400-48402.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from adsum.policy.law import school_year_first
from adsum.policy.packs import Pack
from adsum.policy.packs.asking import Asking, Used, WrongQuestion


@dataclass(frozen=True)
class EntryGrade:
    """`grade` None: too young for every grade. `earns_from`: attendance earns nothing before that day."""

    grade: str | None
    earns_from: date | None
    used: Used


@dataclass(frozen=True)
class Compulsory:
    """`exempted_by`: the ground that exempts, when it holds at this age."""

    is_compulsory: bool
    exempted_by: str | None
    used: Used


@dataclass(frozen=True)
class Tutoring:
    is_enough: bool
    used: Used


@dataclass(frozen=True)
class PartTime:
    """`hours_per_week` None: part-time attendance is not open at this age."""

    hours_per_week: int | None
    used: Used


def birthday_on(birth_date: date, *, age: int) -> date:
    """The day an age is reached. Born on 29 February: 1 March in other years."""
    year = birth_date.year + age
    try:
        return birth_date.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def age_on(birth_date: date, *, day: date) -> int:
    age = day.year - birth_date.year
    return age if day >= birthday_on(birth_date, age=age) else age - 1


def entry_grade(*, birth_date: date, pack: Pack, on: date) -> EntryGrade:
    """The first grade open to a child in the school year of `on`.

    out     01, KN, TK, TE (admitted by the district before the state's window opens), or None
    edges   a grade above 01 is for the school to decide, from records
    """
    asking = Asking(pack, on=on)
    entry_day = entry_day_of(asking, on)
    if birthday_on(birth_date, age=asking.value("entry_age.first_grade")) <= entry_day:
        return EntryGrade("01", None, asking.used())
    fifth = birthday_on(birth_date, age=asking.value("entry_age.kindergarten"))
    if fifth <= entry_day:
        return EntryGrade("KN", None, asking.used())
    if fifth <= window_end(asking, entry_day):
        return EntryGrade("TK", None, asking.used())
    if is_early(asking, birth_date, entry_day):
        return EntryGrade("TE", earning_day(asking, birth_date), asking.used())
    return EntryGrade(None, None, asking.used())


def entry_day_of(asking: Asking, on: date) -> date:
    """The day of the school year by which an age must be reached."""
    year_first = school_year_first(on, first_day=asking.value("school_year.first_day"))
    month, day = (int(part) for part in asking.value("entry_age.day").split("-"))
    return date(year_first.year, month, day)


def window_end(asking: Asking, entry_day: date) -> date:
    """The last fifth birthday of the state's window: after the entry day, at most a year later."""
    month, day = (int(part) for part in asking.value("transitional_kindergarten.last_birthday").split("-"))
    end = date(entry_day.year, month, day)
    return end if end > entry_day else end.replace(year=end.year + 1)


def is_early(asking: Asking, birth_date: date, entry_day: date) -> bool:
    """Whether the district itself admits the child before the state's window."""
    key = "district_transitional_kindergarten.age"
    return asking.has(key) and birthday_on(birth_date, age=asking.value(key)) <= entry_day


def earning_day(asking: Asking, birth_date: date) -> date:
    return birthday_on(birth_date, age=asking.value("district_transitional_kindergarten.earns_from_age"))


def compulsory(
    *, birth_date: date, ground: str | None = None, days_to_term_end: int | None = None, pack: Pack, on: date
) -> Compulsory:
    """Whether somebody must attend school on a day.

    in      ground: what is said to exempt (private_school, tutor, ...); days_to_term_end: for a late arrival
    edges   expecting or having a child, or being emancipated, exempts nobody
    """
    asking = Asking(pack, on=on)
    age = age_on(birth_date, day=on)
    if not (asking.meets("truancy.age_from", age) and asking.meets("truancy.age_under", age)):
        return Compulsory(False, None, asking.used())
    holds = ground is not None and ground_holds(asking, ground, age, days_to_term_end)
    return Compulsory(not holds, ground if holds else None, asking.used())


def ground_holds(asking: Asking, ground: str, age: int, days_to_term_end: int | None) -> bool:
    for row in asking.value("compulsory.exemptions"):
        if row["ground"] == ground:
            is_of_age = (row["age_from"] or 0) <= age and (row["age_through"] is None or age <= row["age_through"])
            return is_of_age and (row["days_to_term_end"] is None or arrives_late(row, days_to_term_end))
    return False


def arrives_late(row: dict[str, int], days_to_term_end: int | None) -> bool:
    if days_to_term_end is None:
        raise WrongQuestion("a late arrival is told by the days left to the end of the term")
    return days_to_term_end <= row["days_to_term_end"]


def tutoring(*, hours_per_day: int, days_per_year: int, has_credential: bool, pack: Pack, on: date) -> Tutoring:
    """Whether teaching by a tutor takes the place of school."""
    asking = Asking(pack, on=on)
    is_long = asking.meets("tutor.hours_per_day", hours_per_day) and asking.meets("tutor.days_per_year", days_per_year)
    return Tutoring(is_long and has_credential, asking.used())


def part_time_hours(*, birth_date: date, is_employed: bool, pack: Pack, on: date) -> PartTime:
    """The weekly hours of continuation classes for a student who may attend part-time."""
    asking = Asking(pack, on=on)
    age = age_on(birth_date, day=on)
    if not (asking.meets("part_time.age_from", age) and asking.meets("truancy.age_under", age)):
        return PartTime(None, asking.used())
    key = "part_time.hours_employed" if is_employed else "part_time.hours_not_employed"
    return PartTime(asking.value(key), asking.used())

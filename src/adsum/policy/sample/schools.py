"""The sample's schools: how many of which kind, how large, which grades, in which region.

in      number of students, seed
out     a list of schools in the order of their ids; each school's students are numbered one after the other
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import polars as pl

from adsum.policy.sample.year import PUPIL_FREE_DATES, is_taught, school_dates

FIRST_SCHOOL_ID = 1001
REGIONS = ("North", "East", "South", "West")
GRADES = ("TK", "KN", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12")
TREES = ("Juniper", "Manzanita", "Cottonwood", "Mesa", "Piñon", "Sycamore", "Alder", "Toyon", "Laurel", "Buckeye")


@dataclass(frozen=True)
class Type:
    """A type of school: its share of the district's students, usual size, and first and last grade."""

    level: str
    kind: str
    share: float
    size: int
    first_grade: str
    last_grade: str
    absence_factor: float = 1.0


TYPES = (
    Type("elementary", "comprehensive", 0.440, 330, "TK", "05"),
    Type("middle", "comprehensive", 0.200, 750, "06", "08"),
    Type("high", "comprehensive", 0.302, 1150, "09", "12"),
    Type("span", "comprehensive", 0.030, 600, "KN", "08"),
    Type("high", "continuation", 0.012, 110, "10", "12", 1.9),
    Type("span", "independent_study", 0.013, 450, "KN", "12", 0.9),
    Type("span", "home_hospital", 0.001, 260, "KN", "12", 0.6),
    Type("span", "other", 0.002, 150, "07", "12", 1.4),
)
USUAL = TYPES[:3]  # even the smallest sample has these; with students enough, two of each, to transfer between
ENOUGH_STUDENTS = 20  # for a school of its own


@dataclass(frozen=True)
class School:
    """One school and its students, numbered from `first_student` to before `end_student`."""

    number: int
    type: Type
    name: str
    region: str
    calendar: int
    absence_factor: float
    first_student: int
    end_student: int

    @property
    def school_id(self) -> int:
        return FIRST_SCHOOL_ID + self.number


def plan(*, students: int, seed: int) -> list[School]:
    """Every school, with the students shared out by size."""
    dice = Random(seed)  # noqa: S311 - a repeatable sample, not a secret
    types = [type_ for type_ in TYPES for _ in range(count_of_schools(type_, students))]
    dice.shuffle(types)
    wishes = [wished_size(type_, types, students) * dice.uniform(0.6, 1.5) for type_ in types]
    ends = list(shared_out(students, wishes))
    starts = [0, *ends[:-1]]
    return [
        School(
            number=number,
            type=type_,
            name=f"{TREES[number % len(TREES)]} {type_.level.title()} {number + 1}",
            region=REGIONS[number * len(REGIONS) // len(types)],
            calendar=number % len(PUPIL_FREE_DATES),
            absence_factor=type_.absence_factor * 2.0 ** dice.gauss(0, 0.25),
            first_student=start,
            end_student=end,
        )
        for number, (type_, start, end) in enumerate(zip(types, starts, ends, strict=True))
    ]


def count_of_schools(type_: Type, students: int) -> int:
    is_usual = type_ in USUAL
    if students * type_.share < ENOUGH_STUDENTS:
        return int(is_usual)
    return max(round(students * type_.share / type_.size), 2 if is_usual else 1)


def wished_size(type_: Type, types: list[Type], students: int) -> float:
    return students * type_.share / types.count(type_)


def shared_out(students: int, wishes: list[float]) -> Iterator[int]:
    """Running ends: the students before and with each school, in proportion to the wishes."""
    total, so_far = sum(wishes), 0.0
    for wish in wishes:
        so_far += wish
        yield round(students * so_far / total)


def schools_table(schools: list[School]) -> pl.DataFrame:
    """The contract's `schools`."""
    return pl.DataFrame(
        {
            "school_id": pl.Series([school.school_id for school in schools], dtype=pl.Int32),
            "name": [school.name for school in schools],
            "region": [school.region for school in schools],
            "level": [school.type.level for school in schools],
            "kind": [school.type.kind for school in schools],
        }
    )


def calendar_table(schools: list[School]) -> pl.DataFrame:
    """The contract's `calendar`: every weekday outside the winter weeks has a row, holidays as not taught."""
    ids = pl.DataFrame(
        {
            "school_id": pl.Series([school.school_id for school in schools], dtype=pl.Int32),
            "calendar": pl.Series([school.calendar for school in schools], dtype=pl.UInt8),
        }
    )
    return ids.join(_dates_of_calendars(), on="calendar", maintain_order="left_right").drop("calendar")


def _dates_of_calendars() -> pl.DataFrame:
    rows = [
        (calendar, day.on, int(is_taught(day, calendar=calendar)), day.school_month, day.term)
        for calendar in range(len(PUPIL_FREE_DATES))
        for day in school_dates()
    ]
    schema = {"calendar": pl.UInt8, "date": pl.Date, "is_taught": pl.Int8, "school_month": pl.Int8, "term": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")

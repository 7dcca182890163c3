"""What the measures pages show, gathered for any set of schools: one school, a region, the district."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from adsum.attendance.queries.rolls import RollCount, roll_counts
from adsum.determinations.judging.school_years import school_year
from adsum.determinations.queries import shares
from adsum.determinations.queries.shares import GradeTally, Tally
from adsum.determinations.queries.today import Presence, presence_today
from adsum.district.models import School
from adsum.district.pack import pack_in_force
from adsum.policy.packs import PackValue
from adsum.web.measures import charts
from adsum.web.measures.words import MEASURES

# Fewer students than this and a share can point to single ones; a choice of ours for publishing, no law.
SMALL_GROUP = 11
VALUES = ("chronic_absence.absent_share", "chronic_absence.days_expected", "district_chronic.attended_percent")


@dataclass(frozen=True)
class SchoolNumbers:
    """One school's morning and standings."""

    school: School
    rolls: RollCount
    presence: Presence
    tally: Tally

    @property
    def rolls_state(self) -> str:
        """none owed, all in, some missing, none in: the color of a tile, and its words."""
        if not self.rolls.expected:
            return "idle"
        if self.rolls.certified == self.rolls.expected:
            return "all"
        return "some" if self.rolls.certified else "none"


@dataclass(frozen=True)
class Figure:
    name: str
    title: Any
    counts: Any
    count: int
    share_of: int | None


@dataclass(frozen=True)
class Numbers:
    """The numbers of several schools and their sums. `as_of`: the day the standings are of; None: nobody judged yet."""

    today: date
    as_of: date | None
    schools: list[SchoolNumbers]
    rolls: RollCount
    presence: Presence
    tally: Tally
    grades: dict[str, Tally]
    bars: charts.Bars
    months: list[shares.Month]
    columns: charts.Columns
    values: list[PackValue]

    @property
    def figures(self) -> list["Figure"]:
        """The numbers of the year, each with what it counts and the whole it is a share of."""
        wholes = {"chronic_state": self.tally.looked_at, "chronic_district": self.tally.students}
        wholes["truant"] = self.tally.students
        return [
            Figure(name, title, counts, count=getattr(self.tally, name), share_of=wholes.get(name))
            for name, (title, counts) in MEASURES.items()
            if hasattr(self.tally, name)
        ]

    @property
    def has_small_groups(self) -> bool:
        return any(0 < tally.students < SMALL_GROUP for tally in self.grades.values())


def numbers_of(schools: Sequence[School], *, today: date) -> Numbers:
    """Nine statements, however many schools."""
    pack = pack_in_force()
    year, ids = school_year(today, pack=pack), [school.pk for school in schools]
    tallies = shares.tallies(schools=ids, school_year=year, pack=pack, on=today)
    months = shares.months(schools=ids, school_year=year)
    each = school_numbers(schools, tallies=tallies, today=today)
    grades = shares.by_grade(tallies)
    return Numbers(
        today=today,
        as_of=shares.judged_as_of(schools=ids, school_year=year),
        schools=each,
        rolls=RollCount(sum(one.rolls.expected for one in each), sum(one.rolls.certified for one in each)),
        presence=sum((one.presence for one in each), Presence()),
        tally=shares.total(row.tally for row in tallies),
        grades=grades,
        bars=charts.bars(grades),
        months=months,
        columns=charts.columns(months),
        values=[pack.entry(key, on=today) for key in VALUES if pack.has(key)],
    )


def school_numbers(schools: Sequence[School], *, tallies: Sequence[GradeTally], today: date) -> list[SchoolNumbers]:
    ids = [school.pk for school in schools]
    rolls = roll_counts(school_ids=ids, date=today)
    presence = presence_today(schools=ids, on=today, pack=pack_in_force())
    sums = shares.by_school(tallies)
    return [
        SchoolNumbers(
            school,
            rolls=rolls.get(school.pk, RollCount(expected=0, certified=0)),
            presence=presence.get(school.pk, Presence()),
            tally=sums.get(school.pk, Tally()),
        )
        for school in schools
    ]

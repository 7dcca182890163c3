"""Shares and counts by school and grade, out of the standings of one school year.

    Tally        students standing somewhere, and how many of them each finding is true of
    tallies      by school and grade; added up with `+` to a school, a grade, a region or the district
Source: the standing table of the facts contract; who is looked at for chronic absence is the pack's
`chronic_absence.days_expected`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import date

from django.db.models import Count, Max, Q

from adsum.determinations.models import MonthTotal, Standing
from adsum.policy.packs import Pack

LOOKUPS = {"more_than": "gt", "at_least": "gte", "less_than": "lt", "at_most": "lte", "exactly": "exact"}


@dataclass(frozen=True)
class Tally:
    """How many students, and how many of them ... `looked_at` is the whole that the state's chronic share is of."""

    students: int = 0
    looked_at: int = 0
    chronic_state: int = 0
    chronic_district: int = 0
    truant: int = 0
    notices_due: int = 0
    habitual: int = 0
    chronic_truant: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(Tally)))


@dataclass(frozen=True)
class GradeTally:
    school: int
    grade: str
    tally: Tally


@dataclass(frozen=True)
class Month:
    """Student-days of one school month."""

    school_month: int
    days_expected: int
    days_absent: int
    days_unexcused: int

    @property
    def days_attended(self) -> int:
        """Expected and not absent: days with missing rolls are among them."""
        return self.days_expected - self.days_absent


def total(tallies: Iterable[Tally]) -> Tally:
    return sum(tallies, Tally())


def looked_at(*, pack: Pack, on: date) -> Q:
    """Students with enough expected days to be looked at for chronic absence."""
    entry = pack.entry("chronic_absence.days_expected", on=on)
    return Q(**{f"days_expected__{LOOKUPS[entry.compare or 'exactly']}": entry.payload})


def measures(*, pack: Pack, on: date) -> dict[str, Q]:
    """What each column of a tally counts. A list of the students behind a number filters by the very same."""
    return {
        "students": Q(),
        "looked_at": looked_at(pack=pack, on=on),
        "chronic_state": Q(is_chronic_state=True),
        "chronic_district": Q(is_chronic_district=True),
        "truant": Q(truant_on__isnull=False),
        "notices_due": Q(notice_due__gt=0),
        "habitual": Q(habitual_on__isnull=False),
        "chronic_truant": Q(is_chronic_truant=True),
    }


def tallies(*, schools: Collection[int] | None, school_year: int, pack: Pack, on: date) -> list[GradeTally]:
    """Counts by school and grade (None: all schools). One statement."""
    rows = Standing.objects.filter(_at(schools), school_year=school_year).values("school", "grade")
    counts = {name: Count("pk", filter=claim) for name, claim in measures(pack=pack, on=on).items()}
    found = rows.annotate(**counts).order_by("school", "grade").values_list("school", "grade", *counts)
    return [GradeTally(school, grade, Tally(*numbers)) for school, grade, *numbers in found]


def by_grade(rows: Iterable[GradeTally]) -> dict[str, Tally]:
    """Added up over schools, grades in order of age."""
    sums: dict[str, Tally] = defaultdict(Tally)
    for row in rows:
        sums[row.grade] += row.tally
    return {grade: sums[grade] for grade in sorted(sums, key=grade_order)}


def by_school(rows: Iterable[GradeTally]) -> dict[int, Tally]:
    sums: dict[int, Tally] = defaultdict(Tally)
    for row in rows:
        sums[row.school] += row.tally
    return dict(sums)


def grade_order(grade: str) -> tuple[int, str]:
    """TK, Kindergarten, then the numbers."""
    return ({"TK": 0, "KN": 1}.get(grade, 2), grade)


def months(*, schools: Collection[int] | None, school_year: int) -> list[Month]:
    """Student-days by school month, as the last night added them up. One statement."""
    rows = MonthTotal.objects.filter(_at(schools), school_year=school_year)
    found: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for month, *counts in rows.values_list("school_month", "days_expected", "days_absent", "days_unexcused"):
        found[month] = [mine + more for mine, more in zip(found[month], counts, strict=True)]
    return [Month(month, *found[month]) for month in sorted(found)]


def judged_as_of(*, schools: Collection[int] | None, school_year: int) -> date | None:
    """The newest day that these standings are as of; None before anybody was judged. One statement."""
    newest: date | None = Standing.objects.filter(_at(schools), school_year=school_year).aggregate(day=Max("as_of"))[
        "day"
    ]
    return newest


def _at(schools: Collection[int] | None) -> Q:
    return Q() if schools is None else Q(school__in=schools)

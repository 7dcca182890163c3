"""Rows of a roster: what another system may tell us of the district's own records, without our keys.

A row names other rows by their `source_id`. Two rows are equal when nothing has to be written.

    SCHOOLS.standing()      source_id -> row, as it stands in our records
    RowChanges              rows to add, rows to change, rows to take back
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, Protocol, TypeVar

from adsum.district.models import Assignment, Course, Region, School, Section, SectionPeriod, Staff, Teaching, Term
from adsum.district.roster_tables import RosterTable


class Row(Protocol):
    """What every row has: the id its own system knows it by."""

    @property
    def source_id(self) -> str: ...


AnyRow = TypeVar("AnyRow", bound=Row)


@dataclass(frozen=True, slots=True, repr=False)
class RegionRow:
    source_id: str
    name: str


@dataclass(frozen=True, slots=True, repr=False)
class SchoolRow:
    source_id: str
    name: str
    region: str | None
    level: str
    kind: str
    cds_code: str


@dataclass(frozen=True, slots=True, repr=False)
class TermRow:
    source_id: str
    title: str
    kind: str
    school_year: int
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True, repr=False)
class CourseRow:
    source_id: str
    title: str
    code: str


@dataclass(frozen=True, slots=True, repr=False)
class SectionRow:
    source_id: str
    school: str
    course: str | None
    term: str | None
    title: str
    code: str
    room: str
    first_day: date
    last_day: date
    periods: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class StaffRow:
    source_id: str
    given_name: str
    family_name: str
    email: str


@dataclass(frozen=True, slots=True, repr=False)
class AssignmentRow:
    source_id: str
    staff: str
    role: str
    school: str | None
    first_day: date
    last_day: date | None


@dataclass(frozen=True, slots=True, repr=False)
class TeachingRow:
    source_id: str
    section: str
    staff: str
    role: str
    first_day: date
    last_day: date | None


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """One date of a school's calendar. It has no id of its own: school and date name it."""

    school: str
    date: date
    is_taught: bool
    school_month: int
    term: str


@dataclass(frozen=True, slots=True)
class RowChange(Generic[AnyRow]):
    """A row as it is to be; `was` is the id under which it stands now."""

    was: str
    row: AnyRow


@dataclass(slots=True)
class RowChanges(Generic[AnyRow]):
    """What has to be written for one kind of record. `take_back` names versions that never came to be."""

    add: list[AnyRow] = field(default_factory=list)
    change: list[RowChange[AnyRow]] = field(default_factory=list)
    take_back: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.add) + len(self.change) + len(self.take_back)


class SectionTable(RosterTable[SectionRow]):
    """Sections, with the periods they meet in."""

    def standing(self, **where: object) -> dict[str, SectionRow]:
        periods: dict[int, list[int]] = {}
        for section, period in SectionPeriod.objects.order_by("period").values_list("section", "period"):
            periods.setdefault(section, []).append(period)
        rows = Section.objects.filter(**where).values_list("pk", *self.paths())
        return {row[0]: self.row(*row, tuple(periods.get(pk, ()))) for pk, *row in rows}

    def after_write(self, written: Iterable[tuple[int, SectionRow]]) -> None:
        """Put the periods beside the sections just written."""
        rows = list(written)
        SectionPeriod.objects.bulk_create(
            (SectionPeriod(section_id=pk, period=period) for pk, row in rows for period in row.periods),
            batch_size=self.batch_size,
        )

    def before_change(self, keys: list[int]) -> None:
        SectionPeriod.objects.filter(section__in=keys).delete()


REGIONS = RosterTable(RegionRow, model=Region)
SCHOOLS = RosterTable(SchoolRow, model=School, references={"region": Region})
TERMS = RosterTable(TermRow, model=Term)
COURSES = RosterTable(CourseRow, model=Course)
SECTIONS = SectionTable(
    SectionRow, model=Section, references={"school": School, "course": Course, "term": Term}, beside=("periods",)
)
STAFF = RosterTable(StaffRow, model=Staff)
ASSIGNMENTS = RosterTable(AssignmentRow, model=Assignment, references={"staff": Staff, "school": School})
TEACHINGS = RosterTable(TeachingRow, model=Teaching, references={"section": Section, "staff": Staff})

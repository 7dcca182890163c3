"""What every step of matching a OneRoster package asks: the package, our records, the day, and where findings go."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from functools import cached_property
from typing import Any, TypeVar

from adsum.district.roster import (
    ASSIGNMENTS,
    COURSES,
    REGIONS,
    SCHOOLS,
    SECTIONS,
    STAFF,
    TEACHINGS,
    TERMS,
    AssignmentRow,
    CourseRow,
    RegionRow,
    SchoolRow,
    SectionRow,
    StaffRow,
    TeachingRow,
    TermRow,
)
from adsum.district.roster_tables import RosterTable
from adsum.enrollment.roster import (
    ENROLLMENTS,
    GUARDIANS,
    SEATS,
    STUDENTS,
    EnrollmentRow,
    FamilyTie,
    GuardianRow,
    SeatRow,
    StudentRow,
    standing_ties,
)
from adsum.intake.source_records import SentRecords
from adsum.interop.oneroster import Package, Role, User
from adsum.interop.oneroster.records import RosterRecord
from adsum.interop.oneroster.vocabulary import BULK
from adsum.interop.problems import FileProblems, ProblemList

AnyRecord = TypeVar("AnyRecord", bound=RosterRecord)
ONE_DAY = timedelta(days=1)
STAFF_ROLES = frozenset(
    {
        "administrator",
        "aide",
        "counselor",
        "districtAdministrator",
        "principal",
        "proctor",
        "siteAdministrator",
        "systemAdministrator",
        "teacher",
    }
)
GUARDIAN_ROLES = frozenset({"guardian", "parent", "relative"})
STUDENT_ROLE = "student"


class Standing:
    """Our records as rows; each table is read once, when it is first asked for."""

    @cached_property
    def regions(self) -> dict[str, RegionRow]:
        return REGIONS.standing()

    @cached_property
    def schools(self) -> dict[str, SchoolRow]:
        return SCHOOLS.standing()

    @cached_property
    def terms(self) -> dict[str, TermRow]:
        return TERMS.standing()

    @cached_property
    def courses(self) -> dict[str, CourseRow]:
        return COURSES.standing()

    @cached_property
    def sections(self) -> dict[str, SectionRow]:
        return SECTIONS.standing()

    @cached_property
    def staff(self) -> dict[str, StaffRow]:
        return STAFF.standing()

    @cached_property
    def assignments(self) -> dict[str, AssignmentRow]:
        return ASSIGNMENTS.standing()

    @cached_property
    def teachings(self) -> dict[str, TeachingRow]:
        return TEACHINGS.standing()

    @cached_property
    def students(self) -> dict[str, StudentRow]:
        return STUDENTS.standing()

    @cached_property
    def guardians(self) -> dict[str, GuardianRow]:
        return GUARDIANS.standing()

    @cached_property
    def enrollments(self) -> dict[str, EnrollmentRow]:
        return ENROLLMENTS.standing()

    @cached_property
    def seats(self) -> dict[str, SeatRow]:
        return SEATS.standing()

    @cached_property
    def ties(self) -> dict[tuple[str, str], FamilyTie]:
        return standing_ties()


@dataclass(kw_only=True)
class Roster:
    """A package beside our records.

    day                     the day it arrived: what it leaves out has ended the day before
    is_first                nothing of its source was applied before
    is_end_the_last_day     how its end dates are meant (a value of the pack)
    whole                   files of which every row could be read; of a refused package perhaps not all
    held                    persons who wait for review; nothing of theirs is applied or ended
    """

    package: Package
    problems: ProblemList
    sent: SentRecords
    day: date
    is_first: bool
    is_end_the_last_day: bool
    whole: frozenset[str] = frozenset()
    standing: Standing = field(default_factory=Standing)
    held: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.held |= self.package.held_user_ids

    def is_bulk(self, name: str) -> bool:
        """Whether the file is there and whole, so that what it does not hold has ended."""
        return self.package.modes.get(name) == BULK

    def active(self, records: Iterable[AnyRecord]) -> Iterator[AnyRecord]:
        return (record for record in records if not record.is_deleted)

    def file(self, name: str) -> FileProblems:
        return self.problems.within(f"{name}.csv")

    def last_day(self, ends_on: date | None) -> date | None:
        """The last day that counts of something with this end date."""
        return ends_on if ends_on is None or self.is_end_the_last_day else ends_on - ONE_DAY

    @cached_property
    def users(self) -> dict[str, User]:
        """Users of the package who are not deleted."""
        return {user.sourced_id: user for user in self.active(self.package.users)}

    @cached_property
    def roles(self) -> dict[str, list[Role]]:
        """Active roles of each user."""
        found: dict[str, list[Role]] = defaultdict(list)
        for role in self.active(self.package.roles):
            found[role.user_id].append(role)
        return found

    @cached_property
    def school_year_starts_on(self) -> date | None:
        """The first day of the newest school year the package names; None when it names none."""
        years = [session for session in self.active(self.package.academic_sessions) if session.type == "schoolYear"]
        return max((session.begins_on for session in years), default=None)

    @cached_property
    def begins_on(self) -> date:
        """When something began that has no begin date: with the package's sessions, or the day it arrived."""
        begins = [session.begins_on for session in self.active(self.package.academic_sessions)]
        return self.day if not self.is_first else self.school_year_starts_on or min(begins, default=self.day)

    def fit(self, file: str, record: RosterRecord, row: Any, table: RosterTable[Any], names: Mapping[str, str]) -> None:
        """Refuse texts that are longer than our records hold (M57). `names`: our field -> the file's column."""
        for name, most in limits_of(table).items():
            text = getattr(row, name)
            if isinstance(text, str) and len(text) > most and name in names:
                message = f"{len(text):,} characters, at most {most} fit in our records."
                self.file(file).refuse_set("M57", message, row=record.row, field=names[name], value=text)


def many(count: int, one: str, more: str) -> str:
    """A count with its words: "1 school has", "1,300 schools have"."""
    return f"{count:,} {one if count == 1 else more}"


_LIMITS: dict[int, dict[str, int]] = {}


def limits_of(table: RosterTable[Any]) -> dict[str, int]:
    """How long the texts of a table may be."""
    if id(table) not in _LIMITS:
        own = {each.name for each in fields(table.row)} - set(table.references) - {"source_id"}  # type: ignore[arg-type]
        measured = ((each.name, getattr(each, "max_length", None)) for each in table.model._meta.concrete_fields)
        _LIMITS[id(table)] = {name: most for name, most in measured if most and name in own}
    return _LIMITS[id(table)]


class Tally:
    """Counts what happens in thousands of rows alike, and says it once, at the first row where it happens."""

    def __init__(self) -> None:
        self._count: Counter[str] = Counter()
        self._first: dict[str, tuple[int, str]] = {}

    def add(self, what: str, *, row: int, value: str = "") -> None:
        self._count[what] += 1
        self._first.setdefault(what, (row, value))

    def __iter__(self) -> Iterator[tuple[str, int, int, str]]:
        """What, how often, the first row, its value."""
        return iter((what, count, *self._first[what]) for what, count in self._count.items())

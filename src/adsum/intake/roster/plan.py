"""The whole plan: what a package would add, change and end, kind by kind, in the order in which it is written.

The same package beside the same records gives the same plan, and its digest says so: what was shown and approved is
what is written, or nothing.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from adsum.district.roster import (
    ASSIGNMENTS,
    COURSES,
    REGIONS,
    SCHOOLS,
    SECTIONS,
    STAFF,
    TEACHINGS,
    TERMS,
    RowChange,
    RowChanges,
    SectionRow,
)
from adsum.district.roster_tables import RosterTable
from adsum.enrollment.roster import ENROLLMENTS, GUARDIANS, SEATS, STUDENTS, EnrollmentRow, SeatRow
from adsum.intake.roster.classes import Classes
from adsum.intake.roster.closing import deleted
from adsum.intake.roster.families import Families
from adsum.intake.roster.frame import ONE_DAY, Roster
from adsum.intake.roster.memberships import Memberships
from adsum.intake.roster.people import People
from adsum.intake.roster.places import Places
from adsum.intake.roster.seats import Seats
from adsum.intake.roster.staff_roles import StaffRoles
from adsum.intake.roster.versions import is_on
from adsum.intake.source_records import DERIVED, FAMILIES, ids_of

EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Part:
    """The changes of one kind of record. `ends` are the ids of changed rows that are being ended."""

    name: str
    table: RosterTable[Any]
    changes: RowChanges[Any]
    same: int
    ends: frozenset[str] = frozenset()

    def summary(self) -> dict[str, Any]:
        added = [row.source_id for row in self.changes.add]
        changed = [each.was for each in self.changes.change if each.was not in self.ends]
        ended = [*sorted(self.ends), *self.changes.take_back]
        return counted(add=added, change=changed, end=ended, same=self.same)


def counted(*, add: list[str], change: list[str], end: list[str], same: int) -> dict[str, Any]:
    """Counts and the first ids, as the page shows them."""
    found = {"add": add, "change": change, "end": end}
    examples = {what: ids[:EXAMPLES] for what, ids in found.items() if ids}
    return {**{what: len(ids) for what, ids in found.items()}, "same": same, "examples": examples}


@dataclass
class RosterPlan:
    """What a package would do. `named` is what its source sends now, to be remembered when it is applied."""

    parts: list[Part]
    families: Families
    named: dict[str, list[str]]
    held: int
    ended_share: "EndedShare"

    def part(self, name: str) -> Part:
        return next(part for part in self.parts if part.name == name)

    @property
    def total(self) -> int:
        return sum(len(part.changes) for part in self.parts) + len(self.families.add) + len(self.families.switch)

    def summary(self) -> dict[str, dict[str, Any]]:
        ties = self.families
        families = counted(
            add=[f"{tie.student} {tie.guardian}" for tie in ties.add],
            change=[f"{tie.student} {tie.guardian}" for tie in ties.switch if tie.is_active],
            end=ties.ended_ids,
            same=ties.same,
        )
        return {**{part.name: part.summary() for part in self.parts}, "families": families}

    def digest(self) -> str:
        """SHA-256 of everything that would be written."""
        digest = hashlib.sha256()
        for line in self._lines():
            digest.update(line.encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    def _lines(self) -> Iterator[str]:
        for part in self.parts:
            names = part.table.fields
            yield part.name
            yield from (f"+{_values(row, names)}\n" for row in part.changes.add)
            yield from (f"{each.was} {_values(each.row, names)}\n" for each in part.changes.change)
            yield from (f"-{source_id}\n" for source_id in part.changes.take_back)
        for tie in [*self.families.add, *self.families.switch]:
            yield f"{tie.student} {tie.guardian} {tie.relation} {tie.is_active}\n"


def _values(row: Any, names: list[str]) -> str:
    return "\x1f".join(str(getattr(row, name)) for name in names)


@dataclass
class EndedShare:
    """How many of what was open the plan ends, by school: kind -> school id -> (ended, open before)."""

    counts: dict[str, dict[str, tuple[int, int]]] = field(default_factory=dict)

    @classmethod
    def of(cls, parts: dict[str, Part], *, roster: Roster, schools_of: Mapping[str, Mapping[str, str]]) -> "EndedShare":
        """Counted on the day after the package came: what it leaves out has ended by then."""
        standing: dict[str, Mapping[str, EnrollmentRow | SeatRow]] = {
            "enrollments": roster.standing.enrollments, "seats": roster.standing.seats,
        }  # fmt: skip
        day = roster.day + ONE_DAY
        return cls({
            name: _ended_by_school(standing[name], parts[name].changes, day=day, school_of=schools_of[name])
            for name in standing
        })  # fmt: skip


def _ended_by_school(
    standing: Mapping[str, EnrollmentRow | SeatRow],
    changes: RowChanges[Any],
    *,
    day: date,
    school_of: Mapping[str, str],
) -> dict[str, tuple[int, int]]:
    after = {each.was: is_on(each.row, day) for each in changes.change} | dict.fromkeys(changes.take_back, False)
    counts: dict[str, tuple[int, int]] = {}
    for source_id, row in standing.items():
        if is_on(row, day):
            school = school_of[row.school if isinstance(row, EnrollmentRow) else row.section]
            ended, before = counts.get(school, (0, 0))
            counts[school] = (ended + (not after.get(source_id, True)), before + 1)
    return counts


def make_plan(roster: Roster) -> RosterPlan:
    """Match the package and work out everything it would change. Findings go to the roster's problems."""
    places = Places(roster)
    classes = Classes(roster, places=places)
    people = People(roster)
    masters = [
        _compared("regions", REGIONS, places.regions, roster.standing.regions),
        _compared("schools", SCHOOLS, places.schools, roster.standing.schools),
        _compared("terms", TERMS, classes.terms, roster.standing.terms),
        _compared("courses", COURSES, classes.courses, roster.standing.courses),
        _sections(roster, classes),
        _compared("students", STUDENTS, people.students, roster.standing.students),
        _compared("staff", STAFF, people.staff, roster.standing.staff, adopted=people.adopted_staff),
        _compared("guardians", GUARDIANS, people.guardians, roster.standing.guardians),
    ]
    people.refuse_without_demographics()
    people.say_who_is_nobody()
    memberships = Memberships(roster, places=places, classes=classes, people=people)
    enrollments = _part("enrollments", ENROLLMENTS, *memberships.changes, standing=roster.standing.enrollments)
    seats = Seats(roster, classes=classes, people=people, enrolled=_enrolled(roster, enrollments))
    staff_roles = StaffRoles(roster, places=places, classes=classes, people=people)
    parts = [
        *masters,
        _part("assignments", ASSIGNMENTS, *staff_roles.assignments, standing=roster.standing.assignments),
        _part("teachings", TEACHINGS, *staff_roles.teachings, standing=roster.standing.teachings),
        enrollments,
        _part("seats", SEATS, *seats.changes, standing=roster.standing.seats),
    ]
    families = Families(roster, people=people)
    named = {**ids_of(roster.package), DERIVED: memberships.derived_ids, FAMILIES: families.named_ids}
    by_name = {part.name: part for part in parts}
    schools_of = {
        "enrollments": {school: school for school in roster.standing.schools},
        "seats": {source_id: row.school for source_id, row in roster.standing.sections.items()},
    }
    ended = EndedShare.of(by_name, roster=roster, schools_of=schools_of)
    return RosterPlan(parts, families=families, named=named, held=len(roster.held), ended_share=ended)


def look_further(roster: Roster) -> None:
    """Everything else that is wrong with a package that is refused already, so that one check lists it all."""
    places = Places(roster)
    classes = Classes(roster, places=places)
    people = People(roster)
    # Each of these is judged when it is first asked for.
    for rows in (places.regions, places.schools, classes.terms, classes.courses, classes.sections):
        len(rows)
    for rows_of_people in (people.students, people.staff, people.guardians):
        len(rows_of_people)
    people.refuse_without_demographics()


def _compared(
    name: str,
    table: RosterTable[Any],
    wanted: Mapping[str, Any],
    standing: Mapping[str, Any],
    *,
    adopted: Mapping[str, str] | None = None,
) -> Part:
    """Rows of the package beside ours. `adopted`: rows that stand under another id so far."""
    changes: RowChanges[Any] = RowChanges()
    same = 0
    for source_id, row in wanted.items():
        was = (adopted or {}).get(source_id, source_id)
        if was not in standing:
            changes.add.append(row)
        elif standing[was] != row:
            changes.change.append(RowChange(was, row))
        else:
            same += 1
    return Part(name, table, changes, same)


def _sections(roster: Roster, classes: Classes) -> Part:
    """Sections, and the end of those that the source has no longer."""
    part = _compared("sections", SECTIONS, classes.sections, roster.standing.sections)
    ends = []
    for source_id, on in _sections_gone(roster):
        ours = roster.standing.sections.get(source_id)
        if ours is not None and ours.last_day >= on:
            ended: SectionRow = replace(ours, last_day=max(ours.first_day, on - ONE_DAY))
            if ended != ours:
                part.changes.change.append(RowChange(source_id, ended))
                ends.append(source_id)
    return replace(part, ends=frozenset(ends))


def _sections_gone(roster: Roster) -> Iterator[tuple[str, date]]:
    if roster.is_bulk("classes"):
        named = {each.sourced_id for each in roster.package.classes}
        yield from ((source_id, roster.day) for source_id in roster.sent.missing("classes", named=named))
    for each in roster.package.classes:
        if each.is_deleted:
            yield each.sourced_id, deleted(each, day=roster.day).on


def _part(
    name: str, table: RosterTable[Any], changes: RowChanges[Any], same: int, *, standing: Mapping[str, Any]
) -> Part:
    ends = (each.was for each in changes.change if _is_end(each.row, standing[each.was]))
    return Part(name, table, changes, same, ends=frozenset(ends))


def _is_end(row: Any, ours: Any) -> bool:
    return row.last_day is not None and (ours.last_day is None or row.last_day < ours.last_day)


def _enrolled(roster: Roster, enrollments: Part) -> frozenset[str]:
    """Students who have an enrollment, before or after."""
    rows: Collection[EnrollmentRow] = [*roster.standing.enrollments.values(), *enrollments.changes.add]
    return frozenset(row.student for row in rows) - roster.held

"""Places in classes: a student's seat in a section, from a first to a last day.

    first day    the begin date; else the section's first day when section or source are new; else the day it arrived
    last day     the end date; else open
A seat of a student whom no enrollment holds (no grade, held for review) is left out with the rest of that student.
"""

from collections.abc import Iterator
from datetime import date
from functools import cached_property

from adsum.district.roster import RowChanges
from adsum.enrollment.roster import SeatRow
from adsum.intake.roster.classes import Classes
from adsum.intake.roster.closing import Gone, LastMarked, deleted
from adsum.intake.roster.frame import ONE_DAY, STUDENT_ROLE, Roster
from adsum.intake.roster.people import People
from adsum.intake.roster.versions import Line, Standings, Wanted, changes_of, closed
from adsum.interop.oneroster import Enrollment


class Seats:
    """The seats of a package."""

    def __init__(self, roster: Roster, *, classes: Classes, people: People, enrolled: frozenset[str]) -> None:
        self.roster, self.classes, self.people, self.enrolled = roster, classes, people, enrolled

    @cached_property
    def changes(self) -> tuple[RowChanges[SeatRow], int]:
        standing = self.roster.standing.seats
        standings = Standings(standing, named=self._named)
        lines: list[Line[SeatRow]] = []
        for wanted in self._wanted():
            lines += standings.follow(wanted, day=self.roster.day)
        lines += self._closed({line.was for line in lines if line.was})
        return changes_of(lines, standing)

    @cached_property
    def _named(self) -> set[str]:
        return {each.sourced_id for each in self.roster.active(self.roster.package.enrollments)}

    def _wanted(self) -> Iterator[Wanted[SeatRow]]:
        sections = self.classes.known_sections
        students = self.people.known_students & self.enrolled
        for each in self.roster.active(self.roster.package.enrollments):
            if each.role == STUDENT_ROLE and each.class_id in sections and each.user_id in students:
                yield from self._of_enrollment(each)

    def _of_enrollment(self, each: Enrollment) -> Iterator[Wanted[SeatRow]]:
        first_day, last_day = each.begins_on or self._first_day(each), self.roster.last_day(each.ends_on)
        if last_day is None or last_day >= first_day:
            row = SeatRow(each.sourced_id, each.user_id, each.class_id, first_day, last_day)
            yield Wanted(row, is_start_said=each.begins_on is not None)

    def _first_day(self, each: Enrollment) -> date:
        section = self.classes.known_sections[each.class_id]
        is_new = self.roster.is_first or each.class_id not in self.roster.standing.sections
        return section.first_day if is_new else max(section.first_day, self.roster.day)

    def _closed(self, followed: set[str]) -> Iterator[Line[SeatRow]]:
        gone = {source_id: why for source_id, why in self._gone() if source_id not in followed}
        standing, sections = self.roster.standing.seats, self.classes.known_sections
        rows = [standing[each] for each in gone if each in standing and standing[each].student not in self.roster.held]
        marked = LastMarked([row.student for row in rows], since=self.roster.day - ONE_DAY)

        def last_day(row: SeatRow) -> date:
            """Never after the class itself has ended."""
            section = sections[row.section]
            last = marked.close(gone[row.source_id], student=row.student, school=section.school)
            return min(last, self.roster.standing.sections[row.section].last_day)

        for row in rows:
            line = closed(row, last_day=last_day)
            if line is not None:
                yield line

    def _gone(self) -> Iterator[tuple[str, Gone]]:
        """Seats whose row, student or class the source has no longer."""
        roster = self.roster
        if roster.is_bulk("enrollments"):
            yield from ((each, Gone(roster.day)) for each in roster.sent.missing("enrollments", named=self._named))
        for each in roster.package.enrollments:
            if each.is_deleted:
                yield each.sourced_id, deleted(each, day=roster.day, last_day=roster.last_day(each.ends_on))
        leavers = {user.sourced_id: user for user in roster.package.users if user.is_deleted}
        ended = {each.sourced_id: each for each in roster.package.classes if each.is_deleted}
        if leavers or ended:
            for source_id, row in roster.standing.seats.items():
                record = leavers.get(row.student) or ended.get(row.section)
                if record is not None:
                    yield source_id, deleted(record, day=roster.day)

"""Enrollments in schools: from a student's roles at schools, or from the places in classes where there is no role.

first day    the role's begin date; else the earliest begin of a place in a class there; else the year's start
last day     the role's end date; else open
grade        the student's, as CALPADS writes it; else that of the classes. Grades outside TK to 12 have none
status       primary (10) at one school at a time: the student's primary org first; a second one on the same days is
             secondary (20), and a finding says so
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from adsum.district.roster import RowChanges
from adsum.enrollment.roster import EnrollmentRow
from adsum.intake.roster.classes import Classes
from adsum.intake.roster.closing import Gone, LastMarked, deleted
from adsum.intake.roster.frame import ONE_DAY, STUDENT_ROLE, Roster, Tally, many
from adsum.intake.roster.people import People
from adsum.intake.roster.places import Places
from adsum.intake.roster.versions import NEVER_BEGAN, Line, Standings, Wanted, changes_of, closed
from adsum.intake.source_records import DERIVED
from adsum.interop.oneroster import CALPADS_GRADES, Enrollment, Role

PRIMARY, SECONDARY = 10, 20  # CALPADS enrollment status
FOREVER = date.max


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a wanted enrollment comes from, for its findings and its place in the order of primary ones."""

    file: str
    row: int
    rank: int  # lower goes first


class Memberships:
    """The enrollments of a package."""

    def __init__(self, roster: Roster, *, places: Places, classes: Classes, people: People) -> None:
        self.roster, self.places, self.classes, self.people = roster, places, classes, people
        self._origins: dict[str, Origin] = {}
        self._without_grade = Tally()

    @cached_property
    def changes(self) -> tuple[RowChanges[EnrollmentRow], int]:
        standing = self.roster.standing.enrollments
        wanted = [*self._from_roles(), *self._from_classes()]
        standings = Standings(standing, named=self._named)
        new_year = self.roster.school_year_starts_on
        lines: list[Line[EnrollmentRow]] = []
        for each in wanted:
            lines += standings.follow(each, day=self.roster.day, new_year=new_year)
        followed = {line.was for line in lines if line.was}
        lines += self._closed(followed)
        self._settle(lines)
        self._say()
        return changes_of(lines, standing)

    @cached_property
    def derived_ids(self) -> list[str]:
        """Ids of enrollments that only classes imply."""
        return [source_id for source_id, origin in self._origins.items() if origin.file == "enrollments"]

    # --- what the package says ---------------------------------------------------------------------------------------

    @cached_property
    def _named(self) -> set[str]:
        """Every id the package gives an enrollment. Asked once all of them have been looked at."""
        roles = self.roster.active(self.roster.package.roles)
        return {role.sourced_id for role in roles} | set(self.derived_ids)

    def _from_roles(self) -> Iterator[Wanted[EnrollmentRow]]:
        for user_id, roles in self.roster.roles.items():
            if user_id in self.people.known_students:
                for role in roles:
                    if role.role == STUDENT_ROLE and role.org_id in self.places.known_schools:
                        yield from self._of_role(role)

    def _of_role(self, role: Role) -> Iterator[Wanted[EnrollmentRow]]:
        grade = self._grade(role.user_id, role.org_id, source_id=role.sourced_id, row=role.row, file="roles")
        first_day, last_day = role.begins_on or self._first_day(role), self.roster.last_day(role.ends_on)
        if grade is None or (last_day is not None and last_day < first_day):
            return  # with equal exclusive dates it never began
        self._origins[role.sourced_id] = Origin("roles", role.row, rank=self._rank(role))
        row = EnrollmentRow(role.sourced_id, role.user_id, role.org_id, grade, PRIMARY, first_day, last_day)
        yield Wanted(row, is_start_said=role.begins_on is not None)

    def _first_day(self, role: Role) -> date:
        seats = self._seated.get((role.user_id, role.org_id), ())
        return min((seat.begins_on for seat in seats if seat.begins_on), default=self.roster.begins_on)

    def _rank(self, role: Role) -> int:
        user = self.roster.users.get(role.user_id)
        is_primary_org = user is not None and user.primary_org_id == role.org_id
        return 0 if is_primary_org else 1 if role.role_type == "primary" else 2

    def _from_classes(self) -> Iterator[Wanted[EnrollmentRow]]:
        """An enrollment for students who sit in classes of a school where they have no role and are not enrolled."""
        with_role = {(role.user_id, role.org_id) for roles in self.roster.roles.values() for role in roles}
        enrolled = {(row.student, row.school) for row in self.roster.standing.enrollments.values()}
        known = self.roster.sent.of(DERIVED)
        for (student, school), seats in self._seated.items():
            source_id = f"{student}:{school}"
            if (student, school) in with_role or ((student, school) in enrolled and source_id not in known):
                continue
            grade = self._grade(student, school, source_id=source_id, row=seats[0].row, file="enrollments")
            if grade is None:
                continue
            begins = min((seat.begins_on for seat in seats if seat.begins_on), default=self.roster.begins_on)
            ours = self.roster.standing.enrollments.get(source_id)
            first_day = min(begins, ours.first_day) if ours else begins
            self._origins[source_id] = Origin("enrollments", seats[0].row, rank=3)
            row = EnrollmentRow(source_id, student, school, grade, PRIMARY, first_day, self._left(seats, first_day))
            yield Wanted(row, is_start_said=True)

    def _left(self, seats: list[Enrollment], first_day: date) -> date | None:
        """The last day of the last place, when all of them have ended already."""
        ends = [self.roster.last_day(seat.ends_on) for seat in seats]
        last = max((end for end in ends if end is not None), default=None)
        has_left = last is not None and None not in ends and first_day <= last < self.roster.day
        return last if has_left else None

    @cached_property
    def _seated(self) -> dict[tuple[str, str], list[Enrollment]]:
        """The places in classes of each student at each school."""
        found: dict[tuple[str, str], list[Enrollment]] = defaultdict(list)
        sections = self.classes.known_sections
        for each in self.roster.active(self.roster.package.enrollments):
            if each.role == STUDENT_ROLE and each.class_id in sections and each.user_id in self.people.known_students:
                found[each.user_id, sections[each.class_id].school].append(each)
        return found

    # --- grades ------------------------------------------------------------------------------------------------------

    def _grade(self, student: str, school: str, *, source_id: str, row: int, file: str) -> str | None:
        """The CALPADS grade, or None after saying why there is no enrollment."""
        user = self.roster.users.get(student)
        ours = self.roster.standing.enrollments.get(source_id) or self._newest_enrollment.get(student)
        if user is None or not user.grades:
            grade = (ours.grade if ours else None) or self._grade_of_classes(student, school)
            if grade is None:
                self.roster.file(file).hold(
                    "I04", "the student has no grade, and the classes have none or several. Not applied.",
                    row=row, field="userSourcedId", value=student,
                )  # fmt: skip
                self.roster.held.add(student)
            return grade
        grade = next((CALPADS_GRADES[each] for each in user.grades if each in CALPADS_GRADES), None)
        if grade is None:
            self._without_grade.add(user.grades[0], row=user.row, value=user.grades[0])
        return grade

    def _grade_of_classes(self, student: str, school: str) -> str | None:
        """The one grade that all classes of the student have."""
        grades = [set(self._class_grades.get(seat.class_id, ())) for seat in self._seated.get((student, school), ())]
        shared = set.intersection(*grades) if grades else set()
        return CALPADS_GRADES.get(shared.pop()) if len(shared) == 1 else None

    @cached_property
    def _class_grades(self) -> dict[str, tuple[str, ...]]:
        courses = {course.sourced_id: course.grades for course in self.roster.package.courses}
        return {each.sourced_id: each.grades or courses.get(each.course_id, ()) for each in self.roster.package.classes}

    @cached_property
    def _newest_enrollment(self) -> dict[str, EnrollmentRow]:
        rows = sorted(self.roster.standing.enrollments.values(), key=lambda row: row.first_day)
        return {row.student: row for row in rows}

    # --- what it no longer says --------------------------------------------------------------------------------------

    def _closed(self, followed: set[str]) -> Iterator[Line[EnrollmentRow]]:
        gone = {source_id: why for source_id, why in self._gone() if source_id not in followed}
        standing = self.roster.standing.enrollments
        rows = [standing[each] for each in gone if each in standing and standing[each].student not in self.roster.held]
        marked = LastMarked([row.student for row in rows], since=self.roster.day - ONE_DAY)

        def last_day(row: EnrollmentRow) -> date:
            return marked.close(gone[row.source_id], student=row.student, school=row.school)

        for row in rows:
            line = closed(row, last_day=last_day)
            if line is not None:
                yield line

    def _gone(self) -> Iterator[tuple[str, Gone]]:
        """Enrollments whose role, student or place in a class the source has no longer."""
        roster = self.roster
        if roster.is_bulk("roles"):
            yield from ((each, Gone(roster.day)) for each in roster.sent.missing("roles", named=self._named))
        if roster.is_bulk("enrollments"):
            yield from ((each, Gone(roster.day)) for each in roster.sent.missing(DERIVED, named=self._origins))
        for role in roster.package.roles:
            if role.is_deleted:
                yield role.sourced_id, deleted(role, day=roster.day, last_day=roster.last_day(role.ends_on))
        leavers = {user.sourced_id: user for user in roster.package.users if user.is_deleted}
        if leavers:
            for source_id, row in roster.standing.enrollments.items():
                if row.student in leavers:
                    yield source_id, deleted(leavers[row.student], day=roster.day)

    # --- one primary school at a time --------------------------------------------------------------------------------

    def _settle(self, lines: list[Line[EnrollmentRow]]) -> None:
        """Make all but the first of primary enrollments that share days secondary; a closed one gives way by a day."""
        touched = {line.was for line in lines}
        others: dict[str, list[EnrollmentRow]] = defaultdict(list)
        students = {line.row.student for line in lines if line.row is not NEVER_BEGAN}
        for source_id, row in self.roster.standing.enrollments.items():
            if row.student in students and source_id not in touched:
                others[row.student].append(row)
        by_student: dict[str, list[Line[EnrollmentRow]]] = defaultdict(list)
        for line in lines:
            if line.row is not NEVER_BEGAN:
                by_student[line.row.student].append(line)
        for student, theirs in by_student.items():
            if len(theirs) + len(others[student]) > 1:
                self._settle_student(theirs, fixed=others[student])

    def _settle_student(self, lines: list[Line[EnrollmentRow]], *, fixed: list[EnrollmentRow]) -> None:
        primary = [row for row in fixed if row.status == PRIMARY]
        for line in sorted(lines, key=self._order):
            if line.row.status != PRIMARY:
                continue
            over = [row for row in primary if _share_a_day(row, line.row)]
            if over and line.row.source_id not in self._origins:
                over = self._give_way(line, over)
            if over:
                self._make_secondary(line)
            else:
                primary.append(line.row)

    def _order(self, line: Line[EnrollmentRow]) -> tuple[int, int, str]:
        origin = self._origins.get(line.row.source_id)
        return (origin.rank if origin else 9, -line.row.first_day.toordinal(), line.row.source_id)

    def _give_way(self, line: Line[EnrollmentRow], over: list[EnrollmentRow]) -> list[EnrollmentRow]:
        """An enrollment that is being closed ends the day before the next one begins."""
        before = min(row.first_day for row in over) - ONE_DAY
        if before < line.row.first_day:
            return over
        line.row = replace(line.row, last_day=before)
        return []

    def _make_secondary(self, line: Line[EnrollmentRow]) -> None:
        line.row = replace(line.row, status=SECONDARY)
        origin = self._origins.get(line.row.source_id)
        ours = self.roster.standing.enrollments.get(line.was or "")
        if origin is not None and (ours is None or ours.status != SECONDARY):
            message = "the student is primarily enrolled elsewhere on these days; this one is secondary (status 20)."
            place = self.roster.file(origin.file)
            place.warn("I05", message, row=origin.row, field="userSourcedId", value=line.row.student)

    def _say(self) -> None:
        for grade, count, row, _ in self._without_grade:
            counted = many(count, "student", "students")
            message = f"{counted} in grade {grade}: no attendance is kept there, so there is no enrollment."
            self.roster.file("users").warn("I04", message, row=row, field="grades", value=grade)


def _share_a_day(one: EnrollmentRow, other: EnrollmentRow) -> bool:
    return one.first_day <= (other.last_day or FOREVER) and other.first_day <= (one.last_day or FOREVER)

"""Sessions become terms; courses stay courses; classes become sections with the periods they meet in."""

import re
from collections.abc import Mapping
from functools import cached_property

from adsum.district.roster import COURSES, SECTIONS, TERMS, CourseRow, SectionRow, TermRow
from adsum.intake.roster.frame import Roster, Tally, many
from adsum.intake.roster.places import Places
from adsum.interop.oneroster import AcademicSession, SchoolClass

NUMBER = re.compile(r"\d{1,2}", re.ASCII)
ONLY_PERIOD = 1


class Classes:
    """The terms, courses and sections of a package."""

    def __init__(self, roster: Roster, *, places: Places) -> None:
        self.roster, self.places = roster, places
        self._tally = Tally()

    @cached_property
    def terms(self) -> dict[str, TermRow]:
        found = {}
        for session in self.roster.active(self.roster.package.academic_sessions):
            found[session.sourced_id] = row = TermRow(
                source_id=session.sourced_id,
                title=session.title,
                kind=session.type,
                school_year=session.school_year,
                first_day=session.begins_on,
                last_day=max(session.begins_on, self.roster.last_day(session.ends_on) or session.ends_on),
            )
            self.roster.fit("academicSessions", session, row, TERMS, {"title": "title", "kind": "type"})
        return found

    @cached_property
    def courses(self) -> dict[str, CourseRow]:
        found = {}
        for course in self.roster.active(self.roster.package.courses):
            found[course.sourced_id] = row = CourseRow(course.sourced_id, course.title, course.course_code or "")
            self.roster.fit("courses", course, row, COURSES, {"title": "title", "code": "courseCode"})
        return found

    @cached_property
    def sections(self) -> dict[str, SectionRow]:
        found = {}
        for each in self.roster.active(self.roster.package.classes):
            row = self._section(each)
            if row is not None:
                found[each.sourced_id] = row
        self._say()
        return found

    @cached_property
    def known_sections(self) -> Mapping[str, SectionRow]:
        """Sections of the package, and those of our records it does not name."""
        return {**self.roster.standing.sections, **self.sections}

    def _section(self, each: SchoolClass) -> SectionRow | None:
        if each.school_id not in self.places.known_schools:
            self._tally.add("not a school", row=each.row, value=each.school_id)
            return None
        terms = [self._terms[term_id] for term_id in each.term_ids if term_id in self._terms]
        if not terms:
            return None  # every session it names is wrong, which is listed already
        row = SectionRow(
            source_id=each.sourced_id,
            school=each.school_id,
            course=each.course_id if each.course_id in self._known_courses else None,
            term=self._term_of(terms),
            title=each.title,
            code=each.class_code or "",
            room=each.location or "",
            first_day=min(term.first_day for term in terms),
            last_day=max(term.last_day for term in terms),
            periods=self._periods(each),
        )
        names = {"title": "title", "code": "classCode", "room": "location"}
        self.roster.fit("classes", each, row, SECTIONS, names)
        return row

    def _term_of(self, terms: list[TermRow]) -> str:
        """The one session of a class; of several the session that holds them all, or the first."""
        if len(terms) == 1:
            return terms[0].source_id
        parents = {self._parents.get(term.source_id) for term in terms}
        parent = parents.pop() if len(parents) == 1 else None
        if parent is not None and parent in self._terms:
            return parent
        return min(terms, key=lambda term: (term.first_day, term.source_id)).source_id

    def _periods(self, each: SchoolClass) -> tuple[int, ...]:
        """The numbers among its periods; a period such as "P3" is 3; without any it meets in period 1."""
        numbers = set()
        for period in each.periods:
            found = NUMBER.findall(period)
            if len(found) == 1 and int(found[0]) > 0:
                numbers.add(int(found[0]))
                if found[0] != period.strip():
                    self._tally.add("number within", row=each.row, value=period)
            else:
                self._tally.add("no number", row=each.row, value=period)
        if not each.periods:
            self._tally.add("none", row=each.row)
        return tuple(sorted(numbers)) or (ONLY_PERIOD,)

    def _say(self) -> None:
        """Each kind of guess once, with how many classes it concerns."""
        place = self.roster.file("classes")
        for what, count, row, value in self._tally:
            if what == "not a school":
                message = (
                    f"{many(count, 'class is', 'classes are')} not at a school but at another organisation: left out."
                )
                place.warn("I11", message, row=row, field="schoolSourcedId", value=value)
            elif what == "none" and self._has_several_periods:
                message = f"{many(count, 'class names', 'classes name')} no period; period {ONLY_PERIOD} was taken."
                place.warn("I02", message, row=row, field="periods")
            elif what == "number within":
                counted = many(count, "period is not a plain number", "periods are not plain numbers")
                message = f"{counted}; the number within was taken."
                place.warn("I02", message, row=row, field="periods", value=value)
            elif what == "no number":
                counted = many(count, "period is", "periods are")
                message = f"{counted} no number; a class without any other meets in period {ONLY_PERIOD}."
                place.warn("I02", message, row=row, field="periods", value=value)

    @cached_property
    def _has_several_periods(self) -> bool:
        """Whether some class of the package names a period: then one without is worth a word."""
        return any(each.periods for each in self.roster.package.classes) or any(
            row.level != "elementary" for row in self.places.schools.values()
        )

    @cached_property
    def _terms(self) -> dict[str, TermRow]:
        return {**self.roster.standing.terms, **self.terms}

    @cached_property
    def _parents(self) -> dict[str, str | None]:
        sessions: list[AcademicSession] = self.roster.package.academic_sessions
        return {session.sourced_id: session.parent_id for session in sessions}

    @cached_property
    def _known_courses(self) -> frozenset[str]:
        return frozenset(self.courses) | frozenset(self.roster.standing.courses)

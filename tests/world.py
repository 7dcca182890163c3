"""A small district for tests: the demo's schools, calendar TC-1 and named students, one account for each role.

world.high            Mesa Verde High: six periods of 55 minutes, regular bell schedule from 8:30
world.elementary      Juniper Elementary: one roll a day
world.person("clerk") the account with that role (at Mesa Verde High where the role has a school)
world.student("Ana Flores")   enrolled as in the demo, with a seat in each period
world.section(3)      the high school's class of period 3
"""

from datetime import UTC, datetime
from functools import cached_property

from adsum.cli.demo.calendar import (
    ELEMENTARY_BELLS,
    FIRST_DAY,
    HIGH_BELLS,
    LAST_DAY,
    MIDDLE_BELLS,
    TODAY,
    Bells,
    taught_days,
)
from adsum.cli.demo.named import NAMED
from adsum.cli.demo.schools import SCHOOLS, ring
from adsum.district.models import (
    Assignment,
    BellPeriod,
    Course,
    Region,
    School,
    SchoolDay,
    Section,
    SectionPeriod,
    Staff,
    Teaching,
    Term,
    User,
)
from adsum.enrollment.models import Enrollment, Guardian, Guardianship, Seat, Student

NOW = datetime(2026, 2, 10, 16, 35, tzinfo=UTC)  # 8:35 in Los Angeles
RECORDED = datetime(2025, 8, 1, 17, 0, tzinfo=UTC)
PASSWORD = "correct horse battery staple"

# name: grade, school, birth date, home language
STUDENTS = {named.name: (named.grade, named.school, named.birth_date, named.language) for named in NAMED}


__all__ = ["FIRST_DAY", "LAST_DAY", "NOW", "PASSWORD", "RECORDED", "STUDENTS", "TODAY", "World"]


class World:
    def __init__(self) -> None:
        self._students: dict[str, Student] = {}

    @cached_property
    def region(self) -> Region:
        return Region.objects.create(source_id="region-north", name="Region North")

    @cached_property
    def high(self) -> School:
        return self._school("mvh", "high", HIGH_BELLS)

    @cached_property
    def middle(self) -> School:
        return self._school("cottonwood", "middle", MIDDLE_BELLS)

    @cached_property
    def pinon(self) -> School:
        return self._school("pinon", "pinon", HIGH_BELLS)

    @cached_property
    def elementary(self) -> School:
        return self._school("juniper", "juniper", ELEMENTARY_BELLS)

    @property
    def juniper(self) -> School:
        return self.elementary

    @cached_property
    def manzanita(self) -> School:
        return self._school("manzanita", "manzanita", ELEMENTARY_BELLS)

    def _school(self, source_id: str, short: str, bells: Bells) -> School:
        plan = SCHOOLS[short]
        return self.make_school(source_id, plan.name, plan.level, bells, kind=plan.kind)

    def make_school(
        self,
        source_id: str,
        name: str,
        level: str,
        bells: Bells,
        *,
        kind: str = "comprehensive",
        region: Region | None = None,
    ) -> School:
        """A school on the demo's calendar that takes roll in Adsum since today."""
        school = School.objects.create(
            source_id=source_id,
            name=name,
            level=level,
            kind=kind,
            region=region or self.region,
            rolls_from=TODAY,
            address="100 Mesa Road, Mesa Verde, CA 90000",
            phone="213-555-0100",
        )
        ring(school, bells)
        SchoolDay.objects.bulk_create(
            SchoolDay(school=school, date=day.date, is_taught=True, school_month=day.school_month, term=day.term)
            for day in taught_days()
        )
        return school

    @cached_property
    def term(self) -> Term:
        return Term.objects.create(
            source_id="year-2026",
            title="2025-26",
            kind="schoolYear",
            school_year=2026,
            first_day=FIRST_DAY,
            last_day=LAST_DAY,
        )

    def section(self, period: int = 1, *, school: School | None = None, teacher: str = "teacher") -> Section:
        """The one class of a school in a period, taught by the account of that name."""
        school = school or self.high
        source_id = f"{school.source_id}-{period}"
        section = Section.objects.filter(source_id=source_id).first()
        if section is None:
            course = Course.objects.create(source_id=f"course-{source_id}", title=f"Course {period}")
            section = Section.objects.create(
                source_id=source_id,
                school=school,
                course=course,
                term=self.term,
                title=f"Course {period}",
                first_day=FIRST_DAY,
                last_day=LAST_DAY,
            )
            SectionPeriod.objects.create(section=section, period=period)
            person = self.person("teacher", name="" if teacher == "teacher" else teacher, school=school)
            Teaching.objects.create(section=section, staff=person.staff, first_day=FIRST_DAY)
        return section

    def person(self, role: str, *, name: str = "", school: School | None = None) -> User:
        """The account with a role; a second one by another name, or at another school."""
        source_id = f"staff-{(name or role).replace(' ', '-')}"
        staff = Staff.objects.filter(source_id=source_id).select_related("user").first()
        if staff is None:
            user = User.objects.create_user(f"{source_id}@mesaverde.example", PASSWORD)
            staff = Staff.objects.create(
                source_id=source_id, user=user, given_name=(name or role).title(), family_name="Of Mesa Verde"
            )
            in_school = role in {"teacher", "clerk", "counselor", "principal"}
            Assignment.objects.create(
                staff=staff,
                role=role,
                school=(school or self.high) if in_school else None,
                region=self.region if role == "region" else None,
                first_day=FIRST_DAY,
            )
        assert staff.user is not None
        return staff.user

    def student(self, name: str) -> Student:
        """A named student, enrolled from the first day, seated in every period of the school."""
        if name not in self._students:
            self._students[name] = self._enroll(name)
        return self._students[name]

    def _enroll(self, name: str) -> Student:
        grade, school_name, birth_date, language = STUDENTS[name]
        school: School = getattr(self, school_name)
        given, family = name.split(" ", 1)
        slug = given.lower()
        student = Student.objects.create(
            source_id=slug, given_name=given, family_name=family, birth_date=birth_date, home_language=language
        )
        Enrollment.objects.create(
            source_id=f"e-{slug}",
            student=student,
            school=school,
            grade=grade,
            first_day=FIRST_DAY,
            recorded_at=RECORDED,
        )
        for period in range(1, BellPeriod.objects.filter(schedule__school=school).count() + 1):
            Seat.objects.create(
                source_id=f"seat-{slug}-{period}",
                student=student,
                section=self.section(period, school=school),
                first_day=FIRST_DAY,
                recorded_at=RECORDED,
            )
        self.guardian(student)
        return student

    def guardian(self, student: Student) -> Guardian:
        """The student's parent, with an address and the student's home language."""
        guardian, is_new = Guardian.objects.get_or_create(
            source_id=f"parent-{student.source_id}",
            defaults={
                "given_name": "Parent",
                "family_name": student.family_name,
                "language": student.home_language,
                "street": "1 Juniper Street",
                "city": "Mesa Verde",
                "state": "CA",
                "postal_code": "90000",
            },
        )
        if is_new:
            Guardianship.objects.create(student=student, guardian=guardian, relation="parent")
        return guardian

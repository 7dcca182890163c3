"""A small district for tests: the demo's schools, calendar TC-1 and named students, one account for each role.

world.high            Mesa Verde High: six periods of 55 minutes, regular bell schedule from 8:30
world.elementary      Juniper Elementary: one roll a day
world.person("clerk") the account with that role (at Mesa Verde High where the role has a school)
world.student("Ana Flores")   enrolled as in the demo, with a seat in each period
world.section(3)      the high school's class of period 3
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

from adsum.district.models import (
    Assignment,
    BellPeriod,
    BellSchedule,
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

FIRST_DAY, LAST_DAY = date(2025, 8, 18), date(2026, 6, 12)
LABOR_DAY = date(2025, 9, 1)
WINTER = (date(2025, 12, 22), date(2026, 1, 9))
TODAY = date(2026, 2, 10)
NOW = datetime(2026, 2, 10, 16, 35, tzinfo=UTC)  # 8:35 in Los Angeles
RECORDED = datetime(2025, 8, 1, 17, 0, tzinfo=UTC)
PASSWORD = "correct horse battery staple"

# name, grade, school, birth date, home language
STUDENTS = {
    "Ana Flores": ("09", "high", date(2011, 3, 4), "es"),
    "Camila Reyes": ("10", "high", date(2010, 7, 19), "es"),
    "Farid Haddad": ("12", "high", date(2007, 10, 15), "ar"),
    "Jamal Washington": ("10", "high", date(2010, 1, 30), "en"),
    "Keiko Sato": ("11", "high", date(2009, 5, 6), "ja"),
    "Liam O'Neal-Ruiz": ("09", "high", date(2011, 9, 9), "en"),
    "Noor Rahimi": ("11", "high", date(2009, 2, 17), "fa"),
    "Ben Okafor": ("04", "elementary", date(2016, 4, 22), "en"),
    "Emily Tran": ("KN", "elementary", date(2020, 8, 1), "vi"),
}


def calendar_days() -> list[tuple[date, int, str]]:
    """The taught days of calendar TC-1 with school month and term."""
    days = []
    day, week = FIRST_DAY, -1
    while day <= LAST_DAY:
        if day.weekday() == 0 and not WINTER[0] <= day <= WINTER[1]:
            week += 1
        if day.weekday() < 5 and day != LABOR_DAY and not WINTER[0] <= day <= WINTER[1]:
            days.append((day, week // 4 + 1, "fall" if day < date(2026, 1, 26) else "spring"))
        day += timedelta(days=1)
    return days


class World:
    def __init__(self) -> None:
        self._students: dict[str, Student] = {}

    @cached_property
    def region(self) -> Region:
        return Region.objects.create(source_id="region-north", name="Region North")

    @cached_property
    def high(self) -> School:
        school = self._school("mvh", "Mesa Verde High", School.Level.HIGH)
        self._bells(school, start=time(8, 30), periods=6, minutes=55)
        return school

    @cached_property
    def elementary(self) -> School:
        school = self._school("juniper", "Juniper Elementary", School.Level.ELEMENTARY)
        self._bells(school, start=time(8, 0), periods=1, minutes=300)
        return school

    def _school(self, source_id: str, name: str, level: str) -> School:
        school = School.objects.create(
            source_id=source_id,
            name=name,
            level=level,
            region=self.region,
            rolls_from=TODAY,
            address="100 Mesa Road, Mesa Verde, CA 90000",
            phone="213-555-0100",
        )
        SchoolDay.objects.bulk_create(
            SchoolDay(school=school, date=day, is_taught=True, school_month=month, term=term)
            for day, month, term in calendar_days()
        )
        return school

    @staticmethod
    def _bells(school: School, *, start: time, periods: int, minutes: int) -> None:
        schedule = BellSchedule.objects.create(school=school, name="Regular day", is_regular=True)
        begins = datetime.combine(TODAY, start)
        for period in range(1, periods + 1):
            ends = begins + timedelta(minutes=minutes)
            BellPeriod.objects.create(
                schedule=schedule, period=period, starts_at=begins.time(), ends_at=ends.time(), minutes=minutes
            )
            begins = ends + timedelta(minutes=5)

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
        for period in range(1, 7 if school == self.high else 2):
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

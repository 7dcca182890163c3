"""Courses, sections, teachers and seats: one class in elementary school, one for each period after it."""

from random import Random

from adsum.cli.demo.calendar import FIRST_DAY, LAST_DAY
from adsum.cli.demo.names import FAMILY, GIVEN
from adsum.cli.demo.people import RECORDED, Pupil
from adsum.cli.demo.schools import SCHOOLS
from adsum.district.models import Assignment, Course, School, Section, SectionPeriod, Staff, Teaching, Term
from adsum.enrollment.models import Seat

CLASS_SIZE = {"elementary": 26, "middle": 31, "high": 32}
COURSES = {
    "middle": ["English", "Mathematics", "Science", "History", "Physical Education", "Art"],
    "high": ["English", "Algebra", "Biology", "World History", "Spanish", "Physical Education"],
}


def build_classes(
    schools: dict[str, School], terms: dict[str, Term], pupils: list[Pupil], accounts: dict[str, Staff], random: Random
) -> dict[str, list[tuple[Section, int]]]:
    """Make the classes and seat everybody. Returns the sections with their period, by school."""
    made: dict[str, list[tuple[Section, int]]] = {}
    seats: list[Seat] = []
    for short, school in schools.items():
        here = [pupil for pupil in pupils if any(stay[0] == short for stay in pupil.stays)]
        groups = groups_of(short, here, random)
        teachers = build_teachers(short, school, len(groups), accounts)
        made[short] = []
        for number, (grade, period, members) in enumerate(groups):
            section = build_section(short, school, terms["year"], grade, period, number, random)
            Teaching.objects.create(section=section, staff=teachers[number], first_day=FIRST_DAY)
            seats += [seat for pupil in members for seat in seats_of(pupil, short, section)]
            made[short].append((section, period))
    Seat.objects.bulk_create(seats, batch_size=2000)
    return made


def groups_of(short: str, pupils: list[Pupil], random: Random) -> list[tuple[str, int, list[Pupil]]]:
    """Split each grade into classes for each period, mixing the students anew every period."""
    plan = SCHOOLS[short]
    groups = []
    for grade in plan.grades:
        members = [pupil for pupil in pupils if pupil.grade == grade]
        for period in range(1, plan.bells.periods + 1):
            random.shuffle(members)
            count = max(1, round(len(members) / CLASS_SIZE[plan.level]))
            groups += [(grade, period, members[start::count]) for start in range(count)]
    return groups


def build_teachers(short: str, school: School, sections: int, accounts: dict[str, Staff]) -> list[Staff]:
    """A teacher for each section; the demo's teacher account gets one class in each period of the high school."""
    plan = SCHOOLS[short]
    share = 1 if plan.bells.periods == 1 else 5
    count = -(-sections // share) + 1
    staff = [
        Staff(
            source_id=f"staff-{short}-{number}",
            given_name=GIVEN[(number * 7 + len(short)) % len(GIVEN)],
            family_name=FAMILY[(number * 11 + len(short) * 3) % len(FAMILY)],
        )
        for number in range(count)
    ]
    Staff.objects.bulk_create(staff)
    Assignment.objects.bulk_create(
        Assignment(staff=person, role="teacher", school=school, first_day=FIRST_DAY) for person in staff
    )
    # Neighbouring sections of a grade lie in one period: step through the staff so that nobody is in two rooms.
    teachers = [staff[number % count] for number in range(sections)]
    if short == "high":
        per_period = sections // (len(plan.grades) * plan.bells.periods)
        for period in range(plan.bells.periods - 1):
            teachers[period * per_period] = accounts["teacher"]
    return teachers


def build_section(
    short: str, school: School, term: Term, grade: str, period: int, number: int, random: Random
) -> Section:
    level = SCHOOLS[short].level
    subject = "Homeroom" if level == "elementary" else COURSES[level][period - 1]
    name = {"TK": "TK", "KN": "Kindergarten"}.get(grade, f"Grade {int(grade)}" if grade.isdigit() else grade)
    course, _ = Course.objects.get_or_create(
        source_id=f"demo-{level}-{subject}-{grade}",
        defaults={"title": f"{subject}, {name}", "code": f"{subject[:3].upper()}{grade}"},
    )
    section = Section.objects.create(
        source_id=f"demo-{short}-{number}",
        school=school,
        course=course,
        term=term,
        title=course.title,
        code=f"{course.code}-{number % 10 + 1}",
        room=str(100 + random.randrange(60)),
        first_day=FIRST_DAY,
        last_day=LAST_DAY,
    )
    SectionPeriod.objects.create(section=section, period=period)
    return section


def seats_of(pupil: Pupil, short: str, section: Section) -> list[Seat]:
    return [
        Seat(
            source_id=f"{pupil.student.source_id}-{section.source_id}",
            student=pupil.student,
            section=section,
            first_day=first,
            last_day=last,
            recorded_at=RECORDED,
        )
        for school, first, last in pupil.stays
        if school == short
    ]

"""Students, their families and their enrollments: the named fourteen first, then everybody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

from adsum.cli.demo.calendar import FIRST_DAY, Day, taught_days
from adsum.cli.demo.named import NAMED, Named
from adsum.cli.demo.names import FAMILY, GIVEN, HOME_LANGUAGES, STREETS
from adsum.cli.demo.schools import SCHOOLS
from adsum.district.models import School
from adsum.enrollment.models import Enrollment, Guardian, Guardianship, Student

RECORDED = datetime(2025, 8, 1, 17, 0, tzinfo=UTC)
GRADES = ["TK", "KN", *(f"{number:02}" for number in range(1, 13))]
LATE_SHARE, LEFT_SHARE = 0.03, 0.02


@dataclass(frozen=True)
class Pupil:
    """A student with what the year's builder needs; `stays` are (school's short name, first day, last day or None)."""

    student: Student
    grade: str
    stays: tuple[tuple[str, date, date | None], ...]
    named: Named | None = None

    @property
    def school(self) -> str:
        return self.stays[-1][0]


def build_people(schools: dict[str, School], random: Random) -> list[Pupil]:
    pupils = [of_named(named) for named in NAMED]
    for short, plan in SCHOOLS.items():
        for grade, wanted in plan.grades.items():
            already = sum(1 for pupil in pupils if pupil.school == short and pupil.grade == grade and pupil.named)
            pupils += [invented(short, grade, len(pupils) + number, random) for number in range(wanted - already)]
    Student.objects.bulk_create(pupil.student for pupil in pupils)
    Enrollment.objects.bulk_create(
        Enrollment(
            source_id=f"{pupil.student.source_id}-{number}",
            student=pupil.student,
            school=schools[short],
            grade=pupil.grade,
            first_day=first,
            last_day=last,
            exit_code="T160" if last else "",
            recorded_at=RECORDED,
        )
        for pupil in pupils
        for number, (short, first, last) in enumerate(pupil.stays, start=1)
    )
    build_families(pupils, random)
    return pupils


def of_named(named: Named) -> Pupil:
    given, family = named.name.split(" ", 1)
    student = Student(
        source_id=named.source_id,
        local_id=str(100200 + NAMED.index(named)),
        given_name=given,
        family_name=family,
        birth_date=named.birth_date,
        home_language=named.language,
    )
    if named.moved_from:
        earlier, last_day = named.moved_from
        back = next(day.date for day in taught_days() if day.date > last_day)
        return Pupil(student, named.grade, ((earlier, FIRST_DAY, last_day), (named.school, back, None)), named)
    return Pupil(student, named.grade, ((named.school, FIRST_DAY, None),), named)


def invented(school: str, grade: str, number: int, random: Random) -> Pupil:
    languages, shares = zip(*HOME_LANGUAGES.items(), strict=True)
    age = GRADES.index(grade) + 4
    student = Student(
        source_id=f"demo-s{number:05}",
        local_id=str(200000 + number),
        given_name=random.choice(GIVEN),
        family_name=" ".join(random.sample(FAMILY, 2 if random.random() < 0.15 else 1)),
        birth_date=date(2025 - age, 9, 1) - timedelta(days=random.randrange(365)),
        home_language=random.choices(languages, shares)[0],
    )
    days = taught_days()
    first = random.choice(days[5:90]).date if random.random() < LATE_SHARE else FIRST_DAY
    last = random.choice(days[60:105]).date if first == FIRST_DAY and random.random() < LEFT_SHARE else None
    return Pupil(student, grade, ((school, first, last),))


def build_families(pupils: list[Pupil], random: Random) -> None:
    """One guardian for each student, now and then two; a few without an address on file."""
    guardians, pairs = [], []
    for pupil in pupils:
        for number in range(1, 3 if random.random() < 0.3 else 2):
            has_address = pupil.named is not None or random.random() > 0.01
            guardian = Guardian(
                source_id=f"{pupil.student.source_id}-g{number}",
                given_name=random.choice(GIVEN),
                family_name=pupil.student.family_name,
                language=pupil.student.home_language,
                email=f"family-{pupil.student.local_id}-{number}@example.org",
                phone=f"213-555-{random.randrange(10000):04}",
                street=f"{random.randrange(10, 9900)} {random.choice(STREETS)} Street" if has_address else "",
                city="Mesa Verde" if has_address else "",
                state="CA" if has_address else "",
                postal_code="90077" if has_address else "",
            )
            guardians.append(guardian)
            pairs.append((pupil.student, guardian, number == 1))
    Guardian.objects.bulk_create(guardians)
    Guardianship.objects.bulk_create(
        Guardianship(student=student, guardian=guardian, relation="parent", receives_letters=is_first)
        for student, guardian, is_first in pairs
    )


def days_of(pupil: Pupil, days: Sequence[Day]) -> list[tuple[Day, str]]:
    """The taught days a student was enrolled on, with the school of that day."""
    return [
        (day, short)
        for day in days
        for short, first, last in pupil.stays
        if first <= day.date and (last is None or day.date <= last)
    ]

"""One of each kind of record in each scope of the access table.

own_section   in a class the teacher account teaches at Mesa Verde High
own_school    at Mesa Verde High, in somebody else's class
same_region   at Juniper Elementary, in the region account's region
other_region  at a school of another region
"""

from dataclasses import dataclass

from world import FIRST_DAY, NOW, RECORDED, STUDENTS, TODAY, World

from adsum.attendance.models import Mark, Roll
from adsum.cli.demo.calendar import ELEMENTARY_BELLS
from adsum.district.models import Region, School
from adsum.enrollment.models import Student
from adsum.intake.models import Package
from adsum.notices.models import Notice

SCOPES = ("own_section", "own_school", "same_region", "other_region")
ROLES = ("teacher", "clerk", "counselor", "principal", "region", "district", "auditor", "administrator")


@dataclass(frozen=True)
class Records:
    """The keys of one scope's records, by the name the access table uses."""

    keys: dict[str, str]

    def resolve(self, arguments: dict[str, str]) -> dict[str, str]:
        return {name: self.keys.get(value, value) for name, value in arguments.items()}


def build(world: World) -> dict[str, Records]:
    """Make every scope's records; the teacher account teaches only period 1 of the high school."""
    # The other teacher's class must exist before a student is seated in all six.
    for period in range(2, 7):
        world.section(period, teacher="colleague")
    own = records_of(world, world.student("Ana Flores"), world.high, period=1)
    other_teachers = _only_in(world, "Camila Reyes", period=2)
    return {
        "own_section": own,
        "own_school": records_of(world, other_teachers, world.high, period=2),
        "same_region": records_of(world, _elementary_student(world), world.elementary, period=1),
        "other_region": _elsewhere(world),
    }


def _only_in(world: World, name: str, *, period: int) -> Student:
    """A named student of the high school whose other seats ended long ago."""
    student = world.student(name)
    student.seats.exclude(section__periods__period=period).update(replaced_at=NOW)
    return student


def _elementary_student(world: World) -> Student:
    world.section(1, school=world.elementary, teacher="juniper teacher")
    return world.student("Ben Okafor")


def _elsewhere(world: World) -> Records:
    south = Region.objects.create(source_id="region-south", name="Region South")
    coast = world.make_school("coast", "Coast High", School.Level.HIGH, ELEMENTARY_BELLS, region=south)
    STUDENTS.setdefault("Zoe Coast", ("09", "coast", TODAY.replace(year=2011), "en"))
    world.coast = coast  # type: ignore[attr-defined]
    world.section(1, school=coast, teacher="coast teacher")
    return records_of(world, world.student("Zoe Coast"), coast, period=1)


def records_of(world: World, student: Student, school: School, *, period: int) -> Records:
    section = world.section(period, school=school)
    roll = Roll.objects.create(
        section=section, date=FIRST_DAY, period=period, roster=[student.pk], certified_at=RECORDED,
        certified_by=section.teachings.get().staff.user,
    )  # fmt: skip
    mark = Mark.objects.create(
        student=student, school=school, roll=roll, date=FIRST_DAY, period=period, status="absent", recorded_at=RECORDED
    )
    notice = Notice.objects.create(
        student=student, school=school, school_year=2026, level=1, drafted_at=NOW, languages=["en"], issued_on=TODAY
    )
    package = Package.objects.create(
        kind="oneroster", file_name="package.zip", path="none", fingerprint=student.key, landed_at=NOW
    )
    enrollment = student.enrollments.get(replaced_at=None)
    assert enrollment.school == school
    return Records(
        {
            "student": student.key,
            "school": school.key,
            "section": section.key,
            "roll": roll.key,
            "mark": mark.key,
            "notice": notice.key,
            "package": package.key,
            "enrollment": enrollment.line,
        }
    )

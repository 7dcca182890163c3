"""Taking roll in the test world: the high school's period 1, as its teacher."""

from collections.abc import Mapping
from datetime import date, datetime

from world import NOW, TODAY, World

from adsum.attendance.actions.roll_checks import RollSent
from adsum.attendance.actions.rolls import Certification, certify_roll
from adsum.attendance.models import Mark
from adsum.attendance.queries.meetings import Meeting, roll_now, taught_meeting
from adsum.attendance.queries.rosters import PRESENT, Entry
from adsum.district.models import User

CLASS = ("Ana Flores", "Camila Reyes", "Keiko Sato", "Liam O'Neal-Ruiz")
ABSENT = Entry(is_absent=True)
Said = Mapping[str, Entry]


def late(minutes: int, *, left_early: int | None = None) -> Entry:
    return Entry(minutes_late=minutes, minutes_early=left_early)


def left_early(minutes: int) -> Entry:
    return Entry(minutes_early=minutes)


class Taking:
    """One meeting and its teacher. `page()` is what the teacher sees; `certify()` sends it with these exceptions."""

    def __init__(self, world: World, *, period: int = 1, day: date = TODAY, names: tuple[str, ...] = CLASS) -> None:
        self.world, self.period, self.day = world, period, day
        self.students = {name: world.student(name) for name in names}
        self.section = world.section(period)
        self.teacher: User = world.person("teacher")

    def meeting(self, by: User | None = None) -> Meeting:
        found = taught_meeting(by or self.teacher, section_key=self.section.key, date=self.day, period=self.period)
        assert found is not None
        return found

    def page(self, said: Said | None = None, *, replace: str = "", confirmed: tuple[str, ...] = ()) -> RollSent:
        """The page as it is now, with these students tapped and everybody else present."""
        now = roll_now(self.meeting())
        exceptions = {self.students[name].key: entry for name, entry in (said or {}).items()}
        return RollSent(
            shown=list(now.students),
            entries={key: exceptions.get(key, PRESENT) for key in now.students},
            version=str(now.version),
            replace=replace,
            confirmed=confirmed,
        )

    def certify(
        self, said: Said | None = None, *, key: str = "first", page: RollSent | None = None,
        by: User | None = None, at: datetime = NOW,
    ) -> Certification:  # fmt: skip
        person = by or self.teacher
        sent = page or self.page(said)
        return certify_roll(meeting=self.meeting(person), sent=sent, key=key, by=person, at=at)

    def standing(self) -> dict[str, str]:
        """What stands recorded, by name; who is present is not there."""
        now = roll_now(self.meeting())
        codes = {student.name: Entry.of(now.marks.get(student.pk, [])).code for student in now.students.values()}
        return {name: code for name, code in codes.items() if code != "P"}

    def marks(self, name: str) -> list[Mark]:
        return list(Mark.objects.filter(student=self.students[name]).order_by("pk"))

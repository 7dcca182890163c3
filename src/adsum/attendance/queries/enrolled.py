"""Where and in which grade a student was enrolled on a day, for many students at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from adsum.enrollment.models import Enrollment


@dataclass(frozen=True)
class Stay:
    """One enrollment: school, grade and its days, both inclusive (last_day None: still)."""

    school: int
    grade: str
    first_day: date
    last_day: date | None

    def covers(self, day: date) -> bool:
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


Stays = dict[int, list[Stay]]


def stays_of(students: Iterable[int]) -> Stays:
    """The current enrollments of these students, earliest first. One statement."""
    found: Stays = defaultdict(list)
    rows = Enrollment.objects.filter(replaced_at__isnull=True, student__in=list(students)).order_by("first_day", "pk")
    for student, school, grade, first_day, last_day in rows.values_list(
        "student", "school", "grade", "first_day", "last_day"
    ):
        found[student].append(Stay(school, grade, first_day, last_day))
    return found


def stay_on(stays: list[Stay], *, school: int, day: date) -> Stay | None:
    """The enrollment at a school that covers a day; the latest begun, should there be two."""
    covering = [stay for stay in stays if stay.school == school and stay.covers(day)]
    return covering[-1] if covering else None

"""Today by school: who is enrolled, and who has been marked absent so far.

Somebody counts as absent with one absence in one class, whatever it was excused with, unless its reason earns the day:
before the last bell nobody can say who will have been absent all day.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from adsum.attendance.models import Mark
from adsum.enrollment.models import Enrollment
from adsum.policy.packs import Pack


@dataclass(frozen=True)
class Presence:
    """One school's morning."""

    enrolled: int = 0
    absent: int = 0

    def __add__(self, other: "Presence") -> "Presence":
        return Presence(self.enrolled + other.enrolled, self.absent + other.absent)


def presence_today(*, schools: Collection[int], on: date, pack: Pack) -> dict[int, Presence]:
    """By school; a school nobody is enrolled at is not there. Two statements."""
    covers = Q(last_day__isnull=True) | Q(last_day__gte=on)
    enrolled = Enrollment.objects.filter(covers, replaced_at__isnull=True, school__in=schools, first_day__lte=on)
    counts = enrolled.values("school").annotate(students=Count("student", distinct=True))
    absent = absent_marks(on=on, pack=pack).filter(school__in=schools).values("school")
    missing = dict(absent.annotate(students=Count("student", distinct=True)).values_list("school", "students"))
    return {
        school: Presence(students, missing.get(school, 0))
        for school, students in counts.values_list("school", "students")
    }


def absent_marks(*, on: date, pack: Pack) -> QuerySet[Mark]:
    """The standing absences of a date whose reason, if any, does not earn the day."""
    earning = [code for code, reason in pack.reasons(on=on).items() if reason.earns_day]
    marks = Mark.objects.filter(date=on, status=Mark.Status.ABSENT, replaced_at__isnull=True)
    return marks.exclude(reason__in=earning)

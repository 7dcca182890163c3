"""The students a person's permission reaches: by school, or by the sections they teach."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet

from adsum.district.access import SCHOOL_OFFICE, Access
from adsum.enrollment.models import Enrollment, Seat, Student


def students_within(*, access: Access, permission: str) -> QuerySet[Student]:
    """Students enrolled now or earlier in a reached school, or seated today in a reached section.

    A restricted record stays inside the office of a reached school: teachers and regions do not see it.
    """
    reach = access.reach(permission)
    if reach.is_all:
        return Student.objects.all()
    within = Q(pk__in=_enrolled_at(reach.schools))
    if reach.sections:
        on = Q(first_day__lte=access.on) & (Q(last_day__isnull=True) | Q(last_day__gte=access.on))
        seated = Seat.objects.filter(on, replaced_at__isnull=True, section__in=reach.sections).values("student")
        within |= Q(pk__in=seated)
    open_to_all = Q(is_restricted=False)
    return Student.objects.filter(within, open_to_all | Q(pk__in=_enrolled_at(_offices(access))))


def _enrolled_at(schools: Collection[int]) -> QuerySet[Enrollment, Any]:
    return Enrollment.objects.filter(replaced_at__isnull=True, school__in=schools).values("student")


def _offices(access: Access) -> set[int]:
    """The schools in whose office this person works today."""
    return {
        assignment.school_id
        for assignment in access.assignments
        if assignment.role in SCHOOL_OFFICE and assignment.school_id is not None
    }

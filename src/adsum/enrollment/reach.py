"""The students a person's permission reaches: by school, or by the sections they teach."""

from django.db.models import Q, QuerySet

from adsum.district.access import Access
from adsum.enrollment.models import Enrollment, Seat, Student


def students_within(*, access: Access, permission: str) -> QuerySet[Student]:
    """Students enrolled now or earlier in a reached school, or seated today in a reached section.

    A restricted record stays inside the office of a reached school: teachers and regions do not see it in lists.
    """
    reach = access.reach(permission)
    if reach.is_all:
        return Student.objects.all()
    enrolled = Enrollment.objects.filter(replaced_at__isnull=True, school__in=reach.schools).values("student")
    within = Q(pk__in=enrolled)
    if reach.sections:
        on = Q(first_day__lte=access.on) & (Q(last_day__isnull=True) | Q(last_day__gte=access.on))
        seated = Seat.objects.filter(on, replaced_at__isnull=True, section__in=reach.sections).values("student")
        within |= Q(pk__in=seated)
    return Student.objects.filter(within)

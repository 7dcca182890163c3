"""What stands at the head of every official letter: district, school, how to reach it, who leads it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Q

from adsum.district.models import Assignment, School
from adsum.district.pack import pack_in_force


@dataclass(frozen=True)
class Letterhead:
    """Empty text where the records say nothing."""

    district: str
    school: str
    address: str
    phone: str
    principal: str


def district_name() -> str:
    """The installation's district (setting ADSUM_DISTRICT); without it the title of a district's policy pack."""
    if named := getattr(settings, "DISTRICT_NAME", ""):
        return str(named)
    pack = pack_in_force()
    return pack.title if pack.jurisdiction == "district" else ""


def letterheads_of(schools: Collection[School], *, on: date) -> dict[int, Letterhead]:
    """The letterhead of each school by primary key, with the principal of that day: one query for all."""
    holds_today = Q(first_day__lte=on) & (Q(last_day__isnull=True) | Q(last_day__gte=on))
    leading = Assignment.objects.filter(holds_today, role=Assignment.Role.PRINCIPAL, school__in=schools)
    principals: dict[int | None, str] = {}
    for assignment in leading.select_related("staff").order_by("pk"):
        principals.setdefault(assignment.school_id, assignment.staff.name)
    return {
        school.pk: Letterhead(
            district=district_name(),
            school=school.name,
            address=school.address,
            phone=school.phone,
            principal=principals.get(school.pk, ""),
        )
        for school in schools
    }

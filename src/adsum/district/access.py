"""Who may do what, where: one reviewed table, deny by default.

`GRANTS` gives each permission the roles that hold it and how far each reaches:

    sections   the sections this person teaches today, and the students seated in them
    school     the schools of their assignments with that role
    region     the schools of their regions
    all        the whole district

Objects are fetched through `Access`, which answers "not found" for anything out of reach: a refusal must not tell that
a record exists. Assignments are read anew on every request, so a right that ended yesterday is gone today.
Source: EC 49076 (legitimate educational interest), 34 CFR 99.31(a)(1).
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Q, QuerySet

from adsum.district.models import Assignment, School, Section, Teaching, User

SCHOOL_OFFICE = {"clerk": "school", "counselor": "school", "principal": "school"}
OVERSEERS = {"region": "region", "district": "all", "auditor": "all"}

GRANTS: dict[str, dict[str, str]] = {
    "roll.take": {"teacher": "sections"},
    "roll.read": {"teacher": "sections", "clerk": "school", "principal": "school", "auditor": "all"},
    "office.read": {**SCHOOL_OFFICE, "auditor": "all"},
    "absence.clear": {"clerk": "school"},
    "student.read": {"teacher": "sections", **SCHOOL_OFFICE, **OVERSEERS},
    "reason.read": {**SCHOOL_OFFICE, "auditor": "all"},
    "conference.record": {"counselor": "school", "principal": "school"},
    "letter.read": {**SCHOOL_OFFICE, "district": "all", "auditor": "all"},
    "letter.issue": {"clerk": "school", "principal": "school"},
    "measures.school": {"principal": "school", "counselor": "school", **OVERSEERS},
    "measures.district": {"region": "region", "district": "all", "auditor": "all"},
    "intake.read": {"administrator": "all", "auditor": "all"},
    "intake.run": {"administrator": "all"},
    "audit.read": {"administrator": "all", "auditor": "all"},
    "policy.read": dict.fromkeys([role.value for role in Assignment.Role], "all"),
}
ROLES = [role.value for role in Assignment.Role]


@dataclass(frozen=True)
class Reach:
    """How far a permission goes for one person: everything, these schools, and these sections."""

    is_all: bool = False
    schools: frozenset[int] = field(default_factory=frozenset)
    sections: frozenset[int] = field(default_factory=frozenset)

    def __bool__(self) -> bool:
        return self.is_all or bool(self.schools) or bool(self.sections)


class Access:
    """What one account may do on one day."""

    def __init__(self, *, user: User, on: date) -> None:
        self.user, self.on = user, on

    @cached_property
    def assignments(self) -> list[Assignment]:
        if not self.user.is_authenticated or not self.user.is_active:
            return []
        on = Q(first_day__lte=self.on) & (Q(last_day__isnull=True) | Q(last_day__gte=self.on))
        return list(
            Assignment.objects.filter(on, staff__user=self.user)
            .select_related("school", "region", "staff")
            .order_by("pk")
        )

    @property
    def roles(self) -> list[str]:
        """The roles held today, in the table's order."""
        held = {assignment.role for assignment in self.assignments}
        return [role for role in ROLES if role in held]

    @cached_property
    def taught_sections(self) -> frozenset[int]:
        """Sections this person may certify today, as teacher, co-teacher or substitute."""
        on = Q(first_day__lte=self.on) & (Q(last_day__isnull=True) | Q(last_day__gte=self.on))
        return frozenset(Teaching.objects.filter(on, staff__user=self.user).values_list("section_id", flat=True))

    def may(self, permission: str) -> bool:
        """Whether any role held today grants the permission at all, whatever its reach."""
        grants = GRANTS[permission]
        return any(role in grants for role in self.roles)

    def reach(self, permission: str) -> Reach:
        grants = GRANTS[permission]
        schools: set[int] = set()
        regions: set[int] = set()
        sections: frozenset[int] = frozenset()
        for assignment in self.assignments:
            far = grants.get(assignment.role)
            if far == "all":
                return Reach(is_all=True)
            if far == "school" and assignment.school_id:
                schools.add(assignment.school_id)
            elif far == "region" and assignment.region_id:
                regions.add(assignment.region_id)
            elif far == "sections":
                sections = self.taught_sections
        if regions:
            schools.update(School.objects.filter(region__in=regions).values_list("pk", flat=True))
        return Reach(schools=frozenset(schools), sections=sections)

    def schools(self, permission: str) -> QuerySet[School]:
        """The schools a permission reaches as a whole; a teacher's own sections do not open their school."""
        reach = self.reach(permission)
        return School.objects.all() if reach.is_all else School.objects.filter(pk__in=reach.schools)

    def sections(self, permission: str) -> QuerySet[Section]:
        """The sections a permission reaches."""
        reach = self.reach(permission)
        if reach.is_all:
            return Section.objects.all()
        return Section.objects.filter(Q(school__in=reach.schools) | Q(pk__in=reach.sections))

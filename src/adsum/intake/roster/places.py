"""Organisations become regions and schools.

A school is an organisation of type school. Its region is the nearest department or local organisation above it; the
district itself has no record of its own. Level and kind are not in the format: a new school gets them from its grades
and its name, with a finding that says so; a known school keeps what it has.
"""

from collections import defaultdict
from functools import cached_property

from adsum.district.roster import REGIONS, SCHOOLS, RegionRow, SchoolRow
from adsum.intake.roster.frame import STUDENT_ROLE, Roster
from adsum.interop.oneroster import CALPADS_GRADES, Org

REGION_TYPES = frozenset({"department", "local"})
LEVELS = {
    "elementary": frozenset({"TK", "KN", "01", "02", "03", "04", "05", "06"}),
    "middle": frozenset({"06", "07", "08"}),
    "high": frozenset({"09", "10", "11", "12"}),
}
KINDS_BY_NAME = {
    "continuation": "continuation",
    "independent study": "independent_study",
    "home and hospital": "home_hospital",
    "home/hospital": "home_hospital",
}
CDS_LENGTHS = frozenset({7, 14})


class Places:
    """The regions and schools of a package."""

    def __init__(self, roster: Roster) -> None:
        self.roster = roster
        self.orgs = {org.sourced_id: org for org in roster.active(roster.package.orgs)}

    @cached_property
    def regions(self) -> dict[str, RegionRow]:
        found: dict[str, RegionRow] = {}
        for org in self.orgs.values():
            region = self.orgs.get(self._region_of(org) or "") if org.type == "school" else None
            if region is not None:
                found[region.sourced_id] = RegionRow(region.sourced_id, region.name)
        for source_id, row in found.items():
            self.roster.fit("orgs", self.orgs[source_id], row, REGIONS, {"name": "name"})
        return found

    @cached_property
    def schools(self) -> dict[str, SchoolRow]:
        return {org.sourced_id: self._school(org) for org in self.orgs.values() if org.type == "school"}

    @cached_property
    def known_schools(self) -> frozenset[str]:
        """Schools of the package and of our records."""
        return frozenset(self.schools) | frozenset(self.roster.standing.schools)

    def _school(self, org: Org) -> SchoolRow:
        ours = self.roster.standing.schools.get(org.sourced_id)
        region = self._region_of(org)
        row = SchoolRow(
            source_id=org.sourced_id,
            name=org.name,
            region=region if region or ours is None else ours.region,
            level=ours.level if ours else self._level(org),
            kind=ours.kind if ours else self._kind(org),
            cds_code=_cds_code(org) or (ours.cds_code if ours else ""),
        )
        self.roster.fit("orgs", org, row, SCHOOLS, {"name": "name"})
        return row

    def _region_of(self, org: Org) -> str | None:
        seen, parent_id = {org.sourced_id}, org.parent_id
        while parent_id and parent_id not in seen:
            seen.add(parent_id)
            parent = self.orgs.get(parent_id)
            if parent is None:
                return parent_id if parent_id in self.roster.standing.regions else None
            if parent.type in REGION_TYPES:
                return parent_id
            parent_id = parent.parent_id
        return None

    def _level(self, org: Org) -> str:
        grades = self._grades.get(org.sourced_id, set())
        level = level_of(grades)
        if not grades:
            message = 'neither its classes nor its students have grades; its level was set to "span".'
            self.roster.file("orgs").warn("I06", message, row=org.row, field="sourcedId", value=org.sourced_id)
        return level

    def _kind(self, org: Org) -> str:
        name = org.name.casefold()
        kind = next((kind for word, kind in KINDS_BY_NAME.items() if word in name), "comprehensive")
        if kind != "comprehensive":
            message = f'its kind "{kind}" was taken from its name: it decides who writes its letters.'
            self.roster.file("orgs").warn("I06", message, row=org.row, field="name", value=org.name)
        return kind

    @cached_property
    def _grades(self) -> dict[str, set[str]]:
        """CALPADS grades taught at each school, by its classes, their courses and its students."""
        found: dict[str, set[str]] = defaultdict(set)
        courses = {course.sourced_id: course.grades for course in self.roster.package.courses}
        for each in self.roster.package.classes:
            found[each.school_id].update(each.grades or courses.get(each.course_id, ()))
        for user_id, roles in self.roster.roles.items():
            user = self.roster.users.get(user_id)
            for role in roles if user else ():
                if role.role == STUDENT_ROLE and user is not None:
                    found[role.org_id].update(user.grades)
        return {
            school: {CALPADS_GRADES[grade] for grade in grades if grade in CALPADS_GRADES}
            for school, grades in found.items()
        }


def level_of(grades: set[str]) -> str:
    """elementary through grade 6, middle 6 to 8, high 9 to 12; anything wider is a span.

    edges   grade 6 alone is a middle school's; no grade at all is a span
    """
    if not grades:
        return "span"
    if grades <= LEVELS["middle"]:
        return "middle"
    return next((level for level, taught in LEVELS.items() if grades <= taught), "span")


def _cds_code(org: Org) -> str:
    code = (org.identifier or "").replace("-", "")
    return code if code.isdigit() and code.isascii() and len(code) in CDS_LENGTHS else ""

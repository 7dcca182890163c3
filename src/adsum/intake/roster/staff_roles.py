"""What the staff does: roles in schools become assignments, places in classes as teacher become teaching.

A file never makes anybody administrator or auditor of Adsum, and gives nothing at all to a person whose account the
source has switched off. A role without dates holds from the school year's start. These rows are written in place:
they say who may do what, and a right that ended must be gone at once.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import TypeVar

from adsum.district.roster import AssignmentRow, RowChange, RowChanges, TeachingRow
from adsum.intake.roster.classes import Classes
from adsum.intake.roster.closing import Gone, deleted
from adsum.intake.roster.frame import ONE_DAY, STAFF_ROLES, Roster, Tally, many
from adsum.intake.roster.people import People
from adsum.intake.roster.places import Places
from adsum.interop.oneroster import Role

OUR_ROLES = {
    "teacher": "teacher",
    "counselor": "counselor",
    "principal": "principal",
    "siteAdministrator": "principal",
    "districtAdministrator": "district",
}
WITHOUT_SCHOOL = frozenset({"district"})
TEACHER = "teacher"
Work = TypeVar("Work", AssignmentRow, TeachingRow)


class StaffRoles:
    """The assignments and the teaching of a package."""

    def __init__(self, roster: Roster, *, places: Places, classes: Classes, people: People) -> None:
        self.roster, self.places, self.classes, self.people = roster, places, classes, people
        self._tally = Tally()

    @cached_property
    def assignments(self) -> tuple[RowChanges[AssignmentRow], int]:
        wanted = {row.source_id: row for row in self._assignments()}
        self._say()
        return self._compared(wanted, self.roster.standing.assignments, gone=dict(self._roles_gone()))

    @cached_property
    def teachings(self) -> tuple[RowChanges[TeachingRow], int]:
        wanted = {row.source_id: row for row in self._teachings()}
        return self._compared(wanted, self.roster.standing.teachings, gone=dict(self._teachings_gone()))

    # --- roles -------------------------------------------------------------------------------------------------------

    def _assignments(self) -> Iterator[AssignmentRow]:
        for user_id, roles in self.roster.roles.items():
            for role in roles:
                if role.role in STAFF_ROLES and user_id in self.people.known_staff and self._is_enabled(user_id):
                    row = self._assignment(role)
                    if row is not None:
                        yield row

    def _assignment(self, role: Role) -> AssignmentRow | None:
        ours = OUR_ROLES.get(role.role)
        if ours is None:
            self._tally.add(role.role, row=role.row, value=role.role)
            return None
        school = None if ours in WITHOUT_SCHOOL else role.org_id
        if school is not None and school not in self.places.known_schools:
            self._tally.add("not at a school", row=role.row, value=role.org_id)
            return None
        standing = self.roster.standing.assignments.get(role.sourced_id)
        first_day = role.begins_on or (standing.first_day if standing else self.roster.begins_on)
        last_day = self.roster.last_day(role.ends_on)
        if last_day is not None and last_day < first_day:
            return None
        return AssignmentRow(role.sourced_id, role.user_id, ours, school, first_day, last_day)

    def _is_enabled(self, user_id: str) -> bool:
        user = self.roster.users.get(user_id)
        return user is None or user.is_enabled

    def _roles_gone(self) -> Iterator[tuple[str, Gone]]:
        roster = self.roster
        named = {role.sourced_id for role in roster.package.roles}
        if roster.is_bulk("roles"):
            yield from ((each, Gone(roster.day)) for each in roster.sent.missing("roles", named=named))
        for role in roster.package.roles:
            if role.is_deleted:
                yield role.sourced_id, deleted(role, day=roster.day, last_day=roster.last_day(role.ends_on))
        off = {user.sourced_id for user in roster.package.users if user.is_deleted or not user.is_enabled}
        for source_id, row in roster.standing.assignments.items():
            if row.staff in off:
                yield source_id, Gone(roster.day)
        for role in roster.active(roster.package.roles):
            if role.role not in OUR_ROLES:  # a known role that has become one without a meaning here
                yield role.sourced_id, Gone(roster.day)

    # --- teaching ----------------------------------------------------------------------------------------------------

    def _teachings(self) -> Iterator[TeachingRow]:
        sections, standing = self.classes.known_sections, self.roster.standing.teachings
        for each in self.roster.active(self.roster.package.enrollments):
            if each.role != TEACHER or each.class_id not in sections or each.user_id not in self.people.known_staff:
                continue
            ours = standing.get(each.sourced_id)
            first_day = each.begins_on or (ours.first_day if ours else sections[each.class_id].first_day)
            last_day = self.roster.last_day(each.ends_on)
            if (last_day is None or last_day >= first_day) and self._is_enabled(each.user_id):
                role = "co_teacher" if each.is_primary is False else "teacher"
                yield TeachingRow(each.sourced_id, each.class_id, each.user_id, role, first_day, last_day)

    def _teachings_gone(self) -> Iterator[tuple[str, Gone]]:
        roster = self.roster
        named = {each.sourced_id for each in roster.package.enrollments}
        if roster.is_bulk("enrollments"):
            yield from ((each, Gone(roster.day)) for each in roster.sent.missing("enrollments", named=named))
        for each in roster.package.enrollments:
            if each.is_deleted:
                yield each.sourced_id, deleted(each, day=roster.day, last_day=roster.last_day(each.ends_on))
        off = {user.sourced_id for user in roster.package.users if user.is_deleted or not user.is_enabled}
        ended = {each.sourced_id for each in roster.package.classes if each.is_deleted}
        for source_id, row in roster.standing.teachings.items():
            if row.staff in off or row.section in ended:
                yield source_id, Gone(roster.day)

    # --- both --------------------------------------------------------------------------------------------------------

    def _compared(
        self, wanted: dict[str, Work], standing: dict[str, Work], *, gone: dict[str, Gone]
    ) -> tuple[RowChanges[Work], int]:
        changes: RowChanges[Work] = RowChanges()
        same = 0
        for source_id, row in wanted.items():
            ours = standing.get(source_id)
            if ours is None:
                changes.add.append(row)
            elif ours != row:
                changes.change.append(RowChange(source_id, row))
            else:
                same += 1
        for source_id, why in gone.items():
            ours = standing.get(source_id)
            if ours is not None and source_id not in wanted and ours.staff not in self.roster.held:
                last_day = why.last_day or why.on - ONE_DAY
                if ours.last_day is None or ours.last_day > last_day:
                    changes.change.append(RowChange(source_id, _ended(ours, last_day)))
        return changes, same

    def _say(self) -> None:
        place = self.roster.file("roles")
        for what, count, row, value in self._tally:
            if what == "not at a school":
                message = (
                    f"{many(count, 'role is', 'roles are')} not at a school but at another organisation: left out."
                )
                place.warn("I07", message, row=row, field="orgSourcedId", value=value)
            else:
                message = (
                    f"{many(count, 'person is', 'persons are')} {what}: a role without rights here, kept as staff."
                )
                place.warn("I07", message, row=row, field="role", value=value)


def _ended(row: Work, last_day: date) -> Work:
    """A row that holds no longer; one that would have begun later never holds."""
    return replace(row, first_day=min(row.first_day, last_day), last_day=last_day)

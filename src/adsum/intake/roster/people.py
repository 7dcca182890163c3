"""Users become students, staff and guardians; a user may be more than one of them.

Who is what follows from roles, from places in classes, and from what our records know already. An empty cell says
nothing: what the office has written stays. Administrators and auditors of Adsum are never made by a file.

An id that our records know as somebody else is held (M61), and so is an SSID that is somebody else's (M64): nothing of
such a person is applied until somebody has looked.
"""

import unicodedata
from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import replace
from functools import cached_property

from adsum.district.roster import STAFF, StaffRow
from adsum.enrollment.roster import GUARDIANS, STUDENTS, GuardianRow, StudentRow
from adsum.intake.roster.frame import GUARDIAN_ROLES, STAFF_ROLES, STUDENT_ROLE, Roster, Tally, many
from adsum.interop.oneroster import Demographics, User
from adsum.interop.oneroster.forms import STATE_ID_TYPE

NAMES = {
    "given_name": "givenName",
    "middle_name": "middleName",
    "family_name": "familyName",
    "preferred_name": "preferredGivenName",
}
ACCOUNT = "account-"  # how the id of an employee begins whose account was made here by hand


class People:
    """The persons of a package."""

    def __init__(self, roster: Roster) -> None:
        self.roster = roster
        self._demographics: dict[str, Demographics] = {
            each.sourced_id: each for each in roster.active(roster.package.demographics)
        }

    @cached_property
    def students(self) -> dict[str, StudentRow]:
        """Everybody who is a student and is not held."""
        return {source_id: row for source_id, row in self._students() if source_id not in self.roster.held}

    @cached_property
    def known_students(self) -> frozenset[str]:
        """Students of the package and of our records."""
        return (frozenset(self.students) | frozenset(self.roster.standing.students)) - self.roster.held

    @cached_property
    def staff(self) -> dict[str, StaffRow]:
        found = {}
        for user in self._users_with(STAFF_ROLES, in_classes="teacher", known=self.roster.standing.staff):
            row = self._staff(user)
            if row is not None:
                found[user.sourced_id] = row
        return found

    @cached_property
    def known_staff(self) -> frozenset[str]:
        return (frozenset(self.staff) | frozenset(self.roster.standing.staff)) - self.roster.held

    @cached_property
    def adopted_staff(self) -> dict[str, str]:
        """Users who are an employee with an account already, by e-mail: user id -> the id of that record."""
        by_email = Counter(row.email.casefold() for row in self.staff.values() if row.email)
        ours: dict[str, list[str]] = {}
        for row in self.roster.standing.staff.values():
            if row.source_id.startswith(ACCOUNT) and row.email:
                ours.setdefault(row.email.casefold(), []).append(row.source_id)
        found = {}
        for row in self.staff.values():
            same = ours.get(row.email.casefold(), [])
            is_new = row.source_id not in self.roster.standing.staff
            if is_new and len(same) == 1 and by_email[row.email.casefold()] == 1:
                found[row.source_id] = same[0]
        return found

    @cached_property
    def guardians(self) -> dict[str, GuardianRow]:
        users = self._users_with(GUARDIAN_ROLES, in_classes="", known=self.roster.standing.guardians)
        return {user.sourced_id: self._guardian(user) for user in users}

    @cached_property
    def known_guardians(self) -> frozenset[str]:
        return (frozenset(self.guardians) | frozenset(self.roster.standing.guardians)) - self.roster.held

    def say_who_is_nobody(self) -> None:
        """Users who are left out because no role says what they are here."""
        tally = Tally()
        taken = self.students.keys() | self.staff.keys() | self.guardians.keys() | self.roster.held
        for user in self.roster.users.values():
            if user.sourced_id not in taken:
                tally.add("nobody", row=user.row, value=user.sourced_id)
        for _, count, row, value in tally:
            message = f"{many(count, 'user has', 'users have')} no role of a student, of staff or of family: left out."
            self.roster.file("users").warn("I07", message, row=row, field="sourcedId", value=value)

    def _users_with(self, roles: frozenset[str], *, in_classes: str, known: Container[str]) -> Iterator[User]:
        """Users with one of these roles, with this role in a class, or known as such already."""
        in_a_class = self._in_classes.get(in_classes, set())
        for source_id, user in self.roster.users.items():
            held_roles = {role.role for role in self.roster.roles.get(source_id, ())}
            if source_id in self.roster.held:
                continue
            if held_roles & roles or source_id in in_a_class or source_id in known:
                yield user

    @cached_property
    def _in_classes(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for enrollment in self.roster.active(self.roster.package.enrollments):
            found.setdefault(enrollment.role, set()).add(enrollment.user_id)
        return found

    # --- students ----------------------------------------------------------------------------------------------------

    def _students(self) -> Iterator[tuple[str, StudentRow]]:
        known = self.roster.standing.students
        owners = {row.state_id: row.source_id for row in known.values() if row.state_id}
        roles = frozenset({STUDENT_ROLE})
        for user in self._users_with(roles, in_classes=STUDENT_ROLE, known=known):
            row = self._student(user)
            if row is not None and not self._hold_if_another(user, row, owners=owners):
                self.roster.fit("users", user, row, STUDENTS, {**NAMES, "local_id": "identifier"})
                yield user.sourced_id, row
        yield from self._students_with_new_demographics()

    def _student(self, user: User) -> StudentRow | None:
        ours = self.roster.standing.students.get(user.sourced_id)
        said = self._demographics.get(user.sourced_id)
        birth_date = (said.birth_date if said else None) or (ours.birth_date if ours else None)
        if birth_date is None:
            self._refuse_without_birth_date(user, said)
            return None
        state_id = next((each.identifier for each in user.user_ids if each.type.upper() == STATE_ID_TYPE), "")
        return StudentRow(
            source_id=user.sourced_id,
            local_id=user.identifier or (ours.local_id if ours else ""),
            state_id=state_id or (ours.state_id if ours else ""),
            given_name=user.given_name or "",
            middle_name=user.middle_name or (ours.middle_name if ours else ""),
            family_name=user.family_name or "",
            preferred_name=user.preferred_given_name or (ours.preferred_name if ours else ""),
            birth_date=birth_date,
        )

    def _students_with_new_demographics(self) -> Iterator[tuple[str, StudentRow]]:
        """A delta may bring a student's demographics without the student."""
        for source_id, said in self._demographics.items():
            ours = self.roster.standing.students.get(source_id)
            if ours is not None and source_id not in self.roster.users and said.birth_date:
                yield source_id, replace(ours, birth_date=said.birth_date)

    def _refuse_without_birth_date(self, user: User, said: Demographics | None) -> None:
        if "demographics" not in self.roster.package.modes:
            return  # said once, for all of them: see refuse_without_demographics
        if said is None and "demographics" not in self.roster.whole:
            return  # the row may be one that could not be read, which is listed already
        file, row = ("demographics", said.row) if said else ("users", user.row)
        message = "a student needs a birth date. Fill in birthDate in demographics.csv; nothing is guessed."
        column = "birthDate" if said else "sourcedId"
        self.roster.file(file).refuse_set("I03", message, row=row, field=column, value=user.sourced_id)

    def refuse_without_demographics(self) -> None:
        """Without demographics.csv no new student has a birth date: one line for all of them."""
        if "demographics" in self.roster.package.modes:
            return
        users = self._users_with(frozenset({STUDENT_ROLE}), in_classes=STUDENT_ROLE, known=())
        new = sum(user.sourced_id not in self.roster.standing.students for user in users)
        if new:
            counted = many(new, "new student has", "new students have")
            message = f"is not in the package: {counted} no birth date. Export it, too."
            self.roster.file("demographics").refuse_set("I03", message, field="birthDate")

    def _hold_if_another(self, user: User, row: StudentRow, *, owners: dict[str, str]) -> bool:
        ours = self.roster.standing.students.get(user.sourced_id)
        place = self.roster.file("users")
        if ours is not None and is_another(ours, row):
            message = "this id belongs to a different student in our records. Sent to review; not applied."
            place.hold("M61", message, row=user.row, field="sourcedId", value=user.sourced_id)
        elif ours is not None and ours.state_id and row.state_id != ours.state_id:
            message = "this student has another SSID in our records. Sent to review; not applied."
            place.hold("M64", message, row=user.row, field="userIds", value=row.state_id)
        elif row.state_id and owners.get(row.state_id, user.sourced_id) != user.sourced_id:
            message = "this SSID belongs to another student in our records. Sent to review; not applied."
            place.hold("M64", message, row=user.row, field="userIds", value=row.state_id)
        else:
            return False
        self.roster.held.add(user.sourced_id)
        return True

    # --- staff and guardians -----------------------------------------------------------------------------------------

    def _staff(self, user: User) -> StaffRow | None:
        ours = self.roster.standing.staff.get(user.sourced_id)
        row = StaffRow(
            source_id=user.sourced_id,
            given_name=user.given_name or "",
            family_name=user.family_name or "",
            email=user.email or (ours.email if ours else ""),
        )
        if ours is not None and is_another_employee(ours, row):
            message = "this id belongs to a different employee in our records. Sent to review; not applied."
            self.roster.file("users").hold("M61", message, row=user.row, field="sourcedId", value=user.sourced_id)
            self.roster.held.add(user.sourced_id)
            return None
        self.roster.fit("users", user, row, STAFF, {**NAMES, "email": "email"})
        return row

    def _guardian(self, user: User) -> GuardianRow:
        ours = self.roster.standing.guardians.get(user.sourced_id)
        row = GuardianRow(
            source_id=user.sourced_id,
            given_name=user.given_name or "",
            family_name=user.family_name or "",
            email=user.email or (ours.email if ours else ""),
            phone=user.phone or user.sms or (ours.phone if ours else ""),
        )
        self.roster.fit("users", user, row, GUARDIANS, {**NAMES, "email": "email", "phone": "phone"})
        return row


def is_another(ours: StudentRow, theirs: StudentRow) -> bool:
    """Another birth date *and* another name: a marriage or a mended slip changes one of them."""
    return ours.birth_date != theirs.birth_date and _name(ours) != _name(theirs)


def is_another_employee(ours: StaffRow, theirs: StaffRow) -> bool:
    """No birth dates here: both names and the e-mail differ. Their account must not pass to a stranger."""
    names_differ = _plain(ours.given_name) != _plain(theirs.given_name) and _plain(ours.family_name) != _plain(
        theirs.family_name
    )
    return names_differ and bool(ours.email) and ours.email.casefold() != theirs.email.casefold()


def _name(row: StudentRow) -> tuple[str, str]:
    return _plain(row.given_name), _plain(row.family_name)


def _plain(text: str) -> str:
    """A name as it is compared: in one Unicode form, without capitals or double spaces."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())

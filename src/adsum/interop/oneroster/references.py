"""References between the files of a package: does what a row names exist, is nobody his own ancestor?

A file that is there in bulk is the whole truth about its kind: what it does not hold does not exist. For a file that
is absent or a delta, our own records count as well.
"""

from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping
from typing import Any

from adsum.interop.oneroster.records import Enrollment, Role, SchoolClass, User
from adsum.interop.oneroster.vocabulary import BULK
from adsum.interop.problems import FileProblems, shown
from adsum.interop.rows import Rows
from adsum.interop.table_form import Column, TableForm

# For each file the ids that our own records hold. None: nobody has told us.
KnownIds = Mapping[str, Container[str]]
ReadFiles = Mapping[str, "ReadFile"]


class ReadFile:
    """One file after reading. `is_whole` is false when reading broke off: then nobody can say what is missing."""

    def __init__(self, *, form: TableForm[Any], mode: str, rows: Rows[Any], place: FileProblems) -> None:
        self.form = form
        self.mode = mode
        self.rows = rows
        self.place = place

    @property
    def is_whole(self) -> bool:
        return not self.place.is_refused


def check_references(files: ReadFiles, *, known: KnownIds | None, unread: Container[str]) -> None:
    """Add a problem for every reference to nothing.

    unread    files that are in the package but could not be read: references to them are not judged
    """
    for file in files.values():
        for column in file.form.columns:
            if column.refers_to is None or column.refers_to in unread:
                continue
            target = files.get(column.refers_to)
            if target is None or target.is_whole:
                _check_column(file, column=column, target=target, known=known)


def _check_column(file: ReadFile, *, column: Column, target: ReadFile | None, known: KnownIds | None) -> None:
    exists = _existence(column.refers_to or "", target=target, known=known)
    if exists is None:
        _warn_unchecked(file, column=column, target=target)
        return
    where = f"{column.refers_to}.csv" if target and target.mode == BULK else f"{column.refers_to}.csv nor our records"
    for record, reference in _references(file, column):
        if not exists(reference):
            message = f'"{shown(reference)}" is {"in neither" if "nor" in where else "not in"} {where}.'
            file.place.refuse_set("M62", message, row=record.row, field=column.name, value=reference)


def _existence(name: str, *, target: ReadFile | None, known: KnownIds | None) -> Callable[[str], bool] | None:
    """How to tell whether an id exists; None when nobody can."""
    rows: Container[str] = target.rows if target else frozenset()
    if target and target.mode == BULK:
        return lambda reference: reference in rows
    if known is None:
        return None
    ours = known.get(name, ())
    return lambda reference: reference in rows or reference in ours


def _warn_unchecked(file: ReadFile, *, column: Column, target: ReadFile | None) -> None:
    rows: Container[str] = target.rows if target else frozenset()
    count = sum(1 for _, reference in _references(file, column) if reference not in rows)
    if count:
        message = f"{count:,} references to {column.refers_to} outside the package could not be checked."
        file.place.warn("R09", message, field=column.name)


def _references(file: ReadFile, column: Column) -> Iterator[tuple[Any, str]]:
    attribute = column.attribute or ""
    for record in file.rows.records:
        value = getattr(record, attribute)
        if isinstance(value, tuple):
            yield from ((record, reference) for reference in value)
        elif value is not None:
            yield record, value


def check_circles(file: ReadFile) -> None:
    """No org or session may be its own ancestor. Each circle is named once, at its first row."""
    parents = {record.sourced_id: record.parent_id for record in file.rows.records}
    is_done: set[str] = set()
    for record in file.rows.records:
        circle = _circle_from(record.sourced_id, parents=parents, is_done=is_done)
        if circle:
            first = min((file.rows.by_key[sourced_id] for sourced_id in circle), key=lambda member: member.row)
            chain = " > ".join(shown(member) for member in _turned_to(circle, first.sourced_id))
            message = f"makes a circle ({chain})."
            place = file.place
            place.refuse_set("M63", message, row=first.row, field="parentSourcedId", value=first.parent_id or "")


def _circle_from(start: str, *, parents: Mapping[str, str | None], is_done: set[str]) -> list[str]:
    """The circle that one reaches from here, if it has not been walked before."""
    path: list[str] = []
    on_path: set[str] = set()
    current: str | None = start
    while current is not None and current in parents and current not in is_done:
        if current in on_path:
            is_done |= on_path
            return path[path.index(current) :]
        path.append(current)
        on_path.add(current)
        current = parents[current]
    is_done |= on_path
    return []


def _turned_to(circle: list[str], start: str) -> list[str]:
    """The circle written from `start` round to `start` again."""
    index = circle.index(start)
    return [*circle[index:], *circle[:index], start]


def check_agreement(files: ReadFiles) -> None:
    """Records that must agree with each other: role and profile, person and role, class and enrollment."""
    if "roles" in files:
        _check_profiles(files["roles"], files.get("userProfiles"))
        _check_primary_orgs(files.get("users"), files["roles"])
    if "enrollments" in files:
        _check_class_schools(files["enrollments"], files.get("classes"))


def _check_profiles(roles: ReadFile, profiles: ReadFile | None) -> None:
    owners = {} if profiles is None else {key: record.user_id for key, record in profiles.rows.by_key.items()}
    role: Role
    for role in roles.rows.records:
        owner = owners.get(role.user_profile_id or "")
        if owner is not None and owner != role.user_id:
            message = f'"{shown(role.user_profile_id or "")}" is the profile of another user ({shown(owner)}).'
            roles.place.refuse_set(
                "R06", message, row=role.row, field="userProfileSourcedId", value=role.user_profile_id or ""
            )


def _check_primary_orgs(users: ReadFile | None, roles: ReadFile) -> None:
    """Only where the person has roles in this package: in a delta they may stand elsewhere."""
    if users is None:
        return
    orgs: dict[str, set[str]] = {}
    for role in roles.rows.records:
        orgs.setdefault(role.user_id, set()).add(role.org_id)
    user: User
    for user in users.rows.records:
        theirs = orgs.get(user.sourced_id)
        if theirs and user.primary_org_id and user.primary_org_id not in theirs:
            message = "the person has no role at this org."
            users.place.warn("R06", message, row=user.row, field="primaryOrgSourcedId", value=user.primary_org_id)


def _check_class_schools(enrollments: ReadFile, classes: ReadFile | None) -> None:
    rows: Mapping[Any, SchoolClass] = {} if classes is None else classes.rows.by_key
    enrollment: Enrollment
    for enrollment in enrollments.rows.records:
        school_class = rows.get(enrollment.class_id)
        if school_class is not None and school_class.school_id != enrollment.school_id:
            message = f"class {shown(enrollment.class_id)} is at school {shown(school_class.school_id)}."
            enrollments.place.warn(
                "R06", message, row=enrollment.row, field="schoolSourcedId", value=enrollment.school_id
            )


def held_users(users: ReadFile | None) -> frozenset[str]:
    """Persons whose state ids contradict each other: two for one, or one for two. They wait for review."""
    if users is None:
        return frozenset()
    pairs = [(user, number) for user in users.rows.records for number in _state_ids(user)]
    ids_of_user = Counter(user.sourced_id for user, _ in pairs)
    users_of_id = Counter(number for _, number in pairs)
    held = set()
    for user, number in pairs:
        if ids_of_user[user.sourced_id] > 1 or users_of_id[number] > 1:
            held.add(user.sourced_id)
            message = (
                "one person has two SSIDs." if ids_of_user[user.sourced_id] > 1 else "two persons have the same SSID."
            )
            users.place.hold("M64", f"{message} Sent to review.", row=user.row, field="userIds", value=number)
    return frozenset(held)


def _state_ids(user: User) -> set[str]:
    return {user_id.identifier for user_id in user.user_ids if user_id.type.upper() == "SSID"}

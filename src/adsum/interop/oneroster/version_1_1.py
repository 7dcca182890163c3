"""What version 1.1 says differently, brought into the model of 1.2.

In 1.1 a user has one role and a list of orgs in the users file itself. In 1.2 these are roles of their own. The role
made up for user `u-7` at org `s-1` has the sourcedId `u-7:s-1`; the first org of the list is the primary one. The
1.1 role `administrator` becomes the administrator of a district or of a site, by the kind of the org.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields

from adsum.interop.oneroster.records import Org, Role, RosterRecord, User, UserId


@dataclass(frozen=True, slots=True, repr=False)
class FlatUser(RosterRecord):
    """A row of the users file of version 1.1."""

    is_enabled: bool
    org_ids: tuple[str, ...]
    role: str
    username: str
    user_ids: tuple[UserId, ...]
    given_name: str | None
    family_name: str | None
    middle_name: str | None
    identifier: str | None
    email: str | None
    sms: str | None
    phone: str | None
    agent_ids: tuple[str, ...]
    grades: tuple[str, ...]


SHARED = tuple(name.name for name in fields(FlatUser) if name.name not in {"org_ids", "role"})


def user_of(flat: FlatUser) -> User:
    """The person, without role and orgs."""
    first_org = flat.org_ids[0] if flat.org_ids else None
    return User(**{name: getattr(flat, name) for name in SHARED}, primary_org_id=first_org)


def roles_of(flat_users: Iterable[FlatUser], *, orgs: Mapping[str, Org]) -> Iterator[Role]:
    """A role for each org of each person."""
    for flat in flat_users:
        for number, org_id in enumerate(dict.fromkeys(flat.org_ids)):
            yield Role(
                row=flat.row,
                sourced_id=f"{flat.sourced_id}:{org_id}",
                status=flat.status,
                modified_at=flat.modified_at,
                user_id=flat.sourced_id,
                role_type="secondary" if number else "primary",
                role=_role_in_1_2(flat.role, orgs.get(org_id)),
                begins_on=None,
                ends_on=None,
                org_id=org_id,
            )


def _role_in_1_2(role: str, org: Org | None) -> str:
    if role != "administrator":
        return role
    return "districtAdministrator" if org is not None and org.type == "district" else "siteAdministrator"

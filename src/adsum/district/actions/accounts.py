"""Writers of the district's own records that people use by hand: accounts and roles."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from adsum.district import audit
from adsum.district.audit import Actor
from adsum.district.models import Assignment, Region, School, Staff, User

SCHOOL_ROLES = {"teacher", "clerk", "counselor", "principal"}


class RoleRefused(Exception):
    """Refusal: the role cannot be given as asked."""


@transaction.atomic
def open_account(*, email: str, given_name: str, family_name: str, password: str, by: Actor, at: datetime) -> Staff:
    """Make an account for an employee, or give one to a staff record with that e-mail. Raises RoleRefused."""
    address = email.strip().lower()
    if User.objects.filter(email=address).exists():
        raise RoleRefused(f"There is an account for {address} already. Nothing was changed.")
    user = User.objects.create_user(address, password)
    staff = Staff.objects.filter(email__iexact=address, user=None).first()
    if staff is None:
        staff = Staff(source_id=f"account-{user.pk}", given_name=given_name, family_name=family_name, email=address)
    staff.user = user
    staff.save()
    audit.record("account.opened", about=user, by=by, at=at)
    return staff


@transaction.atomic
def give_role(
    *,
    staff: Staff,
    role: str,
    first_day: date,
    by: Actor,
    at: datetime,
    school: School | None = None,
    region: Region | None = None,
    last_day: date | None = None,
) -> Assignment:
    """Assign a role with its scope. Raises RoleRefused. Giving the same role again changes nothing."""
    check_can_give_role(staff=staff, role=role, school=school, region=region, by=by)
    same = Assignment.objects.filter(
        Q(last_day__isnull=True) | Q(last_day__gte=first_day), staff=staff, role=role, school=school, region=region
    ).first()
    if same is not None:
        return same
    assignment = Assignment.objects.create(
        staff=staff, role=role, school=school, region=region, first_day=first_day, last_day=last_day
    )
    audit.record("role.given", about=assignment, by=by, at=at, school=school, role=role)
    return assignment


def check_can_give_role(*, staff: Staff, role: str, school: School | None, region: Region | None, by: Actor) -> None:
    """A role has the scope it needs, and nobody gives one to themselves."""
    if isinstance(by, User) and staff.user_id == by.pk:
        raise RoleRefused("Somebody else must change your own rights. Nothing was changed.")
    if role not in Assignment.Role.values:
        raise RoleRefused(f"{role} is not a role; known are {', '.join(Assignment.Role.values)}. Nothing was changed.")
    if role in SCHOOL_ROLES and school is None:
        raise RoleRefused(f"The role {role} needs a school. Nothing was changed.")
    if role == Assignment.Role.REGION and region is None:
        raise RoleRefused("The role region needs a region. Nothing was changed.")

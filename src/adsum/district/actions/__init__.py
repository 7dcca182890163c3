"""The writers of the district's own records: accounts and roles by hand, rosters from other systems."""

from adsum.district.actions.accounts import (
    SCHOOL_ROLES,
    RoleRefused,
    check_can_give_role,
    give_role,
    open_account,
)
from adsum.district.actions.roster import write_calendar, write_roster

__all__ = [
    "SCHOOL_ROLES",
    "RoleRefused",
    "check_can_give_role",
    "give_role",
    "open_account",
    "write_calendar",
    "write_roster",
]

"""The writers of students, families, enrollments and seats."""

from adsum.enrollment.actions.families import tie_families
from adsum.enrollment.actions.memberships import write_memberships
from adsum.enrollment.actions.past_meetings import write_meetings
from adsum.enrollment.actions.people import write_people

__all__ = ["tie_families", "write_meetings", "write_memberships", "write_people"]

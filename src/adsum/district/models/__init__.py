"""What is true of the district, one module for each noun."""

from adsum.district.models.audit import AuditEvent, RecordRead, Submission
from adsum.district.models.calendar import BellPeriod, BellSchedule, SchoolDay, Term
from adsum.district.models.people import Assignment, Staff, User
from adsum.district.models.places import Region, School
from adsum.district.models.sections import Course, Section, SectionPeriod, Teaching

__all__ = [
    "Assignment", "AuditEvent", "BellPeriod", "BellSchedule", "Course", "RecordRead", "Region", "School",
    "SchoolDay", "Section", "SectionPeriod", "Staff", "Submission", "Teaching", "Term", "User",
]  # fmt: skip

"""What is true of students, one module for each noun."""

from adsum.enrollment.models.enrollments import Enrollment, Exemption, Seat
from adsum.enrollment.models.families import Guardian, Guardianship
from adsum.enrollment.models.meetings import ScheduledMeeting
from adsum.enrollment.models.students import Student

__all__ = ["Enrollment", "Exemption", "Guardian", "Guardianship", "ScheduledMeeting", "Seat", "Student"]

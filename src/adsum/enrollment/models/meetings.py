"""Meetings that came as facts, for a past year whose sections we never held.

A student with seats needs none of these: their meetings follow from the sections and the bell schedule.
"""

from django.db import models

from adsum.district.models import School
from adsum.district.privacy import classed
from adsum.enrollment.models.enrollments import ENDS_AFTER_START
from adsum.enrollment.models.students import Student


class ScheduledMeeting(models.Model):
    """A period a student was scheduled for on every taught day from `first_day` to `last_day`."""

    student = models.ForeignKey(Student, models.PROTECT, related_name="scheduled_meetings")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    period = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)

    PRIVACY = classed(open="id", enrollment="student school period minutes first_day last_day")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=ENDS_AFTER_START, name="meeting_ends_after_start"),
            models.UniqueConstraint(
                fields=["student", "school", "period", "first_day"], name="one_meeting_per_student_period_and_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student_id} period {self.period}"

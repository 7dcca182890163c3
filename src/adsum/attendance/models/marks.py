"""A mark: an exception to being present in one meeting.

A correction is a new row naming the row it replaces; one that takes a mark back has status `present` and replaces it.
"""

from django.db import models
from django.db.models import Q

from adsum.attendance.models.explanations import Explanation
from adsum.attendance.models.rolls import Roll
from adsum.district.keys import new_key
from adsum.district.models import School, User
from adsum.district.privacy import classed
from adsum.enrollment.models import Student

CURRENT = Q(replaced_at__isnull=True)


class Mark(models.Model):
    """status absent, tardy (minutes late) or left_early (minutes missed); present only as a correction.

    `reason` is a code of the policy pack; null means uncleared. `incident` ties days of one event to one cap.
    """

    class Status(models.TextChoices):
        ABSENT = "absent"
        TARDY = "tardy"
        LEFT_EARLY = "left_early"
        PRESENT = "present"

    key = models.CharField(max_length=64, unique=True, default=new_key, editable=False)
    student = models.ForeignKey(Student, models.PROTECT, related_name="+")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    roll = models.ForeignKey(Roll, models.PROTECT, null=True, blank=True, related_name="marks")
    date = models.DateField()
    period = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=10, choices=Status)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=12, null=True, blank=True)
    incident = models.CharField(max_length=60, null=True, blank=True)
    explanation = models.ForeignKey(Explanation, models.PROTECT, null=True, blank=True, related_name="marks")
    why_changed = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField(db_index=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    replaced_at = models.DateTimeField(null=True, blank=True, db_index=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")

    PRIVACY = classed(
        open="id key roll recorded_at replaced_at replaces",
        staff="recorded_by",
        attendance="student school date period status minutes",
        reason="reason incident explanation why_changed",
    )

    class Meta:
        indexes = [models.Index(fields=["student", "date"]), models.Index(fields=["school", "date"])]
        constraints = [
            models.UniqueConstraint(
                fields=["student", "school", "date", "period"],
                condition=CURRENT & Q(status="absent"),
                name="one_current_absent_mark_per_meeting",
            ),
            models.UniqueConstraint(
                fields=["student", "school", "date", "period", "status"],
                condition=CURRENT & Q(status__in=["tardy", "left_early"]),
                name="one_current_mark_per_meeting_and_status",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["absent", "present"]) | Q(minutes__gte=1), name="partial_mark_has_minutes"
            ),
            models.CheckConstraint(
                condition=~Q(status="present") | Q(replaces__isnull=False), name="present_only_as_a_correction"
            ),
            models.CheckConstraint(
                condition=Q(replaced_at__isnull=True) | Q(replaced_at__gte=models.F("recorded_at")),
                name="mark_replaced_after_recorded",
            ),
        ]

    def __str__(self) -> str:
        return f"mark {self.key}"

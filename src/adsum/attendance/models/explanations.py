"""What somebody told the school about an absence: who, when, how. Kept five years (BUL-4926.4 X-e)."""

from django.db import models

from adsum.district.keys import new_key
from adsum.district.models import User
from adsum.district.privacy import classed
from adsum.enrollment.models import Guardian, Student


class Explanation(models.Model):
    class Channel(models.TextChoices):
        CALL = "call"
        NOTE = "note"
        VISIT = "visit"
        MESSAGE = "message"
        STAFF = "staff"

    key = models.CharField(max_length=13, unique=True, default=new_key, editable=False)
    student = models.ForeignKey(Student, models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel)
    given_by = models.ForeignKey(Guardian, models.PROTECT, null=True, blank=True, related_name="+")
    given_by_other = models.CharField(max_length=120, blank=True, help_text="physician, nurse, the student if 18")
    given_on = models.DateField()
    reason = models.CharField(max_length=12)
    incident = models.CharField(max_length=60, blank=True)
    comment = models.CharField(max_length=500, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    PRIVACY = classed(
        open="id key recorded_at",
        staff="recorded_by",
        identity="student given_by given_by_other",
        reason="channel given_on reason incident comment",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(given_by__isnull=False) | ~models.Q(given_by_other=""),
                name="explanation_names_who_gave_it",
            )
        ]

    def __str__(self) -> str:
        return f"explanation {self.key}"

"""Conference attempts (EC 48262) and referrals to the review board (EC 48263)."""

from django.db import models

from adsum.district.keys import new_key
from adsum.district.models import User
from adsum.district.privacy import classed
from adsum.enrollment.models import Student


class ConferenceAttempt(models.Model):
    """A try to hold a conference with parent and student; one try by the cheapest effective means is enough."""

    class Outcome(models.TextChoices):
        HELD = "held"
        NO_ANSWER = "no_answer"
        LEFT_MESSAGE = "left_message"
        REFUSED = "refused"

    key = models.CharField(max_length=13, unique=True, default=new_key, editable=False)
    student = models.ForeignKey(Student, models.PROTECT, related_name="+")
    attempted_on = models.DateField()
    channel = models.CharField(max_length=12)
    outcome = models.CharField(max_length=12, choices=Outcome)
    summary = models.CharField(max_length=500, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    PRIVACY = classed(
        open="id key recorded_at", staff="recorded_by", intervention="student attempted_on channel outcome summary"
    )

    def __str__(self) -> str:
        return f"conference attempt {self.key}"


class Referral(models.Model):
    """A referral to the School Attendance Review Board."""

    key = models.CharField(max_length=13, unique=True, default=new_key, editable=False)
    student = models.ForeignKey(Student, models.PROTECT, related_name="+")
    referred_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    PRIVACY = classed(open="id key recorded_at", staff="recorded_by", intervention="student referred_on")

    def __str__(self) -> str:
        return f"referral {self.key}"

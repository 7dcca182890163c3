"""What was done (one event per action), what was read, and which submission was already taken."""

from django.db import models

from adsum.district.models.people import User
from adsum.district.models.places import School
from adsum.district.privacy import classed


class AuditEvent(models.Model):
    """One row for each action, written in the action's own transaction. Holds ids and codes, never names or reasons."""

    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    by_job = models.CharField(max_length=60, blank=True, help_text="the job that acted when no person did")
    verb = models.CharField(max_length=60)
    about = models.CharField(max_length=80, help_text="kind and id of the record, e.g. attendance.roll:17")
    school = models.ForeignKey(School, models.PROTECT, null=True, related_name="+")
    details = models.JSONField(default=dict)

    PRIVACY = classed(open="id at by_job verb about school details", staff="by")

    class Meta:
        indexes = [models.Index(fields=["about"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(by__isnull=False) | ~models.Q(by_job=""), name="audit_event_names_who_acted"
            )
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.about}"


class RecordRead(models.Model):
    """Somebody opened a student's record: the answer to "which students did this account see?"."""

    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    student_key = models.CharField(max_length=13)
    page = models.CharField(max_length=60)

    PRIVACY = classed(open="id at page", staff="by", identity="student_key")

    class Meta:
        indexes = [models.Index(fields=["by", "at"]), models.Index(fields=["student_key", "at"])]

    def __str__(self) -> str:
        return f"{self.by_id} {self.page}"


class Submission(models.Model):
    """An idempotency key with the answer given to it. Written in the same transaction as the effect."""

    key = models.CharField(max_length=80, unique=True)
    action = models.CharField(max_length=60)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of what was submitted")
    answer = models.JSONField()

    PRIVACY = classed(open="id key action at fingerprint answer", staff="by")

    def __str__(self) -> str:
        return self.key

"""A package that arrived: what it is, how its check went, what it would change, and whether it was applied."""

from django.db import models
from django.db.models import Q

from adsum.district.keys import new_key
from adsum.district.models import User
from adsum.district.privacy import classed


class Package(models.Model):
    """A landed file. State walks landed -> checking -> refused | held | planned -> applying -> applied | failed."""

    class State(models.TextChoices):
        LANDED = "landed"
        CHECKING = "checking"
        REFUSED = "refused"
        PLANNED = "planned"
        APPLYING = "applying"
        APPLIED = "applied"
        FAILED = "failed"

    key = models.CharField(max_length=13, unique=True, default=new_key, editable=False)
    kind = models.CharField(max_length=20, help_text="oneroster or marks")
    file_name = models.CharField(max_length=255)
    path = models.CharField(max_length=500, help_text="below ADSUM_HOME/landed")
    fingerprint = models.CharField(max_length=64, db_index=True)
    exported_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.LANDED)
    stage = models.CharField(max_length=60, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    plan = models.JSONField(default=dict, help_text="adds, changes, ends by kind of record")
    problem_count = models.PositiveIntegerField(default=0)
    error_count = models.PositiveIntegerField(default=0)
    landed_at = models.DateTimeField()
    landed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    needs_second_person = models.BooleanField(default=False)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_why = models.CharField(max_length=300, blank=True)
    applied_at = models.DateTimeField(null=True)
    applied_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    PRIVACY = classed(
        open=(
            "id key kind file_name path fingerprint exported_at state stage done total plan problem_count error_count "
            "landed_at needs_second_person confirmed_why applied_at"
        ),
        staff="landed_by confirmed_by applied_by",
    )

    class Meta:
        ordering = ["-landed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint"], condition=Q(state="applied"), name="a_package_is_applied_once"
            ),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="applying"), name="one_package_is_applied_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"package {self.key}"


class Finding(models.Model):
    """One line of a package's check, as the download shows it."""

    package = models.ForeignKey(Package, models.CASCADE, related_name="findings")
    position = models.PositiveIntegerField()
    code = models.CharField(max_length=40)
    severity = models.CharField(max_length=8)
    file = models.CharField(max_length=120, blank=True)
    row = models.PositiveIntegerField(null=True)
    field = models.CharField(max_length=120, blank=True)
    value = models.CharField(max_length=80, blank=True)
    message = models.CharField(max_length=600)

    PRIVACY = classed(open="id package position code severity file row field", identity="value message")

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.code} {self.package_id}"

"""A package that arrived: what it is, how its check went, what it would change, and whether it was applied.

SourceRecord remembers what another system has sent, so that we know what it sends no longer.
"""

from django.db import models
from django.db.models import Q

from adsum.district.keys import new_key
from adsum.district.models import User
from adsum.district.privacy import classed


class Package(models.Model):
    """A landed file, on its way: landed, checking, then refused, unchanged or planned; applying, then applied.

    unchanged    what it holds was applied before, by `same_as`
    failed       the work ended with an error of ours; nothing was changed, and it can be started again
    """

    class State(models.TextChoices):
        LANDED = "landed"
        CHECKING = "checking"
        REFUSED = "refused"
        UNCHANGED = "unchanged"
        PLANNED = "planned"
        APPLYING = "applying"
        APPLIED = "applied"
        FAILED = "failed"

    class Kind(models.TextChoices):
        ONEROSTER = "oneroster"
        HISTORY = "history"

    key = models.CharField(max_length=13, unique=True, default=new_key, editable=False)
    kind = models.CharField(max_length=20, choices=Kind)
    file_name = models.CharField(max_length=255)
    path = models.CharField(max_length=500, blank=True, help_text="below ADSUM_HOME/landed; empty when not kept")
    file_fingerprint = models.CharField(max_length=64, blank=True, db_index=True, help_text="of the bytes that came")
    fingerprint = models.CharField(max_length=64, blank=True, db_index=True, help_text="of the content, once read")
    source = models.CharField(max_length=255, blank=True, help_text="the system that wrote it")
    exported_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.LANDED)
    plan = models.JSONField(default=dict, help_text="adds, changes, ends by kind of record")
    problem_count = models.PositiveIntegerField(default=0)
    error_count = models.PositiveIntegerField(default=0)
    landed_at = models.DateTimeField()
    landed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    began_at = models.DateTimeField(null=True, help_text="when the check or the application at hand began")
    needs_second_person = models.BooleanField(default=False)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_why = models.CharField(max_length=300, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True, help_text="when somebody asked for it to be applied")
    applied_at = models.DateTimeField(null=True)
    applied_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, help_text="when a later package of its source was applied")
    same_as = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    PRIVACY = classed(
        open=(
            "id key kind file_name path file_fingerprint fingerprint source exported_at state problem_count "
            "error_count landed_at began_at needs_second_person confirmed_at confirmed_why asked_at applied_at "
            "superseded_at same_as"
        ),
        staff="landed_by confirmed_by asked_by applied_by",
        identity="plan",  # its examples are ids of students
    )

    class Meta:
        ordering = ["-landed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint"],
                condition=Q(state="applied", superseded_at__isnull=True),
                name="a_package_is_applied_once",
            ),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="applying"), name="one_package_is_applied_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"package {self.key}"

    @property
    def confirmations(self) -> list[dict[str, str]]:
        """What somebody has to confirm with a reason before it is applied."""
        found: list[dict[str, str]] = self.plan.get("confirm", [])
        return found

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None


class Finding(models.Model):
    """One of the first lines of a package's check. All of them are in the file that can be downloaded."""

    package = models.ForeignKey(Package, models.CASCADE, related_name="findings")
    position = models.PositiveIntegerField()
    code = models.CharField(max_length=40)
    severity = models.CharField(max_length=12)
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


class SourceRecord(models.Model):
    """A record that another system has sent, by its kind and id there. `ended_at`: since when it sends it no longer."""

    source = models.CharField(max_length=255)
    kind = models.CharField(max_length=20)
    source_id = models.CharField(max_length=520)
    ended_at = models.DateTimeField(null=True)

    PRIVACY = classed(open="id source kind ended_at", identity="source_id")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "source_id"], name="one_source_record_per_kind_and_id")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

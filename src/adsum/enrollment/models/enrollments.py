"""Enrollments, seats in classes and exemptions, as versions.

`line` is one enrollment through all its versions; the row with `replaced_at` null is the current one. A change is a new
row that names the row it replaces. Database triggers refuse any other update and every delete.
"""

from django.db import models
from django.db.models import F, Q

from adsum.district.keys import new_key
from adsum.district.models import School, Section, User
from adsum.district.privacy import classed
from adsum.enrollment.models.students import Student

ENDS_AFTER_START = Q(last_day__isnull=True) | Q(last_day__gte=F("first_day"))
CURRENT = Q(replaced_at__isnull=True)


class Version(models.Model):
    """The columns of a row that is never overwritten."""

    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    replaced_at = models.DateTimeField(null=True, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")

    class Meta:
        abstract = True


class Enrollment(Version):
    """A student's enrollment at a school. `first_day` is the first day in seat, `last_day` the last day of membership.

    grade    CALPADS: TK KN 01..12
    status   CALPADS: 10 primary, 20 secondary, 30 short-term
    """

    line = models.CharField(max_length=13, default=new_key)
    source_id = models.CharField(max_length=255)
    student = models.ForeignKey(Student, models.PROTECT, related_name="enrollments")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    grade = models.CharField(max_length=2)
    status = models.PositiveSmallIntegerField(default=10)
    earns_ada = models.BooleanField(default=True)
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)
    exit_code = models.CharField(max_length=8, blank=True, help_text="CALPADS student exit reason")

    PRIVACY = classed(
        open="id line recorded_at replaced_at replaces",
        staff="recorded_by",
        enrollment="source_id student school grade status earns_ada first_day last_day exit_code",
    )

    class Meta:
        indexes = [models.Index(fields=["school", "first_day"])]
        constraints = [
            models.CheckConstraint(condition=ENDS_AFTER_START, name="enrollment_ends_after_start"),
            models.CheckConstraint(condition=Q(status__in=[10, 20, 30]), name="enrollment_status_is_calpads"),
            models.UniqueConstraint(fields=["line"], condition=CURRENT, name="one_current_version_per_enrollment"),
            models.UniqueConstraint(fields=["source_id"], condition=CURRENT, name="one_current_enrollment_per_source"),
            models.UniqueConstraint(
                fields=["student"],
                condition=CURRENT & Q(status=10, last_day__isnull=True),
                name="one_open_primary_enrollment_per_student",
            ),
        ]

    def __str__(self) -> str:
        return f"enrollment {self.line}"


class Seat(Version):
    """A student's place in a section on these days."""

    line = models.CharField(max_length=13, default=new_key)
    source_id = models.CharField(max_length=255)
    student = models.ForeignKey(Student, models.PROTECT, related_name="seats")
    section = models.ForeignKey(Section, models.PROTECT, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)

    PRIVACY = classed(
        open="id line recorded_at replaced_at replaces",
        staff="recorded_by",
        enrollment="source_id student section first_day last_day",
    )

    class Meta:
        indexes = [models.Index(fields=["section", "first_day"])]
        constraints = [
            models.CheckConstraint(condition=ENDS_AFTER_START, name="seat_ends_after_start"),
            models.UniqueConstraint(fields=["line"], condition=CURRENT, name="one_current_version_per_seat"),
            models.UniqueConstraint(fields=["source_id"], condition=CURRENT, name="one_current_seat_per_source"),
        ]

    def __str__(self) -> str:
        return f"seat {self.line}"


class Exemption(Version):
    """Days on which a student is exempt from compulsory attendance."""

    student = models.ForeignKey(Student, models.PROTECT, related_name="exemptions")
    basis = models.CharField(max_length=60)
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)

    PRIVACY = classed(
        open="id recorded_at replaced_at replaces",
        staff="recorded_by",
        enrollment="student basis first_day last_day",
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=ENDS_AFTER_START, name="exemption_ends_after_start")]

    def __str__(self) -> str:
        return f"exemption {self.pk}"

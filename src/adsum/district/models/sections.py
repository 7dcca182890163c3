"""Courses, sections (classes) and who teaches them."""

from django.db import models

from adsum.district.keys import new_key
from adsum.district.models.calendar import Term
from adsum.district.models.people import Staff
from adsum.district.models.places import School
from adsum.district.privacy import classed


class Course(models.Model):
    source_id = models.CharField(max_length=255, unique=True)
    title = models.CharField(max_length=200)
    code = models.CharField(max_length=60, blank=True)

    PRIVACY = classed(open="id source_id title code")

    def __str__(self) -> str:
        return self.title


class Section(models.Model):
    """A class that meets: one roll for each of its periods on each taught day from `first_day` to `last_day`."""

    key = models.CharField(max_length=13, unique=True, default=new_key, editable=False)
    source_id = models.CharField(max_length=255, unique=True)
    school = models.ForeignKey(School, models.PROTECT, related_name="sections")
    course = models.ForeignKey(Course, models.PROTECT, null=True, blank=True, related_name="sections")
    term = models.ForeignKey(Term, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=200)
    code = models.CharField(max_length=60, blank=True)
    room = models.CharField(max_length=60, blank=True)
    first_day = models.DateField()
    last_day = models.DateField()

    PRIVACY = classed(open="id key source_id school course term title code room first_day last_day")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="section_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.title


class SectionPeriod(models.Model):
    """A period in which a section meets."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="periods")
    period = models.PositiveSmallIntegerField()

    PRIVACY = classed(open="id section period")

    class Meta:
        ordering = ["period"]
        constraints = [models.UniqueConstraint(fields=["section", "period"], name="one_row_per_section_and_period")]

    def __str__(self) -> str:
        return f"{self.section_id}: {self.period}"


class Teaching(models.Model):
    """A person who may certify a section's roll: teacher of record, co-teacher or substitute, on these days."""

    class Role(models.TextChoices):
        TEACHER = "teacher"
        CO_TEACHER = "co_teacher"
        SUBSTITUTE = "substitute"

    source_id = models.CharField(max_length=255, unique=True, null=True, blank=True)
    section = models.ForeignKey(Section, models.PROTECT, related_name="teachings")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="teachings")
    role = models.CharField(max_length=10, choices=Role, default=Role.TEACHER)
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)

    PRIVACY = classed(open="id source_id section role first_day last_day", staff="staff")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__isnull=True) | models.Q(last_day__gte=models.F("first_day")),
                name="teaching_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.section_id}"

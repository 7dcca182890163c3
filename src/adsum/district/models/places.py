"""Regions and schools."""

from django.db import models

from adsum.district.keys import new_key
from adsum.district.privacy import classed


class Region(models.Model):
    """A part of the district with its own administrators."""

    key = models.CharField(max_length=13, unique=True, default=new_key, editable=False)
    source_id = models.CharField(max_length=255, unique=True)
    name = models.CharField(max_length=200)

    PRIVACY = classed(open="id key source_id name")

    def __str__(self) -> str:
        return self.name


class School(models.Model):
    """A school of the district. `source_id` is the id its student information system knows it by.

    `rolls_from` is the first day this school takes roll in Adsum; null means it only sends marks, so a day
    without a certified roll says nothing there.
    """

    class Level(models.TextChoices):
        ELEMENTARY = "elementary"
        MIDDLE = "middle"
        HIGH = "high"
        SPAN = "span"

    class Kind(models.TextChoices):
        COMPREHENSIVE = "comprehensive"
        CONTINUATION = "continuation"
        INDEPENDENT_STUDY = "independent_study"
        HOME_HOSPITAL = "home_hospital"
        OTHER = "other"

    key = models.CharField(max_length=13, unique=True, default=new_key, editable=False)
    source_id = models.CharField(max_length=255, unique=True)
    name = models.CharField(max_length=200)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="schools")
    level = models.CharField(max_length=12, choices=Level)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.COMPREHENSIVE)
    cds_code = models.CharField(max_length=14, blank=True)
    address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    rolls_from = models.DateField(null=True, blank=True)

    PRIVACY = classed(open="id key source_id name region level kind cds_code address phone rolls_from")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level__in=["elementary", "middle", "high", "span"]), name="school_level_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

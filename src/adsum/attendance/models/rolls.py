"""A certified roll: somebody with the right to say so states that everybody on this roster but these was present.

Present is never stored for each student: it follows from the roster as it was and the marks of the roll.
"""

from django.db import models
from django.db.models import Q

from adsum.district.keys import new_key
from adsum.district.models import Section, User
from adsum.district.privacy import classed


class Roll(models.Model):
    """One certification of one section's period on one date. A correction by the teacher is a new row.

    `roster` lists the ids of the students on the roster at that moment; `held` lists students who came or went between
    the page and the submission and are not covered by it.
    """

    key = models.CharField(max_length=13, unique=True, default=new_key, editable=False)
    section = models.ForeignKey(Section, models.PROTECT, related_name="+")
    date = models.DateField()
    period = models.PositiveSmallIntegerField()
    roster = models.JSONField()
    held = models.JSONField(default=list)
    certified_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    certified_at = models.DateTimeField()
    receipt = models.CharField(max_length=13, unique=True, default=new_key)
    replaced_at = models.DateTimeField(null=True, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")

    PRIVACY = classed(
        open="id key section date period receipt replaced_at replaces certified_at",
        staff="certified_by",
        enrollment="roster held",
    )

    class Meta:
        indexes = [models.Index(fields=["date", "section"])]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "date", "period"],
                condition=Q(replaced_at__isnull=True),
                name="one_current_roll_per_section_date_and_period",
            )
        ]

    def __str__(self) -> str:
        return f"roll {self.key}"

"""A student: who they are. Where they are enrolled is in `enrollments`."""

from django.db import models

from adsum.district.keys import new_key
from adsum.district.privacy import classed


class Student(models.Model):
    """`source_id` is the id the district's other systems use; facts tables carry it as `student_id`.

    `is_restricted` marks a record only the own school's office and the district may open (Safe at Home, court order).
    """

    key = models.CharField(max_length=13, unique=True, default=new_key, editable=False)
    source_id = models.CharField(max_length=255, unique=True)
    local_id = models.CharField(max_length=60, blank=True, help_text="the student number families know")
    state_id = models.CharField(max_length=10, blank=True, help_text="SSID, 10 digits")
    given_name = models.CharField(max_length=120)
    middle_name = models.CharField(max_length=120, blank=True)
    family_name = models.CharField(max_length=120)
    preferred_name = models.CharField(max_length=120, blank=True)
    birth_date = models.DateField()
    home_language = models.CharField(max_length=16, blank=True, help_text="BCP 47, e.g. es")
    is_restricted = models.BooleanField(default=False)

    PRIVACY = classed(
        open="id key is_restricted",
        identity="source_id local_id state_id given_name middle_name family_name preferred_name birth_date",
        contact="home_language",
    )

    class Meta:
        indexes = [models.Index(fields=["family_name", "given_name"])]

    def __str__(self) -> str:
        return f"student {self.key}"

    @property
    def name(self) -> str:
        """The name in use, in reading order."""
        return f"{self.preferred_name or self.given_name} {self.family_name}".strip()

    @property
    def sorted_name(self) -> str:
        """Family name first, as rosters are ordered; a single name stands alone."""
        return ", ".join(part for part in (self.family_name, self.preferred_name or self.given_name) if part)

"""Family members and others who stand for a student."""

from django.db import models

from adsum.district.keys import new_key
from adsum.district.privacy import classed
from adsum.enrollment.models.students import Student


class Guardian(models.Model):
    key = models.CharField(max_length=13, unique=True, default=new_key, editable=False)
    source_id = models.CharField(max_length=255, unique=True)
    given_name = models.CharField(max_length=120)
    family_name = models.CharField(max_length=120)
    language = models.CharField(max_length=16, blank=True, help_text="BCP 47, e.g. es")
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    street = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=2, blank=True)
    postal_code = models.CharField(max_length=10, blank=True)

    PRIVACY = classed(
        open="id key",
        identity="source_id given_name family_name",
        contact="language email phone street city state postal_code",
    )

    def __str__(self) -> str:
        return f"guardian {self.key}"

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def has_address(self) -> bool:
        return bool(self.street and self.city and self.postal_code)


class Guardianship(models.Model):
    """A guardian of a student: some receive letters, some may explain absences."""

    student = models.ForeignKey(Student, models.PROTECT, related_name="guardianships")
    guardian = models.ForeignKey(Guardian, models.PROTECT, related_name="guardianships")
    relation = models.CharField(max_length=40, blank=True)
    receives_letters = models.BooleanField(default=True)
    may_explain = models.BooleanField(default=True)

    PRIVACY = classed(open="id receives_letters may_explain", identity="student guardian relation")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["student", "guardian"], name="one_guardianship_per_pair")]

    def __str__(self) -> str:
        return f"{self.guardian_id} of {self.student_id}"

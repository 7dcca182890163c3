"""Staff, their accounts and their roles. A role always has a scope and days on which it holds."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from adsum.district.keys import new_key
from adsum.district.models.places import Region, School
from adsum.district.privacy import classed


class Accounts(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None) -> "User":
        user = self.model(email=self.normalize_email(email).lower())
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An account that signs in. What it may do comes from its staff record's assignments, never from the account."""

    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=8, blank=True)

    objects = Accounts()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    PRIVACY = classed(open="id is_active language", staff="email last_login", security="password")

    def __str__(self) -> str:
        return f"account {self.pk}"


class Staff(models.Model):
    """An employee."""

    key = models.CharField(max_length=13, unique=True, default=new_key, editable=False)
    source_id = models.CharField(max_length=255, unique=True)
    user = models.OneToOneField(User, models.PROTECT, null=True, blank=True, related_name="staff")
    given_name = models.CharField(max_length=120)
    family_name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)

    PRIVACY = classed(open="id key source_id", staff="user given_name family_name email")

    def __str__(self) -> str:
        return f"staff {self.pk}"

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


class Assignment(models.Model):
    """A role held by a person in a school, a region or the whole district, from a first to a last day."""

    class Role(models.TextChoices):
        TEACHER = "teacher"
        CLERK = "clerk"
        COUNSELOR = "counselor"
        PRINCIPAL = "principal"
        REGION = "region"
        DISTRICT = "district"
        AUDITOR = "auditor"
        ADMINISTRATOR = "administrator"

    source_id = models.CharField(max_length=255, unique=True, null=True, blank=True)
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=14, choices=Role)
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="assignments")
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="assignments")
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)

    PRIVACY = classed(staff="staff role first_day last_day", open="id source_id school region")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    models.Q(role__in=["teacher", "clerk", "counselor", "principal"], school__isnull=False)
                    | models.Q(role="region", region__isnull=False)
                    | models.Q(role__in=["district", "auditor", "administrator"])
                ),
                name="assignment_has_the_scope_of_its_role",
            ),
            models.CheckConstraint(
                condition=models.Q(last_day__isnull=True) | models.Q(last_day__gte=models.F("first_day")),
                name="assignment_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.role}"

"""Terms, school days and bell schedules. A date without a row is not taught."""

from django.db import models

from adsum.district.models.places import School
from adsum.district.privacy import classed


class Term(models.Model):
    """A school year, semester, term or grading period of one school or (school null) of the district."""

    source_id = models.CharField(max_length=255, unique=True)
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="terms")
    title = models.CharField(max_length=100)
    kind = models.CharField(max_length=20)
    school_year = models.PositiveSmallIntegerField(help_text="the year it ends in")
    first_day = models.DateField()
    last_day = models.DateField()

    PRIVACY = classed(open="id source_id school title kind school_year first_day last_day")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="term_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.title


class BellSchedule(models.Model):
    """The periods of a kind of day at one school; exactly one is the regular day."""

    school = models.ForeignKey(School, models.PROTECT, related_name="bell_schedules")
    name = models.CharField(max_length=60)
    is_regular = models.BooleanField(default=False)

    PRIVACY = classed(open="id school name is_regular")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "name"], name="one_bell_schedule_per_name"),
            models.UniqueConstraint(
                fields=["school"], condition=models.Q(is_regular=True), name="one_regular_bell_schedule_per_school"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BellPeriod(models.Model):
    """One period of a bell schedule, in the district's local time."""

    schedule = models.ForeignKey(BellSchedule, models.CASCADE, related_name="periods")
    period = models.PositiveSmallIntegerField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    minutes = models.PositiveSmallIntegerField(help_text="minutes of instruction, breaks not counted")

    PRIVACY = classed(open="id schedule period starts_at ends_at minutes")

    class Meta:
        ordering = ["period"]
        constraints = [
            models.UniqueConstraint(fields=["schedule", "period"], name="one_bell_period_per_number"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at"), minutes__gte=1), name="bell_period_has_length"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.schedule}: {self.period}"


class SchoolDay(models.Model):
    """One date of one school's calendar."""

    school = models.ForeignKey(School, models.PROTECT, related_name="days")
    date = models.DateField()
    is_taught = models.BooleanField()
    school_month = models.PositiveSmallIntegerField()
    term = models.CharField(max_length=60)
    schedule = models.ForeignKey(BellSchedule, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=120, blank=True, help_text="holiday, minimum day, closure")

    PRIVACY = classed(open="id school date is_taught school_month term schedule note")

    class Meta:
        ordering = ["date"]
        constraints = [models.UniqueConstraint(fields=["school", "date"], name="one_calendar_row_per_school_and_date")]

    def __str__(self) -> str:
        return f"{self.school_id} {self.date}"

"""Runs, flips and the current standing of each student.

A `Determination` is written when a student's standing changes (a flip) and is never changed, but for the one claim that
lets a letter or task act on it exactly once. `Standing` is a projection of the newest answer and can be rebuilt.
"""

from django.db import models

from adsum.district.keys import new_key
from adsum.district.models import School
from adsum.district.privacy import classed
from adsum.enrollment.models import Student


class Run(models.Model):
    """One judging of a set of students: the night's, or one after a mark."""

    key = models.CharField(max_length=13, unique=True, default=new_key, editable=False)
    kind = models.CharField(max_length=20, help_text="night, full, or live")
    as_of = models.DateField()
    known_at = models.DateTimeField()
    pack = models.CharField(max_length=60)
    pack_version = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    students = models.PositiveIntegerField(default=0)
    flips = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list, help_text="facts that were left out, with ids, and why")

    PRIVACY = classed(
        open="id key kind as_of known_at pack pack_version started_at ended_at students flips", enrollment="problems"
    )

    def __str__(self) -> str:
        return f"run {self.key}"


class Determination(models.Model):
    """A flip: finding `name` of a student became `value` (JSON text) on the facts of `as_of` known at `known_at`."""

    key = models.CharField(max_length=13, unique=True, default=new_key, editable=False)
    run = models.ForeignKey(Run, models.PROTECT, related_name="determinations")
    student = models.ForeignKey(Student, models.PROTECT, related_name="+")
    school = models.ForeignKey(School, models.PROTECT, null=True, related_name="+")
    school_year = models.PositiveSmallIntegerField(help_text="the year it ends in")
    name = models.CharField(max_length=40, help_text="a column of the standing table, e.g. notice_due")
    value = models.JSONField(null=True)
    was = models.JSONField(null=True)
    as_of = models.DateField()
    known_at = models.DateTimeField()
    pack_version = models.CharField(max_length=80)
    facts_hash = models.CharField(max_length=64)
    evidence = models.JSONField(default=dict)
    decided_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=80, null=True)

    PRIVACY = classed(
        open=(
            "id key run school school_year name as_of known_at pack_version facts_hash decided_at claimed_at claimed_by"
        ),
        intervention="student value was evidence",
    )

    class Meta:
        indexes = [
            models.Index(fields=["student", "name", "decided_at"]),
            models.Index(fields=["name", "claimed_at"]),
        ]

    def __str__(self) -> str:
        return f"determination {self.key}"


class Standing(models.Model):
    """The newest answer for one student and school year; columns as in the facts contract's `standing` table."""

    student = models.ForeignKey(Student, models.PROTECT, related_name="+")
    school_year = models.PositiveSmallIntegerField()
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    grade = models.CharField(max_length=2)
    run = models.ForeignKey(Run, models.PROTECT, related_name="+")
    as_of = models.DateField()
    facts_hash = models.CharField(max_length=64)
    days_expected = models.PositiveSmallIntegerField()
    days_absent = models.PositiveSmallIntegerField()
    days_unexcused = models.PositiveSmallIntegerField()
    days_incomplete = models.PositiveSmallIntegerField()
    events = models.PositiveSmallIntegerField()
    district_events = models.PositiveSmallIntegerField(null=True)
    truant_on = models.DateField(null=True)
    district_truant_on = models.DateField(null=True)
    report_2_on = models.DateField(null=True)
    report_3_on = models.DateField(null=True)
    notice_due = models.PositiveSmallIntegerField()
    habitual_on = models.DateField(null=True)
    is_chronic_truant = models.BooleanField()
    is_chronic_state = models.BooleanField()
    is_chronic_district = models.BooleanField(null=True)
    band = models.CharField(max_length=20, blank=True)
    tier = models.CharField(max_length=20, blank=True)
    is_central_run = models.BooleanField()

    PRIVACY = classed(
        open="id school_year school run as_of facts_hash",
        enrollment="grade is_central_run",
        attendance="days_expected days_absent days_unexcused days_incomplete",
        intervention=(
            "student events district_events truant_on district_truant_on report_2_on report_3_on notice_due "
            "habitual_on is_chronic_truant is_chronic_state is_chronic_district band tier"
        ),
    )

    class Meta:
        indexes = [models.Index(fields=["school", "grade"])]
        constraints = [
            models.UniqueConstraint(fields=["student", "school_year"], name="one_standing_per_student_and_year")
        ]

    def __str__(self) -> str:
        return f"standing of {self.student_id}"


class MonthTotal(models.Model):
    """Student-days of a school month, summed by the school and grade students now stand in. The night rebuilds it."""

    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    school_year = models.PositiveSmallIntegerField(help_text="the year it ends in")
    school_month = models.PositiveSmallIntegerField()
    grade = models.CharField(max_length=2)
    run = models.ForeignKey(Run, models.PROTECT, related_name="+")
    students = models.PositiveIntegerField()
    days_expected = models.PositiveIntegerField()
    days_absent = models.PositiveIntegerField()
    days_unexcused = models.PositiveIntegerField()

    PRIVACY = classed(
        open="id school school_year school_month grade run students days_expected days_absent days_unexcused"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "school_year", "school_month", "grade"], name="one_month_total_per_school_and_grade"
            )
        ]

    def __str__(self) -> str:
        return f"month {self.school_month} of {self.school_id}"


class Step(models.Model):
    """A step of the ladder that a later room took: a notice issued, a conference attempted, a referral made.

    Notices and cases report their steps here, because the law counts from them and a room reads only earlier rooms.
    """

    class Kind(models.TextChoices):
        NOTICE = "notice"
        CONFERENCE = "conference"
        REFERRAL = "referral"

    student = models.ForeignKey(Student, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    level = models.PositiveSmallIntegerField(null=True, help_text="1 to 3 for a notice")
    happened_on = models.DateField()
    undone_on = models.DateField(null=True, blank=True, help_text="a notice's rescission")
    recorded_at = models.DateTimeField()

    PRIVACY = classed(open="id recorded_at", intervention="student kind level happened_on undone_on")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="notice", level__gte=1, level__lte=3)
                | models.Q(kind__in=["conference", "referral"], level__isnull=True),
                name="only_notices_have_a_level",
            ),
            models.CheckConstraint(
                condition=models.Q(undone_on__isnull=True) | models.Q(undone_on__gte=models.F("happened_on")),
                name="step_undone_after_it_happened",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.student_id}"

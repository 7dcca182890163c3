"""A letter and what happened to it. The letter is rendered from `content`, so the same bytes come out years later."""

from django.db import models
from django.db.models import Q

from adsum.determinations.models import Determination
from adsum.district.keys import new_key
from adsum.district.models import School, User
from adsum.district.privacy import classed
from adsum.enrollment.models import Guardian, Student


class Notice(models.Model):
    """A notification of truancy: one for each student, school year and level, as long as it is not rescinded."""

    key = models.CharField(max_length=13, unique=True, default=new_key, editable=False)
    student = models.ForeignKey(Student, models.PROTECT, related_name="+")
    school = models.ForeignKey(School, models.PROTECT, null=True, related_name="+")
    school_year = models.PositiveSmallIntegerField(help_text="the year it ends in")
    level = models.PositiveSmallIntegerField()
    determination = models.ForeignKey(Determination, models.PROTECT, null=True, related_name="+")
    addressee = models.ForeignKey(Guardian, models.PROTECT, null=True, related_name="+")
    languages = models.JSONField(default=list)
    content = models.JSONField(default=dict, help_text="everything the letter says, as it was decided")
    sha256 = models.CharField(max_length=64, blank=True, help_text="of the PDF")
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    issued_on = models.DateField(null=True, blank=True)
    rescinded_on = models.DateField(null=True, blank=True)

    PRIVACY = classed(
        open="id key school school_year level languages sha256 drafted_at",
        staff="drafted_by",
        intervention="student determination addressee content issued_on rescinded_on",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["student", "school_year", "level"],
                condition=Q(rescinded_on__isnull=True),
                name="one_notice_per_student_year_and_level",
            ),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=3), name="notice_level_is_1_to_3"),
        ]

    def __str__(self) -> str:
        return f"notice {self.key}"


class NoticeEvent(models.Model):
    """Something that happened to a letter: drafted, issued, downloaded, mailed, returned, rescinded, kept."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="events")
    what = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    why = models.CharField(max_length=300, blank=True)

    PRIVACY = classed(open="id notice what at", staff="by", intervention="why")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.what} {self.notice_id}"

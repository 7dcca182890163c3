"""A letter was issued or rescinded: the ladder has moved, so the students are judged again in the same transaction."""

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Max

from adsum.determinations.actions.judge import judge_students
from adsum.determinations.models import Standing
from adsum.district.audit import Actor


def judge_again(student_ids: Collection[int], *, on: date, by: Actor, at: datetime) -> None:
    """Judge as of the letter's day, or of a later day that the standings are of already."""
    newest = Standing.objects.filter(student__in=student_ids).aggregate(day=Max("as_of"))["day"]
    judge_students(student_ids=list(student_ids), by=by, at=at, as_of=max(on, newest or on))

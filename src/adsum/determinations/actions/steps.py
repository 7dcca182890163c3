"""Steps of the ladder that later rooms took, and what undoes them.

Notices and cases call these in the transaction of their own action and then have the student judged again: the law
counts from a notice's issue and from a conference's attempt, and a room reads only earlier rooms.
Source: EC 48260.5, 48261, 48262, 48263.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from adsum.determinations.models import Step
from adsum.district import audit
from adsum.district.audit import Actor
from adsum.enrollment.models import Student


class StepRefused(Exception):
    """Refusal: the step cannot be recorded or undone as asked."""


@transaction.atomic
def record_step(
    *, student: Student, kind: str, happened_on: date, by: Actor, at: datetime, level: int | None = None
) -> Step:
    """Record that a notice was issued, a conference attempted or a referral made. Raises StepRefused."""
    check_can_record_step(student=student, kind=kind, level=level, happened_on=happened_on)
    step = Step.objects.create(student=student, kind=kind, level=level, happened_on=happened_on, recorded_at=at)
    audit.record("step.recorded", about=step, by=by, at=at, kind=kind, level=level, happened_on=happened_on.isoformat())
    return step


def check_can_record_step(*, student: Student, kind: str, level: int | None, happened_on: date) -> None:
    """Only notices have a level, and the same step stands at most once on a day."""
    if (kind == Step.Kind.NOTICE) != (level is not None):
        raise StepRefused(
            f"A step of kind {kind} came with level {level}: notices have one, other steps have none. "
            "Nothing was changed. Record it with the level of the notice, or without one."
        )
    if _standing_steps(student=student, kind=kind, level=level, happened_on=happened_on).exists():
        raise StepRefused(
            f"The {kind} of {happened_on} is recorded for student {student.key} already. Nothing was changed. "
            "Undo it first if it was wrong."
        )


@transaction.atomic
def undo_step(
    *,
    student: Student,
    kind: str,
    happened_on: date,
    undone_on: date,
    by: Actor,
    at: datetime,
    level: int | None = None,
) -> Step:
    """Say from which day a step no longer counts, such as a notice that was rescinded. Raises StepRefused."""
    step = _standing_steps(student=student, kind=kind, level=level, happened_on=happened_on).select_for_update().first()
    if step is None:
        raise StepRefused(
            f"Student {student.key} has no {kind} of {happened_on} that could be undone. Nothing was changed. "
            "Look at the student's letters and conferences for the day it happened on."
        )
    step.undone_on = undone_on
    step.save(update_fields=["undone_on"])
    audit.record("step.undone", about=step, by=by, at=at, kind=kind, level=level, undone_on=undone_on.isoformat())
    return step


def _standing_steps(*, student: Student, kind: str, level: int | None, happened_on: date) -> QuerySet[Step]:
    return Step.objects.filter(student=student, kind=kind, level=level, happened_on=happened_on, undone_on=None)

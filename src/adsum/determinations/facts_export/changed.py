"""Whose facts changed since a moment: what a run after the last one has to look at.

Seen are marks, rolls, enrollments, seats, exemptions and steps, by the moment they were recorded or replaced. Not seen
are changes of a school's calendar or bells, which carry no moment: after those, export everything.
"""

from datetime import datetime

from django.db.models import Q

from adsum.attendance.models import Mark, Roll
from adsum.determinations.models import Step
from adsum.enrollment.models import Enrollment, Exemption, Seat

VERSIONS = (Mark, Enrollment, Seat, Exemption)


def changed_since(watermark: datetime) -> frozenset[int]:
    """Primary keys of the students with anything recorded, replaced or undone at or after the moment."""
    found: set[int] = set()
    for model in VERSIONS:
        recent = Q(recorded_at__gte=watermark) | Q(replaced_at__gte=watermark)
        found.update(model._default_manager.filter(recent).values_list("student_id", flat=True))
    steps = Step.objects.filter(Q(recorded_at__gte=watermark) | Q(undone_on__gte=watermark.date()))
    found.update(steps.values_list("student_id", flat=True))
    rolls = Roll.objects.filter(Q(certified_at__gte=watermark) | Q(replaced_at__gte=watermark))
    for roster, held in rolls.values_list("roster", "held"):
        found.update([*roster, *held])
    return frozenset(found)

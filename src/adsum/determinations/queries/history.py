"""What changed for a student, newest first: the flips on record."""

from datetime import datetime

from django.db.models import Q

from adsum.determinations.models import Determination
from adsum.enrollment.models import Student

MOST_SHOWN = 200


def history(*, student: Student, school_year: int, known_at: datetime | None = None) -> list[Determination]:
    """The flips of a school year written by `known_at` (None: by now), with the school of each. One statement."""
    known = Q() if known_at is None else Q(decided_at__lte=known_at)
    flips = Determination.objects.filter(known, student=student, school_year=school_year).select_related(
        "school", "run"
    )
    return list(flips.order_by("-decided_at", "-pk")[:MOST_SHOWN])

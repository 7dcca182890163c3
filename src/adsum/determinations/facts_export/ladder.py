"""Steps of the ladder as facts: notices, conferences, referrals of the school year that is judged.

Each school year begins the ladder anew (EC 48260: in one school year), so last year's letters are no facts of this one.
"""

from datetime import date, datetime

import polars as pl
from django.db.models import Q

from adsum.determinations.facts_export.frames import Students, frame, picked
from adsum.determinations.models import Step

STEPS = {
    "student_id": pl.String,
    "kind": pl.String,
    "level": pl.Int64,
    "happened_on": pl.Date,
    "undone_on": pl.Date,
}


def ladder_tables(students: Students, *, since: date, known_at: datetime | None) -> dict[str, pl.DataFrame]:
    """The three tables out of one query, steps from `since` on. A conference or referral undone never happened."""
    known = Q() if known_at is None else Q(recorded_at__lte=known_at)
    rows = Step.objects.filter(known, happened_on__gte=since, **picked(students)).order_by("pk")
    steps = frame(rows.values_list("student__source_id", "kind", "level", "happened_on", "undone_on"), STEPS)
    return {
        "notices": _of(steps, Step.Kind.NOTICE).select(
            "student_id", "level", issued_on="happened_on", rescinded_on="undone_on"
        ),
        "conferences": _standing(steps, Step.Kind.CONFERENCE).select("student_id", attempted_on="happened_on"),
        "referrals": _standing(steps, Step.Kind.REFERRAL).select("student_id", referred_on="happened_on"),
    }


def _of(steps: pl.DataFrame, kind: str) -> pl.DataFrame:
    return steps.filter(pl.col("kind") == str(kind))


def _standing(steps: pl.DataFrame, kind: str) -> pl.DataFrame:
    return _of(steps, kind).filter(pl.col("undone_on").is_null())

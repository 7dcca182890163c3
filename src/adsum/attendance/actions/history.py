"""Marks of another system's past: written with the moments at which they were recorded and replaced there.

The facts must hold together when they come here; `intake` has checked them against the records. Rows that are known
are not written again: a mark whose replacement has become known since gets its `replaced_at`, nothing else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models, transaction

from adsum.attendance.models import Mark
from adsum.district import audit
from adsum.district.audit import Actor
from adsum.district.models import School
from adsum.district.roster_tables import BATCH, Progress, batches_of, keys_of, unseen
from adsum.enrollment.models import Student


@dataclass(frozen=True, slots=True, repr=False)
class PastMark:
    """A mark as another system recorded it; student and school by their ids there."""

    key: str
    student: str
    school: str
    date: date
    period: int
    status: str
    minutes: int | None
    reason: str | None
    incident: str | None
    recorded_at: datetime
    replaced_at: datetime | None


@transaction.atomic
def write_past_marks(
    *,
    marks: Sequence[PastMark],
    replaced: Mapping[str, datetime],
    because: models.Model,
    by: Actor,
    at: datetime,
    progress: Progress = unseen,
) -> None:
    """Add marks, and the replacement of marks we hold (`replaced`: key -> moment). Who recorded them is not known."""
    if not (marks or replaced):
        return
    students, schools, total, done = keys_of(Student), keys_of(School), len(marks) + len(replaced), 0
    for batch in batches_of(replaced, BATCH // 2):
        rows = Mark.objects.in_bulk(batch, field_name="key").values()
        for mark in rows:
            mark.replaced_at = replaced[mark.key]
        Mark.objects.bulk_update(rows, ["replaced_at"])
        progress(done := done + len(batch), total)
    for new in batches_of(marks, BATCH):
        Mark.objects.bulk_create(
            Mark(
                key=mark.key,
                student_id=students[mark.student],
                school_id=schools[mark.school],
                date=mark.date,
                period=mark.period,
                status=mark.status,
                minutes=mark.minutes,
                reason=mark.reason,
                incident=mark.incident,
                recorded_at=mark.recorded_at,
                replaced_at=mark.replaced_at,
            )
            for mark in new
        )
        progress(done := done + len(new), total)
    audit.record("mark.imported", about=because, by=by, at=at, added=len(marks), replaced=len(replaced))

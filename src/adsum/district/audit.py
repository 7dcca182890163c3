"""The audit event every action leaves, and the log of student-record reads.

Both are written in the caller's transaction: no event without its effect, no effect without its event.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from adsum.district.models import AuditEvent, RecordRead, School, User


@dataclass(frozen=True)
class Job:
    """An actor that is not a person: the night run, an import, the demo's builder."""

    name: str


Actor = User | Job


def record(
    verb: str, *, about: models.Model, by: Actor, at: datetime, school: School | None = None, **details: Any
) -> AuditEvent:
    """Leave one event. `details` hold codes, dates and ids; never names, birth dates or reasons."""
    return AuditEvent.objects.create(
        verb=verb,
        about=f"{about._meta.label_lower}:{about.pk}",
        at=at,
        by=by if isinstance(by, User) else None,
        by_job=by.name if isinstance(by, Job) else "",
        school=school,
        details=details,
    )


def person(by: Actor) -> User | None:
    """The account behind an actor, for a `recorded_by` column; null when a job acted."""
    return by if isinstance(by, User) else None


def record_read(*, by: User, at: datetime, student_keys: list[str], page: str) -> None:
    """Log that these students' records were shown to somebody."""
    RecordRead.objects.bulk_create(
        RecordRead(by=by, at=at, student_key=student_key, page=page) for student_key in student_keys
    )

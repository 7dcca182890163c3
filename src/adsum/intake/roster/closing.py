"""The last day of what a source no longer holds: the day before it was gone, or later if attendance says so.

A file that leaves a membership out says that it has ended, not when. It ended the day before the file arrived (or the
day before its row was marked as deleted), unless attendance was recorded after that: then on that day.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max
from django.utils import timezone

from adsum.attendance.models import Mark
from adsum.district.roster_tables import BATCH, batches_of
from adsum.intake.roster.frame import ONE_DAY
from adsum.interop.oneroster.records import RosterRecord


@dataclass(frozen=True)
class Gone:
    """Why a record is to be closed: since which day its source has it no longer, and the end it gives, if any."""

    on: date
    last_day: date | None = None


def deleted(record: RosterRecord, *, day: date, last_day: date | None = None) -> Gone:
    """A record that a delta marks as deleted, on the local day on which it was marked."""
    moment: datetime | None = record.modified_at
    return Gone(min(day, timezone.localdate(moment)) if moment else day, last_day)


class LastMarked:
    """The last day on which a student's attendance was recorded at a school. One statement for each thousand."""

    def __init__(self, students: Collection[str], *, since: date) -> None:
        self._days: dict[tuple[str, str], date] = {}
        for batch in batches_of(sorted(set(students)), BATCH):
            marked = Mark.objects.filter(student__source_id__in=batch, date__gte=since, replaced_at__isnull=True)
            for student, school, last in marked.values_list("student__source_id", "school__source_id").annotate(
                last=Max("date")
            ):
                self._days[student, school] = last

    def day(self, student: str, school: str) -> date:
        return self._days.get((student, school), date.min)

    def close(self, gone: Gone, *, student: str, school: str) -> date:
        """The last day of a membership that its source has no longer."""
        return gone.last_day or max(gone.on - ONE_DAY, self.day(student, school))

"""What students were scheduled for in a past year whose classes we never held."""

from collections.abc import Sequence
from datetime import datetime

from django.db import models, transaction

from adsum.district import audit
from adsum.district.audit import Actor
from adsum.district.models import School
from adsum.district.roster_tables import BATCH, Progress, batches_of, keys_of, unseen
from adsum.enrollment.models import ScheduledMeeting, Student
from adsum.enrollment.roster import MeetingRow


@transaction.atomic
def write_meetings(
    *, meetings: Sequence[MeetingRow], because: models.Model, by: Actor, at: datetime, progress: Progress = unseen
) -> None:
    """Add scheduled meetings, or change those of the same student, school, period and first day."""
    if not meetings:
        return
    students, schools, done = keys_of(Student), keys_of(School), 0
    for batch in batches_of(meetings, BATCH):
        ScheduledMeeting.objects.bulk_create(
            (
                ScheduledMeeting(
                    student_id=students[meeting.student],
                    school_id=schools[meeting.school],
                    period=meeting.period,
                    minutes=meeting.minutes,
                    first_day=meeting.first_day,
                    last_day=meeting.last_day,
                )
                for meeting in batch
            ),
            update_conflicts=True,
            unique_fields=["student", "school", "period", "first_day"],
            update_fields=["minutes", "last_day"],
        )
        progress(done := done + len(batch), len(meetings))
    audit.record("scheduledmeeting.imported", about=because, by=by, at=at, meetings=len(meetings))

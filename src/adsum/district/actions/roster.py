"""Rosters that another system sends: schools, terms, courses, classes, staff and what they teach; and calendars.

These are the newest word of that system, written in place; what they were is in the packages that are kept. Nothing
here decides: `intake` has matched and compared, and hands over what is to be written.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import models, transaction

from adsum.district import audit
from adsum.district.audit import Actor
from adsum.district.models import School, SchoolDay
from adsum.district.roster import CalendarRow, RowChanges
from adsum.district.roster_tables import Progress, RosterTable, batches_of, keys_of, unseen


@transaction.atomic
def write_roster(
    *,
    table: RosterTable[Any],
    changes: RowChanges[Any],
    because: models.Model,
    by: Actor,
    at: datetime,
    progress: Progress = unseen,
) -> None:
    """Add and change the rows of one table. `because` is the package that brought them; the event names it."""
    if not changes:
        return
    table.write(add=changes.add, change=changes.change, progress=progress)
    name = table.model._meta.model_name or ""
    audit.record(f"{name}.imported", about=because, by=by, at=at, added=len(changes.add), changed=len(changes.change))


@transaction.atomic
def write_calendar(
    *, days: Sequence[CalendarRow], because: models.Model, by: Actor, at: datetime, progress: Progress = unseen
) -> None:
    """Add days to the schools' calendars, or change those that are there. Notes and bell schedules of a day stay."""
    if not days:
        return
    schools, done = keys_of(School), 0
    for batch in batches_of(days, RosterTable.batch_size):
        SchoolDay.objects.bulk_create(
            (
                SchoolDay(
                    school_id=schools[day.school],
                    date=day.date,
                    is_taught=day.is_taught,
                    school_month=day.school_month,
                    term=day.term,
                )
                for day in batch
            ),
            update_conflicts=True,
            unique_fields=["school", "date"],
            update_fields=["is_taught", "school_month", "term"],
        )
        progress(done := done + len(batch), len(days))
    audit.record("schoolday.imported", about=because, by=by, at=at, days=len(days))

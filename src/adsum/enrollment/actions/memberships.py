"""Enrollments and seats: begun, changed, ended, taken back. Nothing is edited: each is a new version of its line.

An end is a change that sets the last day. Taking back is for what never began: its version is closed, with no other.
"""

from datetime import datetime
from typing import Any

from django.db import models, transaction

from adsum.district import audit
from adsum.district.audit import Actor
from adsum.district.roster import RowChanges
from adsum.district.roster_tables import Progress, unseen
from adsum.enrollment.roster import VersionTable


@transaction.atomic
def write_memberships(
    *,
    table: VersionTable[Any],
    changes: RowChanges[Any],
    because: models.Model,
    by: Actor,
    at: datetime,
    progress: Progress = unseen,
) -> None:
    """Write enrollments or seats. `because` is the package that brought them; the event names it."""
    if not changes:
        return
    table.write_versions(
        add=changes.add, change=changes.change, take_back=changes.take_back, by=by, at=at, progress=progress
    )
    audit.record(
        f"{table.model._meta.model_name}.imported",
        about=because,
        by=by,
        at=at,
        added=len(changes.add),
        changed=len(changes.change),
        taken_back=len(changes.take_back),
    )

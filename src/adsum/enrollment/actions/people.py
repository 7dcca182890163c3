"""Who students and guardians are, as another system last said it. Names are written in place; people never go."""

from datetime import datetime
from typing import Any

from django.db import models, transaction

from adsum.district import audit
from adsum.district.audit import Actor
from adsum.district.roster import RowChanges
from adsum.district.roster_tables import Progress, RosterTable, unseen


@transaction.atomic
def write_people(
    *,
    table: RosterTable[Any],
    changes: RowChanges[Any],
    because: models.Model,
    by: Actor,
    at: datetime,
    progress: Progress = unseen,
) -> None:
    """Add and change students or guardians. `because` is the package that brought them; the event names it."""
    if not changes:
        return
    table.write(add=changes.add, change=changes.change, progress=progress)
    name = table.model._meta.model_name or ""
    audit.record(f"{name}.imported", about=because, by=by, at=at, added=len(changes.add), changed=len(changes.change))

"""Writing a plan: each part by the actions of its room, in an order in which everything named is there already."""

from datetime import datetime

from django.db import models

from adsum.district.actions import write_roster
from adsum.district.audit import Actor
from adsum.district.roster_tables import Progress as RowProgress
from adsum.enrollment.actions import tie_families, write_memberships, write_people
from adsum.enrollment.roster import VersionTable
from adsum.intake.progress import Progress
from adsum.intake.roster.frame import Roster
from adsum.intake.roster.plan import Part, RosterPlan
from adsum.intake.source_records import remember

PEOPLE = frozenset({"students", "guardians"})


def write_plan(
    plan: RosterPlan, *, roster: Roster, because: models.Model, by: Actor, at: datetime, progress: Progress
) -> None:
    """Write every part, in the transaction of the action that applies the package."""
    for part in plan.parts:
        _write(part, because=because, by=by, at=at, progress=_rows(progress, part.name))
    families = plan.families
    tie_families(
        add=families.add, switch=families.switch, because=because, by=by, at=at, progress=_rows(progress, "families")
    )
    remember(plan.named, sent=roster.sent, ended_ties=families.ended_ids, at=at, progress=_rows(progress, "sources"))


def _write(part: Part, *, because: models.Model, by: Actor, at: datetime, progress: RowProgress) -> None:
    if isinstance(part.table, VersionTable):
        write_memberships(table=part.table, changes=part.changes, because=because, by=by, at=at, progress=progress)
        return
    write = write_people if part.name in PEOPLE else write_roster
    write(table=part.table, changes=part.changes, because=because, by=by, at=at, progress=progress)


def _rows(progress: Progress, what: str) -> RowProgress:
    return lambda done, total: progress("writing", what, done, total)

"""Checking a landed package: read it whole, match it, keep the findings and the plan. Nothing else is written."""

from datetime import datetime

from django.db import transaction

from adsum.district.audit import Actor
from adsum.intake import progress as steps
from adsum.intake.examining import Arrival, examine
from adsum.intake.models import Package
from adsum.intake.outcome import problems_on_file, write_down
from adsum.intake.progress import Progress
from adsum.intake.refusals import NotKept
from adsum.intake.running import only_this_import

State = Package.State
TO_BE_CHECKED = (State.LANDED, State.PLANNED, State.FAILED, State.CHECKING, State.APPLYING)


def check(*, package: Package, by: Actor, at: datetime, progress: Progress = steps.unseen) -> Package:
    """Check a package, or check it again. Raises ImportRunning, NotKept. A decided package is given back as it is."""
    with only_this_import():
        package = Package.objects.get(pk=package.pk)
        if package.state not in TO_BE_CHECKED:
            return package
        _check_is_kept(package)
        Package.objects.filter(pk=package.pk).update(state=State.CHECKING, began_at=at)
        try:
            with problems_on_file(package) as problems:
                found = examine(Arrival.of(package), problems=problems, progress=progress)
            with transaction.atomic():
                write_down(package, found, by=by, at=at)
        except BaseException:
            Package.objects.filter(pk=package.pk).update(state=State.FAILED, began_at=None)
            raise
        finally:
            steps.forget(package.key)
    return package


def _check_is_kept(package: Package) -> None:
    if not package.path:
        raise NotKept("What arrived is not kept any more. Nothing was changed. Send the file again.")

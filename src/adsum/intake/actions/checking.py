"""Checking a landed package: read it whole, match it, keep the findings and the plan. Nothing else is written."""

from datetime import datetime

from django.db import transaction

from adsum.district import audit
from adsum.district.audit import Actor
from adsum.intake import progress as steps
from adsum.intake.examining import Arrival, examine
from adsum.intake.models import Package
from adsum.intake.outcome import problems_on_file, write_down
from adsum.intake.progress import Progress
from adsum.intake.refusals import NotKept
from adsum.intake.running import check_nothing_runs, only_this_import

State = Package.State
TO_BE_CHECKED = (State.LANDED, State.FAILED, State.CHECKING, State.APPLYING)
CAN_BE_CHECKED_AGAIN = (*TO_BE_CHECKED, State.PLANNED)


def check(*, package: Package, by: Actor, at: datetime, progress: Progress = steps.unseen) -> Package:
    """Check a landed package. Raises ImportRunning, NotKept. One that was checked is given back as it is."""
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


@transaction.atomic
def ask_for_check(*, package: Package, by: Actor, at: datetime) -> Package:
    """Have a package checked again: its plan and what was confirmed are void. Raises ImportRunning, NotKept."""
    check_nothing_runs()
    package = Package.objects.select_for_update().get(pk=package.pk)
    _check_is_kept(package)
    if package.state in CAN_BE_CHECKED_AGAIN:
        package.state, package.plan, package.began_at = State.LANDED, {}, None
        package.asked_at = package.asked_by = package.confirmed_at = package.confirmed_by = None
        package.save()
        audit.record("package.check_asked_for", about=package, by=by, at=at)
    return package


def _check_is_kept(package: Package) -> None:
    if not package.path:
        raise NotKept("What arrived is not kept any more. Nothing was changed. Send the file again.")

"""Applying a plan: all of it in one transaction, exactly as it was shown, once.

The package is matched anew inside the transaction. If that gives another plan than the one that was shown, because our
records have moved since, nothing is written and the new plan is shown. A process that dies on the way leaves the
records as they were; the next import finds its state and puts it right.
"""

from datetime import datetime

from django.db import transaction

from adsum.district import audit
from adsum.district.audit import Actor, person
from adsum.intake import progress as steps
from adsum.intake.actions.checking import TO_BE_CHECKED
from adsum.intake.examining import Arrival, Examination, Match, read
from adsum.intake.models import Package
from adsum.intake.outcome import problems_on_file, write_down
from adsum.intake.progress import Progress
from adsum.intake.refusals import NotConfirmed, NotPlanned, PlanMoved
from adsum.intake.running import only_this_import

State = Package.State


def apply(*, package: Package, by: Actor, at: datetime, progress: Progress = steps.unseen) -> Package:
    """Apply a package. Raises ImportRunning, NotPlanned, NotConfirmed, PlanMoved; then the records are as before.

    A package that is applied already is given back with its receipt: when and by whom.
    """
    with only_this_import():
        with transaction.atomic():
            package = Package.objects.select_for_update().get(pk=package.pk)
            if package.state == State.APPLIED:
                return package
            check_can_apply(package=package)
            Package.objects.filter(pk=package.pk).update(state=State.APPLYING, began_at=at)
        try:
            return _apply(package, by=by, at=at, progress=progress)
        except BaseException:
            at_work = Package.objects.filter(pk=package.pk, state=State.APPLYING)
            at_work.update(state=State.FAILED, began_at=None, asked_at=None, asked_by=None)
            raise
        finally:
            steps.forget(package.key)


@transaction.atomic
def ask_to_apply(*, package: Package, by: Actor, at: datetime) -> Package:
    """Write down who wants the plan applied; the worker does it. Raises NotPlanned, NotConfirmed."""
    package = Package.objects.select_for_update().get(pk=package.pk)
    if package.state != State.APPLIED:
        check_can_apply(package=package)
        package.asked_by, package.asked_at = person(by), at
        package.save(update_fields=["asked_by", "asked_at"])
        audit.record("package.asked_for", about=package, by=by, at=at)
    return package


def check_can_apply(*, package: Package) -> None:
    """There is a plan, and what needs a confirmation has one."""
    if package.state != State.PLANNED:
        next_step = "Check it first." if package.state in TO_BE_CHECKED else "Send a file that is in order."
        raise NotPlanned(
            f"Package {package.key} cannot be applied: it is {package.state}. Nothing was changed. {next_step}"
        )
    if package.confirmations and not package.is_confirmed:
        reasons = " ".join(each["message"] for each in package.confirmations)
        raise NotConfirmed(f"{reasons} Nothing was changed. Confirm it with a reason.")


def _apply(package: Package, *, by: Actor, at: datetime, progress: Progress) -> Package:
    """Read without a lock; match, compare and write under one."""
    with problems_on_file(package) as problems:
        match = read(Arrival.of(package), problems=problems, progress=progress)
        moved = _write_if_as_shown(package, match, by=by, at=at, progress=progress)
    if moved is not None:
        with transaction.atomic():
            write_down(package, moved, by=by, at=at)
            package.plan = {**package.plan, "is_new": True} if package.plan else {}
            package.save(update_fields=["plan"])
        raise PlanMoved(
            "Our records have changed since this plan was shown. Nothing was applied; the plan was made anew. "
            "Look at it and apply it again."
        )
    return package


@transaction.atomic
def _write_if_as_shown(
    package: Package, match: Match, *, by: Actor, at: datetime, progress: Progress
) -> Examination | None:
    """Write the plan and the package's receipt; or nothing, and give back what was found instead."""
    found = match()
    if found.refused or found.plan is None or found.plan.digest() != package.plan["digest"]:
        return found
    assert found.write is not None
    found.write(because=package, by=by, at=at, progress=progress)
    _supersede_earlier(package, at=at)
    package.state = State.APPLIED
    package.applied_at, package.applied_by, package.began_at = at, person(by), None
    package.save()
    counts = {kind: [each["add"], each["change"], each["end"]] for kind, each in package.plan["kinds"].items()}
    audit.record("package.applied", about=package, by=by, at=at, total=package.plan["total"], counts=counts)
    return None


def _supersede_earlier(package: Package, *, at: datetime) -> None:
    """Rosters follow each other: the newest one of a source is in use. History adds up."""
    if package.kind == Package.Kind.ONEROSTER:
        earlier = Package.objects.filter(kind=package.kind, source=package.source, state=State.APPLIED)
        earlier.filter(superseded_at__isnull=True).update(superseded_at=at)

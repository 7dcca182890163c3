"""What the worker calls, one package at a time, in the name of whoever asked."""

from datetime import datetime

from adsum.district.audit import Job
from adsum.intake import actions, progress
from adsum.intake.models import Package

WORKER = Job("worker")


def check_landed(*, key: str, at: datetime) -> None:
    """Check a package that landed."""
    package = Package.objects.get(key=key)
    actions.check(package=package, by=package.landed_by or WORKER, at=at, progress=progress.to_file(key))


def apply_asked(*, key: str, at: datetime) -> None:
    """Apply a package whose plan somebody wants applied; one whose plan has moved since is left with its new plan."""
    package = Package.objects.get(key=key)
    if package.asked_at is None:
        return
    actions.apply(package=package, by=package.asked_by or WORKER, at=at, progress=progress.to_file(key))

"""Landing a package: its copy, its row, its event. The same bytes again are the same package again."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from adsum.district import audit
from adsum.district.audit import Actor, person
from adsum.intake.landing import Landed, copy_in, kind_of, landed_path, remove
from adsum.intake.models import Package
from adsum.intake.running import check_nothing_runs

State = Package.State
OVER = (State.REFUSED, State.UNCHANGED)


@dataclass(frozen=True)
class Landing:
    """The package, and whether these bytes came for the first time."""

    package: Package
    is_new: bool


def land(*, source: Path, file_name: str, by: Actor, at: datetime) -> Landing:
    """Copy what somebody sent and write down that it came. Raises ImportRunning, TooLarge.

    Bytes that are in use (M22), on their way since today, or waiting for a second person, give the package they came
    with.
    The copy is made before the transaction: a copy without a row is litter, a row without a copy would be a lie.
    """
    check_nothing_runs()
    landed = copy_in(source, file_name=file_name)
    try:
        with transaction.atomic():
            return _record(landed, file_name=file_name, by=by, at=at)
    except BaseException:
        remove(landed.name)
        raise


def _record(landed: Landed, *, file_name: str, by: Actor, at: datetime) -> Landing:
    earlier = _same_bytes(landed.fingerprint, on=timezone.localdate(at))
    if earlier is not None:
        remove(landed.name)
        audit.record("package.sent_again", about=earlier, by=by, at=at)
        return Landing(earlier, is_new=False)
    package = Package.objects.create(
        kind=kind_of(landed_path(landed.name)),
        file_name=file_name[:255],
        path=landed.name,
        file_fingerprint=landed.fingerprint,
        landed_at=at,
        landed_by=person(by),
    )
    audit.record("package.landed", about=package, by=by, at=at, kind=package.kind, fingerprint=landed.fingerprint)
    return Landing(package, is_new=True)


def _same_bytes(fingerprint: str, *, on: date) -> Package | None:
    """The newest package of these bytes that is not over: what a plan says depends on the day it came."""
    in_use = Q(state=State.APPLIED, superseded_at__isnull=True)
    for_second_person = Q(state=State.PLANNED, needs_second_person=True)
    for package in Package.objects.filter(file_fingerprint=fingerprint).exclude(state__in=OVER):
        is_of_today = timezone.localdate(package.landed_at) == on and package.state != State.APPLIED
        if is_of_today or Package.objects.filter(in_use | for_second_person, pk=package.pk).exists():
            return package
    return None

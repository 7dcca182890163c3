"""Landing a package: its copy, its row, its event. The same bytes again are the same package again."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Q

from adsum.district import audit
from adsum.district.audit import Actor, person
from adsum.intake.landing import Landed, copy_in, kind_of, landed_path, remove
from adsum.intake.models import Package
from adsum.intake.running import check_nothing_runs

State = Package.State


@dataclass(frozen=True)
class Landing:
    """The package, and whether these bytes came for the first time."""

    package: Package
    is_new: bool


def land(*, source: Path, file_name: str, by: Actor, at: datetime) -> Landing:
    """Copy what somebody sent and write down that it came. Raises ImportRunning, TooLarge.

    Bytes that were applied and not superseded (M22), or that wait for a confirmation, give the package they came with.
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
    earlier = _same_bytes(landed.fingerprint)
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


def _same_bytes(fingerprint: str) -> Package | None:
    in_use = Q(state=State.APPLIED, superseded_at__isnull=True)
    waiting = Q(state=State.PLANNED, needs_second_person=True)
    return Package.objects.filter(in_use | waiting, file_fingerprint=fingerprint).first()

"""Claiming a flip: the one conditional update that lets exactly one letter or task act on it."""

from datetime import datetime

from django.db import transaction

from adsum.determinations.models import Determination
from adsum.district import audit
from adsum.district.audit import Actor


@transaction.atomic
def claim(*, determination: Determination, claimed_by: str, by: Actor, at: datetime) -> bool:
    """Take a flip for `claimed_by` (kind and id of the record that acts on it). False: somebody else has it."""
    free = Determination.objects.filter(pk=determination.pk, claimed_at__isnull=True)
    if free.update(claimed_at=at, claimed_by=claimed_by) == 0:
        return False
    audit.record("determination.claimed", about=determination, by=by, at=at, claimed_by=claimed_by)
    return True

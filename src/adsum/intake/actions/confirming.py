"""Confirming a plan that needs it: who, why, and where it is asked for, a second person."""

from datetime import datetime

from django.db import transaction

from adsum.district import audit
from adsum.district.audit import Actor, person
from adsum.district.models import User
from adsum.intake.models import Package
from adsum.intake.refusals import IntakeRefused, NotPlanned, SecondPersonNeeded

FEWEST_CHARACTERS = 5  # a reason that somebody can read next year
MOST_CHARACTERS = 300


@transaction.atomic
def confirm(*, package: Package, why: str, by: Actor, at: datetime) -> Package:
    """Keep who confirmed and why. Raises NotPlanned, SecondPersonNeeded, IntakeRefused."""
    package = Package.objects.select_for_update().get(pk=package.pk)
    check_can_confirm(package=package, by=by)
    _check_reason(why)
    package.confirmed_by, package.confirmed_at, package.confirmed_why = person(by), at, why.strip()
    package.save(update_fields=["confirmed_by", "confirmed_at", "confirmed_why"])
    codes = [each["code"] for each in package.confirmations]
    audit.record("package.confirmed", about=package, by=by, at=at, codes=codes)
    return package


def check_can_confirm(*, package: Package, by: Actor) -> None:
    """There is a plan, and whoever confirms it may."""
    if package.state != Package.State.PLANNED:
        raise NotPlanned(f"Package {package.key} has no plan to confirm: it is {package.state}. Nothing was changed.")
    if package.needs_second_person and (not isinstance(by, User) or by.pk == package.landed_by_id):
        raise SecondPersonNeeded(
            "Somebody other than the person who sent this package must approve it. Nothing was changed. "
            "Ask a second administrator to open its page, or name one with --by."
        )


def _check_reason(why: str) -> None:
    length = len(why.strip())
    if not FEWEST_CHARACTERS <= length <= MOST_CHARACTERS:
        raise IntakeRefused(
            f"Give a reason of {FEWEST_CHARACTERS} to {MOST_CHARACTERS} characters; this one has {length}. "
            "Nothing was changed."
        )

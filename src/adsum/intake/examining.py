"""Examining what arrived: read it whole, match it with our records, say everything that is wrong, make the plan.

Nothing is written here. The same steps run for `--check`, for the check of a landed package, and once more inside the
transaction that applies it.

    Arrival         where it lies and what it is taken for
    Examination     what came of it: findings, fingerprint, plan, what has to be confirmed
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils import timezone

from adsum.district.audit import Actor
from adsum.district.pack import pack_in_force
from adsum.intake.confirmations import Confirmation, larger_than_usual, older_than_applied
from adsum.intake.landing import kind_of, landed_path, packed_at
from adsum.intake.models import Package
from adsum.intake.progress import Progress, unseen
from adsum.intake.roster import safeguards
from adsum.intake.roster.frame import Roster
from adsum.intake.roster.plan import RosterPlan, look_further, make_plan
from adsum.intake.roster.writing import write_plan
from adsum.intake.source_records import KnownRecords, SentRecords
from adsum.interop.oneroster import Expectation, PackageReading, read_package
from adsum.interop.oneroster import Package as RosterPackage
from adsum.interop.problems import ProblemList

UNNAMED_SOURCE = "oneroster"


class Plan(Protocol):
    """What an examination would have written."""

    @property
    def total(self) -> int: ...

    def summary(self) -> dict[str, dict[str, Any]]: ...

    def digest(self) -> str: ...


@dataclass(frozen=True)
class Arrival:
    """What arrived: a path to read, its name for messages, its kind, and the day it came."""

    path: Path
    name: str
    kind: str
    day: date

    @classmethod
    def of(cls, package: Package) -> "Arrival":
        """A landed package."""
        day = timezone.localdate(package.landed_at)
        return cls(landed_path(package.path), name=package.file_name, kind=package.kind, day=day)

    @classmethod
    def at(cls, path: Path, *, day: date) -> "Arrival":
        """A file or folder that has not landed."""
        return cls(path, name=path.name, kind=kind_of(path), day=day)


@dataclass(kw_only=True)
class Examination:
    """What came of it. `plan` is None when it is refused; `write` writes it, within a transaction of its caller."""

    problems: ProblemList
    fingerprint: str = ""
    source: str = ""
    exported_at: datetime | None = None
    plan: Plan | None = None
    held: int = 0
    confirm: list[Confirmation] = field(default_factory=list)
    write: Callable[..., None] | None = None

    @property
    def refused(self) -> bool:
        return self.plan is None or self.problems.refused > 0

    def summary(self) -> dict[str, Any]:
        """The plan as the package keeps it."""
        if self.plan is None or self.refused:
            return {}
        return {
            "kinds": self.plan.summary(),
            "total": self.plan.total,
            "digest": self.plan.digest(),
            "held": self.held,
            "confirm": self.confirm,
        }


Match = Callable[[], Examination]


def examine(arrival: Arrival, *, problems: ProblemList, progress: Progress = unseen) -> Examination:
    """Read and match. Findings go to `problems` as they come."""
    return read(arrival, problems=problems, progress=progress)()


def read(arrival: Arrival, *, problems: ProblemList, progress: Progress = unseen) -> Match:
    """Read what arrived, which takes long and needs no lock; the result matches it with our records when called."""
    progress("reading", "", 0, 0)
    if arrival.kind == Package.Kind.HISTORY:
        from adsum.intake.history import read_and_match

        return read_and_match(arrival, problems=problems, progress=progress)
    reading = read_package(
        arrival.path, name=arrival.name, known=KnownRecords(), expected=_expectation(), problems=problems
    )
    return lambda: _match_roster(reading, arrival=arrival, problems=problems, progress=progress)


def _expectation() -> Expectation:
    """Whose package it should be: the district's own identifier, where the installation names it."""
    return Expectation(district_identifier=settings.DISTRICT_ID or None, is_test_welcome=settings.DEMO)


def _match_roster(
    reading: PackageReading, *, arrival: Arrival, problems: ProblemList, progress: Progress
) -> Examination:
    package = reading.package or reading.readable
    if package is None:
        return Examination(problems=problems)
    progress("comparing", "", 0, 0)
    source = package.source_code or package.source_system or UNNAMED_SOURCE
    exported_at = package.exported_at or _packed_at(arrival.path)
    found = Examination(problems=problems, fingerprint=package.fingerprint, source=source, exported_at=exported_at)
    whole = frozenset(name for name, rows in reading.rows_read.items() if rows == len(package.table(name)))
    roster = _roster(package, source=source, day=arrival.day, problems=problems, whole=whole)
    if reading.refused:
        look_further(roster)
        safeguards.check_deletions(roster)
        return Examination(problems=problems)
    plan = make_plan(roster)
    _look_around(roster, plan)
    found.plan, found.held = plan, plan.held
    found.confirm = _to_confirm(found, plan, day=arrival.day)
    found.write = _writer(plan, roster)
    return found


def _packed_at(path: Path) -> datetime | None:
    moment = packed_at(path)
    return moment.replace(tzinfo=ZoneInfo(settings.TIME_ZONE)) if moment else None


def _roster(package: RosterPackage, *, source: str, day: date, problems: ProblemList, whole: frozenset[str]) -> Roster:
    applied = Package.objects.filter(kind=Package.Kind.ONEROSTER, source=source, state=Package.State.APPLIED)
    return Roster(
        package=package,
        problems=problems,
        sent=SentRecords(source),
        day=day,
        is_first=not applied.exists(),
        is_end_the_last_day=pack_in_force().value("oneroster.end_date_is_last_day", on=day),
        whole=whole,
    )


def _look_around(roster: Roster, plan: RosterPlan) -> None:
    safeguards.check_deletions(roster)
    safeguards.warn_of_kept_records(roster)
    safeguards.warn_of_other_sources(roster)
    safeguards.warn_of_missing_calendars(roster)
    safeguards.warn_of_another_year(roster, pack=pack_in_force())
    safeguards.warn_of_attendance_outside(roster, plan)


def _to_confirm(found: Examination, plan: RosterPlan, *, day: date) -> list[Confirmation]:
    older = older_than_applied(
        kind=Package.Kind.ONEROSTER,
        source=found.source,
        fingerprint=found.fingerprint,
        exported_at=found.exported_at,
        changes=plan.total,
    )
    return [*older, *larger_than_usual(plan.ended_share, day=day, pack=pack_in_force())]


def _writer(plan: RosterPlan, roster: Roster) -> Callable[..., None]:
    def write(*, because: models.Model, by: Actor, at: datetime, progress: Progress) -> None:
        write_plan(plan, roster=roster, because=because, by=by, at=at, progress=progress)

    return write

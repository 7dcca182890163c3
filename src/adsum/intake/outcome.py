"""Writing down what an examination found, on the package: findings, plan, what has to be confirmed, the new state.

All findings are in a file that can be downloaded; the first thousand are rows that the page shows.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from adsum.district import audit
from adsum.district.audit import Actor
from adsum.intake.examining import Examination
from adsum.intake.landing import findings_path, remove
from adsum.intake.models import Finding, Package
from adsum.interop.problems import Problem, ProblemCsv, ProblemList, Severity

State = Package.State
ORDER = (None, Severity.HOLD, Severity.CONFIRM, Severity.WARN)
MESSAGE_CHARACTERS, NAME_CHARACTERS = 600, 120


@contextmanager
def problems_on_file(package: Package) -> Iterator[ProblemList]:
    """A list whose every finding goes to the package's file; the file takes its place when the block has ended."""
    path = findings_path(package.key)
    unfinished = path.with_suffix(".new")
    with unfinished.open("w", encoding="utf-8", newline="") as stream:
        yield ProblemList(on_each=ProblemCsv(stream).write)
    os.chmod(unfinished, 0o600)
    os.replace(unfinished, path)


def write_down(package: Package, found: Examination, *, by: Actor, at: datetime) -> None:
    """Keep what was found, in the transaction of its caller. A refused package's content is not kept."""
    same = None if found.refused else _applied_before(package, found)
    package.fingerprint = found.fingerprint
    package.source = found.source[:255]
    package.exported_at = found.exported_at
    package.plan = found.summary()
    package.needs_second_person = any(each.get("second_person") for each in found.confirm)
    package.confirmed_at = package.confirmed_by = package.asked_at = package.asked_by = None
    package.confirmed_why = ""
    package.problem_count, package.error_count = found.problems.total, found.problems.refused
    package.same_as = same
    package.state = State.UNCHANGED if same else State.REFUSED if found.refused else State.PLANNED
    package.began_at = None
    if package.state != State.PLANNED:
        remove(package.path)
        package.path = ""
    package.save()
    _keep_first(package, found.problems)
    audit.record(
        "package.checked", about=package, by=by, at=at, state=package.state, errors=package.error_count,
        findings=package.problem_count, changes=package.plan.get("total", 0),
    )  # fmt: skip


def _applied_before(package: Package, found: Examination) -> Package | None:
    """The package with this content that is in use (M22)."""
    in_use = Package.objects.filter(state=State.APPLIED, superseded_at__isnull=True, fingerprint=found.fingerprint)
    return in_use.exclude(pk=package.pk).first()


def _keep_first(package: Package, problems: ProblemList) -> None:
    package.findings.all().delete()
    Finding.objects.bulk_create(
        (_finding(package, position, problem) for position, problem in enumerate(_in_order(problems), start=1)),
        batch_size=500,
    )


def _in_order(problems: ProblemList) -> list[Problem]:
    """What refuses first, then what waits for somebody, then the warnings; each by file and row."""

    def order(problem: Problem) -> tuple[int, str, int, str]:
        rank = 0 if problem.refuses else ORDER.index(problem.severity)
        return rank, problem.file, problem.row or 0, problem.field

    return sorted(problems.shown, key=order)


def _finding(package: Package, position: int, problem: Problem) -> Finding:
    return Finding(
        package=package,
        position=position,
        code=problem.code,
        severity=problem.severity,
        file=problem.file[:NAME_CHARACTERS],
        row=problem.row,
        field=problem.field[:NAME_CHARACTERS],
        value=problem.value,
        message=problem.message[:MESSAGE_CHARACTERS],
    )

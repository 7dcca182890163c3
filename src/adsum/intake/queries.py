"""What the import pages show: packages, and one package with its progress, plan and findings."""

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adsum.intake import progress
from adsum.intake.landing import findings_path
from adsum.intake.models import Finding, Package
from adsum.intake.progress import Step
from adsum.intake.running import AT_WORK, is_interrupted
from adsum.interop.problems import REFUSING, ProblemCsv, Severity

State = Package.State
SHOWN_PACKAGES = 50
REFUSING_WORDS = frozenset(severity.value for severity in REFUSING)


@dataclass(frozen=True)
class KindOfChange:
    """One line of the plan."""

    name: str
    add: int
    change: int
    end: int
    same: int
    examples: dict[str, list[str]]


@dataclass(frozen=True)
class PackagePage:
    """One package as its page shows it.

    doing       waiting, working or interrupted while something is to be done with it; empty otherwise
    """

    package: Package
    doing: str
    step: Step | None
    kinds: list[KindOfChange]
    findings: list[Finding]
    severities: dict[str, int]

    @property
    def is_applying(self) -> bool:
        return self.package.state == State.APPLYING or self.package.asked_at is not None

    @property
    def hidden_findings(self) -> int:
        return self.package.problem_count - len(self.findings)


def packages() -> list[Package]:
    """The newest packages. One statement."""
    found = Package.objects.select_related("landed_by__staff", "applied_by__staff")
    return list(found[:SHOWN_PACKAGES])


def package_with(key: str) -> Package | None:
    people = ("landed_by__staff", "confirmed_by__staff", "applied_by__staff", "asked_by__staff")
    return Package.objects.select_related(*people, "same_as__applied_by__staff").filter(key=key).first()


def package_page(package: Package) -> PackagePage:
    """Two statements, however large the package."""
    findings = list(package.findings.all())
    return PackagePage(
        package,
        doing=doing(package),
        step=progress.read(package.key),
        kinds=[_kind(name, each) for name, each in package.plan.get("kinds", {}).items()],
        findings=findings,
        severities=_severities(package, findings),
    )


def doing(package: Package) -> str:
    if is_interrupted(package):
        return "interrupted"
    if package.state in AT_WORK:
        return "working"
    is_waiting = package.state == State.LANDED or (package.state == State.PLANNED and package.asked_at is not None)
    return "waiting" if is_waiting else ""


def findings_file(package: Package) -> Path | None:
    """Everything the check found, as CSV; None when there was no check."""
    path = findings_path(package.key)
    return path if path.is_file() else None


def empty_findings() -> Iterator[str]:
    """The header alone, for a package nothing was found in."""
    stream = io.StringIO(newline="")
    ProblemCsv(stream)
    yield stream.getvalue()


def _kind(name: str, each: dict[str, Any]) -> KindOfChange:
    return KindOfChange(name, each["add"], each["change"], each["end"], each["same"], each["examples"])


def _severities(package: Package, findings: list[Finding]) -> dict[str, int]:
    """How many refuse, wait for review, warn; what is not shown is counted where it belongs."""
    shown = Counter("refuse" if each.severity in REFUSING_WORDS else each.severity for each in findings)
    others = package.problem_count - package.error_count
    return {
        "refuse": package.error_count,
        "hold": shown[Severity.HOLD],
        "warn": others - shown[Severity.HOLD],
    }

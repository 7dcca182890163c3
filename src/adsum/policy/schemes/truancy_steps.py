"""What may follow each report of truancy.

    report_steps     the steps open after a first, second, third, further report
    parent_fine      the most a court may ask of a parent

Source: Ed. Code 48264.5, 48267, 48293.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from adsum.policy.packs import Pack
from adsum.policy.packs.asking import Asking, Used


@dataclass(frozen=True)
class ReportSteps:
    steps: tuple[str, ...]
    used: Used


@dataclass(frozen=True)
class ParentFine:
    dollars: int
    used: Used


def report_steps(*, report: int, pack: Pack, on: date) -> ReportSteps:
    """The steps that a report of truancy opens; a further one opens those of the last listed, none opens none."""
    asking = Asking(pack, on=on)
    rows = asking.value("truancy_reports.steps")
    reached = [row for row in rows if row["report"] <= report]
    return ReportSteps(tuple(reached[-1]["steps"]) if reached else (), asking.used())


def parent_fine(*, conviction: int, pack: Pack, on: date) -> ParentFine:
    """The most a court may ask of a parent, by the number of the conviction; without one, nothing."""
    asking = Asking(pack, on=on)
    rows = asking.value("parent_fines.dollars")
    reached = [row for row in rows if row["conviction"] <= conviction]
    return ParentFine(reached[-1]["dollars"] if reached else 0, asking.used())

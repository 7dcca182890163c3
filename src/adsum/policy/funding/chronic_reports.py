"""Chronic absence as different reports define it, side by side.

    chronic_reports     the state's line, the dashboard's selection, the federal count, the line after recovery

Each report has its own name for its answer; none overwrites the standing of the engine.
Source: Ed. Code 60901(c)(1); Dashboard chronic absenteeism indicator; the federal civil rights collection.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from adsum.policy.packs import Pack
from adsum.policy.packs.asking import Asking, Used


@dataclass(frozen=True)
class ChronicReports:
    """None: the report does not look at the student. `alternate_share` counts recovered days back."""

    is_chronic: bool | None
    on_dashboard: bool | None
    is_chronic_federal: bool
    is_chronic_alternate: bool | None
    used: Used


def chronic_reports(
    *, grade: str, days_expected: int, days_absent: int, recovery_days: int = 0, pack: Pack, on: date
) -> ChronicReports:
    """What each report says of one student.

    edges   too few days expected: the state's reports do not look at the student; the federal one counts days only
    """
    asking = Asking(pack, on=on)
    is_eligible = asking.meets("chronic_absence.days_expected", days_expected)
    is_chronic = is_chronic_after(asking, days_expected, days_absent) if is_eligible else None
    is_listed = grade in asking.value("chronic_dashboard.grades")
    alternate = is_chronic_after(asking, days_expected, days_absent - recovery_days) if is_eligible else None
    return ChronicReports(
        is_chronic=is_chronic,
        on_dashboard=is_chronic if is_listed else None,
        is_chronic_federal=asking.meets("chronic_federal.days_absent", days_absent),
        is_chronic_alternate=alternate,
        used=asking.used(),
    )


def is_chronic_after(asking: Asking, days_expected: int, days_absent: int) -> bool:
    return asking.meets("chronic_absence.absent_share", Fraction(max(0, days_absent), days_expected))

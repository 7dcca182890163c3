"""A school's attendance plan, and the mails about the quality of its data.

    plan_check      may the plan be submitted?
    digest          does a day bring a mail?

Source: Ed. Code 32281; the district's bulletin I-a, X-a.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from adsum.policy.funding.school_months import monday_of
from adsum.policy.packs import Pack
from adsum.policy.packs.asking import Asking, Used

DAYS_OF_WEEK = 7
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class PlanCheck:
    """`missing`: parts of the plan without enough goals. `faults`: goals that cannot be measured."""

    may_submit: bool
    missing: tuple[str, ...]
    faults: tuple[str, ...]
    used: Used


@dataclass(frozen=True)
class Digest:
    week_of_year: int
    is_sent: bool
    used: Used


def plan_check(*, goals: Sequence[Mapping[str, Any]], pack: Pack, on: date) -> PlanCheck:
    """Whether a school's plan has what it needs.

    in      goals: part, metric, baseline, target (shares; for attendance only)
    """
    asking = Asking(pack, on=on)
    least: int = asking.value("school_plan.goals_per_part")
    parts = [goal["part"] for goal in goals]
    missing = tuple(part for part in asking.value("school_plan.parts") if parts.count(part) < least)
    faults = tuple(fault for goal in goals for fault in goal_faults(goal, asking))
    return PlanCheck(not missing and not faults, missing, faults, asking.used())


def goal_faults(goal: Mapping[str, Any], asking: Asking) -> list[str]:
    """What keeps an attendance goal from being measured; other parts are free."""
    if goal["part"] != "attendance":
        return []
    metrics = {row["metric"]: row["is_rising"] for row in asking.value("school_plan.attendance_metrics")}
    if goal.get("metric") not in metrics:
        return ["metric_unknown"]
    baseline, target = goal.get("baseline"), goal.get("target")
    if baseline is None or target is None:
        return ["baseline_or_target_missing"]
    return [] if improves(baseline, target, is_rising=metrics[goal["metric"]]) else ["target_is_no_improvement"]


def improves(baseline: Fraction, target: Fraction, *, is_rising: bool) -> bool:
    return target > baseline if is_rising else target < baseline


def digest(*, instruction_begins: date, pack: Pack, on: date) -> Digest:
    """Whether `on` brings the staff of a school a mail about its data."""
    asking = Asking(pack, on=on)
    week = (monday_of(on) - monday_of(instruction_begins)).days // DAYS_OF_WEEK + 1
    is_on = asking.meets("data_quality.first_week", week)
    return Digest(week, is_on and WEEKDAYS[on.weekday()] in asking.value("data_quality.mail_days"), asking.used())

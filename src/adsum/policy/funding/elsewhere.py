"""Students taught elsewhere: home and hospital instruction, independent study.

    home_hospital_week       days credited to a week of instruction at home or in hospital
    agreement_in_time        was an independent-study agreement signed in time?
    reengagement             must the school reach out because work is not coming in?

Source: Ed. Code 48206.3; 46300, 51747.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from adsum.policy.packs import Pack
from adsum.policy.packs.asking import Asking, Used


@dataclass(frozen=True)
class HomeHospitalWeek:
    days: int
    used: Used


@dataclass(frozen=True)
class Agreement:
    """`is_long_enough`: independent study of so few days cannot be credited at all."""

    is_long_enough: bool
    is_in_time: bool
    used: Used


@dataclass(frozen=True)
class Reengagement:
    """`grounds`: which of the tests call for it; none when the school need not reach out."""

    is_due: bool
    grounds: tuple[str, ...]
    parent_told_within_school_days: int
    used: Used


def home_hospital_week(*, minutes: Sequence[int], pack: Pack, on: date) -> HomeHospitalWeek:
    """Days credited for a calendar week: one for each day with enough instruction, up to the week's limit.

    in      minutes of instruction, one number for each day of the week
    """
    asking = Asking(pack, on=on)
    enough = [held for held in minutes if asking.meets("home_hospital.day_minutes", held)]
    return HomeHospitalWeek(min(len(enough), asking.value("home_hospital.week_days")), asking.used())


def agreement_in_time(*, days_planned: int, school_days_to_signature: int, pack: Pack, on: date) -> Agreement:
    """Whether an independent-study agreement was signed in time.

    in      days_planned: consecutive school days of study; school_days_to_signature: school days from the first day of
            study to the signature, 0 or less when it was signed before study began
    """
    asking = Asking(pack, on=on)
    is_long_enough = asking.meets("independent_study.shortest_days", days_planned)
    if asking.meets("independent_study.long_days", days_planned):
        return Agreement(is_long_enough, school_days_to_signature <= 0, asking.used())
    is_in_time = asking.meets("independent_study.signature_school_days", school_days_to_signature)
    return Agreement(is_long_enough, is_in_time, asking.used())


def reengagement(
    *,
    days_without_work: int,
    week_days_without_work: int,
    week_days: int,
    four_weeks_share_missing: Fraction = Fraction(0),
    is_agreement_broken: bool = False,
    pack: Pack,
    on: date,
) -> Reengagement:
    """Whether a student in independent study has fallen so far behind that the school must act.

    in      days_without_work: school days without credited work; week_days: school days of the week looked at;
            four_weeks_share_missing: of the instructional time required over four continuous weeks
    """
    asking = Asking(pack, on=on)
    tests = {
        "days": asking.meets("independent_study.days_without_work", days_without_work),
        "week": asking.meets("independent_study.week_share_without_work", Fraction(week_days_without_work, week_days)),
        "four_weeks": asking.meets("independent_study.four_weeks_share_missing", four_weeks_share_missing),
        "agreement": is_agreement_broken,
    }
    grounds = tuple(ground for ground, is_met in tests.items() if is_met)
    told: int = asking.value("independent_study.parent_told_school_days")
    return Reengagement(bool(grounds), grounds, told, asking.used())

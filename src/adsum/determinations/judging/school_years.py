"""School years as the records number them: by the calendar year they end in."""

from datetime import date

from adsum.policy.law import school_year_first
from adsum.policy.packs import Pack


def school_year(day: date, *, pack: Pack) -> int:
    """2026 for every day of 2025-26."""
    return first_day_of_year(day, pack=pack).year + 1


def first_day_of_year(day: date, *, pack: Pack) -> date:
    return school_year_first(day, first_day=pack.value("school_year.first_day", on=day))

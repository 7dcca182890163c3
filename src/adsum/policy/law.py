"""The law as one determination needs it: the pack's values on the day `as_of`, ready to compare with columns.

Nothing here decides anything; it only saves every stage from asking the pack by name.

    Law        thresholds, spans and reasons of a pack on a day
    District   the district's own definitions, when the pack has them
    Limit      an amount with its direction: more than 30 minutes, at least a tenth
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

import polars as pl

from adsum.policy.facts import GRADES, NEVER, REASON
from adsum.policy.packs import Pack, Reason
from adsum.policy.packs.model import COMPARISONS

LAWS_KEPT = 64
DAY_REASONS = ("excused", "independent_study", "suspended", "unexcused")  # the later one wins within a day

_CAPS = {
    "reason": REASON,
    "from": pl.Date(),
    "through": pl.Date(),
    "cap_count": pl.Int32(),
    "window": pl.Enum(["incident", "term", "school_month", "school_year"]),
}
_GRADES = {"reason": REASON, "from": pl.Date(), "through": pl.Date(), "grade": pl.Enum(GRADES)}


@dataclass(frozen=True, slots=True)
class Limit:
    """An amount and how it is compared, as the pack says it: (30, more_than), (1/10, at_least)."""

    amount: int | Fraction
    compare: str

    @classmethod
    def of(cls, pack: Pack, key: str, *, on: date) -> Limit:
        entry = pack.entry(key, on=on)
        return cls(entry.payload, entry.compare or "exactly")

    def is_met_by(self, amount: pl.Expr) -> pl.Expr:
        return self._compared(amount, self.amount)

    def is_met_by_share(self, *, part: pl.Expr, whole: pl.Expr) -> pl.Expr:
        """Whether part / whole meets the share, without dividing: 10 * absent >= expected."""
        share = Fraction(self.amount)
        return self._compared(part.cast(pl.Int64) * share.denominator, whole.cast(pl.Int64) * share.numerator)

    def holds(self, amount: int | Fraction) -> bool:
        return COMPARISONS[self.compare](amount, self.amount)

    def holds_share(self, *, part: int, whole: int) -> bool:
        share = Fraction(self.amount)
        return COMPARISONS[self.compare](part * share.denominator, whole * share.numerator)

    def _compared(self, left: pl.Expr, right: Any) -> pl.Expr:
        compared: Any = COMPARISONS[self.compare]  # made for numbers; columns compare with the same signs
        met: pl.Expr = compared(left, right)
        return met


@dataclass(frozen=True, slots=True)
class District:
    """Definitions of a district's own, reported beside the state's."""

    minutes: Limit
    partial_reasons: tuple[str, ...]
    attended_percent: Limit
    bands: tuple[tuple[int, str], ...]  # from this whole percent on; highest first

    @classmethod
    def of(cls, pack: Pack, *, on: date) -> District | None:
        if not pack.has("district_truancy.minutes"):
            return None
        bands = pack.value("attendance_bands", on=on)
        return cls(
            minutes=Limit.of(pack, "district_truancy.minutes", on=on),
            partial_reasons=tuple(pack.value("district_truancy.partial_reasons", on=on)),
            attended_percent=Limit.of(pack, "district_chronic.attended_percent", on=on),
            bands=tuple(sorted(((band["from_percent"], band["name"]) for band in bands), reverse=True)),
        )


@dataclass(frozen=True, eq=False)
class Law:
    """The values of a pack that a determination as of a day reads. Equal only to itself, so that it can be a key."""

    pack: Pack
    as_of: date
    year_first: date
    year_last: date
    default_minutes: int
    counted_status: tuple[int, ...]
    primary_status: int
    age_from: int
    age_under: int
    truancy_minutes: Limit
    truancy_events: int
    uncleared_counts: bool
    absent_share: Limit
    days_expected: Limit
    unexcused_share: Limit
    tiers: tuple[tuple[Fraction | None, str], ...]  # below this share; lowest first, None is the rest
    grade_spans: tuple[tuple[str, tuple[str, ...]], ...]
    central_kinds: tuple[str, ...]
    district: District | None

    @classmethod
    def of(cls, pack: Pack, *, as_of: date) -> Law:
        """The law of a day. The last few are kept: one student after the other is judged under the same one."""
        return _law(Asked(pack, as_of))

    @classmethod
    def read(cls, pack: Pack, *, as_of: date) -> Law:
        def value(key: str) -> Any:
            return pack.value(key, on=as_of)

        year_first = school_year_first(as_of, first_day=value("school_year.first_day"))
        return cls(
            pack=pack,
            as_of=as_of,
            year_first=year_first,
            year_last=year_first.replace(year=year_first.year + 1) - timedelta(days=1),
            default_minutes=value("meeting.default_minutes"),
            counted_status=tuple(value("enrollment.counted_status")),
            primary_status=value("enrollment.primary_status"),
            age_from=value("truancy.age_from"),
            age_under=value("truancy.age_under"),
            truancy_minutes=Limit.of(pack, "truancy.minutes", on=as_of),
            truancy_events=value("truancy.events"),
            uncleared_counts=value("truancy.uncleared_counts"),
            absent_share=Limit.of(pack, "chronic_absence.absent_share", on=as_of),
            days_expected=Limit.of(pack, "chronic_absence.days_expected", on=as_of),
            unexcused_share=Limit.of(pack, "chronic_truant.absent_share", on=as_of),
            tiers=tuple(tiers_of(value("absence_tiers"))),
            grade_spans=tuple((span["name"], tuple(span["grades"])) for span in value("ada.grade_spans")),
            central_kinds=tuple(value("central_run.kinds")),
            district=District.of(pack, on=as_of),
        )

    def is_in_year(self, column: str = "date") -> pl.Expr:
        """Within the school year that holds `as_of`, and not after `as_of`."""
        return pl.col(column).is_between(self.year_first, self.as_of)

    def school_year(self, column: str = "date") -> pl.Expr:
        """The calendar year in which the school year of a date begins."""
        month, day = self.year_first.month, self.year_first.day
        on = pl.col(column)
        is_before = (on.dt.month() < month) | ((on.dt.month() == month) & (on.dt.day() < day))
        return on.dt.year() - is_before.cast(pl.Int32)

    @cached_property
    def limited_reasons(self) -> list[str]:
        """Codes that have a cap or a grade limit at any time."""
        return sorted({row.code for row in self.pack.all_reasons() if row.cap or row.grades is not None})

    @cached_property
    def caps(self) -> pl.DataFrame:
        """reason | from, through (dates), cap_count (dates), window; one row per capped reason and span of time."""
        rows = [
            (row.code, row.first_day, through(row), row.cap.count, row.cap.window)
            for row in self.pack.all_reasons()
            if row.cap
        ]
        return pl.DataFrame(rows, schema=_CAPS, orient="row")

    @cached_property
    def grades(self) -> pl.DataFrame:
        """reason, grade | from, through; one row per grade that may use a limited reason."""
        rows = [
            (row.code, row.first_day, through(row), grade)
            for row in self.pack.all_reasons()
            for grade in sorted(row.grades or ())
        ]
        return pl.DataFrame(rows, schema=_GRADES, orient="row")

    def grade_span(self, column: str = "grade") -> pl.Expr:
        """The name of the span that a grade belongs to."""
        names = {grade: name for name, grades in self.grade_spans for grade in grades}
        spans = pl.Enum([name for name, _ in self.grade_spans])
        return pl.col(column).replace_strict(
            pl.Series(list(names), dtype=pl.Enum(GRADES)),
            pl.Series(list(names.values()), dtype=spans),
            default=None,
            return_dtype=spans,
        )


class Asked:
    """A pack and a day, as a key: the very same pack, for another of equal name may hold other values."""

    __slots__ = ("as_of", "pack")

    def __init__(self, pack: Pack, as_of: date) -> None:
        self.pack, self.as_of = pack, as_of

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Asked) and self.pack is other.pack and self.as_of == other.as_of

    def __hash__(self) -> int:
        return hash((id(self.pack), self.as_of))


@lru_cache(maxsize=LAWS_KEPT)
def _law(asked: Asked) -> Law:
    return Law.read(asked.pack, as_of=asked.as_of)


def through(row: Reason) -> date:
    return row.last_day or NEVER


def school_year_first(day: date, *, first_day: Any) -> date:
    """The first day of the school year that holds a day. `first_day` is MM-DD."""
    month, number = (int(part) for part in str(first_day).split("-"))
    start = date(day.year, month, number)
    return start if day >= start else start.replace(year=day.year - 1)


def tiers_of(rows: Iterable[dict[str, Any]]) -> list[tuple[Fraction | None, str]]:
    found = [(row["below"], row["name"]) for row in rows]
    return sorted(found, key=lambda tier: (tier[0] is None, tier[0] or 0))

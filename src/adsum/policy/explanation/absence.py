"""Why a student is chronically absent or not, under the state's definition and under the district's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from adsum.policy.chronic_truant import unexcused_since
from adsum.policy.explanation.case import StudentCase
from adsum.policy.explanation.marks import TakenMark
from adsum.policy.explanation.model import Line, Section, used_values
from adsum.policy.law import District

STATE_VALUES = (
    "chronic_absence.absent_share",
    "chronic_absence.days_expected",
    "absence_tiers",
    "school_year.first_day",
)
DISTRICT_VALUES = ("district_chronic.attended_percent",)
BAND_VALUES = ("attendance_bands",)
MOST_DAYS = 400  # looking further ahead than a school year says nothing


def chronic_state_section(case: StudentCase) -> Section:
    law = case.law
    absent, expected = _counts(case)

    def is_chronic(absent: int, expected: int) -> bool:
        return law.days_expected.holds(expected) and law.absent_share.holds_share(part=absent, whole=expected)

    told = f"{absent} of {expected} expected days absent{_share(absent, expected)}."
    tier = f" Tier: {case.standing['tier']}." if case.standing.get("tier") else ""
    return Section(
        name="chronic_state",
        title="Chronic absence, the state's definition",
        conclusion=("Chronically absent: " if case.standing.get("is_chronic_state") else "Not chronically absent: ")
        + told
        + tier,
        lines=tuple(_days(case)),
        values=used_values(law.pack, STATE_VALUES, on=law.as_of),
        would_change=_would_change(is_chronic, absent, expected),
    )


def chronic_district_section(case: StudentCase, district: District) -> Section:
    absent, expected = _counts(case)
    unknown = case.standing.get("days_incomplete") or 0

    def is_chronic(absent: int, expected: int) -> bool:
        return expected > 0 and district.attended_percent.holds(_percent(expected - absent - unknown, expected))

    percent = f"{_percent(expected - absent - unknown, expected)} whole percent attended" if expected else "no day"
    told = f"{expected - absent - unknown} of {expected} expected days attended, {percent}."
    return Section(
        name="chronic_district",
        title="Chronic absence, the district's definition",
        conclusion=("Chronically absent: " if case.standing.get("is_chronic_district") else "Not chronically absent: ")
        + told,
        lines=(),
        values=used_values(case.law.pack, DISTRICT_VALUES, on=case.law.as_of),
        would_change=_would_change(is_chronic, absent, expected),
    )


def band_section(case: StudentCase, district: District) -> Section:
    absent, expected = _counts(case)
    unknown = case.standing.get("days_incomplete") or 0
    band = case.standing.get("band")
    told = f"{_percent(expected - absent - unknown, expected)} whole percent attended." if expected else ""
    lines = [
        Line(on=None, what=name, is_counted=name == band, why=f"from {least} whole percent attended")
        for least, name in district.bands
    ]
    return Section(
        name="band",
        title="Attendance band",
        conclusion=f"{band}: {told}" if band else "No band: there was no expected day.",
        lines=tuple(lines),
        values=used_values(case.law.pack, BAND_VALUES, on=case.law.as_of),
    )


def _counts(case: StudentCase) -> tuple[int, int]:
    return case.standing.get("days_absent") or 0, case.standing.get("days_expected") or 0


def _percent(part: int, whole: int) -> int:
    return 100 * part // whole


def _share(absent: int, expected: int) -> str:
    return f", {1000 * absent // expected / 10:.1f}%" if expected else ""


def _days(case: StudentCase) -> list[Line]:
    """Every date with an absence or an open roll: whether it counts as absent, and why."""
    dates = {row["date"]: row for row in case.stages.absences.dates.iter_rows(named=True)}
    marked: dict[Any, list[TakenMark]] = {date: [] for date in dates}
    for mark in case.marks:
        if mark.is_absent and not mark.passed_over:
            marked.setdefault(mark.on, []).append(mark)
    in_year = sorted(date for date in marked if case.law.year_first <= date <= case.law.as_of)
    return [_day(date, marked[date], dates.get(date)) for date in in_year]


def _day(on: Any, marks: list[TakenMark], found: dict[str, Any] | None) -> Line:
    periods = ", ".join(str(mark.period) for mark in marks)
    what = f"absent in period {periods}" if periods else "no roll"
    is_confidential = any(mark.is_confidential for mark in marks)
    if found is None:
        why = (
            "every absence counts as attendance"
            if all(mark.earns_day for mark in marks)
            else "attended part of the day"
        )
        return Line(on=on, what=what, is_counted=False, why=why, is_confidential=is_confidential)
    if found["is_incomplete"]:
        why = "a roll of the day was never certified: neither absent nor attended"
        return Line(on=on, what=what, is_counted=False, why=why, is_confidential=is_confidential)
    why = "absent all day, unexcused" if found["is_unexcused"] else "absent all day; an excused absence counts too"
    return Line(on=on, what=what, is_counted=True, why=why, is_confidential=is_confidential)


def _would_change(is_chronic: Callable[[int, int], bool], absent: int, expected: int) -> tuple[str, ...]:
    """How many school days of only absence, or of only attendance, would turn the answer."""
    now = is_chronic(absent, expected)
    for days in range(1, MOST_DAYS):
        if is_chronic(absent if now else absent + days, expected + days) != now:
            many = "the next school day" if days == 1 else f"all of the next {days} school days"
            return (f"attending {many} would end it." if now else f"missing {many} would make it so.",)
    return ()


def chronic_truant_section(case: StudentCase) -> Section:
    """Every condition, and whether it is met."""
    law = case.law
    is_met = bool(case.standing.get("is_chronic_truant"))
    issues = case.stages.issues
    notices = [_condition(f"notice {n} issued", issues[f"issued_{n}"][0] if issues.height else None) for n in (1, 2, 3)]
    acts = [
        _condition("a conference attempted", _first(case, "conferences", "attempted_on")),
        _condition("referred to the review board", _first(case, "referrals", "referred_on")),
    ]
    return Section(
        name="chronic_truant",
        title="Chronic truant",
        conclusion="Chronic truant: every condition is met."
        if is_met
        else "Not a chronic truant: a condition is not met.",
        lines=(*_often(case), *notices, *acts),
        values=used_values(law.pack, ("chronic_truant.absent_share",), on=law.as_of),
    )


def _often(case: StudentCase) -> list[Line]:
    """The share of days missed without excuse since the current enrollment began."""
    counts = unexcused_since(
        case.stages.current, dates=case.stages.absences.dates, taught=case.taught, law=case.law
    ).rows(named=True)
    return [
        Line(
            on=None,
            what=f"{row['unexcused']} unexcused absent days of {row['days_taught']} taught since {row['first_day']}",
            is_counted=case.law.unexcused_share.holds_share(part=row["unexcused"], whole=row["days_taught"]),
            why="the share since the current enrollment began",
        )
        for row in counts
    ]


def _condition(what: str, on: Any) -> Line:
    return Line(on=on, what=what, is_counted=on is not None, why="done" if on else "not done")


def _first(case: StudentCase, table: str, column: str) -> Any:
    days = case.facts.table(table)[column]
    return days.filter(days <= case.law.as_of).min()

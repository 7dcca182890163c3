"""Why each mark is or is not part of a truancy event, under the statute and under the district's count."""

from __future__ import annotations

from datetime import date
from typing import Any

from adsum.policy.explanation.case import StudentCase
from adsum.policy.explanation.marks import TakenMark
from adsum.policy.explanation.model import Line, Section, used_values
from adsum.policy.law import District, Limit
from adsum.policy.packs.wording import COMPARE

VALUES = (
    "truancy.events",
    "truancy.minutes",
    "truancy.age_from",
    "truancy.age_under",
    "truancy.uncleared_counts",
    "school_year.first_day",
)
DISTRICT_VALUES = ("district_truancy.minutes", "district_truancy.partial_reasons", "truancy.events")
KINDS = {"full_day": "a full day", "period_cut": "a period cut", "late": "a tardy or early leave"}


def truancy_section(case: StudentCase) -> Section:
    law = case.law
    events = {event["date"]: event for event in case.events if event["kind"]}
    lines = tuple(_line(mark, _why(mark, events.get(mark.on), case)) for mark in case.marks)
    return Section(
        name="truancy",
        title="Truancy",
        conclusion=_conclusion(list(events), needed=law.truancy_events),
        lines=lines,
        values=used_values(law.pack, VALUES, on=law.as_of),
        would_change=_would_change(len(events), needed=law.truancy_events),
    )


def district_truancy_section(case: StudentCase, district: District) -> Section:
    """The same marks under the district's own count."""
    law = case.law
    counts = {event["date"]: event["district_count"] for event in case.events if event["district_count"]}
    dates = list(counts)
    lines = tuple(_line(mark, _why_district(mark, counts.get(mark.on), case, district)) for mark in case.marks)
    return Section(
        name="district_truancy",
        title="Truancy as the district counts it",
        conclusion=_conclusion(dates, needed=law.truancy_events) + " A letter follows the statute's count.",
        lines=lines,
        values=used_values(law.pack, DISTRICT_VALUES, on=law.as_of),
        would_change=_would_change(len(dates), needed=law.truancy_events),
    )


def _line(mark: TakenMark, told: tuple[bool, str]) -> Line:
    return Line(
        on=mark.on,
        what=mark.what,
        is_counted=told[0],
        why=told[1],
        mark_id=mark.mark_id,
        reason=mark.code,
        is_confidential=mark.is_confidential,
    )


def _conclusion(dates: list[date], *, needed: int) -> str:
    told = f"{len(dates)} {'event' if len(dates) == 1 else 'events'} in the school year."
    if len(dates) < needed:
        return f"Not truant: {told} {needed} are needed."
    return f"Truant since {sorted(dates)[needed - 1]}, the date of event {needed}: {told}"


def _would_change(events: int, *, needed: int) -> tuple[str, ...]:
    if events < needed:
        more = needed - events
        return (f"{more} more {'event' if more == 1 else 'events'} on other dates would make the student truant.",)
    fewer = events - needed + 1
    return (f"clearing {fewer} of these dates with a valid excuse would end it.",)


def _why(mark: TakenMark, event: dict[str, Any] | None, case: StudentCase) -> tuple[bool, str]:
    """Whether the mark is part of an event of the statute, and why."""
    out = _left_out(mark, case)
    if out:
        return False, out
    limit = case.law.truancy_minutes
    is_long = mark.is_long_meeting if mark.is_absent else limit.holds(mark.minutes or 0)
    if event is None:
        return False, f"{mark.excuse}, but {_too_short(mark, limit)}"
    number = f"event {event['count']}, {KINDS[event['kind']]}"
    if _is_part(mark, event["kind"], is_long=is_long, is_full_day=case.is_unexcused_day(mark)):
        return True, f"{number}: {mark.excuse}"
    return False, f"{mark.excuse}, but a date is one event only, and this is {number}"


def _why_district(mark: TakenMark, count: int | None, case: StudentCase, district: District) -> tuple[bool, str]:
    """Whether the mark is part of an event of the district's count, and why."""
    out = _left_out(mark, case)
    if out:
        return False, out
    if case.is_unexcused_day(mark):
        return True, f"event {count}, a full day: {mark.excuse}"
    if not mark.is_absent and mark.code not in district.partial_reasons:
        return False, f"the district counts a tardy or early leave only as {' or '.join(district.partial_reasons)}"
    limit = district.minutes
    is_long = mark.is_long_meeting_for_district if mark.is_absent else limit.holds(mark.minutes or 0)
    if is_long:
        return True, f"event {count}: {mark.excuse}"
    return False, f"{mark.excuse}, but {_too_short(mark, limit)}"


def _left_out(mark: TakenMark, case: StudentCase) -> str | None:
    """Why the mark cannot be part of an event of this year under any count; None if it can."""
    if mark.passed_over:
        return mark.passed_over
    if mark.on < case.law.year_first:
        return f"it lies before this school year, which began on {case.law.year_first}"
    if not mark.is_truant:
        return mark.excuse
    return case.compulsory.why_not(mark.on)


def _too_short(mark: TakenMark, limit: Limit) -> str:
    words = f"not {COMPARE[limit.compare]} {limit.amount} minutes"
    return f"its meeting is {words}" if mark.is_absent else f"{mark.minutes} minutes are {words}"


def _is_part(mark: TakenMark, kind: str, *, is_long: bool, is_full_day: bool) -> bool:
    if kind == "full_day":
        return is_full_day
    return is_long and mark.is_absent == (kind == "period_cut")

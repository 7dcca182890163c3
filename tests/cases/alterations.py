"""Packs with one value a little off, to see that a worked case notices."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import count
from typing import Any

from adsum.policy.packs import Pack, Reason

STEP = Fraction(1, 100)
MONTH_DAY = re.compile(r"[0-9]{2}-[0-9]{2}")
LEAP_YEAR = 2024
ONE_DAY = timedelta(days=1)
NUMBERS = count(1)


def as_another(pack: Pack, **parts: Any) -> Pack:
    """The pack with other law, and therefore another version: nothing kept for the first one holds for it."""
    return replace(pack, version=f"{pack.version}-altered-{next(NUMBERS)}", **parts)


def altered_values(pack: Pack, key: str) -> Iterator[tuple[str, Pack]]:
    """The pack with each small change of a value's last payload, and what was changed."""
    *earlier, last = pack.history(key)
    for payload in altered(last.payload):
        history = (*earlier, replace(last, payload=payload))
        yield f"{key} {payload}", as_another(pack, histories={**pack.histories, key: history})


def altered(payload: Any) -> Iterator[Any]:
    if isinstance(payload, bool):
        yield not payload
    elif isinstance(payload, int):
        yield from (payload - 1, payload + 1)
    elif isinstance(payload, Fraction):
        yield from (payload - STEP, payload + STEP)
    elif isinstance(payload, str):
        yield from altered_days(payload) if MONTH_DAY.fullmatch(payload) else (f"{payload}x",)
    elif isinstance(payload, list):
        yield from altered_rows(payload)
    elif isinstance(payload, dict):
        yield from ({**payload, name: changed} for name, part in payload.items() for changed in altered(part))


def altered_days(month_day: str) -> Iterator[str]:
    """The day before and the day after."""
    day = date.fromisoformat(f"{LEAP_YEAR}-{month_day}")
    yield from (f"{other:%m-%d}" for other in (day - ONE_DAY, day + ONE_DAY))


def altered_rows(rows: list[Any]) -> Iterator[list[Any]]:
    """One row left out, or one field of one row a little off. Names are no rule, and a 0 has nothing below."""
    for number, row in enumerate(rows):
        if not isinstance(row, dict):
            yield rows[:number] + rows[number + 1 :]
            continue
        for field, part in row.items():
            for changed in altered(part) if part and isinstance(part, (int, Fraction)) else ():
                yield [*rows[:number], {**row, field: changed}, *rows[number + 1 :]]


def altered_reasons(pack: Pack, code: str) -> Iterator[tuple[str, Pack]]:
    """The pack with each small change of how a reason is treated."""
    *earlier, last = pack.reason_rows[code]
    for what, row in altered_reason(last):
        yield f"{code} {what}", as_another(pack, reason_rows={**pack.reason_rows, code: (*earlier, row)})


def altered_reason(reason: Reason) -> Iterator[tuple[str, Reason]]:
    excused = not reason.excused
    day_reason = "excused" if excused else "unexcused"
    yield "excused", replace(reason, excused=excused, counts_truancy=not excused, day_reason=day_reason)
    yield "earns_day", replace(reason, earns_day=not reason.earns_day)
    if reason.day_reason not in ("excused", "unexcused"):
        yield "day_reason", replace(reason, day_reason="excused")
    if reason.grades:
        yield "grades", replace(reason, grades=None)
    if reason.cap:
        yield "one more", replace(reason, cap=replace(reason.cap, count=reason.cap.count + 1))
        yield "one less", replace(reason, cap=replace(reason.cap, count=reason.cap.count - 1))

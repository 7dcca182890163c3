"""Values, reasons and limits in words, for the reference pages and the terminal."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from adsum.policy.packs.keys import GRADES
from adsum.policy.packs.model import Cap, Letter, PackValue, Reason, Source

COMPARE = {
    "at_least": "at least",
    "more_than": "more than",
    "at_most": "at most",
    "less_than": "less than",
    "exactly": "",
}
WINDOW = {
    "incident": "for each incident",
    "term": "in a term",
    "school_month": "in a school month",
    "school_year": "in a school year",
}


def payload_in_words(payload: Any) -> str:
    """30, 10%, true, comprehensive; rows of a table one after the other."""
    if isinstance(payload, bool) or payload is None:
        return {True: "true", False: "false", None: "nothing"}[payload]
    if isinstance(payload, Fraction):
        return percent(payload)
    if isinstance(payload, dict):
        return row_in_words(payload)
    if isinstance(payload, list):
        between = "; " if any(isinstance(part, dict) for part in payload) else ", "
        return between.join(payload_in_words(part) for part in payload)
    return str(payload)


def row_in_words(row: dict[str, Any]) -> str:
    """The first field names the row: `at_risk (below 10%)`."""
    name, *rest = row.items()
    told = [f"{key.replace('_', ' ')} {payload_in_words(part)}" for key, part in rest if part is not None]
    return payload_in_words(name[1]) + (f" ({', '.join(told)})" if told else "")


def percent(share: Fraction) -> str:
    hundred = share * 100
    return f"{hundred.numerator}%" if hundred.denominator == 1 else f"{float(hundred):.4f}".rstrip("0") + "%"


def value_in_words(value: PackValue) -> str:
    """more than 30; at least 10%."""
    return f"{COMPARE[value.compare or 'exactly']} {payload_in_words(value.payload)}".strip()


def span_in_words(row: PackValue | Reason | Letter) -> str:
    return f"from {row.first_day}" if row.last_day is None else f"{row.first_day} to {row.last_day}"


def local_in_words(value: PackValue) -> str:
    if value.local == "stricter":
        return f"only go further: a {value.stricter} value"
    return "change it freely" if value.local == "free" else "not change it; a local definition has its own key"


def source_in_words(source: Source) -> str:
    quoted = f', "{source.quote}"' if source.quote else ""
    return f"{source.cite}{quoted}" + (f" ({source.url})" if source.url else "")


def cap_in_words(cap: Cap | None) -> str:
    if cap is None:
        return ""
    return f"{cap.count} {'date' if cap.count == 1 else 'dates'} {WINDOW[cap.window]}"


def grades_in_words(grades: frozenset[str] | None) -> str:
    """A span, as the packs write it: 07-12."""
    if grades is None:
        return ""
    found = [grade for grade in GRADES if grade in grades]
    return f"{found[0]}-{found[-1]}"


def day_in_words(reason: Reason) -> str:
    """What a full day with the reason is."""
    if reason.earns_day:
        return "no absence, earns the day"
    return f"absent, {reason.day_reason.replace('_', ' ')}"

"""Reading reasons.yaml: the absence reasons of a pack, by code.

    FUN:
      label: {en: Funeral or grieving, es: Funeral o duelo}
      meaning: funeral of, or grieving for, a close relative
      documentation: the parent's statement
      needs: [incident]
      source: {cite: "Ed. Code 48205(a)(4)"}
      values:
        2000-07-01: {excused: true, cap: {count: 5, window: incident}}

A dated row says how the reason is treated from that day on; `ended` instead of a row closes the code. What a row
leaves out is: excused false, earns_day false, day_reason by excused, no cap, all grades, not confidential.
Whether it counts toward truancy follows from `excused`, so a row cannot contradict itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from adsum.policy.packs.documents import Item
from adsum.policy.packs.entries import (
    check_fields,
    read_dated,
    read_flag,
    read_kind,
    read_source,
    read_text,
    read_texts,
    spans,
)
from adsum.policy.packs.keys import GRADES
from adsum.policy.packs.model import Cap, Reason, Source
from adsum.policy.packs.payloads import INTEGER, TEXT, list_of, one_of, record
from adsum.policy.packs.problems import Problems

FIELDS = ("label", "meaning", "documentation", "needs", "source", "verified", "note", "values")
REQUIRED = ("label", "meaning", "documentation", "source", "values")
ROW_FIELDS = ("excused", "earns_day", "day_reason", "cap", "grades", "confidential")
WINDOW = one_of("incident", "term", "school_month", "school_year")
DAY_REASON = one_of("unexcused", "suspended", "independent_study", "excused")
CAP = record(count=INTEGER, window=WINDOW)
NEEDS = list_of(
    one_of("incident", "approval", "request", "advance_notice", "permit", "consent", "sign_in", "roster", "agreement")
)

ReasonRows = dict[str, tuple[Reason, ...]]


def read_reasons(document: Item, *, pack: str, inherited: Mapping[str, Any], problems: Problems) -> ReasonRows:
    """Every reason of the file. A code the parent has is the state's; a district maps its own codes onto it.

    A reason that could not be read stays as an empty history, so that nothing else is blamed for its lack.
    """
    found: ReasonRows = {}
    for code, entry in document.entries():
        if not isinstance(code, str):
            problems.at(entry, str(code), "a reason code is text; put it in quotes")
        elif inherited.get(code):
            problems.at(entry, code, f"{inherited[code][0].pack} defines this reason; map a local code onto it instead")
        else:
            found[code] = read_reason(code, entry, pack=pack, problems=problems)
    return found


def read_reason(code: str, entry: Item, *, pack: str, problems: Problems) -> tuple[Reason, ...]:
    is_whole = check_fields(entry, code, known=FIELDS, required=REQUIRED, problems=problems)
    source = read_source(entry, code, problems)
    label = read_texts(entry.get("label"), code, problems)
    needs: Any = read_kind(entry, "needs", NEEDS, code, problems) or []
    shared: dict[str, Any] = {
        "code": code,
        "label": label,
        "meaning": read_text(entry, "meaning", code, problems),
        "documentation": read_text(entry, "documentation", code, problems),
        "needs": tuple(needs),
        "source": source or Source(cite=""),
        "verified": read_flag(entry, "verified", code, problems, default=True),
        "note": read_text(entry, "note", code, problems) or None,
        "pack": pack,
    }
    rows = [
        read_row(code, item, first_day=first_day, last_day=last_day, shared=shared, problems=problems)
        for first_day, last_day, item in spans(read_dated(entry, code, problems))
        if item.data != "ended"
    ]
    return tuple(row for row in rows if row) if is_whole and source and label else ()


def read_row(
    code: str, item: Item, *, first_day: date, last_day: date | None, shared: dict[str, Any], problems: Problems
) -> Reason | None:
    if not check_fields(item, code, known=ROW_FIELDS, required=("excused",), problems=problems):
        return None
    excused = read_flag(item, "excused", code, problems, default=False)
    reason: Any = read_kind(item, "day_reason", DAY_REASON, code, problems) or ("excused" if excused else "unexcused")
    if excused == (reason == "unexcused"):
        problems.at(item, code, "an excused reason cannot make an unexcused day, nor the other way round")
    return Reason(
        **shared,
        excused=excused,
        counts_truancy=not excused,
        earns_day=read_flag(item, "earns_day", code, problems, default=False),
        day_reason=reason,
        cap=read_cap(item, code, problems),
        grades=read_grades(item, code, problems),
        confidential=read_flag(item, "confidential", code, problems, default=False),
        first_day=first_day,
        last_day=last_day,
        file=item.file,
        line=item.line,
    )


def read_cap(item: Item, code: str, problems: Problems) -> Cap | None:
    cap: Any = read_kind(item, "cap", CAP, code, problems)
    return Cap(count=cap["count"], window=cap["window"]) if cap else None


def read_grades(item: Item, code: str, problems: Problems) -> frozenset[str] | None:
    """Grades are written as a span: 07-12, KN-05."""
    text = read_kind(item, "grades", TEXT, code, problems)
    if text is None:
        return None
    first, dash, last = str(text).partition("-")
    if not dash or first not in GRADES or last not in GRADES or GRADES.index(first) > GRADES.index(last):
        problems.at(item.data["grades"], code, f"grades: {text!r} is not a span of grades such as 07-12 or TK-05")
        return None
    return frozenset(GRADES[GRADES.index(first) : GRADES.index(last) + 1])

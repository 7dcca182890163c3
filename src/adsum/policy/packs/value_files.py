"""Reading values/*.yaml: one policy value per top-level key, dated, with unit, source and meaning.

    chronic_absence.absent_share:
      meaning: share of expected days absent from which a student is chronically absent
      unit: absent days per expected day
      compare: at_least            # at_least, more_than, at_most, less_than, exactly: for numbers only
      local: fixed                 # fixed, stricter, free: what a pack that extends this one may do
      stricter: lower              # only with `local: stricter`: which way is stricter
      values:
        2000-07-01: 10%
      source: {cite: "Ed. Code 60901(c)(1)", quote: "10 percent or more"}
      verified: true               # false: not read in its source yet; whatever rests on it says so

A pack that overrides a parent's value writes only what differs: values and source. Meaning, unit and comparison stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
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
    spans,
)
from adsum.policy.packs.keys import KEYS
from adsum.policy.packs.model import PackValue, Source
from adsum.policy.packs.payloads import Kind, WrongPayload, one_of
from adsum.policy.packs.problems import Problems

FIELDS = ("meaning", "unit", "compare", "local", "stricter", "values", "source", "verified", "note")
REQUIRED = ("meaning", "unit", "values", "source")
OVERRIDE_REQUIRED = ("values", "source")
COMPARE = one_of("at_least", "more_than", "at_most", "less_than", "exactly")
LOCAL = one_of("fixed", "stricter", "free")
STRICTER = one_of("lower", "higher")

Histories = dict[str, tuple[PackValue, ...]]


def read_values(
    document: Item, *, pack: str, inherited: Mapping[str, tuple[PackValue, ...]], problems: Problems
) -> Histories:
    """Every value of one file, by key. A key the parent has is read as an override of it.

    A value that could not be read stays as an empty history, so that an override of it is still known for one.
    """
    found: Histories = {}
    for key, entry in document.entries():
        if key not in KEYS:
            problems.at(entry, str(key), "unknown value; a new one is first registered in policy/packs/keys.py")
            continue
        found[key] = read_history(key, entry, pack=pack, parent=inherited.get(key), problems=problems)
    return found


def read_history(
    key: str, entry: Item, *, pack: str, parent: tuple[PackValue, ...] | None, problems: Problems
) -> tuple[PackValue, ...]:
    required = REQUIRED if parent is None else OVERRIDE_REQUIRED
    is_whole = check_fields(entry, key, known=FIELDS, required=required, problems=problems)
    source = read_source(entry, key, problems)
    frame = read_frame(key, entry, pack=pack, parent=parent, source=source, problems=problems)
    payloads = read_payloads(key, entry, problems=problems)
    if not is_whole or source is None or frame is None:
        return ()
    return tuple(
        replace(frame, payload=payload, first_day=first_day, last_day=last_day, file=item.file, line=item.line)
        for first_day, last_day, payload, item in payloads
    )


def read_frame(
    key: str, entry: Item, *, pack: str, parent: tuple[PackValue, ...] | None, source: Source | None, problems: Problems
) -> PackValue | None:
    """What all dated rows of a value share. The payload is filled in row by row."""
    if parent == ():
        return None  # the parent's own value is faulty, and noted: there is nothing to compare this one with
    basis = parent[-1] if parent else None
    compare: Any = read_kind(entry, "compare", COMPARE, key, problems) or (basis.compare if basis else None)
    local: Any = read_kind(entry, "local", LOCAL, key, problems) or (basis.local if basis else "fixed")
    stricter: Any = read_kind(entry, "stricter", STRICTER, key, problems) or (basis.stricter if basis else None)
    check_comparison(key, entry, compare=compare, local=local, stricter=stricter, problems=problems)
    frame = PackValue(
        key=key,
        payload=None,
        meaning=read_text(entry, "meaning", key, problems, default=basis.meaning if basis else ""),
        unit=read_text(entry, "unit", key, problems, default=basis.unit if basis else ""),
        compare=compare,
        local=local,
        stricter=stricter,
        first_day=date.min,
        last_day=None,
        source=source or Source(cite=""),
        verified=read_flag(entry, "verified", key, problems, default=True),
        note=read_text(entry, "note", key, problems) or None,
        pack=pack,
        file=entry.file,
        line=entry.line,
    )
    return frame if basis is None or keeps_its_frame(basis, frame, entry, problems) else None


def check_comparison(
    key: str, entry: Item, *, compare: str | None, local: str, stricter: str | None, problems: Problems
) -> None:
    is_amount = KEYS[key].is_amount
    if is_amount and compare is None:
        problems.at(entry, key, f"a number needs `compare`: {COMPARE.title}")
    if not is_amount and compare is not None:
        problems.at(entry, key, f"`compare` is for numbers only; this is a {KEYS[key].title}")
    if local == "stricter" and not (is_amount and stricter):
        problems.at(entry, key, "`local: stricter` needs a number and `stricter: lower` or `stricter: higher`")


def keeps_its_frame(basis: PackValue, frame: PackValue, entry: Item, problems: Problems) -> bool:
    """An override changes values and source only: another unit or comparison would be another value."""
    kept = True
    for name in ("meaning", "unit", "compare", "stricter"):
        if getattr(frame, name) != getattr(basis, name):
            message = (
                f"`{name}` differs from that of {basis.pack}; leave it out, or give the local definition its own key"
            )
            problems.at(entry.get(name) or entry, frame.key, message)
            kept = False
    return kept


def read_payloads(key: str, entry: Item, *, problems: Problems) -> list[tuple[date, date | None, Any, Item]]:
    kind: Kind = KEYS[key]
    found = []
    for first_day, last_day, item in spans(read_dated(entry, key, problems)):
        try:
            found.append((first_day, last_day, kind.read(item), item))
        except WrongPayload as error:
            problems.at(error.item, key, error.message)
    return found

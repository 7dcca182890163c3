"""Reading the parts that values, reasons and letters have in common: fields, sources, dated rows.

Each function takes an `Item`, notes every fault in `problems`, and returns what could be read (None where it
could not), so that one pass over a file finds all of its faults.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from adsum.policy.packs.documents import Item
from adsum.policy.packs.model import Source, Texts, day_before
from adsum.policy.packs.payloads import FLAG, TEXT, Kind, WrongPayload
from adsum.policy.packs.problems import Problems

LANGUAGES = ("en", "es")  # every text shown to a family is written in both
QUOTE_WORDS = 15  # a quote is a few statutory words, never a copied sentence


def check_fields(entry: Item, key: str, *, known: Collection[str], required: Iterable[str], problems: Problems) -> bool:
    """Whether the entry is a mapping with every required field. Unknown and missing ones are noted."""
    if not isinstance(entry.data, dict):
        problems.at(entry, key, f"needs the fields {', '.join(required)}")
        return False
    for name, item in entry.entries():
        if name not in known:
            problems.at(item, key, f"unknown field {name!r}; it may have {', '.join(known)}")
    missing = [name for name in required if name not in entry.data]
    for name in missing:
        problems.at(entry, key, f"the field {name!r} is missing")
    return not missing


def read_kind(entry: Item, name: str, kind: Kind, key: str, problems: Problems) -> object:
    """One field's payload, or None when it is absent or wrong (wrong is noted)."""
    item = entry.get(name)
    if item is None:
        return None
    try:
        return kind.read(item)
    except WrongPayload as error:
        problems.at(error.item, key, f"{name}: {error.message}")
        return None


def read_text(entry: Item, name: str, key: str, problems: Problems, *, default: str = "") -> str:
    found = read_kind(entry, name, TEXT, key, problems)
    return default if found is None else str(found)


def read_flag(entry: Item, name: str, key: str, problems: Problems, *, default: bool) -> bool:
    found = read_kind(entry, name, FLAG, key, problems)
    return default if found is None else bool(found)


def read_source(entry: Item, key: str, problems: Problems) -> Source | None:
    item = entry.get("source")
    if item is None or not check_fields(
        item, key, known=("cite", "quote", "url"), required=("cite",), problems=problems
    ):
        return None
    source = Source(
        cite=read_text(item, "cite", key, problems),
        quote=read_text(item, "quote", key, problems) or None,
        url=read_text(item, "url", key, problems) or None,
    )
    if source.quote and len(source.quote.split()) > QUOTE_WORDS:
        problems.at(item, key, f"the quote is longer than {QUOTE_WORDS} words; keep the words that decide")
    return source


def read_texts(item: Item | None, key: str, problems: Problems) -> Texts | None:
    """A text in every language."""
    if item is None or not check_fields(item, key, known=LANGUAGES, required=LANGUAGES, problems=problems):
        return None
    return {language: read_text(item, language, key, problems) for language in LANGUAGES}


def read_dated(entry: Item, key: str, problems: Problems) -> list[tuple[date, Item]]:
    """The rows of `values`, earliest first. Days that repeat, go backwards or are no days are noted."""
    rows: list[tuple[date, Item]] = []
    item = entry.get("values")
    if item is None:
        return rows
    if not isinstance(item.data, dict) or not item.data:
        problems.at(item, key, "values needs at least one line `first day: value`")
        return rows
    for day, row in item.entries():
        if not isinstance(day, date):
            problems.at(row, key, f"{day!r} is not a first day; write it as YYYY-MM-DD without quotes")
        elif rows and day < rows[-1][0]:
            problems.at(row, key, f"{day} stands after {rows[-1][0]}; write the earliest first, so that none overlap")
        else:
            rows.append((day, row))
    return rows


def spans(rows: list[tuple[date, Item]]) -> list[tuple[date, date | None, Item]]:
    """Each row with its last day: the day before the next one begins."""
    return [
        (day, day_before(rows[number + 1][0]) if number + 1 < len(rows) else None, item)
        for number, (day, item) in enumerate(rows)
    ]

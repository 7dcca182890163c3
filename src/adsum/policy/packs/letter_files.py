"""Reading letters/*.yaml: what each letter must say, as of which day, in every language.

    notice_of_truancy_1:
      meaning: ...
      source: {cite: "Ed. Code 48260.5"}
      title: {en: ..., es: ...}
      texts:                       # the fixed pieces around the required content, by name
        greeting: {en: ..., es: ...}
      elements:                    # each thing the law asks for, in our own words
        pupil_is_truant: {text: {en: ..., es: ...}, source: {cite: ...}}
      values:                      # which of them, in which order, for a letter dated from that day on
        2025-07-01: [pupil_is_truant, ...]

A text may hold a field in braces, `{student_name}`, from the fixed list TEMPLATE_FIELDS and nothing else: no
conditions, no expressions. An unknown field is a fault of the pack, found before any letter is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from adsum.policy.packs.documents import Item
from adsum.policy.packs.entries import (
    LANGUAGES,
    check_fields,
    read_dated,
    read_flag,
    read_source,
    read_text,
    read_texts,
    spans,
)
from adsum.policy.packs.model import Element, Letter, Source, Texts
from adsum.policy.packs.payloads import TEXT, WrongPayload, list_of
from adsum.policy.packs.problems import Problems

TEMPLATE_FIELDS = frozenset(
    {
        "student_name",
        "student_grade",
        "school_name",
        "school_address",
        "school_phone",
        "district_name",
        "contact_name",
        "contact_phone",
        "letter_date",
        "school_year",
        "event_dates",
        "event_count",
        "truant_on",
    }
)
FIELDS = ("meaning", "source", "verified", "title", "texts", "elements", "values")
REQUIRED = ("meaning", "source", "title", "texts", "elements", "values")
ELEMENT_FIELDS = ("text", "source", "verified")
FIELD_IN_TEXT = re.compile(r"\{([^{}]*)\}")

LetterRows = dict[str, tuple[Letter, ...]]


def read_letters(document: Item, *, pack: str, problems: Problems) -> LetterRows:
    found = {name: read_letter(name, entry, pack=pack, problems=problems) for name, entry in document.entries()}
    return {name: rows for name, rows in found.items() if rows}


def read_letter(name: str, entry: Item, *, pack: str, problems: Problems) -> tuple[Letter, ...]:
    is_whole = check_fields(entry, name, known=FIELDS, required=REQUIRED, problems=problems)
    source = read_source(entry, name, problems)
    title = read_texts(entry.get("title"), name, problems)
    texts = read_fixed_texts(entry, name, problems)
    elements = read_elements(entry, name, problems)
    check_template_fields(entry, name, problems)
    if not (is_whole and source and title):
        return ()
    shared: dict[str, Any] = {
        "name": name,
        "meaning": read_text(entry, "meaning", name, problems),
        "title": title,
        "texts": texts,
        "languages": LANGUAGES,
        "source": source,
        "verified": read_flag(entry, "verified", name, problems, default=True),
        "pack": pack,
    }
    return tuple(
        Letter(
            **shared,
            elements=chosen_elements(item, name, elements, problems),
            first_day=first_day,
            last_day=last_day,
            file=item.file,
            line=item.line,
        )
        for first_day, last_day, item in spans(read_dated(entry, name, problems))
    )


def read_fixed_texts(entry: Item, name: str, problems: Problems) -> Mapping[str, Texts]:
    item = entry.get("texts")
    if item is None:
        return {}
    read = {str(piece): read_texts(text, name, problems) for piece, text in item.entries()}
    return {piece: text for piece, text in read.items() if text}


def read_elements(entry: Item, name: str, problems: Problems) -> dict[str, Element]:
    found: dict[str, Element] = {}
    for element_id, item in (entry.get("elements") or entry).entries() if entry.get("elements") else ():
        key = f"{name}.{element_id}"
        check_fields(item, key, known=ELEMENT_FIELDS, required=("text", "source"), problems=problems)
        text = read_texts(item.get("text"), key, problems)
        source = read_source(item, key, problems) or Source(cite="")
        verified = read_flag(item, "verified", key, problems, default=True)
        if text:
            found[str(element_id)] = Element(id=str(element_id), text=text, source=source, verified=verified)
    return found


def chosen_elements(item: Item, name: str, elements: Mapping[str, Element], problems: Problems) -> tuple[Element, ...]:
    try:
        ids = list_of(TEXT).read(item)
    except WrongPayload as error:
        problems.at(error.item, name, error.message)
        return ()
    for element_id in ids:
        if element_id not in elements:
            problems.at(item, name, f"there is no element {element_id!r}; it has {', '.join(elements)}")
    return tuple(elements[element_id] for element_id in ids if element_id in elements)


def check_template_fields(entry: Item, name: str, problems: Problems) -> None:
    for text in texts_in(entry):
        for field in FIELD_IN_TEXT.findall(text.data):
            if field not in TEMPLATE_FIELDS:
                known = ", ".join(sorted(TEMPLATE_FIELDS))
                problems.at(text, name, f"unknown field {{{field}}}; a letter may name {known}")
        if re.search(r"[{}]", FIELD_IN_TEXT.sub("", text.data)):
            problems.at(text, name, "a brace without its partner; write a field as {student_name}")


def texts_in(item: Item) -> Iterator[Item]:
    """Every piece of text below an item."""
    if isinstance(item.data, str):
        yield item
    for child in [*item.items(), *(value for _, value in item.entries())]:
        yield from texts_in(child)

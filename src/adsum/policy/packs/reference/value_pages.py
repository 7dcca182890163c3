"""The pages of values: one for each file of values, one section for each value.

A section tells what the value is, what it has been in which pack and why, which cases prove it, and who reads it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from adsum.policy.packs.cases.model import Case
from adsum.policy.packs.model import PackValue
from adsum.policy.packs.reference.library import Library
from adsum.policy.packs.wording import local_in_words, source_in_words, value_in_words

MADE = "*Made from the packs by `adsum pack reference`. Change the pack's files, not this page.*"
FOLDER = Path("values")


def value_pages(library: Library) -> dict[Path, str]:
    groups = {key: group_of(library.rows(key)[0]) for key in library.keys()}  # noqa: SIM118  a library is no dict
    by_group = groupby(sorted(groups, key=lambda key: (groups[key], key)), key=lambda key: groups[key])
    pages = {FOLDER / f"{group}.md": "\n".join(page(group, list(keys), library)) for group, keys in by_group}
    return pages | {FOLDER / "README.md": "\n".join(index(groups))}


def group_of(row: PackValue) -> str:
    """A value belongs to the file of the first pack that has it."""
    return Path(row.file).stem


def index(groups: dict[str, str]) -> Iterator[str]:
    yield "# Values"
    yield ""
    yield MADE
    yield ""
    yield f"The {len(groups)} policy values by key. Each page tells their history, sources, cases and readers."
    yield ""
    yield from (f"- [`{key}`]({groups[key]}.md#{anchor(key)})" for key in sorted(groups))
    yield ""


def page(group: str, keys: list[str], library: Library) -> Iterator[str]:
    yield f"# Values: {group.replace('_', ' ')}"
    yield ""
    yield MADE
    yield ""
    for key in keys:
        yield from section(key, library)


def section(key: str, library: Library) -> Iterator[str]:
    rows = library.rows(key)
    first = rows[0]
    yield f"## `{key}`"
    yield ""
    yield f"{first.meaning[0].upper()}{first.meaning[1:]}. Unit: {first.unit}."
    yield ""
    yield "| pack | from | value | source |"
    yield "|---|---|---|---|"
    yield from (f"| {' | '.join(cells(row))} |" for row in rows)
    yield ""
    yield f"- A pack that extends `{first.pack}` may {local_in_words(first)}."
    yield from (f"- `{row.pack}`: {row.note}" for row in one_per_pack(rows) if row.note)
    yield from proofs_and_readers(key, library)
    yield ""


def cells(row: PackValue) -> tuple[str, str, str, str]:
    unverified = "" if row.verified else " *(not verified)*"
    ended = "" if row.last_day is None else f" to {row.last_day}"
    value = value_in_words(row).replace("|", "\\|") or "none"
    return f"`{row.pack}`", f"{row.first_day}{ended}", value, f"{source_in_words(row.source)}{unverified}"


def one_per_pack(rows: list[PackValue]) -> list[PackValue]:
    return list({row.pack: row for row in reversed(rows)}.values())[::-1]


def proofs_and_readers(key: str, library: Library) -> Iterator[str]:
    proofs = library.proofs.get(key, [])
    if proofs:
        yield f"- Worked cases: {case_ids(proofs)}"
    rules = sorted(library.rules_reading.get(key, ()))
    if rules:
        yield f"- Rules: {', '.join(map(rule_link, rules))}"
    readers = ", ".join(f"`{module}`" for module in library.readers[key])
    yield f"- Read by: {readers or 'nothing yet'}"


def rule_link(rule: str) -> str:
    folder = rule.split(".")[0]
    return f"[`{rule}`](../rules/{folder}.md#{anchor(rule)})"


def anchor(key: str) -> str:
    """The anchor Markdown gives to a heading of this key."""
    return key.replace(".", "").lower()


def case_ids(cases: list[Case]) -> str:
    return ", ".join(dict.fromkeys(f"`{case.id}`" for case in cases))

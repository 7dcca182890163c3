"""The reference page of a pack, as Markdown: every value at a glance, every reason, letter and case.

render(load_pack("ca"))  ->  the text of docs/reference/pack-ca.md
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from adsum.policy.packs.cases.model import Case, LetterCase, RuleCase, StudentCase, ValueCase
from adsum.policy.packs.cases.reading import CaseBook, read_cases
from adsum.policy.packs.loader import packs_folder
from adsum.policy.packs.model import Letter, Pack, PackValue, Reason
from adsum.policy.packs.problems import Problems
from adsum.policy.packs.reference.value_pages import anchor
from adsum.policy.packs.wording import (
    cap_in_words,
    day_in_words,
    grades_in_words,
    payload_in_words,
    source_in_words,
    span_in_words,
    value_in_words,
)

GLANCE = 80  # characters of a value in a table of all of them
LANGUAGE_NAMES = {"en": "English", "es": "Spanish"}


def render(pack: Pack, *, folder: Path | None = None) -> str:
    """The whole page. The worked cases are read from the pack's folder."""
    book = read_cases(lineage=pack.lineage(), folder=folder or packs_folder(), problems=Problems())
    parts = [
        *heading(pack),
        *values_part(pack),
        *inherited_part(pack),
        *reasons_part(pack),
        *letters_part(pack),
        *cases_part(book),
    ]
    return "\n".join(parts).rstrip() + "\n"


def heading(pack: Pack) -> Iterator[str]:
    yield f"# Pack `{pack.name}`: {pack.title}"
    yield ""
    yield "*Made from the pack's files by `adsum pack reference`. Change the files, not this page.*"
    yield ""
    extends = f"It extends [`{pack.extends}`](pack-{pack.extends}.md)." if pack.extends else "It stands alone."
    yield f"The law of a {pack.jurisdiction} as data, version `{pack.version}`. {extends}"
    yield ""


def values_part(pack: Pack) -> Iterator[str]:
    """Every value at a glance; its history, sources, cases and readers stand on its own page."""
    own = [key for key in sorted(pack.histories) if any(row.pack == pack.name for row in pack.history(key))]
    yield "## Values"
    yield ""
    yield "Each value is a link to its history, sources, worked cases and readers."
    yield ""
    yield "| value | latest | from | unit |"
    yield "|---|---|---|---|"
    for key in own:
        row = pack.history(key)[-1]
        unverified = "" if row.verified else " *(not verified)*"
        yield f"| {value_link(pack, key)} | {at_a_glance(row)}{unverified} | {row.first_day} | {row.unit} |"
    yield ""


def at_a_glance(row: PackValue) -> str:
    """The value, or how many rows it has when they would fill the table."""
    words = value_in_words(row) or "none"
    is_long = isinstance(row.payload, list) and len(words) > GLANCE
    return (f"{len(row.payload)} rows" if is_long else words).replace("|", "\\|")


def value_link(pack: Pack, key: str) -> str:
    """A value's own page is that of the first pack of the line that has it."""
    root = pack
    while root.parent is not None and root.parent.has(key):
        root = root.parent
    return f"[`{key}`](values/{Path(root.history(key)[0].file).stem}.md#{anchor(key)})"


def inherited_part(pack: Pack) -> Iterator[str]:
    inherited = [pack.history(key)[-1] for key in sorted(pack.histories)]
    inherited = [row for row in inherited if row.pack != pack.name]
    if not inherited:
        return
    yield "## Inherited values"
    yield ""
    yield "| value | today | from pack |"
    yield "|---|---|---|"
    for row in inherited:
        yield f"| {value_link(pack, row.key)} | {at_a_glance(row)} | [`{row.pack}`](pack-{row.pack}.md) |"
    yield ""


def reasons_part(pack: Pack) -> Iterator[str]:
    own = [row for row in pack.all_reasons() if row.pack == pack.name]
    if not own:
        return
    yield "## Absence reasons"
    yield ""
    yield "| code | reason | a full day is | limit | grades | needs | source |"
    yield "|---|---|---|---|---|---|---|"
    for reason in own:
        yield f"| {' | '.join(reason_cells(reason))} |"
    yield ""
    yield from reason_notes(own)


def reason_cells(reason: Reason) -> list[str]:
    needs = ", ".join(need.replace("_", " ") for need in reason.needs)
    unverified = "" if reason.verified else " *(not verified)*"
    ended = "" if reason.last_day is None else f" ({span_in_words(reason)})"
    label = f"{reason.label['en']} / {reason.label['es']}: {reason.meaning}{ended}"
    confidential = "confidential" if reason.confidential else ""
    return [
        f"`{reason.code}`",
        label,
        day_in_words(reason),
        cap_in_words(reason.cap),
        grades_in_words(reason.grades),
        ", ".join(filter(None, [needs, confidential])),
        f"{source_in_words(reason.source)}{unverified}",
    ]


def reason_notes(reasons: list[Reason]) -> Iterator[str]:
    for reason in reasons:
        if reason.note:
            yield f"- `{reason.code}`: {reason.note}"
    yield ""


def letters_part(pack: Pack) -> Iterator[str]:
    own = [row for name in pack.letters() for row in pack.letter_rows[name] if row.pack == pack.name]
    if own:
        yield "## Letters"
        yield ""
    for _, rows in groupby(own, key=lambda row: row.name):
        yield from letter_part(list(rows))


def letter_part(rows: list[Letter]) -> Iterator[str]:
    latest = rows[-1]
    yield f"### `{latest.name}`"
    yield ""
    yield f"{latest.meaning[0].upper()}{latest.meaning[1:]}. Source: {source_in_words(latest.source)}."
    yield ""
    for row in reversed(rows):
        yield f"Letters dated {span_in_words(row)} say, in this order:"
        yield ""
        yield from (f"{number}. `{element.id}`" for number, element in enumerate(row.elements, start=1))
        yield ""
    elements = {element.id: element for row in rows for element in row.elements}
    for element in elements.values():
        yield f"**`{element.id}`** ({source_in_words(element.source)})"
        yield ""
        yield from (f"- {LANGUAGE_NAMES[language]}: {text}" for language, text in element.text.items())
        yield ""


def cases_part(book: CaseBook) -> Iterator[str]:
    yield "## Worked cases"
    yield ""
    yield f"{len(book.cases)} cases, run by `adsum pack check {book.pack}` and by the tests."
    yield ""
    yield "| case | what it shows | source |"
    yield "|---|---|---|"
    for case in book.cases:
        yield f"| `{case.id}` | {case.name}{asked(case)} | {case.source} |"
    yield ""
    if book.open:
        yield "Not cases yet:"
        yield ""
        yield from (f"- `{case.id}` waits for {case.missing}" for case in book.open)
        yield ""


def asked(case: Case) -> str:
    if isinstance(case, ValueCase):
        amount = "" if case.amount is None else f" with {payload_in_words(case.amount)}"
        return f" (`{case.key}`{amount})"
    if isinstance(case, LetterCase):
        return f" (`{case.letter}` on {case.as_of})"
    if isinstance(case, RuleCase):
        folder = case.rule.split(".")[0]
        return f" ([`{case.rule}`](rules/{folder}.md#{anchor(case.rule)}))"
    return f" (as of {case.as_of})" if isinstance(case, StudentCase) else ""

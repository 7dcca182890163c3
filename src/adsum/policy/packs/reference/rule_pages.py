"""The pages of rules: one for each folder of rules, one section for each rule that a case may ask.

A section is the rule's own words (its docstring), what it is asked and answers, the values it reads, its cases.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

from adsum.policy.packs.cases.rule import Rule
from adsum.policy.packs.cases.rules import RULES, answers_of
from adsum.policy.packs.reference.library import Library
from adsum.policy.packs.reference.value_pages import MADE, anchor, case_ids, group_of

FOLDER = Path("rules")
SOURCE = "src/adsum"


def rule_pages(library: Library) -> dict[Path, str]:
    folders = sorted({name.split(".")[0] for name in RULES})
    return {FOLDER / f"{folder}.md": "\n".join(page(folder, library)) for folder in folders}


def page(folder: str, library: Library) -> Iterator[str]:
    yield f"# Rules: {folder}"
    yield ""
    yield MADE.replace("the pack's files", "the rule's docstring")
    yield ""
    yield f"Rules beside the engine's determination, in `{SOURCE}/policy/{folder}/`. Cases ask one by its name."
    yield ""
    for name in sorted(RULES):
        if name.split(".")[0] == folder:
            yield from section(name, library)


def section(name: str, library: Library) -> Iterator[str]:
    rule = RULES[name]
    yield f"## `{name}`"
    yield ""
    yield from words(rule)
    yield ""
    yield f"- Asked: {', '.join(f'`{argument}`' for argument in rule.given)}"
    yield f"- Answers: {', '.join(f'`{answer}`' for answer in answers_of(name))}"
    values = library.values_read_by(name)
    yield f"- Values: {', '.join(link(key, library) for key in values) or 'none'}"
    yield f"- Worked cases: {case_ids(list(library.cases_of(name))) or 'none'}"
    yield ""


def words(rule: Rule) -> Iterator[str]:
    """The docstring: its first paragraph as text, the rest as it is written."""
    text = inspect.getdoc(rule.ask) or "The rule as its cases show it."
    summary, _, rest = text.partition("\n\n")
    yield " ".join(summary.split())
    if rest:
        yield ""
        yield "```"
        yield from rest.rstrip().splitlines()
        yield "```"


def link(key: str, library: Library) -> str:
    return f"[`{key}`](../values/{group_of(library.rows(key)[0])}.md#{anchor(key)})"

"""YAML files as plain data that remembers its lines.

`read_document` turns a file into a tree of `Item`s: every mapping value, list entry and scalar knows its file and
line, so that a fault can be pointed at. It reads a small, unsurprising part of YAML:

    plain 12             a whole number            plain 2025-07-01     a date
    plain true, false    yes or no                 plain null, ~, ""    nothing
    everything else      text, as written: 01, no, on, 07-12, 10% stay text (YAML 1.1 would make 1, False, True of them)

A key written twice in one mapping is a fault; YAML alone would keep the last one silently.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from adsum.policy.packs.problems import PackProblem, Problems

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser is ten times faster where it is built in
WHOLE_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of a document: `data` is a scalar, a list of Items, or a dict of Items by key."""

    data: Any
    file: str
    line: int

    def entries(self) -> Iterator[tuple[Any, Item]]:
        yield from self.data.items() if isinstance(self.data, dict) else ()

    def items(self) -> list[Item]:
        return self.data if isinstance(self.data, list) else []

    def get(self, key: str) -> Item | None:
        return self.data.get(key) if isinstance(self.data, dict) else None

    def plain(self) -> Any:
        """The same piece without lines."""
        if isinstance(self.data, dict):
            return {key: item.plain() for key, item in self.data.items()}
        if isinstance(self.data, list):
            return [item.plain() for item in self.data]
        return self.data


def read_document(path: Path, *, name: str, problems: Problems) -> Item | None:
    """The file's tree, or None when it cannot be read at all (then `problems` says why)."""
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=LOADER)
    except (yaml.MarkedYAMLError, UnicodeDecodeError, yaml.reader.ReaderError) as error:
        problems.append(PackProblem(name, line_of(error), "file", f"this is not readable YAML: {reason_of(error)}"))
        return None
    return None if root is None else Reader(name, problems).item(root, line=1)


def line_of(error: Exception) -> int:
    mark = getattr(error, "problem_mark", None)
    return mark.line + 1 if mark else 1


def reason_of(error: Exception) -> str:
    return getattr(error, "problem", None) or getattr(error, "reason", None) or type(error).__name__


class Reader:
    """Turns the nodes of one file into Items."""

    def __init__(self, file: str, problems: Problems) -> None:
        self.file, self.problems = file, problems

    def item(self, node: Any, *, line: int | None = None) -> Item:
        return Item(self.data(node), self.file, line or node.start_mark.line + 1)

    def data(self, node: Any) -> Any:
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node)
        if isinstance(node, yaml.SequenceNode):
            return [self.item(child) for child in node.value]
        return self.scalar(node)

    def mapping(self, node: Any) -> dict[Any, Item]:
        """A mapping's values carry the line of their key: that is where a reader looks."""
        found: dict[Any, Item] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            key = self.scalar(key_node) if isinstance(key_node, yaml.ScalarNode) else "?"
            if key in found:
                message = f"written twice, first on line {found[key].line}; keep one of them"
                self.problems.append(PackProblem(self.file, line, str(key), message))
            found[key] = self.item(value_node, line=line)
        return found

    def scalar(self, node: Any) -> Any:
        text = node.value
        if node.style:  # quoted or a block: text, whatever it looks like
            return text
        if text in WORDS:
            return WORDS[text]
        if WHOLE_NUMBER.fullmatch(text):
            return int(text)
        return self.day(text, node) if DAY.fullmatch(text) else text

    def day(self, text: str, node: Any) -> date | str:
        try:
            return date.fromisoformat(text)
        except ValueError:
            message = f"{text} is not a day of the calendar; write an existing one as YYYY-MM-DD"
            self.problems.append(PackProblem(self.file, node.start_mark.line + 1, text, message))
            return text

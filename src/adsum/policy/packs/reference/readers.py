"""Which modules read a policy value: found by its key, written out in their source.

A key that a module puts together, such as f"ada.{period}_period_due", is found by the pieces that stand still.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import adsum

REGISTER = Path("policy/packs/keys.py")  # names every key and reads none
WORD = "[a-z0-9_]+"


def modules_reading(keys: Sequence[str]) -> dict[str, list[str]]:
    """Key -> modules of the package that name it, as paths below it; sorted."""
    home = Path(adsum.__file__).resolve().parent
    found: dict[str, set[str]] = {key: set() for key in keys}
    for path in sorted(home.rglob("*.py")):
        name = path.relative_to(home)
        if name != REGISTER:
            for key in keys_named(path.read_text(encoding="utf-8"), keys):
                found[key].add(name.as_posix())
    return {key: sorted(modules) for key, modules in found.items()}


def keys_named(source: str, keys: Sequence[str]) -> Iterator[str]:
    known = set(keys)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in known:
            yield node.value
        elif isinstance(node, ast.JoinedStr) and begins_with_a_group(node):
            pattern = pattern_of(node)
            yield from (key for key in keys if re.fullmatch(pattern, key))


def begins_with_a_group(node: ast.JoinedStr) -> bool:
    """Whether it begins as a key does, `ada.`: f"{name}.csv" is no key."""
    first = node.values[0] if node.values else None
    return isinstance(first, ast.Constant) and re.match(rf"{WORD}\.", str(first.value)) is not None


def pattern_of(node: ast.JoinedStr) -> str:
    parts = [re.escape(str(part.value)) if isinstance(part, ast.Constant) else WORD for part in node.values]
    return "".join(parts)

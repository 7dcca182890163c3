"""What is wrong with a pack: every problem with its file, line and key, all of them at once.

A reader of pack files never stops at the first fault. It writes each into a `Problems` list, goes on with what
is still readable, and `load_pack` raises one `BadPack` that carries the whole list.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adsum.policy.packs.documents import Item


@dataclass(frozen=True, order=True)
class PackProblem:
    """One fault. `file` is relative to the packs folder; `line` counts from 1; `key` is the value, reason or case."""

    file: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.key}: {self.message}"


class Problems(list[PackProblem]):
    """The faults found so far, in the order found."""

    def at(self, item: Item, key: str, message: str) -> None:
        self.append(PackProblem(item.file, item.line, key, message))


class BadPack(Exception):
    """A pack cannot be used. `problems` lists every fault found, with file and line."""

    def __init__(self, name: str, problems: list[PackProblem]) -> None:
        self.name = name
        self.problems = sorted(set(problems))
        lines = "\n".join(f"  {problem}" for problem in self.problems)
        count = len(self.problems)
        super().__init__(
            f"The policy pack {name!r} has {count} problem{'' if count == 1 else 's'} and was not loaded. "
            f"Mend the files and run `adsum pack check {name}`:\n{lines}"
        )


class UnknownPolicyKey(LookupError):
    """Somebody asked a pack for a value that it does not hold."""

    def __init__(self, *, pack: str, key: str, known: list[str]) -> None:
        self.pack, self.key = pack, key
        near = [name for name in known if name.split(".")[0] == key.split(".")[0]]
        hint = f"It has {', '.join(near)}." if near else "`adsum pack show` lists its keys."
        super().__init__(f"The pack {pack!r} has no value {key!r}. {hint}")


class NotYetInForce(UnknownPolicyKey):
    """The pack holds the value, but only from a later day on."""

    def __init__(self, *, pack: str, key: str, on: date, first_day: date) -> None:
        self.pack, self.key = pack, key
        LookupError.__init__(
            self,
            f"The pack {pack!r} knows {key!r} only from {first_day} on; it was asked for {on}. "
            "Ask for a later day, or add the earlier value with its source to the pack.",
        )


def relative_name(path: Path, folder: Path) -> str:
    """A file's name as a reader of the pack would say it: from the packs folder on."""
    return path.relative_to(folder).as_posix()

"""How far an import is, for the page that waits for it.

It is kept in a small file, not in the database: an import is applied in one transaction, and what a transaction has
written nobody else sees before its end.
"""

import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass

from adsum.intake.landing import landing_folder

# stage (reading, comparing, writing), what is being written, how many so far, of how many (0: not known)
Progress = Callable[[str, str, int, int], None]


@dataclass(frozen=True)
class Step:
    stage: str
    what: str = ""
    done: int = 0
    total: int = 0


def unseen(stage: str, what: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def to_file(key: str) -> Progress:
    """Progress that the page of package `key` shows."""
    path = landing_folder() / f"{key}.progress"
    unfinished = path.with_suffix(".new")

    def write(stage: str, what: str, done: int, total: int) -> None:
        unfinished.write_text(json.dumps(asdict(Step(stage, what, done, total))), encoding="utf-8")
        os.replace(unfinished, path)

    return write


def read(key: str) -> Step | None:
    """The last step of package `key`, or None when nothing is being done."""
    try:
        text = (landing_folder() / f"{key}.progress").read_text(encoding="utf-8")
        return Step(**json.loads(text))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def forget(key: str) -> None:
    for ending in ("progress", "new"):
        (landing_folder() / f"{key}.{ending}").unlink(missing_ok=True)

"""The reference pages, as Markdown, made from the packs and the rules alone.

    pages(names)      every page: path below docs/reference -> text
    pack_page.py      pack-NAME.md: one pack, its values at a glance, its reasons, letters and cases
    value_pages.py    values/GROUP.md: every value of every pack, with history, sources, cases and who reads it
    rule_pages.py     rules/FOLDER.md: every rule a case may ask, with its answer, the values it reads and its cases
    readers.py        which modules read a value, found by its key in their source

A change of the law or of a rule is one change; a test holds the written pages against what is made here.
`adsum pack reference` writes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from adsum.policy.packs.loader import load_pack, pack_names, packs_folder
from adsum.policy.packs.reference.library import Library
from adsum.policy.packs.reference.pack_page import render
from adsum.policy.packs.reference.rule_pages import rule_pages
from adsum.policy.packs.reference.value_pages import value_pages

__all__ = ["pages", "render"]


def pages(names: Sequence[str], *, folder: Path | None = None) -> dict[Path, str]:
    """The pages of the packs named, and those of all values and rules of the folder. Raises BadPack."""
    place = folder or packs_folder()
    library = Library.of([load_pack(name, place) for name in pack_names(place)], folder=place)
    found = {Path(f"pack-{pack.name}.md"): render(pack, folder=place) for pack in library.packs if pack.name in names}
    return found | value_pages(library) | rule_pages(library)

"""Loading a pack: its files and those of the pack it extends, read once and kept until a file changes.

    packs/<name>/pack.yaml       name, title, version, extends, jurisdiction
    packs/<name>/values/*.yaml   policy values
    packs/<name>/reasons.yaml    absence reasons
    packs/<name>/letters/*.yaml  letter contents
    packs/<name>/cases/*.yaml    worked cases: read by the checker only, they change no finding

A pack with any problem is not loaded: `BadPack` lists them all.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import adsum
from adsum.policy.packs.documents import Item, read_document
from adsum.policy.packs.entries import check_fields, read_text
from adsum.policy.packs.inheritance import merge_values
from adsum.policy.packs.letter_files import LetterRows, read_letters
from adsum.policy.packs.model import Letter, Pack
from adsum.policy.packs.problems import BadPack, PackProblem, Problems, relative_name
from adsum.policy.packs.reason_files import ReasonRows, read_reasons
from adsum.policy.packs.value_files import Histories, read_values

PACK_FIELDS = ("name", "title", "version", "extends", "jurisdiction", "note")
PACK_REQUIRED = ("name", "title", "version", "jurisdiction")
LAW_FILES = ("pack.yaml", "reasons.yaml", "values/*.yaml", "letters/*.yaml")

Stamp = tuple[tuple[str, int, int], ...]
_kept: dict[Path, tuple[Stamp, Pack]] = {}


def packs_folder() -> Path:
    """Where the packs lie: beside the package when it is installed, at the top of a checkout."""
    package = Path(adsum.__file__).resolve().parent
    installed = package / "packs"
    return installed if installed.is_dir() else package.parents[1] / "packs"


def pack_names(folder: Path | None = None) -> list[str]:
    return sorted(path.parent.name for path in (folder or packs_folder()).glob("*/pack.yaml"))


def load_pack(name: str, folder: Path | None = None) -> Pack:
    """The pack with everything it inherits. Raises BadPack with every problem, its file and line."""
    problems = Problems()
    pack = read_pack(name, folder=folder or packs_folder(), problems=problems)
    if problems or pack is None:
        raise BadPack(name, problems)
    return pack


def read_pack(name: str, *, folder: Path, problems: Problems, heirs: tuple[str, ...] = ()) -> Pack | None:
    """The pack as far as it can be read; what cannot is noted. `heirs` are the packs that led here."""
    home = folder / name
    stamp = stamp_of(home)
    if not (home / "pack.yaml").is_file():
        known = ", ".join(pack_names(folder)) or "none"
        problems.append(PackProblem(f"{name}/pack.yaml", 1, name, f"there is no such pack; there are: {known}"))
        return None
    files = PackFiles(home, folder, problems)
    title = files.read_title(name)
    if title is None:
        return None
    parent = read_parent(name, title, folder=folder, problems=problems, heirs=heirs)
    kept = _kept.get(home)
    if kept and kept[0] == stamp and kept[1].parent is parent and not problems:
        return kept[1]
    pack = files.read_law(name, title, parent)
    if not problems:
        _kept[home] = (stamp, pack)
    return pack


def read_parent(name: str, title: Item, *, folder: Path, problems: Problems, heirs: tuple[str, ...]) -> Pack | None:
    extends = read_text(title, "extends", name, problems)
    if not extends:
        return None
    if extends in (*heirs, name):
        problems.at(title.data["extends"], name, f"{extends} extends this pack; one of them must stand alone")
        return None
    return read_pack(extends, folder=folder, problems=problems, heirs=(*heirs, name))


@dataclass
class PackFiles:
    """The files of one pack's folder."""

    home: Path
    folder: Path
    problems: Problems

    def read_title(self, name: str) -> Item | None:
        title = self.document(self.home / "pack.yaml")
        if title is None or not check_fields(
            title, name, known=PACK_FIELDS, required=PACK_REQUIRED, problems=self.problems
        ):
            return None
        if read_text(title, "name", name, self.problems) != name:
            self.problems.at(title.data["name"], name, f"the pack's name must be its folder's, {name!r}")
        return title

    def read_law(self, name: str, title: Item, parent: Pack | None) -> Pack:
        version = read_text(title, "version", name, self.problems)
        return Pack(
            name=name,
            title=read_text(title, "title", name, self.problems),
            version=f"{version}+{self.fingerprint(parent)}",
            jurisdiction=read_text(title, "jurisdiction", name, self.problems),
            extends=parent.name if parent else None,
            histories=self.values(name, parent),
            reason_rows=self.reasons(name, parent),
            letter_rows=self.letters(name, parent),
            parent=parent,
        )

    def values(self, name: str, parent: Pack | None) -> Histories:
        inherited = parent.histories if parent else {}
        found: Histories = {}
        for path in sorted(self.home.glob("values/*.yaml")):
            document = self.document(path)
            read = read_values(document, pack=name, inherited=inherited, problems=self.problems) if document else {}
            self.note_repeats(found, read)
            found |= read
        return merge_values(parent=inherited, child=found, problems=self.problems)

    def note_repeats(self, found: Histories, read: Histories) -> None:
        for key in [key for key in found.keys() & read.keys() if found[key] and read[key]]:
            first, again = found[key][0], read[key][0]
            message = f"{first.file}:{first.line} sets this value already; keep one of them"
            self.problems.append(PackProblem(again.file, again.line, key, message))

    def reasons(self, name: str, parent: Pack | None) -> ReasonRows:
        inherited = parent.reason_rows if parent else {}
        path = self.home / "reasons.yaml"
        document = self.document(path) if path.is_file() else None
        own = read_reasons(document, pack=name, inherited=inherited, problems=self.problems) if document else {}
        return {**inherited, **own}

    def letters(self, name: str, parent: Pack | None) -> LetterRows:
        found: LetterRows = dict(parent.letter_rows) if parent else {}
        for path in sorted(self.home.glob("letters/*.yaml")):
            document = self.document(path)
            own = read_letters(document, pack=name, problems=self.problems) if document else {}
            for letter in own.keys() & found.keys():
                self.note_missing_texts(found[letter], own[letter])
            found |= own
        return found

    def note_missing_texts(self, replaced: tuple[Letter, ...], own: tuple[Letter, ...]) -> None:
        """A letter is printed from its named texts: one that replaces another needs every name the other has."""
        for name in sorted(set(replaced[-1].texts) - set(own[-1].texts)):
            message = f"it replaces the letter of {replaced[-1].pack} and lacks its text {name!r}"
            self.problems.append(PackProblem(own[-1].file, own[-1].line, own[-1].name, message))

    def document(self, path: Path) -> Item | None:
        return read_document(path, name=relative_name(path, self.folder), problems=self.problems)

    def fingerprint(self, parent: Pack | None) -> str:
        """Short, and different whenever a line of this pack's law or its parent's is."""
        digest = hashlib.sha256((parent.version if parent else "").encode())
        for path in law_files(self.home):
            digest.update(relative_name(path, self.home).encode() + b"\0" + path.read_bytes() + b"\0")
        return digest.hexdigest()[:12]


def law_files(home: Path) -> list[Path]:
    return sorted(path for pattern in LAW_FILES for path in home.glob(pattern))


def stamp_of(home: Path) -> Stamp:
    """Changes when a file of the pack does: names, times, sizes."""
    stats = ((path, path.stat()) for path in law_files(home))
    return tuple((path.as_posix(), stat.st_mtime_ns, stat.st_size) for path, stat in stats)

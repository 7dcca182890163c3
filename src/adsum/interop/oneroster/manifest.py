"""manifest.csv: the version of the package, and for each file whether it is there, whole (bulk) or in part (delta).

A manifest that cannot be trusted refuses the package, but the files are read all the same where the version is
known, so that one import lists everything that is wrong.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from adsum.interop.archive import Archive
from adsum.interop.csv_table import Shape, open_table
from adsum.interop.limits import Limits
from adsum.interop.oneroster.vocabulary import ABSENT, BULK, DELTA, KNOWN_FILES, VERSIONS
from adsum.interop.problems import FileProblems, shown

FILE = "manifest.csv"
MANIFEST_VERSION = "1.0"
SHAPE = Shape(
    columns=("propertyName", "value"),
    required=frozenset({"propertyName", "value"}),
    ids=frozenset({"propertyName"}),
    key="propertyName",
)


@dataclass(kw_only=True)
class Manifest:
    """What the manifest says, and the row that says it.

    modes   file without ".csv" -> bulk, delta or absent; files it does not name are absent
    """

    version: str = ""
    source_system: str = ""
    source_code: str = ""
    modes: dict[str, str] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)

    def mode_of(self, name: str) -> str:
        return self.modes.get(name, ABSENT)


def read_manifest(archive: Archive, *, place: FileProblems, limits: Limits) -> Manifest | None:
    """The manifest, or None when not even the version is known."""
    if FILE not in archive.names:
        place.refuse_file("M18", "is missing; without it the version and the mode (bulk or delta) are unknown.")
        return None
    data = archive.read(FILE)
    table = None if data is None else open_table(data=data, shape=SHAPE, place=place, limits=limits)
    if table is None:
        return None
    manifest = Manifest()
    for row, (name, value) in table:
        _take(manifest, row=row, name=name.strip(), value=value.strip(), place=place)
    return manifest if _has_version(manifest, place=place) else None


def _take(manifest: Manifest, *, row: int, name: str, value: str, place: FileProblems) -> None:
    if name in manifest.rows:
        place.refuse_file("R05", f'"{shown(name)}" stands there twice.', row=row, field=name, value=value)
        return
    manifest.rows[name] = row
    if name.startswith("file."):
        _take_mode(manifest, row=row, name=name, value=value, place=place)
    elif name == "manifest.version":
        if value != MANIFEST_VERSION:
            message = f'manifest version "{shown(value)}" is not supported ({MANIFEST_VERSION}).'
            place.refuse_file("M20", message, row=row, field=name, value=value)
    elif name == "oneroster.version":
        manifest.version = value
    elif name == "source.systemName":
        manifest.source_system = value
    elif name == "source.systemCode":
        manifest.source_code = value
    else:
        place.warn("R05", f'"{shown(name)}" is not known and was ignored.', row=row, field=name, value=value)


def _take_mode(manifest: Manifest, *, row: int, name: str, value: str, place: FileProblems) -> None:
    file = name.removeprefix("file.")
    if value not in {BULK, DELTA, ABSENT}:
        message = f'"{shown(value)}" is not understood: use bulk, delta or absent.'
        place.refuse_file("R05", message, row=row, field=name, value=value)
    elif file in KNOWN_FILES:
        manifest.modes[file] = value
    elif value != ABSENT:
        message = f"{shown(file)}.csv is not a OneRoster file."
        place.refuse_file("R05", message, row=row, field=name, value=value)


def _has_version(manifest: Manifest, *, place: FileProblems) -> bool:
    if manifest.version in VERSIONS:
        return True
    row = manifest.rows.get("oneroster.version")
    known = ", ".join(VERSIONS)
    message = (
        f"oneroster.version is missing ({known})."
        if row is None
        else f'OneRoster version "{shown(manifest.version)}" is not supported ({known}).'
    )
    place.refuse_file("M20", message, row=row, field="oneroster.version", value=manifest.version)
    return False


def judge_presence(manifest: Manifest, *, names: Collection[str], place: FileProblems) -> None:
    """What the manifest says is there and what is there must be the same."""
    for name, is_there in _disagreements(manifest, names=names):
        mode = manifest.modes.get(name)
        says = f'says {name}.csv is "{mode}"' if mode else f"does not name {name}.csv"
        message = f"{says}, but the package has {'one' if is_there else f'no {name}.csv'}."
        place.refuse_file("M19", message, row=manifest.rows.get(f"file.{name}"), field=f"file.{name}", value=mode or "")


def _disagreements(manifest: Manifest, *, names: Collection[str]) -> Iterator[tuple[str, bool]]:
    for name in KNOWN_FILES:
        is_there = f"{name}.csv" in names
        if is_there != (manifest.mode_of(name) != ABSENT):
            yield name, is_there

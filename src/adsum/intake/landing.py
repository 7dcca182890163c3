"""Landing: what somebody sent is copied into our own folder, under a name of our own, before anything reads it.

    ADSUM_HOME/landed/<random>          the package: a ZIP file, a CSV in a folder, or the files of a folder
    ADSUM_HOME/landed/<key>.findings.csv    everything its check found

Only plain files are copied. A link or a folder inside is copied as an empty one of its kind: the reader must see that
it was there to refuse it. Files and folders are readable by their owner alone: they hold names and birth dates.
"""

import hashlib
import os
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from django.conf import settings

from adsum.district.keys import new_key
from adsum.interop.limits import DEFAULT_LIMITS, Limits, in_words
from adsum.interop.marks_csv import FORMS

CHUNK_BYTES = 1024 * 1024
HISTORY_FILES = frozenset(form.file for form in FORMS)
MANIFEST = "manifest.csv"
SINGLE = "one-"  # how the name of a folder begins that holds one file, which is known by its own name
FIRST_YEAR_OF_EXPORTS = 2000  # a ZIP file without real times says 1980


class TooLarge(Exception):
    """Refusal: what was sent is over the limit (M14)."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"The file is larger than {in_words(limit)}. It was not taken in; nothing was changed.")


@dataclass(frozen=True)
class Landed:
    """Where a package lies below the landing folder, and the SHA-256 of what came."""

    name: str
    fingerprint: str


def landing_folder() -> Path:
    """The folder, made when it is not there yet."""
    folder = Path(settings.HOME) / "landed"
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


def findings_path(key: str) -> Path:
    return landing_folder() / f"{key}.findings.csv"


def copy_in(source: Path, *, file_name: str, limits: Limits = DEFAULT_LIMITS) -> Landed:
    """Copy a ZIP file, a CSV or a folder. Raises TooLarge, after taking away what was copied."""
    is_single = not source.is_dir() and not zipfile.is_zipfile(source)
    target = landing_folder() / f"{SINGLE if is_single else ''}{new_key()}"
    try:
        if source.is_dir():
            digest = _copy_folder(source, target, limits=limits)
        elif is_single:
            target.mkdir(mode=0o700)
            digest = _copy_file(source, target / safe_name(file_name), limits=limits)
        else:
            digest = _copy_file(source, target, limits=limits)
    except BaseException:
        remove(target.name)
        raise
    return Landed(target.name, digest)


def remove(name: str) -> None:
    """Take away what was landed under this name; nothing when there is nothing."""
    path = landing_folder() / name
    if not name or path.parent != landing_folder():
        return
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def landed_path(name: str) -> Path:
    """What a reader opens: the file or the folder, or the one CSV in its folder."""
    path = landing_folder() / name
    return next(path.iterdir()) if name.startswith(SINGLE) else path


def kind_of(path: Path) -> str:
    """What it is most likely meant to be: `history` when it holds marks, calendar or meetings and no manifest."""
    names = set(_names_in(path))
    return "history" if names & HISTORY_FILES and MANIFEST not in names else "oneroster"


def packed_at(path: Path) -> datetime | None:
    """The newest time of a file in a ZIP file, without a zone: when the package was most likely exported."""
    try:
        with zipfile.ZipFile(path) as archive:
            times = [info.date_time for info in archive.infolist() if info.date_time[0] >= FIRST_YEAR_OF_EXPORTS]
            return max((datetime(*time) for time in times), default=None)  # noqa: DTZ001  ZIP knows no zones
    except (OSError, ValueError, zipfile.BadZipFile):
        return None


def _names_in(path: Path) -> Iterator[str]:
    if path.is_dir():
        yield from (entry.name for entry in path.iterdir())
    elif zipfile.is_zipfile(path):
        try:
            with zipfile.ZipFile(path) as archive:
                yield from archive.namelist()
        except (OSError, ValueError, zipfile.BadZipFile):
            return
    else:
        yield path.name


def _copy_file(source: Path, target: Path, *, limits: Limits) -> str:
    with source.open("rb") as stream:
        return _copy(stream, target, at_most=limits.upload_bytes)


def safe_name(file_name: str) -> str:
    """The last part of a name, without what could lead anywhere."""
    name = file_name.replace("\\", "/").rsplit("/", 1)[-1].replace("\x00", "")
    return name[-200:] if name.strip(". ") else "upload"


def _copy_folder(source: Path, target: Path, *, limits: Limits) -> str:
    target.mkdir(mode=0o700)
    left, lines = limits.unpacked_bytes, []
    # One more than may be read, so that the reader sees that there are too many.
    for entry in sorted(source.iterdir())[: limits.members + 1]:
        if entry.is_symlink() or not (entry.is_file() or entry.is_dir()):
            (target / entry.name).symlink_to("a-link-that-was-not-followed")
            lines.append(f"{entry.name} link\n")
        elif entry.is_dir():
            _copy_folder_shape(entry, target / entry.name)
            lines.append(f"{entry.name} folder\n")
        else:
            with entry.open("rb") as stream:
                digest = _copy(stream, target / entry.name, at_most=left)
            left -= (target / entry.name).stat().st_size
            lines.append(f"{entry.name} {digest}\n")
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def _copy_folder_shape(source: Path, target: Path) -> None:
    """A folder inside a package may not be there: its name and its first file's are enough to say so."""
    target.mkdir(mode=0o700)
    for inside in sorted(source.iterdir())[:1]:
        (target / inside.name).touch(mode=0o600)


def _copy(stream: IO[bytes], target: Path, *, at_most: int) -> str:
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as copy:
        while chunk := stream.read(CHUNK_BYTES):
            size += len(chunk)
            if size > at_most:
                raise TooLarge(at_most)
            digest.update(chunk)
            copy.write(chunk)
        copy.flush()
        os.fsync(copy.fileno())
    return digest.hexdigest()

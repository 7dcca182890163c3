"""Three kinds of source behind one face: the files of a ZIP file, of a folder, or one file alone.

`read` gives the bytes of one member, once, or None after saying what is wrong with it. All bytes that are read are
counted together against the limits.
"""

import io
import stat
import zipfile
import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Self

from adsum.interop.archive.names import Entry
from adsum.interop.content import is_archive, what_it_is
from adsum.interop.limits import Limits, in_words
from adsum.interop.problems import FileProblems

CHUNK_BYTES = 1024 * 1024
ENCRYPTED_FLAGS = 0x1 | 0x40 | 0x2000  # encrypted, strongly encrypted, names masked
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError)


class TooMuch(Exception):
    """Unpacking went over a limit and was stopped."""


class Archive(ABC):
    """Files with the names that may be read."""

    def __init__(self, *, place: FileProblems, limits: Limits) -> None:
        self.place = place
        self.limits = limits
        self.names: tuple[str, ...] = ()
        self.bytes_read = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @abstractmethod
    def entries(self) -> list[Entry]:
        """Everything that is there, wanted or not."""

    @abstractmethod
    def read(self, name: str) -> bytes | None:
        """The bytes of one of `names`, or None after a problem was added."""

    @abstractmethod
    def check_total(self) -> None:
        """Raise TooMuch when `bytes_read` is over a limit."""

    def close(self) -> None:
        """Let go of open files, where there are any."""
        return

    def read_all(self, stream: IO[bytes]) -> bytes:
        """The rest of a stream, stopping as soon as all that was read together goes over a limit."""
        chunks = []
        while chunk := stream.read(CHUNK_BYTES):
            self.bytes_read += len(chunk)
            self.check_total()
            chunks.append(chunk)
        return b"".join(chunks)


class FileArchive(Archive):
    """One file that is not packed. Its size has been judged before."""

    def __init__(self, *, source: bytes | Path, place: FileProblems, limits: Limits) -> None:
        super().__init__(place=place, limits=limits)
        self._source = source

    def entries(self) -> list[Entry]:
        return [Entry(name=self.place.file)]

    def read(self, name: str) -> bytes | None:
        return self._source if isinstance(self._source, bytes) else self._source.read_bytes()

    def check_total(self) -> None:
        """One file, judged when it was opened."""


class FolderArchive(Archive):
    """The files of a folder, not those of folders inside it."""

    def __init__(self, *, folder: Path, place: FileProblems, limits: Limits) -> None:
        super().__init__(place=place, limits=limits)
        self._folder = folder

    def entries(self) -> list[Entry]:
        return [entry for path in sorted(self._folder.iterdir()) for entry in _entries_of(path)]

    def read(self, name: str) -> bytes | None:
        try:
            with (self._folder / name).open("rb") as stream:
                return self.read_all(stream)
        except TooMuch as stopped:
            self.place.refuse_file("M14", str(stopped), value=name)
        except OSError as error:
            self.place.refuse_file("M04", f"{name} cannot be read ({error.strerror}). Check the file.", value=name)
        return None

    def check_total(self) -> None:
        if self.bytes_read > self.limits.unpacked_bytes:
            raise TooMuch(
                f"the folder holds more than {in_words(self.limits.unpacked_bytes)} (limit). Not read further."
            )


def _entries_of(path: Path) -> Iterator[Entry]:
    """A file as it is; for a folder, its first visible file: enough to say that it may not be there."""
    if path.is_dir() and not path.is_symlink():
        inside = [] if path.name.startswith(".") else sorted(path.iterdir())[:1]
        yield from (Entry(name=f"{path.name}/{file.name}") for file in inside)
    else:
        yield Entry(name=path.name, is_plain_file=path.is_file() and not path.is_symlink())


class ZipArchive(Archive):
    """The members of a ZIP file."""

    def __init__(self, *, file: zipfile.ZipFile, size: int, place: FileProblems, limits: Limits) -> None:
        super().__init__(place=place, limits=limits)
        self._file = file
        self._size = size

    @classmethod
    def opened(cls, *, source: bytes | Path, size: int, place: FileProblems, limits: Limits) -> "ZipArchive | None":
        """The ZIP file, or None when it is damaged, another kind of archive, or a workbook."""
        try:
            file = zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source)
        except DAMAGE as error:
            _refuse_archive(source, place=place, error=error)
            return None
        if "[Content_Types].xml" in file.namelist():
            place.refuse_file("M13", 'this is a workbook or Office file. Save each sheet as "CSV UTF-8".')
        return cls(file=file, size=size, place=place, limits=limits)

    def close(self) -> None:
        self._file.close()

    def entries(self) -> list[Entry]:
        return [_entry_of(info) for info in self._file.infolist()]

    def read(self, name: str) -> bytes | None:
        with self._saying_what_is_wrong(name), self._file.open(name) as stream:
            return self.read_all(stream)
        return None

    @contextmanager
    def _saying_what_is_wrong(self, name: str) -> Iterator[None]:
        try:
            yield
        except TooMuch as stopped:
            self.place.refuse_file("M06", str(stopped), value=name)
        except DAMAGE as error:
            self.place.refuse_file("M04", f"the ZIP is damaged: {name} {_damage_in_words(error)}.", value=name)

    def check_total(self) -> None:
        limits = self.limits
        if self.bytes_read > limits.unpacked_bytes:
            raise TooMuch(f"would unpack to more than {in_words(limits.unpacked_bytes)} (limit). Not unpacked further.")
        if self.bytes_read >= limits.ratio_from_bytes and self.bytes_read > self._size * limits.unpacked_ratio:
            raise TooMuch(f"unpacks to more than {limits.unpacked_ratio} times its size (limit). Not unpacked further.")


def _entry_of(info: zipfile.ZipInfo) -> Entry:
    kind = stat.S_IFMT(info.external_attr >> 16)
    return Entry(
        # `filename` has been cut at a zero byte; the name that was sent is the one to judge.
        name=info.orig_filename,
        is_folder=info.is_dir(),
        is_plain_file=kind in {0, stat.S_IFREG, stat.S_IFDIR},
        is_encrypted=bool(info.flag_bits & ENCRYPTED_FLAGS),
    )


def _refuse_archive(source: bytes | Path, *, place: FileProblems, error: Exception) -> None:
    start = source[:4096] if isinstance(source, bytes) else _head(source)
    if is_archive(start) and not start.startswith(b"PK"):
        place.refuse_file("M13", f"this is {what_it_is(start)} of a kind we do not read. Send a ZIP file or a CSV.")
    else:
        place.refuse_file("M04", f"the ZIP is damaged: it {_damage_in_words(error)}. Send it again.")


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(4096)


def _damage_in_words(error: Exception) -> str:
    if "CRC" in str(error):
        return "fails its checksum"
    if isinstance(error, NotImplementedError):
        return "is packed in a way we do not read; use the usual ZIP compression"
    return "cannot be unpacked; it may have been cut off on the way"

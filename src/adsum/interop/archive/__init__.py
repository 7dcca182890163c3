"""Opening what somebody sent, safely: a ZIP file, a folder, or a single CSV, from a path or as bytes.

    archive = open_archive(source, wanted=names, problems=problems)
    if archive is not None:                       # None: refused, and `problems` says why
        for name in archive.names:                # only wanted names, never one that leads out of the package
            data = archive.read(name)             # None: refused (damaged, too big)

Nothing is written anywhere; a member is never stored under its own name. Sizes are counted while unpacking, because
what a ZIP file says about itself may be a lie. All names are judged before the first byte is unpacked.

    names       may a member of this name be here?
    members     the three kinds of source behind one face
"""

from pathlib import Path

from adsum.interop.archive.members import Archive, FileArchive, FolderArchive, ZipArchive
from adsum.interop.archive.names import Wanted, accepted_names
from adsum.interop.content import ARCHIVE_ENDINGS, is_archive, refuse_other_content
from adsum.interop.limits import DEFAULT_LIMITS, Limits, in_words
from adsum.interop.problems import FileProblems, ProblemList

Source = bytes | Path

__all__ = ["Archive", "Source", "Wanted", "open_archive"]


def open_archive(
    source: Source, *, wanted: Wanted, problems: ProblemList, limits: Limits = DEFAULT_LIMITS, name: str = ""
) -> Archive | None:
    """The archive with the names that may be read, or None when it is refused.

    name    what to call the source in messages; a path's own name when left out
    """
    place = problems.within(name or (source.name if isinstance(source, Path) else "") or "upload")
    try:
        archive = _open(source, place=place, limits=limits)
        if archive is not None and not place.is_refused:
            archive.names = accepted_names(archive.entries(), wanted=wanted, place=place, limits=limits)
    except OSError as error:
        place.refuse_file("M04", f"cannot be read ({error.strerror}). Check the path and who may read it.")
        return None
    if archive is not None and place.is_refused:
        archive.close()
        return None
    return archive


def _open(source: Source, *, place: FileProblems, limits: Limits) -> Archive | None:
    if isinstance(source, Path) and source.is_dir():
        return FolderArchive(folder=source, place=place, limits=limits)
    return _open_file(source, place=place, limits=limits)


def _open_file(source: Source, *, place: FileProblems, limits: Limits) -> Archive | None:
    if isinstance(source, Path) and not source.exists():
        place.refuse_file("M01", "there is no such file or folder. Check the path.")
        return None
    size = source.stat().st_size if isinstance(source, Path) else len(source)
    if size == 0:
        place.refuse_file("M01", "the file is empty (0 bytes). Export it again.")
        return None
    if size > limits.upload_bytes:
        place.refuse_file("M14", f"the file is larger than {in_words(limits.upload_bytes)}. It was not read.")
        return None
    return _open_by_content(source, size=size, place=place, limits=limits)


def _open_by_content(source: Source, *, size: int, place: FileProblems, limits: Limits) -> Archive | None:
    start = _start_of(source)
    if not is_archive(start):
        if refuse_other_content(start, place=place):
            return None
        if place.file.lower().endswith(ARCHIVE_ENDINGS):
            place.refuse_file("M04", "this is not a ZIP file, or its beginning is damaged. Export it again.")
            return None
        return FileArchive(source=source, place=place, limits=limits)
    return ZipArchive.opened(source=source, size=size, place=place, limits=limits)


def _start_of(source: Source) -> bytes:
    if isinstance(source, bytes):
        return source[:4096]
    with source.open("rb") as stream:
        return stream.read(4096)

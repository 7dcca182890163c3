"""May a member of this name be in the package? Judged before anything is unpacked."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from adsum.interop.content import ARCHIVE_ENDINGS
from adsum.interop.limits import Limits
from adsum.interop.problems import CONTROL, INVISIBLE, FileProblems, shown

# What operating systems leave behind without being asked.
LITTER_NAMES = frozenset({"thumbs.db", "desktop.ini"})
LITTER_FOLDER = "__MACOSX/"
LISTED_AT_MOST = 20


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry of the source as it names itself."""

    name: str
    is_folder: bool = False
    is_plain_file: bool = True  # not a link, device or pipe
    is_encrypted: bool = False


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which files a package may hold.

    files    names that are read
    known    names of the same standard that are not used here: ignored with a warning
    what     what such a file is called in messages: "OneRoster file"
    """

    files: frozenset[str]
    known: frozenset[str] = frozenset()
    what: str


def accepted_names(entries: Sequence[Entry], *, wanted: Wanted, place: FileProblems, limits: Limits) -> tuple[str, ...]:
    """The names that are to be read, in the order of the source; problems for all others."""
    if len(entries) > limits.members:
        place.refuse_file(
            "M15", f"holds {len(entries):,} files, at most {limits.members} are read. Is this the right package?"
        )
        return ()
    _refuse_dangerous(entries, place=place)
    if place.is_refused:
        return ()
    files = [entry.name for entry in entries if not entry.is_folder and not _is_litter(entry.name, place=place)]
    _refuse_repeated(files, place=place)
    return tuple(name for name in files if _is_accepted(name, wanted=wanted, place=place))


def _refuse_dangerous(entries: Sequence[Entry], *, place: FileProblems) -> None:
    unsafe = [entry.name for entry in entries if is_unsafe(entry.name)]
    if unsafe:
        place.refuse_file("M08", "a member has an unsafe name. Nothing was unpacked.", value=unsafe[0])
    for name in _first(entry.name for entry in entries if not entry.is_plain_file):
        place.refuse_file("M09", "a member is a link or device; only plain files are accepted.", value=name)
    encrypted = [entry.name for entry in entries if entry.is_encrypted]
    if encrypted:
        place.refuse_file(
            "M05", "the ZIP is password-protected; we cannot read it. Send it without a password.", value=encrypted[0]
        )


def is_unsafe(name: str) -> bool:
    """A name that could lead out of a folder, or that hides what it is."""
    parts = name.split("/")
    return (
        not name.strip("/")
        or name.startswith("/")
        or "\\" in name
        or re.match(r"[A-Za-z]:", name) is not None
        or any(part in {"..", "."} for part in parts)
        or CONTROL.search(name) is not None
        or INVISIBLE.search(name) is not None
    )


def _is_litter(name: str, *, place: FileProblems) -> bool:
    file = name.rsplit("/", 1)[-1]
    is_litter = name.startswith(LITTER_FOLDER) or file.startswith(".") or file.lower() in LITTER_NAMES
    if is_litter:
        place.warn("M12", f"{shown(name)} was left there by an operating system and was ignored.", value=name)
    return is_litter


def _refuse_repeated(names: Sequence[str], *, place: FileProblems) -> None:
    """Programs disagree on which of two copies wins."""
    same: dict[str, list[str]] = defaultdict(list)
    for name in names:
        same[unicodedata.normalize("NFC", name).casefold()].append(name)
    for copies in same.values():
        if len(copies) > 1:
            place.refuse_file(
                "M10",
                f"the package contains {shown(copies[0])} {len(copies)} times (as {', '.join(map(shown, copies))}). "
                "We cannot know which one counts; keep one.",
                value=copies[-1],
            )


def _is_accepted(name: str, *, wanted: Wanted, place: FileProblems) -> bool:
    if name in wanted.files:
        return True
    lowered = name.lower()
    if lowered.endswith(ARCHIVE_ENDINGS):
        place.refuse_file(
            "M07", f"the package contains another archive ({shown(name)}). Only .csv files are accepted.", value=name
        )
    elif "/" in name:
        folder, _, file = name.rpartition("/")
        place.refuse_file(
            "M11", f'{shown(file)} is inside the folder "{shown(folder)}". Put all files at the top.', value=name
        )
    elif not lowered.endswith(".csv"):
        place.refuse_file("M12", f"{shown(name)} is not a {wanted.what}. Take it out.", value=name)
    else:
        _judge_other_csv(name, wanted=wanted, place=place)
    return False


def _judge_other_csv(name: str, *, wanted: Wanted, place: FileProblems) -> None:
    if name in wanted.known:
        place.warn("R02", f"{name} is not used here and was ignored.", value=name)
        return
    meant = {file.casefold(): file for file in wanted.files | wanted.known}.get(name.casefold())
    if meant:
        place.refuse_file("M12", f'{shown(name)} must be named "{meant}" (capital letters count).', value=name)
    else:
        place.warn("M12", f"{shown(name)} is not a {wanted.what} and was ignored.", value=name)


def _first(names: Iterable[str]) -> list[str]:
    return [name for _, name in zip(range(LISTED_AT_MOST), names, strict=False)]

"""How much of anything we are willing to read, in one place.

These protect the machine, not the law: they are arguments everywhere, and `DEFAULT_LIMITS` is what they are when
nobody says otherwise. A value *at* a limit passes; one above it is refused.
"""

from dataclasses import dataclass

KILOBYTE = 1024
MEGABYTE = 1024 * KILOBYTE
GIGABYTE = 1024 * MEGABYTE


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Upper limits of one import.

    upload_bytes        what is handed in: the ZIP file, or all files of a folder
    unpacked_bytes      all members together, counted while unpacking
    unpacked_ratio      unpacked bytes for each byte handed in ...
    ratio_from_bytes    ... but only once this much has been unpacked: small tables of equal rows pack very well
    members             files in one ZIP file or folder
    line_bytes          one line, and one record that spans several lines
    columns, rows       of one table
    value_characters    one id, name, code or title
    """

    upload_bytes: int = 500 * MEGABYTE
    unpacked_bytes: int = 2 * GIGABYTE
    unpacked_ratio: int = 100
    ratio_from_bytes: int = 1 * MEGABYTE
    members: int = 200
    line_bytes: int = 64 * KILOBYTE
    columns: int = 200
    rows: int = 20_000_000
    value_characters: int = 255


DEFAULT_LIMITS = Limits()


def in_words(size: int) -> str:
    """A number of bytes as people say it: 500 MB, 2 GB, 64 KB, 12 bytes."""
    for unit, name in ((GIGABYTE, "GB"), (MEGABYTE, "MB"), (KILOBYTE, "KB")):
        if size >= unit:
            return f"{size / unit:.1f}".removesuffix(".0") + f" {name}"
    return f"{size} bytes"

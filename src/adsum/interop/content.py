"""What bytes look like, whatever their name says: a web page, a PDF, a workbook, an archive, XML.

what_it_is(b"%PDF-1.7 ...")  ->  "a PDF document"
what_it_is(b"sourcedId,...") ->  None: may well be a text table
"""

import re

from adsum.interop.problems import FileProblems

ARCHIVE_ENDINGS = (".zip", ".gz", ".tgz", ".tar", ".7z", ".rar", ".bz2", ".xz", ".jar")
ZIP_START = b"PK\x03\x04"
ZIP_EMPTY = b"PK\x05\x06"
ARCHIVE_STARTS = (ZIP_START, ZIP_EMPTY, b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"BZh", b"\xfd7zXZ\x00")
BINARY_STARTS = {
    b"%PDF-": "a PDF document",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an old Excel workbook or another Office file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"MZ": "a Windows program",
    b"\x7fELF": "a program",
    b"SQLite format 3\x00": "a database",
    b"PAR1": "a Parquet file",
}
WEB_PAGE = re.compile(rb"<(!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
ENTITIES = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
WORKBOOK_PART = re.compile(rb"\[Content_Types\]\.xml|xl/workbook\.xml|xl/worksheets/")
LOOKED_AT = 64 * 1024


def what_it_is(data: bytes) -> str | None:
    """What these bytes look like, if that is surely not a text table."""
    start = data[:LOOKED_AT]
    for magic, name in BINARY_STARTS.items():
        # Two letters are a poor proof: a CSV could begin with the column "MZ...". A program has zero bytes close by.
        if start.startswith(magic) and (len(magic) > 2 or b"\x00" in start[:64]):
            return name
    if start.startswith(ARCHIVE_STARTS):
        return "an Excel workbook" if WORKBOOK_PART.search(start) else "a packed archive"
    return _markup(start)


def refuse_other_content(data: bytes, *, place: FileProblems) -> bool:
    """Refuse the file when it is surely something else than a text table; say what it looks like."""
    looks_like = what_it_is(data)
    if looks_like is None:
        return False
    if declares_entities(data):
        place.refuse_file("M16", "the XML declares a document type or entities, which we do not accept.")
    else:
        place.refuse_file("M13", f"this is not a text table; it looks like {looks_like}. Export it as CSV.")
    return True


def is_archive(data: bytes) -> bool:
    return data.startswith(ARCHIVE_STARTS)


def declares_entities(data: bytes) -> bool:
    """XML that brings its own document type or entities. It is never parsed to find out."""
    start = _text_start(data[:LOOKED_AT])
    return start.startswith(b"<") and not WEB_PAGE.search(start) and ENTITIES.search(start) is not None


def _markup(start: bytes) -> str | None:
    text = _text_start(start)
    if not text.startswith(b"<"):
        return "a JSON document" if text.startswith((b'{"', b"[{", b"{\n", b"{\r")) else None
    if WEB_PAGE.search(text):
        return "a web page (was the download signed in?)"
    return "an XML document"


def _text_start(start: bytes) -> bytes:
    return start.removeprefix(b"\xef\xbb\xbf").lstrip()

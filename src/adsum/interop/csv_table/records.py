"""Text to records by RFC 4180: line ends of any kind, quotes, line breaks inside quoted values.

Records keep the number of the line they start on, as a text editor counts lines. A record with an open quote takes
in the following lines until the quote is closed; past the limit for one record it is given up as not closed.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

# The possessive signs (`*+`) keep each pattern linear, whatever somebody sends.
QUOTED = r'"[^"]*+(?:""[^"]*+)*+'
CELL = rf'(?:{QUOTED}"|[^",]*+)'
LINE = re.compile(r"([^\r\n]*+)(\r\n|\r|\n|\Z)")
RECORD = re.compile(rf"{CELL}(?:,{CELL})*+")
OPEN_RECORD = re.compile(rf"(?:{CELL},)*+{QUOTED}")
GOOD_CELLS = re.compile(rf"(?:{CELL},)*+")
NEXT_CELL = re.compile(r'"([^"]*+(?:""[^"]*+)*+)",|([^",]*+),')


class RawRecord(NamedTuple):
    """One record before it is split: the line it starts on, its text, and whether its quotes are closed."""

    row: int
    text: str
    is_closed: bool = True

    def is_longer_than(self, limit: int) -> bool:
        """Longer than so many bytes."""
        # A character has at most four bytes: most lines need not be encoded to know.
        return len(self.text) * 4 > limit and len(self.text.encode()) > limit


def raw_records(text: str, *, limit: int) -> Iterator[RawRecord]:
    """All records of the text, blank lines among them."""
    lines = _numbered_lines(text)
    for row, line, ending in lines:
        if '"' in line and OPEN_RECORD.fullmatch(line):
            yield _closed_record(row=row, first=line + ending, lines=lines, limit=limit)
        else:
            yield RawRecord(row, line)


def _numbered_lines(text: str) -> Iterator[tuple[int, str, str]]:
    length = len(text)
    for row, match in enumerate(LINE.finditer(text), start=1):
        if match.start() < length:
            line, ending = match.groups()
            yield row, line, ending


def _closed_record(*, row: int, first: str, lines: Iterator[tuple[int, str, str]], limit: int) -> RawRecord:
    """Take in lines until one has an odd number of quotes: that one closes what is open."""
    parts, size = [first], len(first)
    for _, line, ending in lines:
        parts.append(line)
        if line.count('"') % 2:
            return RawRecord(row, "".join(parts))
        parts.append(ending)
        size += len(line) + len(ending)
        if size > limit:
            break
    return RawRecord(row, "".join(parts), is_closed=False)


def split_cells(text: str) -> list[str] | None:
    """The values of one record, or None when a quote stands where none may stand."""
    if '"' not in text:
        return text.split(",")
    if not RECORD.fullmatch(text):
        return None
    return [quoted.replace('""', '"') if quoted else plain for quoted, plain in NEXT_CELL.findall(text + ",")]


def open_cell_number(text: str) -> int:
    """How many whole cells stand before the place where this unfinished record stops making sense."""
    good = GOOD_CELLS.match(text)
    return 0 if good is None else len(NEXT_CELL.findall(good.group()))


def header_cells(text: str) -> list[str]:
    """The cells of the first line, as far as they can be read."""
    first = LINE.match(text)
    return (split_cells(first.group(1)) or []) if first else []

"""Bytes to text. Only UTF-8, with or without byte-order mark: a wrong guess destroys names."""

import codecs
import re

from adsum.interop.csv_table.records import LINE, header_cells, open_cell_number
from adsum.interop.problems import FileProblems

WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
SURROGATE = re.compile(rb"\xed[\xa0-\xbf]")
LOOKED_AT = 4096


def decoded(data: bytes, *, place: FileProblems) -> str | None:
    """The text without byte-order mark, or None after naming the first bad byte."""
    if _is_wide(data):
        place.refuse_file("M27", 'this looks like UTF-16. Save it as "CSV UTF-8".')
        return None
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        _refuse_byte(data, start=error.start, reason=error.reason, place=place)
        return None


def _is_wide(data: bytes) -> bool:
    """Two bytes for each character: a mark says so, or every second byte is zero."""
    if data.startswith(WIDE_MARKS):
        return True
    start = data[:LOOKED_AT]
    half = len(start) // 2
    return half > 2 and max(start[0::2].count(0), start[1::2].count(0)) > 0.4 * half


def _refuse_byte(data: bytes, *, start: int, reason: str, place: FileProblems) -> None:
    before = data[:start].decode("utf-8")
    row, field = _place_of_end(before)
    value = f"\\x{data[start]:02x}"
    where = f"on row {row:,}" + (f", column {field}" if field else "")
    if reason == "unexpected end of data":
        place.refuse_file("M03", "the file ends in the middle of a character. It looks cut off.", row=row, field=field)
    elif SURROGATE.match(data, start):
        message = f'broken UTF-8: half a character ({value}) {where}. Save it as "CSV UTF-8".'
        place.refuse_file("M27", message, row=row, field=field, value=value)
    else:
        message = f'not UTF-8: the first bad byte is {value} {where}. Save it as "CSV UTF-8".'
        place.refuse_file("M26", message, row=row, field=field, value=value)


def _place_of_end(before: str) -> tuple[int, str]:
    """Line and column name where this text ends."""
    ends = [match.end() for match in LINE.finditer(before) if match.group(2)]
    line = before[ends[-1] if ends else 0 :]
    number = open_cell_number(line)
    names = header_cells(before) if ends else []
    return len(ends) + 1, names[number] if number < len(names) else ""

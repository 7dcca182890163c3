"""A CSV table from bytes: encoding, header and shape judged, rows with the line numbers a text editor shows.

    table = open_table(data=data, shape=shape, place=problems.within("users.csv"))
    if table is not None:                # None: the file is refused, and the problems say why
        for row, values in table:        # values in the order of shape.columns; "" where a column is missing
            ...

Strict where guessing would harm a child's record (encoding, quotes, number of columns), lenient where nothing can
go wrong (byte-order mark, any kind of line end, order of columns).

    encoding    bytes to text: UTF-8 or a refusal that names the first bad byte
    records     text to records: lines, quotes, line breaks inside values (RFC 4180)
    header      which column stands where
    table       the rows, each judged for its shape
"""

import codecs

from adsum.interop.content import refuse_other_content
from adsum.interop.csv_table.encoding import decoded
from adsum.interop.csv_table.header import Shape, layout_of
from adsum.interop.csv_table.records import raw_records, split_cells
from adsum.interop.csv_table.table import CsvTable, refuse_unclosed
from adsum.interop.limits import DEFAULT_LIMITS, Limits
from adsum.interop.problems import FileProblems

__all__ = ["CsvTable", "Shape", "open_table"]


def open_table(*, data: bytes, shape: Shape, place: FileProblems, limits: Limits = DEFAULT_LIMITS) -> CsvTable | None:
    """The table with its header understood, or None when the file is refused."""
    if not data.removeprefix(codecs.BOM_UTF8).strip():
        place.refuse_file("M01", f"the file is empty ({len(data)} bytes). Export it again.")
        return None
    if refuse_other_content(data, place=place):
        return None
    text = decoded(data, place=place)
    if text is None:
        return None
    records = raw_records(text, limit=limits.line_bytes)
    first = next(records)
    if not first.is_closed or first.is_longer_than(limits.line_bytes):
        refuse_unclosed(first, place=place, limit=limits.line_bytes)
        return None
    layout = layout_of(split_cells(first.text), text=first.text, shape=shape, place=place, limits=limits)
    if layout is None:
        return None
    return CsvTable(records=records, layout=layout, place=place, limits=limits, text=text)

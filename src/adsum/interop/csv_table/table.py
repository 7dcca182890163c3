"""The rows of a table, each judged for its shape before anybody looks at its values."""

import bisect
import re
from collections.abc import Iterator, Sequence

from adsum.interop.csv_table.header import Layout, first_cell
from adsum.interop.csv_table.records import RawRecord, open_cell_number, split_cells
from adsum.interop.limits import Limits, in_words
from adsum.interop.problems import INVISIBLE, FileProblems, shown

# Tab and line ends may stand inside a quoted value; the others have no business in a table.
FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# A summary line below the records, as spreadsheets and database tools write it.
FOOTER = re.compile(
    r"\W*+((grand\s+|sub-?)?totals?|sum|count|(number\s+of\s+)?(rows?|records?)|end\s+of\s+(file|report|data))"
    r"\W*+[\d,.]*+\W*+|\(?[\d,]++\s+(rows?|records?)(\s+\w++)?\)?",
    re.IGNORECASE,
)
ROWS_NAMED = 3


class CsvTable:
    """Iterate for (row, values); afterwards `rows_read`, `damaged_keys` and `place.is_refused` tell the rest.

    damaged_keys    the keys of rows whose values cannot be trusted: they are there, but nothing else is known of
                    them, so a reference to one is no mistake of its own
    """

    def __init__(
        self, *, records: Iterator[RawRecord], layout: Layout, place: FileProblems, limits: Limits, text: str
    ) -> None:
        self.layout = layout
        self.place = place
        self.rows_read = 0
        self.damaged_keys: set[str] = set()
        self._records = records
        self._limits = limits
        self._is_standard = layout.is_standard
        self._has_forbidden = FORBIDDEN.search(text) is not None
        self._has_invisible = INVISIBLE.search(text) is not None
        self._blank_rows: list[int] = []
        self._extra_lines: list[tuple[int, int]] = []  # row, lines too many up to and with it
        place.record_of = self._record_of

    def __iter__(self) -> Iterator[tuple[int, Sequence[str]]]:
        arranged = self._arranged
        for record in self._records:
            if not record.is_closed or record.is_longer_than(self._limits.line_bytes):
                refuse_unclosed(record, place=self.place, limit=self._limits.line_bytes)
                break
            self._note_line_breaks(record)
            cells = self._cells(record)
            if cells is None:
                continue
            self.rows_read += 1
            if self.rows_read > self._limits.rows:
                self.place.refuse_file("M15", f"more than {self._limits.rows:,} rows.", row=record.row)
                break
            yield record.row, arranged(cells)
        self._warn_about_blank_rows()

    def _cells(self, record: RawRecord) -> list[str] | None:
        """The cells of a row of the right shape, or None after saying what is wrong with it."""
        cells = split_cells(record.text)
        if cells is None:
            self._refuse_quote(record)
            return None
        if len(cells) != len(self.layout.names):
            self._refuse_length(record.row, cells, text=record.text)
            return None
        if (not cells[0] or FOOTER.fullmatch(cells[0])) and self._is_no_record(record.row, cells):
            return None
        if self._has_forbidden or self._has_invisible:
            self._judge_characters(record.row, cells)
        return cells

    def _is_no_record(self, row: int, cells: Sequence[str]) -> bool:
        """A row of commas only, or a footer that happens to have the right number of columns."""
        filled = [cell for cell in cells if cell.strip()]
        if not filled:
            self._blank_rows.append(row)
            return True
        if FOOTER.fullmatch(cells[0]) and len(filled) <= max(2, len(cells) // 4):
            self._refuse_footer(row, ", ".join(filled))
            return True
        return False

    def _refuse_quote(self, record: RawRecord) -> None:
        number = open_cell_number(record.text)
        names = self.layout.names
        self.place.refuse_set(
            "M32",
            "a quote mark inside an unquoted value, or text after a closing quote. "
            'Put the value in quotes and write "" for a quote mark.',
            row=record.row,
            field=names[number] if number < len(names) else "",
            value=first_cell(record.text),
        )
        self._note_damaged(record.text.split(","))

    def _refuse_length(self, row: int, cells: list[str], *, text: str) -> None:
        expected = len(self.layout.names)
        if not text.strip():
            self._blank_rows.append(row)
        elif FOOTER.fullmatch(text.strip()) or FOOTER.fullmatch(cells[0].strip()):
            self._refuse_footer(row, text)
        elif len(cells) < expected:
            self.place.refuse_set("M34", f"{len(cells)} columns found, {expected} expected.", row=row, value=cells[0])
            self._note_damaged(cells)
        else:
            message = f"{len(cells)} columns found, {expected} expected (a comma without quotes?)."
            self.place.refuse_set("M35", message, row=row, value=cells[0])
            self._note_damaged(cells)

    def _refuse_footer(self, row: int, text: str) -> None:
        self.place.refuse_set("M41", f'not a record ("{shown(text)}"). Take it out.', row=row, value=text)

    def _note_damaged(self, cells: Sequence[str]) -> None:
        self.rows_read += 1
        where = self.layout.names.index(self.layout.shape.key)
        if where < len(cells):
            self.damaged_keys.add(cells[where])

    def _judge_characters(self, row: int, cells: Sequence[str]) -> None:
        shape = self.layout.shape
        for name, cell in zip(self.layout.names, cells, strict=True):
            value = "" if name in shape.secret else cell
            if FORBIDDEN.search(cell):
                self.place.refuse_set("M29", "contains a control character.", row=row, field=name, value=value)
            if name not in shape.ids and INVISIBLE.search(cell):
                message = "contains an invisible character; it was kept."
                self.place.warn("M45", message, row=row, field=name, value=value)

    def _arranged(self, cells: list[str]) -> Sequence[str]:
        """The cells in the order of the shape."""
        if self._is_standard:
            return cells
        return ["" if pick is None else cells[pick] for pick in self.layout.picks]

    def _note_line_breaks(self, record: RawRecord) -> None:
        if "\n" in record.text or "\r" in record.text:
            breaks = len(re.findall(r"\r\n|\r|\n", record.text))
            before = self._extra_lines[-1][1] if self._extra_lines else 0
            self._extra_lines.append((record.row, before + breaks))

    def _record_of(self, row: int) -> int | None:
        """The number of the record that starts on this line, where that is another number (header = 1)."""
        index = bisect.bisect_left(self._extra_lines, (row, 0))
        return row - self._extra_lines[index - 1][1] if index else None

    def _warn_about_blank_rows(self) -> None:
        rows = self._blank_rows
        if rows:
            named = ", ".join(f"{row:,}" for row in rows[:ROWS_NAMED]) + (", ..." if len(rows) > ROWS_NAMED else "")
            lines = "1 blank line was" if len(rows) == 1 else f"{len(rows):,} blank lines were"
            self.place.warn("M42", f"{lines} skipped (row{'s' if len(rows) > 1 else ''} {named}).", row=rows[0])


def refuse_unclosed(record: RawRecord, *, place: FileProblems, limit: int) -> None:
    """A record that never ends, or that is longer than any record should be."""
    if record.is_longer_than(limit):
        quote = "" if record.is_closed else "; an open quote starts there"
        message = f"this row is longer than {in_words(limit)}{quote}. The file is probably not in the expected format."
        place.refuse_file("M15", message, row=record.row, value=first_cell(record.text))
    else:
        message = f"the file ends inside an open quote that starts on row {record.row:,}. It looks cut off."
        place.refuse_file("M03", message, row=record.row, value=first_cell(record.text))

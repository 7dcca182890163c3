"""The header: which column stands where, and what is wrong with the names."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from adsum.interop.limits import Limits
from adsum.interop.problems import FileProblems, shown

OTHER_SEPARATORS = {";": '";"', "\t": "tabs", "|": '"|"', "^": '"^"'}
FREE_PREFIX = "metadata."
CLOSE_ENOUGH = 0.8
LONGEST_NAME = 100


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What a table should look like.

    columns     the names in their standard order
    required    columns without which the table means nothing
    ids         columns of ids, the key among them: their values are judged by stricter rules later
    key         the column that names the record
    secret      columns whose values are never shown, not even in a problem
    """

    columns: tuple[str, ...]
    required: frozenset[str]
    ids: frozenset[str]
    key: str
    secret: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Where the columns of the shape stand in this file.

    names   the header as it stands in the file
    picks   for each column of the shape its place in the file, or None
    """

    shape: Shape
    names: tuple[str, ...]
    picks: tuple[int | None, ...]

    @property
    def is_standard(self) -> bool:
        return self.picks == tuple(range(len(self.names)))


def layout_of(
    cells: Sequence[str] | None, *, text: str, shape: Shape, place: FileProblems, limits: Limits
) -> Layout | None:
    """The layout, or None when the header cannot be trusted. All that is wrong with it is listed."""
    if cells is None:
        place.refuse_file("M32", "a quote mark inside an unquoted column name.", row=1)
    elif len(cells) > limits.columns:
        place.refuse_file("M15", f"{len(cells):,} columns found, at most {limits.columns} are read.", row=1)
    elif not _has_known_name(cells, shape):
        _refuse_strange_header(text, shape=shape, place=place)
    else:
        _judge_names(cells, shape=shape, place=place)
        if not place.is_refused:
            picks = tuple(cells.index(name) if name in cells else None for name in shape.columns)
            _warn_about_order([pick for pick in picks if pick is not None], place=place)
            return Layout(shape=shape, names=tuple(cells), picks=picks)
    return None


def first_cell(text: str) -> str:
    """Enough of a row to find it again; a whole row may hold what should not stand in a list of problems."""
    return text.split(",", 1)[0]


def _has_known_name(cells: Sequence[str], shape: Shape) -> bool:
    known = {name.casefold() for name in shape.columns}
    return any(cell.strip().casefold() in known for cell in cells)


def _refuse_strange_header(text: str, *, shape: Shape, place: FileProblems) -> None:
    for separator, name in OTHER_SEPARATORS.items():
        if separator in text and _has_known_name([cell.strip('"') for cell in text.split(separator)], shape):
            message = f'the file seems to use {name} between columns; "," is required here.'
            place.refuse_file("M31", message, row=1, value=separator)
            return
    message = f"this is not the expected header, which begins with {', '.join(shape.columns[:4])}."
    place.refuse_file("M36", message, row=1, value=first_cell(text))


def _judge_names(cells: Sequence[str], *, shape: Shape, place: FileProblems) -> None:
    missing = [name for name in shape.columns if name not in cells]
    for number, cell in enumerate(cells, start=1):
        if cell and cell in cells[: number - 1]:
            message = f'column {number}: "{shown(cell)}" appears twice. Keep one.'
            place.refuse_file("M38", message, row=1, field=cell, value=cell)
        elif cell not in shape.columns and not cell.startswith(FREE_PREFIX):
            _judge_unknown_name(cell, number=number, missing=missing, place=place)
    for name in missing:
        if name in shape.required:
            place.refuse_file("M36", f'column "{name}" is missing. Export it with all columns.', row=1, field=name)
        else:
            place.warn("R01", f'column "{name}" is missing; it was read as empty.', row=1, field=name)


def _judge_unknown_name(cell: str, *, number: int, missing: list[str], place: FileProblems) -> None:
    meant = _meant(cell, missing)
    if meant:
        missing.remove(meant)  # said once is enough
        message = f'column {number}: "{shown(cell)}" is not a known column. Did you mean "{meant}"?'
        place.refuse_file("M38", message, row=1, field=cell, value=cell)
    elif cell:
        message = f'column "{shown(cell)}" is unknown and was ignored.'
        place.warn("M40", message, row=1, field=cell, value=cell)
    else:
        place.warn("M40", f"column {number} has no name and was ignored.", row=1)


def _meant(cell: str, missing: Sequence[str]) -> str | None:
    """The missing column that this name resembles."""
    for name in missing:
        if cell.strip().casefold() == name.casefold():
            return name
    close = difflib.get_close_matches(cell[:LONGEST_NAME], missing, n=1, cutoff=CLOSE_ENOUGH)
    return close[0] if close else None


def _warn_about_order(picks: Sequence[int], *, place: FileProblems) -> None:
    if list(picks) != sorted(picks):
        place.warn("M39", "the columns are not in the standard order; they were read by name.", row=1)

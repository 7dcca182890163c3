"""Rows of the database as polars frames: column names and types in one place, no model instances."""

from collections.abc import Collection, Iterable
from typing import Any

import polars as pl

MOMENT = pl.Datetime("us", "UTC")
Schema = dict[str, Any]
Students = Collection[int] | None  # primary keys; None is everybody


def frame(rows: Iterable[tuple[Any, ...]], schema: Schema) -> pl.DataFrame:
    """A frame from rows of tuples in the schema's order."""
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def picked(students: Students, *, path: str = "student") -> dict[str, Any]:
    """The filter for these students' rows; nothing for everybody."""
    return {} if students is None else {f"{path}__in": students}

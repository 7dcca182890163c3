"""How rows of one kind lie in the database: read all of them in one statement, write many in few.

A row is a dataclass whose fields are named like the model's; a field that refers to another record holds that
record's `source_id`. Rooms describe their tables with this; only their actions may call `write`.
"""

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Generic, TypeVar

from django.db import models

AnyRow = TypeVar("AnyRow")
Progress = Callable[[int, int], None]  # rows written so far, of how many
References = Mapping[str, type[models.Model]]
BATCH = 1_000


def unseen(done: int, total: int) -> None:
    """Progress that nobody watches."""


def batches_of(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """The items in lists of at most `size`."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def keys_of(model: type[models.Model], **where: Any) -> dict[str, int]:
    """Our key of each record, by the id its own system knows it by. One statement."""
    return dict(model._default_manager.filter(**where).values_list("source_id", "pk"))


class RosterTable(Generic[AnyRow]):
    """One kind of row.

    references   field -> the model whose `source_id` stands in it
    beside       fields that are not columns of the model's own table
    """

    batch_size = BATCH

    def __init__(
        self,
        row: Callable[..., AnyRow],
        *,
        model: type[models.Model],
        references: References | None = None,
        beside: Sequence[str] = (),
    ) -> None:
        self.row, self.model, self.references = row, model, dict(references or {})
        self.fields = [field.name for field in dataclasses.fields(row)]  # type: ignore[arg-type]
        self.columns = [name for name in self.fields if name not in beside]

    def paths(self) -> list[str]:
        """The columns as a query names them."""
        return [f"{name}__source_id" if name in self.references else name for name in self.columns]

    def standing(self, **where: object) -> dict[str, AnyRow]:
        """Every record that has an id of another system, as a row. One statement."""
        rows = self.model._default_manager.filter(source_id__isnull=False, **where).values_list(*self.paths())
        return {row[0]: self.row(*row) for row in rows.iterator(chunk_size=10_000)}

    def write(self, *, add: Sequence[AnyRow], change: Sequence[Any], progress: Progress = unseen) -> None:
        """Write new rows, and changed ones in place. Statements grow with batches, not with rows."""
        if not (add or change):
            return
        keys = self._reference_keys()
        total, done = len(add) + len(change), 0
        for batch in batches_of(add, self.batch_size):
            created = self.model._default_manager.bulk_create(self.model(**self.values(row, keys)) for row in batch)
            self.after_write((record.pk, row) for record, row in zip(created, batch, strict=True))
            progress(done := done + len(batch), total)
        for batch in batches_of(change, self.batch_size // 2):
            self._change(batch, keys)
            progress(done := done + len(batch), total)

    def values(self, row: AnyRow, keys: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
        """The row as column values."""
        found: dict[str, Any] = {}
        for name in self.columns:
            value = getattr(row, name)
            if name in keys:
                found[f"{name}_id"] = None if value is None else keys[name][value]
            else:
                found[name] = value
        return found

    def after_write(self, written: Iterable[tuple[int, AnyRow]]) -> None:
        """What else lies beside the table; nothing for most."""

    def before_change(self, keys: list[int]) -> None:
        """What else goes before changed rows are written; nothing for most."""

    def _reference_keys(self) -> dict[str, dict[str, int]]:
        known = {model: keys_of(model) for model in set(self.references.values())}
        return {name: known[model] for name, model in self.references.items()}

    def _change(self, batch: Sequence[Any], keys: Mapping[str, Mapping[str, int]]) -> None:
        standing = self.model._default_manager.in_bulk([change.was for change in batch], field_name="source_id")
        records = [standing[change.was] for change in batch]
        for record, change in zip(records, batch, strict=True):
            for name, value in self.values(change.row, keys).items():
                setattr(record, name, value)
        self.model._default_manager.bulk_update(records, self.columns)
        self.before_change([record.pk for record in records])
        self.after_write((record.pk, change.row) for record, change in zip(records, batch, strict=True))

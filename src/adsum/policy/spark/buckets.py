"""Buckets: what a worker does with the students Spark hands it. Arrow comes in, the policy's own `judge` runs on it,
Arrow goes out.

Rows of all tables arrive in one stream, each filling one struct column and leaving the others null, because Spark
shuffles one table at a time. They arrive in any order and are put back into that of the files.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from adsum.policy.determination import JUDGED_COLUMNS, judge
from adsum.policy.facts import Facts, schema
from adsum.policy.findings import Verdicts
from adsum.policy.law import Law
from adsum.policy.packs import Pack
from adsum.policy.spark.staging import STAGED, plain
from adsum.policy.taught import Taught

if TYPE_CHECKING:
    import pyarrow as pa

    from adsum.policy.facts import IdType

PARTS = tuple(each.name for each in fields(Verdicts))
RESULT = "part string, frame binary"


@dataclass(frozen=True)
class Setting:
    """What every bucket needs whole. `facts` has the schools and calendars; its other tables are empty."""

    facts: Facts
    taught: Taught
    pack: Pack
    as_of: Any
    ids: Mapping[str, IdType]


def judged(batches: Iterable[pa.RecordBatch], *, setting: Setting) -> Iterator[pa.RecordBatch]:
    """The verdicts about one bucket: a row for each table, holding it as an Arrow file."""
    import pyarrow as pa

    verdicts = verdicts_on(facts_of(batches, setting=setting), setting=setting)
    frames = [packed(getattr(verdicts, part)) for part in PARTS]
    yield pa.record_batch({"part": pa.array(PARTS, pa.string()), "frame": pa.array(frames, pa.binary())})


def verdicts_on(facts: Facts, *, setting: Setting) -> Verdicts:
    return judge(facts, taught=setting.taught, law=Law.of(setting.pack, as_of=setting.as_of))


def facts_of(batches: Iterable[pa.RecordBatch], *, setting: Setting) -> Facts:
    """The facts of the students of a bucket."""
    import pyarrow as pa

    pieces: dict[str, list[pa.RecordBatch]] = {name: [] for name in STAGED}
    for batch in batches:
        for name, found in pieces.items():
            rows = batch.column(name).drop_null()
            if len(rows):
                found.append(pa.RecordBatch.from_struct_array(rows))
    tables: dict[str, Any] = {name: table_of(name, found, ids=setting.ids) for name, found in pieces.items()}
    return replace(setting.facts, **tables)


def table_of(name: str, pieces: list[pa.RecordBatch], *, ids: Mapping[str, IdType]) -> pl.DataFrame:
    """A table with the contract's types, in the order of its file. Of marks, the columns that are judged."""
    import pyarrow as pa

    types = schema(name, ids=ids)
    if name == "marks":
        types = {column: types[column] for column in (*JUDGED_COLUMNS, "row")}
    if not pieces:
        return pl.DataFrame(schema=types)
    frame = pl.DataFrame(pa.Table.from_batches(pieces))
    return frame.select(pl.col(column).cast(kind) for column, kind in types.items()).sort("row")


def packed(frame: pl.DataFrame) -> bytes:
    """An Arrow file. Codes travel as text: Polars 2.1 does not read back the nulls among them."""
    place = io.BytesIO()
    frame.select(plain()).write_ipc(place, compression="zstd")
    return place.getvalue()


def unpacked(data: bytes, *, like: pl.DataFrame) -> pl.DataFrame:
    return pl.read_ipc(io.BytesIO(data)).select(pl.col(name).cast(kind) for name, kind in like.schema.items())

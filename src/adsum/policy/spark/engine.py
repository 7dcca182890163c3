"""The Spark engine: stage the facts, shuffle them by student, judge every bucket where it lies, add up.

Only attendance sums cross from one bucket to another, and they are added by the same function that adds the parts of
an embedded run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from adsum.policy.determination import JUDGED_COLUMNS
from adsum.policy.facts import COLUMNS, Facts
from adsum.policy.findings import Findings, Verdicts, add_verdicts
from adsum.policy.known import known_marks
from adsum.policy.law import Law
from adsum.policy.packs import Pack
from adsum.policy.parts import MARKS_AT_ONCE
from adsum.policy.spark.buckets import PARTS, RESULT, Setting, judged, unpacked, verdicts_on
from adsum.policy.spark.session import session
from adsum.policy.spark.staging import STAGED, path, stage
from adsum.policy.taught import Taught

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession


def determine(
    facts: Facts,
    *,
    as_of: date,
    known_at: datetime | None = None,
    pack: Pack,
    staging: Path,
    master: str | None = None,
    marks_at_once: int = MARKS_AT_ONCE,
) -> Findings:
    """As determination.determine, on Spark. The facts must have passed check.check with the same pack.

    in      staging: an empty folder that the driver and all workers see under the same path
    """
    law = Law.of(pack, as_of=as_of)
    taught = Taught.of(facts.calendar, year_first=law.year_first, through=as_of)
    known = known_marks(facts.marks.lazy(), as_of=as_of, known_at=known_at).select(*JUDGED_COLUMNS, "row")
    stage(facts, marks=known, folder=staging)
    setting = Setting(_without_students(facts), taught, pack=pack, as_of=as_of, ids=_ids(facts))
    with session(master) as spark:
        verdicts = _verdicts(spark, staging=staging, setting=setting, marks_at_once=marks_at_once)
    return add_verdicts(verdicts, taught=taught, law=law, known_at=known_at, is_in_order=False)


def _verdicts(spark: SparkSession, *, staging: Path, setting: Setting, marks_at_once: int) -> list[Verdicts]:
    marks = pl.scan_parquet(path(staging, "marks")).select(pl.len()).collect().item()
    count = max(spark.sparkContext.defaultParallelism, -(-marks // marks_at_once))
    handed = spark.sparkContext.broadcast(setting)

    def judge_bucket(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return judged(batches, setting=handed.value)

    told = shuffled(spark, staging=staging, count=count).mapInArrow(judge_bucket, RESULT).toArrow()
    nobody = verdicts_on(setting.facts, setting=setting)  # its tables are empty and have the right types
    return list(_unpacked(told, like=nobody)) or [nobody]


def shuffled(spark: SparkSession, *, staging: Path, count: int) -> DataFrame:
    """All rows of all tables in `count` buckets by student: student_id, and a struct for each table."""
    from pyspark.sql.functions import struct

    def stacked(name: str) -> DataFrame:
        rows = spark.read.parquet(path(staging, name).resolve().as_uri())
        return rows.select("student_id", struct(*rows.columns).alias(name))

    whole = reduce(lambda one, other: one.unionByName(other, allowMissingColumns=True), map(stacked, STAGED))
    return whole.repartition(count, "student_id")


def _unpacked(told: pa.Table, *, like: Verdicts) -> Iterator[Verdicts]:
    """The verdicts of each bucket. A bucket's rows stay together and in order."""
    rows = told.to_pylist()
    for start in range(0, len(rows), len(PARTS)):
        bucket = {row["part"]: row["frame"] for row in rows[start : start + len(PARTS)]}
        yield Verdicts(**{part: unpacked(bucket[part], like=getattr(like, part)) for part in PARTS})


def _without_students(facts: Facts) -> Facts:
    empty: dict[str, Any] = {name: getattr(facts, name).lazy().collect_schema().to_frame() for name in STAGED}
    return replace(facts, **empty)


def _ids(facts: Facts) -> dict[str, Any]:
    """For each id column whether it is text or a number."""
    found: dict[str, Any] = {}
    for table in COLUMNS:
        types = getattr(facts, table).lazy().collect_schema()
        found.update({column.name: type(types[column.name]) for column in COLUMNS[table] if column.is_id})
    return found

"""Staging: the facts of a run as plain Parquet, one file for each table that is cut by student.

Facts folders may say the same in many ways (CSV, texts for dates, text or whole ids). They were read and checked
once; Spark gets what came of it, so that it has nothing to interpret. Every row carries its student, by whom Spark
shuffles, and its line, so that a bucket can put its rows back into the order of the files.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
import polars.selectors as cs

from adsum.policy.facts import Facts
from adsum.policy.parts import BY_ENROLLMENT, BY_STUDENT

STAGED = (*BY_STUDENT, *BY_ENROLLMENT, "marks")


def stage(facts: Facts, *, marks: pl.LazyFrame, folder: Path) -> None:
    """Write every table of STAGED to `folder`.

    in      marks: those to judge by; they pass through without being held in memory
    """
    owners = facts.enrollments.select("enrollment_id", "student_id")
    for name in BY_STUDENT:
        facts.table(name).select(plain()).write_parquet(path(folder, name))
    for name in BY_ENROLLMENT:
        facts.table(name).join(owners, on="enrollment_id").select(plain()).write_parquet(path(folder, name))
    marks.select(plain()).sink_parquet(path(folder, "marks"))


def path(folder: Path, table: str) -> Path:
    return folder / f"{table}.parquet"


def plain() -> list[pl.Expr]:
    """Codes as text: Spark knows no enumerations."""
    codes = cs.enum() | cs.categorical()
    return [codes.cast(pl.String), ~codes]

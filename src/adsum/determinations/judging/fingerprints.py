"""A fingerprint of each student's facts: equal facts, equal SHA-256, on any machine and in any year.

It covers every row of the facts tables that is about the student, with the calendars of their schools, so that a
stored finding can later be shown to rest on the very same facts.
"""

import hashlib
from collections.abc import Sequence

import polars as pl

from adsum.policy.facts import Facts

OF_STUDENTS = ("students", "enrollments", "marks", "notices", "conferences", "referrals", "exemptions")
OF_ENROLLMENTS = ("meetings", "unsubmitted")
OF_SCHOOLS = ("schools", "calendar")
FIELD, ROW, TABLE = "\x1f", "\x1e", "\x1d"  # separators that no id, code or date contains


def facts_hashes(facts: Facts) -> dict[str, str]:
    """student_id -> SHA-256 of their facts."""
    tables = {name: _collected(table) for name, table in facts.tables().items()}
    schools = _school_texts(tables)
    owners = tables["enrollments"].select("enrollment_id", "student_id")
    texts = tables["students"].select("student_id")
    for name in OF_STUDENTS:
        texts = _with(texts, name, _texts(tables[name], by="student_id"))
    for name in OF_ENROLLMENTS:
        texts = _with(texts, name, _texts(tables[name].join(owners, on="enrollment_id"), by="student_id"))
    attended = tables["enrollments"].select("student_id", "school_id").unique().join(schools, on="school_id")
    texts = _with(texts, "schools", _texts(attended, by="student_id"))
    return {row[0]: _sha256(TABLE.join(row[1:])) for row in texts.iter_rows()}


def _collected(table: pl.DataFrame | pl.LazyFrame) -> pl.DataFrame:
    return table.collect() if isinstance(table, pl.LazyFrame) else table


def _school_texts(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """school_id | school (a fingerprint of the school's own facts)"""
    texts = tables["schools"].select("school_id")
    for name in OF_SCHOOLS:
        texts = _with(texts, name, _texts(tables[name], by="school_id"))
    rows = [(row[0], _sha256(TABLE.join(row[1:]))) for row in texts.iter_rows()]
    return pl.DataFrame(rows, schema={"school_id": pl.String, "school": pl.String}, orient="row")


def _texts(table: pl.DataFrame, *, by: str) -> pl.DataFrame:
    """All rows of a student (or school) as one text, in an order that does not depend on the table's."""
    columns = [name for name in table.columns if name != "row"]
    line = pl.concat_str([_text(table, name) for name in columns], separator=FIELD)
    lines = table.select(pl.col(by).cast(pl.String), line=line)
    return lines.group_by(by).agg(text=pl.col("line").sort().str.join(ROW))


def _text(table: pl.DataFrame, name: str) -> pl.Expr:
    column = pl.col(name)
    if isinstance(table.schema[name], pl.Datetime):
        column = column.dt.epoch("us")
    return column.cast(pl.String).fill_null("")


def _with(texts: pl.DataFrame, name: str, more: pl.DataFrame) -> pl.DataFrame:
    by: Sequence[str] = more.columns[:1]
    return texts.join(more.rename({"text": name}), on=by, how="left").with_columns(pl.col(name).fill_null(""))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

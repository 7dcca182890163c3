"""A fingerprint of each student's facts: equal facts, equal SHA-256, on any machine and in any year.

It covers every row of the facts tables that is about the student, with the calendars of their schools, so that a
stored finding can later be shown to rest on the very same facts.
"""

import hashlib

import polars as pl

from adsum.policy.facts import Facts

OF_STUDENTS = ("students", "enrollments", "marks", "notices", "conferences", "referrals", "exemptions")
OF_ENROLLMENTS = ("meetings", "unsubmitted")
OF_SCHOOLS = ("schools", "calendar")
FIELD, ROW, TABLE = "\x1f", "\x1e", "\x1d"  # separators that no id, code or date contains


def facts_hashes(facts: Facts) -> dict[str, str]:
    """student_id -> SHA-256 of their facts."""
    tables = {name: table.lazy() for name, table in facts.tables().items()}
    owners = tables["enrollments"].select("enrollment_id", "student_id")
    attended = tables["enrollments"].select("student_id", "school_id").unique()
    parts = {name: tables[name] for name in OF_STUDENTS}
    parts |= {name: tables[name].join(owners, on="enrollment_id") for name in OF_ENROLLMENTS}
    parts["schools"] = attended.join(_schools(tables), on="school_id")
    return _hashes(parts, by="student_id", of=tables["students"])


def _schools(tables: dict[str, pl.LazyFrame]) -> pl.LazyFrame:
    """school_id | school: a fingerprint of the school's own facts; a year's days are not repeated for each student."""
    hashes = _hashes({name: tables[name] for name in OF_SCHOOLS}, by="school_id", of=tables["schools"])
    return pl.LazyFrame(list(hashes.items()), schema={"school_id": pl.String, "school": pl.String}, orient="row")


def _hashes(parts: dict[str, pl.LazyFrame], *, by: str, of: pl.LazyFrame) -> dict[str, str]:
    """Each id with the fingerprint of its rows in all parts."""
    texts = of.select(by)
    for name, part in parts.items():
        texts = texts.join(_texts(part, by=by).rename({"text": name}), on=by, how="left")
    rows = texts.with_columns(pl.col(*parts).fill_null("")).collect().iter_rows()
    return {row[0]: hashlib.sha256(TABLE.join(row[1:]).encode()).hexdigest() for row in rows}


def _texts(table: pl.LazyFrame, *, by: str) -> pl.LazyFrame:
    """All rows of a student (or school) as one text, in an order that does not depend on the table's."""
    types = {name: kind for name, kind in table.collect_schema().items() if name != "row"}
    line = pl.concat_str([_text(name, kind) for name, kind in types.items()], separator=FIELD)
    return table.select(by, line=line).group_by(by).agg(text=pl.col("line").sort().str.join(ROW))


def _text(name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(name).dt.epoch("us") if isinstance(kind, pl.Datetime) else pl.col(name)
    return column.cast(pl.String).fill_null("")

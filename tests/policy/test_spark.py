"""The Spark engine against the embedded one: equal bytes on a small district, in every form facts come in."""

import os
import shutil

import polars as pl
import pytest

from adsum.cli import main
from adsum.policy import spark
from adsum.policy.facts import COLUMNS
from adsum.policy.findings import TABLES
from adsum.policy.spark import needs

STUDENTS = 500


@pytest.fixture(scope="module")
def district(tmp_path_factory):
    folder = tmp_path_factory.mktemp("district") / "parquet"
    assert main(["sample", "--students", str(STUDENTS), "--facts", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def one_session():
    """Spark takes seconds to start: once for all tests. `determine` uses a session that is open."""
    lack = spark.what_is_missing()
    if lack and not os.environ.get("CI"):
        pytest.skip(lack)
    assert lack is None
    from adsum.policy.spark.session import start

    session = start("local[2]")
    yield session
    session.stop()


def as_csv(district, folder):
    folder.mkdir()
    for path in district.glob("*.parquet"):
        table = pl.read_parquet(path).with_columns(pl.col(pl.Datetime).dt.strftime("%Y-%m-%dT%H:%M:%SZ"))
        table.write_csv(folder / f"{path.stem}.csv")
    return folder


def with_ids(district, folder, kind):
    """Every id as a number or as a text, the marks in another order."""
    folder.mkdir()
    for path in district.glob("*.parquet"):
        ids = [column.name for column in COLUMNS[path.stem] if column.is_id and column.name != "reason"]
        number = pl.col(ids).cast(pl.String).str.replace_all(r"\D", "").cast(pl.Int64)
        text = number.cast(pl.String).str.replace("^", "no. ")
        table = pl.read_parquet(path).with_columns(number if kind is int else text)
        table.sample(fraction=1, shuffle=True, seed=7).write_parquet(folder / path.name)
    return folder


FORMS = {
    "parquet": lambda district, folder: district,
    "csv": as_csv,
    "integer ids": lambda district, folder: with_ids(district, folder, int),
    "text ids": lambda district, folder: with_ids(district, folder, str),
}


def answers(folder):
    return {name: (folder / f"{name}.csv").read_bytes() for name in TABLES}


@pytest.mark.slow
@pytest.mark.parametrize(("form", "more"), [*((form, []) for form in FORMS), ("csv", ["--known-at", "2025-12-01"])])
def test_equal_bytes(district, one_session, tmp_path, form, more):
    facts = FORMS[form](district, tmp_path / "facts")
    words = ["determine", str(facts), "--as-of", "2026-02-10", *more]
    assert main([*words, "--out", str(tmp_path / "embedded")]) == 0
    assert main([*words, "--out", str(tmp_path / "spark"), "--engine", "spark"]) == 0
    told = answers(tmp_path / "spark")
    assert told == answers(tmp_path / "embedded")
    assert all(table.count(b"\n") > 10 for table in told.values())  # there was something to compare
    assert {path.name for path in tmp_path.iterdir()} <= {"facts", "embedded", "spark"}  # the staged facts are gone


@pytest.mark.slow
def test_a_district_without_students(district, one_session, tmp_path):
    facts = tmp_path / "facts"
    shutil.copytree(district, facts)
    for path in facts.glob("*.parquet"):
        if path.stem not in ("schools", "calendar"):
            pl.read_parquet(path).clear().write_parquet(path)
    words = ["determine", str(facts), "--as-of", "2026-02-10"]
    assert main([*words, "--out", str(tmp_path / "embedded")]) == 0
    assert main([*words, "--out", str(tmp_path / "spark"), "--engine", "spark"]) == 0
    assert answers(tmp_path / "spark") == answers(tmp_path / "embedded")


def test_bad_facts_are_told_the_same_and_spark_never_starts(district, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(spark, "what_is_missing", lambda: None)
    facts = as_csv(district, tmp_path / "facts")
    students = facts / "students.csv"
    students.write_text(students.read_text() + "S9,2010-13-01\nS10,\n")
    told = []
    for engine in ("embedded", "spark"):
        words = ["determine", str(facts), "--as-of", "2026-02-10", "--out", str(tmp_path / "out"), "--engine", engine]
        assert main(words) == 3
        told.append(capsys.readouterr().err)
    assert told[0] == told[1]
    assert "2010-13-01" in told[0]
    assert "2 faults" in told[0]
    assert [path.name for path in tmp_path.iterdir()] == ["facts"]


@pytest.mark.parametrize(
    ("lack", "words"),
    [
        ({"find_spec": None}, "needs the package pyspark"),
        ({"java": None}, "needs Java"),
        ({"version": 11}, "needs a newer Java than the 11"),
    ],
)
def test_what_is_missing_is_said_and_nothing_written(district, tmp_path, capsys, monkeypatch, lack, words):
    monkeypatch.setattr(needs.importlib.util, "find_spec", lambda name: lack.get("find_spec", "found"))
    monkeypatch.setattr(needs, "_java", lambda: lack.get("java", "/usr/bin/java"))
    monkeypatch.setattr(needs, "_version", lambda java: lack.get("version", 17))
    out = tmp_path / "out"
    assert main(["determine", str(district), "--as-of", "2026-02-10", "--engine", "spark", "--out", str(out)]) == 2
    told = capsys.readouterr().err
    assert words in told
    assert "Install" in told
    assert list(tmp_path.iterdir()) == []


def test_versions_of_java_are_read(tmp_path):
    java = tmp_path / "java"
    for told, version in [('openjdk version "17.0.15" 2025-04-15', 17), ('java version "1.8.0_452"', 8), ("?", None)]:
        java.write_text(f"#!/bin/sh\necho '{told}' >&2\n")
        java.chmod(0o755)
        assert needs._version(str(java)) == version

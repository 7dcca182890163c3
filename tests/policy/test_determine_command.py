"""`adsum determine` and `adsum explain` from the terminal: exit codes, files written whole or not at all."""

import json

import polars as pl
import pytest

from adsum.cli import main
from adsum.policy.facts import COLUMNS

from .tables import absences, school

TABLES = ["ada", "days", "events", "months", "standing"]
FACTS = school(marks=absences("2025-09-08 2025-09-17 2025-10-02", reason="UNEX"))


def write(folder, facts=FACTS):
    folder.mkdir()
    for name in COLUMNS:
        table = facts.marks_in_memory if name == "marks" else facts.table(name)
        table.drop("row").with_columns(pl.col(pl.Datetime).dt.strftime("%Y-%m-%dT%H:%M:%SZ")).write_csv(
            folder / f"{name}.csv"
        )
    return folder


@pytest.fixture
def determine(tmp_path):
    facts = write(tmp_path / "facts")

    def run(*words, as_of="2026-02-10", folder=facts, out="out"):
        return main(["determine", str(folder), "--as-of", as_of, "--out", str(tmp_path / out), *words])

    return run


def listing(folder):
    return sorted(path.name for path in folder.iterdir())


def test_the_five_tables(determine, tmp_path, capsys):
    assert determine() == 0
    assert listing(tmp_path / "out") == [f"{name}.csv" for name in TABLES]
    assert (tmp_path / "out" / "events.csv").read_text(encoding="utf-8") == (
        "student_id,date,kind,count,district_count\n"
        "ana,2025-09-08,full_day,1,1\n"
        "ana,2025-09-17,full_day,2,2\n"
        "ana,2025-10-02,full_day,3,3\n"
    )
    header, row = (tmp_path / "out" / "standing.csv").read_text(encoding="utf-8").splitlines()
    told = dict(zip(header.split(","), row.split(","), strict=True))
    assert (told["truant_on"], told["notice_due"], told["habitual_on"]) == ("2025-10-02", "1", "")
    assert listing(tmp_path) == ["facts", "out"]  # nothing left over
    assert "1 students judged" in capsys.readouterr().out


def test_parquet_holds_the_same(determine, tmp_path):
    assert determine("--format", "parquet", out="parquet") == 0
    assert determine() == 0
    for name in TABLES:
        table = pl.read_parquet(tmp_path / "parquet" / f"{name}.parquet")
        assert table.write_csv() == (tmp_path / "out" / f"{name}.csv").read_text(encoding="utf-8")


def test_an_earlier_output_is_replaced(determine, tmp_path):
    assert determine(as_of="2025-09-08") == 0
    assert determine("--format", "parquet") == 0
    assert listing(tmp_path / "out") == [f"{name}.parquet" for name in TABLES]


def test_anything_else_is_left_alone(determine, tmp_path, capsys):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("years of work", encoding="utf-8")
    assert determine() == 2
    assert listing(tmp_path / "out") == ["thesis.txt"]
    assert "no earlier output" in capsys.readouterr().err


def test_bad_facts_leave_an_earlier_output_as_it_is(determine, tmp_path, capsys):
    assert determine() == 0
    before = (tmp_path / "out" / "standing.csv").read_bytes()
    bad = write(tmp_path / "bad")
    (bad / "students.csv").write_text("student_id,birth_date\nana,yesterday\n", encoding="utf-8")
    assert determine(folder=bad) == 3
    assert (tmp_path / "out" / "standing.csv").read_bytes() == before
    told = capsys.readouterr().err.splitlines()
    assert told[0].startswith("students.csv row 2 birth_date 'yesterday': ")
    assert "1 fault in the facts. Nothing was written." in told[-1]


def test_a_missing_table_is_told_without_what_would_follow_from_it(determine, tmp_path, capsys):
    bad = write(tmp_path / "bad")
    (bad / "schools.csv").unlink()
    assert determine(folder=bad) == 3
    assert len(capsys.readouterr().err.splitlines()) == 2


def test_what_cannot_be_done_says_so(determine, tmp_path, capsys):
    assert determine("--pack", "atlantis") == 4
    assert capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_pack_that_knows_nothing_of_the_day_is_a_bad_pack(determine, tmp_path):
    assert determine(as_of="1999-01-01") == 4
    assert not (tmp_path / "out").exists()


def test_facts_that_are_no_folder_are_wrong_usage(determine, tmp_path):
    assert determine(folder=tmp_path / "nowhere") == 2


@pytest.mark.parametrize("words", [["--as-of", "10.2.2026"], ["--known-at", "noon"], ["--format", "xlsx"]])
def test_arguments_that_mean_nothing_are_wrong_usage(determine, words):
    with pytest.raises(SystemExit) as refusal:
        determine(*words)
    assert refusal.value.code == 2


def test_known_at_reaches_the_rules(determine, tmp_path):
    assert determine("--known-at", "2025-09-17T15:59:59Z") == 0
    assert len((tmp_path / "out" / "events.csv").read_text(encoding="utf-8").splitlines()) == 2


def test_explain_in_words_and_for_programs(tmp_path, capsys):
    facts = write(tmp_path / "facts")
    asked = ["explain", "ana", "--facts", str(facts), "--as-of", "2026-02-10"]
    assert main(asked) == 0
    assert "Truant since 2025-10-02" in capsys.readouterr().out
    assert main([*asked, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["student_id"], told["standing"]["truant_on"]) == ("ana", "2025-10-02")


def test_explain_nobody(tmp_path, capsys):
    facts = write(tmp_path / "facts")
    assert main(["explain", "nobody", "--facts", str(facts), "--as-of", "2026-02-10"]) == 2
    assert "no student nobody" in capsys.readouterr().err

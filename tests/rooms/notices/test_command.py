"""`adsum letter` from a terminal, and the folder it writes for the mail room."""

import csv
from pathlib import Path

import pytest
from letters import OCT_10, noon, truant
from pypdf import PdfReader
from world import World

from adsum.cli import main
from adsum.determinations.models import Determination
from adsum.district.models import AuditEvent
from adsum.notices.jobs import draft_owed_letters
from adsum.notices.models import Notice

ON = ["--on", "2025-10-10"]


def adsum(*words: str) -> int:
    return main(["letter", *words])


def test_a_school_is_drafted_issued_and_written_out(
    world: World, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    truant(world, "Ana Flores", "Jamal Washington", "Noor Rahimi")
    assert adsum("draft", "--school", "mvh", *ON) == 0
    said = capsys.readouterr()
    assert "Letter 1: 2 drafted, 0 issued, 0 removed, 0 stood already, 1 held." in said.out
    assert f"held  student {world.student('Noor Rahimi').key}: no_template" in said.out
    assert "Rahimi" not in said.out + said.err
    assert adsum("issue", "--school", world.high.key, *ON) == 0
    assert "2 issued" in capsys.readouterr().out
    assert AuditEvent.objects.filter(verb="letter.issued", by_job="adsum letter").count() == 2
    out = tmp_path / "mail"
    assert adsum("write", str(out), "--school", "Mesa Verde High", *ON) == 0
    rows = list(csv.DictReader((out / "index.csv").read_text(encoding="utf-8").splitlines()))
    assert {row["letter"] for row in rows} == set(Notice.objects.values_list("key", flat=True))
    assert [(out / row["file"]).is_file() for row in rows] == [True, True]
    (together,) = (out / "print").iterdir()
    # Ana's letter has two pages, Jamal's one. Each begins a sheet of its own, and keys decide which comes first.
    assert len(PdfReader(together).pages) in {3, 4}


def test_all_schools_need_no_name_and_a_second_run_finds_nothing(
    world: World, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    truant(world, "Ana Flores", "Ben Okafor")
    assert adsum("draft", "--all", *ON) == 0
    assert adsum("draft", "--all", *ON) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert "2 drafted" in first
    assert "0 drafted" in second


@pytest.mark.parametrize("verb", [["draft"], ["issue"], ["write", "OUT"]])
def test_a_school_that_is_not_there_is_wrong_usage(
    world: World, home: Path, verb: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert adsum(*verb, "--school", "Atlantis", *ON) == 2
    assert "no single school 'Atlantis'. Nothing was done." in capsys.readouterr().err
    assert Notice.objects.count() == 0


def test_only_the_letters_of_a_day_are_written(world: World, home: Path, tmp_path: Path) -> None:
    truant(world, "Ana Flores")
    adsum("draft", "--all", *ON)
    adsum("issue", "--all", *ON)
    assert adsum("write", str(tmp_path / "mail"), "--day", "2025-10-09", *ON) == 0
    assert (tmp_path / "mail" / "index.csv").read_text(encoding="utf-8").count("\n") == 1


def test_the_night_drafts_what_the_day_calls_for(world: World) -> None:
    truant(world, "Ana Flores")
    (report,) = draft_owed_letters(on=OCT_10, at=noon(OCT_10))
    assert len(report.drafted) == 1
    assert Determination.objects.get(name="notice_due").claimed_by is not None

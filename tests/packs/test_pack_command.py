"""The `adsum pack` command: exit codes, what it says, and reference pages that are up to date."""

import shutil
from pathlib import Path

import pytest
from packs.small import change, write_packs

from adsum.cli import main
from adsum.policy.packs import load_pack, packs_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_packs(tmp_path)


@pytest.fixture
def real(tmp_path: Path) -> Path:
    """A copy of the packs of this repository, to plant faults in."""
    return Path(shutil.copytree(packs_folder(), tmp_path / "real"))


def test_a_good_pack_gives_exit_code_0(real: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "check", "lausd", "--folder", str(real)]) == 0
    assert "lausd: good; " in capsys.readouterr().out


def test_a_bad_pack_gives_exit_code_4_and_every_file_and_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(folder, "sea/values/truancy.yaml", "  unit: events\n", "")
    change(folder, "sea/reasons.yaml", ", es: Enfermedad", "")
    assert main(["pack", "check", "sea", "--folder", str(folder)]) == 4
    out = capsys.readouterr().out
    assert "sea/values/truancy.yaml:10: truancy.events: the field 'unit' is missing" in out
    assert "sea/reasons.yaml:2: ILL: the field 'es' is missing" in out


def test_a_case_that_fails_gives_exit_code_4(real: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(real, "lausd/cases/truancy.yaml", "      district_events: 3\n", "      district_events: 2\n")
    assert main(["pack", "check", "lausd", "--folder", str(real)]) == 4
    expected = "lausd/cases/truancy.yaml:3: attendance/T4: standing: district_events expected 2, got 3"
    assert expected in capsys.readouterr().out


def test_a_changed_law_makes_its_cases_fail(real: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(real, "lausd/values/definitions.yaml", "2000-07-01: 91", "2000-07-01: 92")
    assert main(["pack", "check", "lausd", "--folder", str(real)]) == 4
    out = capsys.readouterr().out
    assert "attendance/C5: standing: is_chronic_district expected False, got 1" in out
    assert "lausd: 2 problems" in out


def test_a_pack_that_does_not_exist_is_wrong_usage(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "check", "lake", "--folder", str(folder)]) == 2
    assert "there are: bay, sea" in capsys.readouterr().err


def test_a_folder_without_packs_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "check", "--folder", str(tmp_path)]) == 2
    assert "there are: none" in capsys.readouterr().err


def test_show_tells_a_value_with_unit_source_and_history(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["pack", "show", "truancy.events", "--pack", "sea", "--on", "2020-06-30", "--folder", str(folder)]
    assert main(words) == 0
    out = capsys.readouterr().out
    for expected in ("at least 3", "unit: events", 'Sea Code 2, "four occasions"', "at least 4  from 2020-07-01"):
        assert expected in out


def test_show_marks_what_is_not_verified(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "show", "clearing.school_days", "--pack", "sea", "--folder", str(folder)]) == 0
    assert "NOT VERIFIED" in capsys.readouterr().out


@pytest.mark.parametrize(("key", "expected"), [("FUN", "at most 5 dates for each incident"), ("CONF", "grades 07-12")])
def test_show_tells_a_reason_with_its_limits(key: str, expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "show", key]) == 0
    assert expected in capsys.readouterr().out


def test_show_tells_a_letter_on_its_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "show", "notice_of_truancy_1", "--on", "2025-06-30"]) == 0
    assert "driving_privilege" in capsys.readouterr().out
    assert main(["pack", "show", "notice_of_truancy_1", "--on", "2025-07-01"]) == 0
    assert "driving_privilege" not in capsys.readouterr().out


def test_show_without_a_key_lists_them_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "show"]) == 0
    out = capsys.readouterr().out
    for key in load_pack("lausd").keys():  # noqa: SIM118  a pack is no dict
        assert key in out


def test_show_of_an_unknown_key_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "show", "truancy.days"]) == 2
    assert "It has truancy.age_from" in capsys.readouterr().err


def test_show_of_a_bad_pack_gives_exit_code_4(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(folder, "sea/values/truancy.yaml", "  unit: events\n", "")
    assert main(["pack", "show", "--pack", "bay", "--folder", str(folder)]) == 4
    assert "sea/values/truancy.yaml:10" in capsys.readouterr().err


def test_a_stale_reference_page_is_noticed_and_written_anew(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "pages"
    door = ["pack", "reference", "--folder", str(folder), "--out", str(out)]
    assert main([*door, "--check"]) == 1
    assert not out.exists()
    assert main(door) == 0
    assert main([*door, "--check"]) == 0
    change(folder, "sea/values/truancy.yaml", "2020-07-01: 4", "2020-07-01: 3")
    assert main([*door, "--check"]) == 1
    assert "pack-bay.md is out of date" in capsys.readouterr().err

"""The public OneRoster 1.2 sample packages through `adsum import`: accepted, applied, and again without a change."""

from pathlib import Path

import pytest

from adsum.cli import main
from adsum.district.models import Assignment, School, Section, Staff, Teaching, Term
from adsum.interop.oneroster import zipped


@pytest.mark.django_db
@pytest.mark.parametrize("mode", ["bulk", "delta"])
@pytest.mark.parametrize("is_packed", [False, True])
def test_a_sample_is_checked_applied_and_applied_again(
    samples: Path, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], mode: str, is_packed: bool
) -> None:
    package = samples / "oneroster-csv-1p2" / f"rostering-{mode}"
    if is_packed:
        files = {path.name: path.read_bytes() for path in sorted(package.glob("*.csv"))}
        package = tmp_path / "sample.zip"
        package.write_bytes(zipped(files))
    assert main(["import", str(package), "--check"]) == 0
    assert School.objects.count() == 0
    assert main(["import", str(package)]) == 0
    assert "Applied: 10 changes" in capsys.readouterr().out
    counts = [model.objects.count() for model in (School, Term, Section, Staff, Assignment, Teaching)]
    assert counts == [1, 2, 1, 2, 2, 1]
    assert main(["import", str(package)]) == 0
    assert "This was applied already" in capsys.readouterr().out


@pytest.mark.django_db
def test_the_delta_after_the_bulk_changes_nothing(
    samples: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = samples / "oneroster-csv-1p2"
    assert main(["import", str(folder / "rostering-bulk")]) == 0
    capsys.readouterr()
    assert main(["import", str(folder / "rostering-delta")]) == 0
    assert "Nothing had to be changed." in capsys.readouterr().out

"""The import contracts bite: a planted import from an earlier room into a later one is reported."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    tool = Path(sys.executable).parent / "lint-imports"
    return subprocess.run(
        [tool, "--no-cache", "--config", "pyproject.toml"],
        cwd=folder,
        env={"PYTHONPATH": str(folder / "src"), "PATH": "/usr/bin"},
        capture_output=True,
        text=True,
    )


def test_a_room_importing_a_later_room_is_reported(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "locale", "static"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    planted = tmp_path / "src" / "adsum" / "district" / "planted.py"
    planted.write_text('"""Planted."""\n\nfrom adsum.attendance.models import Mark\n\n__all__ = ["Mark"]\n')
    result = lint(tmp_path)
    assert result.returncode == 1
    assert "adsum.district.planted -> adsum.attendance.models" in result.stdout

"""kill -9 in the middle of an import: afterwards all of it or none of it, and the next try goes through.

Each round runs `adsum import` in a process of its own, on an installation of its own, and kills it before its n-th
statement: while landing, checking, claiming, writing schools, students, seats, the receipt.
"""

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from .rosters import Roster

pytestmark = pytest.mark.slow

IMPORT = """
import os, signal, sys
from adsum.cli.django import wake
wake()
from django.db import connection
left = int(sys.argv[1])
def count(execute, sql, params, many, context):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, params, many, context)
connection.execute_wrappers.append(count)
from adsum.cli import main
raise SystemExit(main(["import", sys.argv[2]]))
"""
STATE = """
import json
from adsum.cli.django import wake
wake()
from adsum.district.models import AuditEvent, School, Section, Staff
from adsum.enrollment.models import Enrollment, Guardian, Seat, Student
from adsum.intake.models import Package, SourceRecord
tables = (School, Section, Staff, Student, Guardian, Enrollment, Seat, SourceRecord)
print(json.dumps({
    "rows": [table.objects.count() for table in tables],
    "applied": AuditEvent.objects.filter(verb="package.applied").count(),
    "states": sorted(Package.objects.values_list("state", flat=True)),
}))
"""
NOTHING = [0] * 8
EVERYTHING = [3, 4, 1, 5, 1, 5, 7, 39]


class Installation:
    """A home and a database of its own, whichever database the suite runs on."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment

    def run(self, code: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-c", code, *arguments]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=120)

    def state(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.run(STATE).stdout)
        return found


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    environment = {**os.environ, "ADSUM_HOME": str(tmp_path / "home"), "DJANGO_SETTINGS_MODULE": "adsum.settings"}
    url, name = os.environ.get("DATABASE_URL"), f"adsum_killed_{uuid.uuid4().hex[:8]}"
    if url:
        environment["DATABASE_URL"] = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        on_server(url, f"CREATE DATABASE {name}")
    place = Installation(environment)
    migrated = place.run("from adsum.cli import main; raise SystemExit(main(['migrate']))")
    assert migrated.returncode == 0, migrated.stderr
    yield place
    if url:
        on_server(url, f"DROP DATABASE {name} WITH (FORCE)")


def on_server(url: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def test_a_killed_import_leaves_all_or_nothing_and_the_next_one_goes_through(
    installation: Installation, tmp_path: Path
) -> None:
    package = str(Roster().zip(tmp_path))
    killed = 0
    for statement in (3, 25, 60, 80, 95, 110, 125, 140):
        process = installation.run(IMPORT, str(statement), package)
        state = installation.state()
        if process.returncode == 0:
            break
        killed += 1
        assert process.returncode == -9, process.stderr
        if state["applied"] == 0:
            assert state["rows"] == NOTHING, f"half an import after statement {statement}"
        else:
            assert state["rows"] == EVERYTHING, f"half an import after statement {statement}"
    assert killed >= 5, "the rounds must reach into the writing"
    last = installation.run(IMPORT, "0", package)
    assert last.returncode == 0, last.stderr
    state = installation.state()
    assert (state["rows"], state["applied"]) == (EVERYTHING, 1)
    assert "applying" not in state["states"]  # type: ignore[operator]
    assert "checking" not in state["states"]  # type: ignore[operator]
    again = installation.run(IMPORT, "0", package)
    assert "applied already" in again.stdout
    assert installation.state()["rows"] == EVERYTHING

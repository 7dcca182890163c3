"""kill -9 in the middle of a roll, and many at once: all of it or none of it, and the same receipt ever after.

The rolls are certified by roll_driver.py in a database of its own, on SQLite as a file and on PostgreSQL.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

pytestmark = pytest.mark.slow

DRIVER = Path(__file__).with_name("roll_driver.py")
NOTHING = {"Roll": 0, "Mark": 0, "AuditEvent": 0, "Submission": 0}
WHOLE = {
    "first": {"Roll": 1, "Mark": 2, "AuditEvent": 1, "Submission": 1},
    "corrected": {"Roll": 1, "Mark": 2, "AuditEvent": 1, "Submission": 1},
}
STANDING = {
    "first": {"Ana Flores": "A", "Keiko Sato": "T12"},
    "corrected": {"Ana Flores": "T30", "Camila Reyes": "A", "Keiko Sato": "T12"},
}


@contextmanager
def database_of_its_own(home: Path) -> Iterator[dict[str, str]]:
    """Where the driver works: a SQLite file of its own, or a PostgreSQL database of its own."""
    shared = {**os.environ, "ADSUM_HOME": str(home), "PYTHONPATH": str(DRIVER.parents[3] / "src")}
    if connection.vendor == "sqlite":
        yield {name: value for name, value in shared.items() if name != "DATABASE_URL"}
        return
    import psycopg

    place = connection.settings_dict
    name = f"adsum_rolls_{os.getpid()}_{abs(hash(home))}"
    address = {"host": place["HOST"], "port": place["PORT"], "user": place["USER"], "password": place["PASSWORD"]}
    with psycopg.connect(dbname="postgres", autocommit=True, **address) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            login = f"{place['USER']}:{place['PASSWORD']}" if place["PASSWORD"] else place["USER"]
            host = f"?host={place['HOST']}" if place["HOST"].startswith("/") else ""
            server_name = "" if host else f"{place['HOST']}:{place['PORT']}"
            yield {**shared, "DATABASE_URL": f"postgresql://{login}@{server_name}/{name}{host}"}
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    return drive("kill", home=tmp_path_factory.mktemp("killed"))


@pytest.fixture(scope="module")
def raced(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    return drive("race", home=tmp_path_factory.mktemp("raced"))


def drive(what: str, *, home: Path) -> list[dict[str, Any]]:
    """Run the driver and read what it says of each round."""
    with database_of_its_own(home) as environment:
        done = subprocess.run(
            [sys.executable, str(DRIVER), what], env=environment, capture_output=True, text=True, timeout=300
        )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_CRASH_2_a_roll_killed_at_any_statement_is_whole_or_not_there(killed: list[dict[str, Any]]) -> None:
    assert sum(one["was_killed"] for one in killed) >= 20
    for one in killed:
        kind, place = one["kind"], one["place"]
        is_there = not one["was_killed"] or place == "after commit"
        assert one["left"] == (WHOLE[kind] if is_there else NOTHING), one
        assert one["in_the_end"] == WHOLE[kind], one
        assert one["standing"] == STANDING[kind], one
        # Whatever was acknowledged is what the retry is told; whatever was not is new now.
        assert one["was_new"] == (not is_there), one
        assert one["first_receipt"] == (one["second_receipt"] if is_there else None), one


def test_IDEM_1_the_same_roll_sent_by_many_at_once_is_one_roll_with_one_receipt(raced: list[dict[str, Any]]) -> None:
    rounds = [one for one in raced if one["kind"] == "same"]
    assert len(rounds) == 4
    for one in rounds:
        assert len(one["outcomes"]) == 1, one
        assert one["outcomes"] != ["conflict"]
        assert (one["rows"], one["standing"]) == (WHOLE["first"], STANDING["first"])


def test_CONC_2_two_devices_at_once_one_wins_and_the_other_is_told(raced: list[dict[str, Any]]) -> None:
    rounds = [one for one in raced if one["kind"] == "devices"]
    assert len(rounds) == 4
    for one in rounds:
        assert sorted(answer == "conflict" for answer in one["outcomes"]) == [False, True], one
        assert one["rows"]["Roll"] == one["rows"]["Submission"] == one["rows"]["AuditEvent"] == 1
        assert one["standing"] in (STANDING["corrected"], {})

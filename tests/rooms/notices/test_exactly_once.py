"""Exactly once: two clerks at one moment, and a run that is killed again and again in the middle."""

import csv
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection, connections
from letters import OCT_10, drafted, noon, truant
from world import World

from adsum.determinations.models import Determination, Step
from adsum.district.models import AuditEvent
from adsum.notices import actions
from adsum.notices.models import Notice, NoticeEvent

HERE = Path(__file__).parent
ROOT = HERE.parents[2]


# --- two at one moment ------------------------------------------------------------------------------------------------


def both_at_once(act: object) -> list[object]:
    """Two threads with connections of their own start `act` together."""
    start = Barrier(2)

    def run() -> object:
        try:
            start.wait(timeout=20)
            return act()  # type: ignore[operator]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        return [future.result(timeout=60) for future in [threads.submit(run), threads.submit(run)]]


@pytest.fixture
def postgresql(transactional_db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time; this race needs PostgreSQL.")


@pytest.mark.postgresql
@pytest.mark.parametrize("round_", range(3))
def test_two_clerks_who_draft_and_issue_at_once_send_one_letter(postgresql: None, round_: int) -> None:
    world = World()
    truant(world, "Ana Flores")
    ana, clerk = world.student("Ana Flores"), world.person("clerk")
    drafts = both_at_once(lambda: actions.draft(student=ana, level=1, on=OCT_10, by=clerk, at=noon(OCT_10)))
    assert sorted(is_new for _notice, is_new in drafts) == [False, True]  # type: ignore[misc]
    notice = Notice.objects.get()
    outcomes = both_at_once(lambda: actions.issue(notice=notice, on=OCT_10, by=clerk, at=noon(OCT_10)).what)
    assert sorted(outcomes) == ["already_issued", "issued"]  # type: ignore[type-var]
    assert Step.objects.count() == 1
    assert AuditEvent.objects.filter(verb="letter.issued").count() == 1


@pytest.mark.postgresql
def test_two_batches_at_once_draft_everybody_once(postgresql: None) -> None:
    world = World()
    truant(world, "Ana Flores", "Camila Reyes", "Jamal Washington")
    clerk = world.person("clerk")
    reports = both_at_once(
        lambda: actions.draft_all(school=None, level=1, on=OCT_10, by=clerk, at=noon(OCT_10)).drafted
    )
    assert sorted(len(keys) for keys in reports) == [0, 3]  # type: ignore[arg-type]
    assert Notice.objects.count() == NoticeEvent.objects.count() == 3
    assert Determination.objects.filter(name="notice_due", claimed_at__isnull=False).count() == 3


def test_an_action_that_fails_in_the_middle_leaves_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    truant(world, "Ana Flores")
    notice = drafted(world, "Ana Flores")

    def fail(*_args: object, **_kwargs: object) -> None:
        raise OSError("the machine stopped")

    monkeypatch.setattr("adsum.notices.actions.issues.judge_again", fail)
    with pytest.raises(OSError, match="stopped"):
        actions.issue(notice=notice, on=OCT_10, by=world.person("clerk"), at=noon(OCT_10))
    notice.refresh_from_db()
    assert (notice.issued_on, Step.objects.count(), NoticeEvent.objects.count()) == (None, 0, 1)


# --- killed in the middle ---------------------------------------------------------------------------------------------

STUDENTS = 160


class District:
    """A SQLite district of its own, worked on by `adsum letter` in processes that can be killed."""

    def __init__(self, home: Path) -> None:
        self.home = home
        hidden = {"DATABASE_URL", "ADSUM_DEMO"}
        self.environment = {name: value for name, value in os.environ.items() if name not in hidden}
        self.environment |= {"ADSUM_HOME": str(home), "DJANGO_SETTINGS_MODULE": "adsum.settings"}
        self.run([str(HERE / "many_truants.py"), str(STUDENTS)])

    def run(self, words: list[str]) -> None:
        subprocess.run([sys.executable, *words], check=True, env=self.environment, cwd=ROOT, stdout=subprocess.DEVNULL)

    def kill_during(self, words: list[str], *, after: float) -> bool:
        """Start a command, kill -9 it after so many seconds of work. True if it was still at it."""
        process = subprocess.Popen(
            [sys.executable, *words], env=self.environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        assert process.stderr is not None
        process.stderr.read(1)  # the first progress: it has begun
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
        process.stderr.close()
        return process.wait() == -signal.SIGKILL

    def ask(self, query: str) -> list[tuple[object, ...]]:
        with sqlite3.connect(self.home / "adsum.sqlite3") as database:
            return database.execute(query).fetchall()

    def count(self, query: str) -> int:
        return int(str(self.ask(f"SELECT count(*) FROM {query}")[0][0]))  # noqa: S608  fixed texts of this test


def check_whole(district: District) -> None:
    """After a kill every letter is whole: its event, its claim, and if issued its step."""
    letters = district.count("notices_notice")
    assert letters == district.count("(SELECT DISTINCT student_id FROM notices_notice)")
    assert letters == district.count("notices_noticeevent WHERE what = 'drafted'")
    assert letters == district.count("determinations_determination WHERE claimed_at IS NOT NULL")
    out = district.count("notices_notice WHERE issued_on IS NOT NULL")
    assert out == district.count("determinations_step") == district.count("notices_noticeevent WHERE what = 'issued'")
    assert out == district.count("determinations_determination WHERE name = 'notice_due' AND value = '0'")


@pytest.mark.slow
def test_CRASH3_a_run_killed_again_and_again_sends_every_letter_once(tmp_path: Path) -> None:
    district = District(tmp_path / "home")
    chance = random.Random(20251010)
    on = ["--all", "--on", "2025-10-10"]
    for verb in ("draft", "issue"):
        words = ["-m", "adsum", "letter", verb, *on]
        killed = 0
        for _round in range(4):
            killed += district.kill_during(words, after=chance.uniform(0.0, 1.5))
            check_whole(district)
        assert killed > 0, "no run was killed in the middle: the test proves nothing; raise STUDENTS"
        district.run(words)
        check_whole(district)
        district.run(words)
    assert district.count("notices_notice WHERE issued_on = '2025-10-10'") == STUDENTS
    check_files(district, tmp_path)


def check_files(district: District, folder: Path) -> None:
    """What is written for the mail room is complete, without names, and the same bytes when written again."""
    once, again = folder / "once", folder / "again"
    district.run(["-m", "adsum", "letter", "write", str(once), "--on", "2025-10-10"])
    district.run(["-m", "adsum", "letter", "write", str(again), "--on", "2025-10-10"])
    files = sorted(path.relative_to(once) for path in once.rglob("*") if path.is_file())
    assert len([path for path in files if path.parts[0] == "letters"]) == STUDENTS
    assert all((once / path).read_bytes() == (again / path).read_bytes() for path in files)
    index = (once / "index.csv").read_text(encoding="utf-8")
    assert len(list(csv.DictReader(index.splitlines()))) == STUDENTS
    assert "Flores" not in index
    assert not any("flores" in str(path).lower() for path in files)

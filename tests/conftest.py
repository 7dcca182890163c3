"""What every test may count on: one of the two databases, a small world, a browser where there is one.

Without DATABASE_URL the tests run on SQLite; `python3 run test` runs them a second time on PostgreSQL.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from world import World

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright's loop runs beside Django's live server


# CI looks at the same examples every time, so that a change is judged by what it changed; elsewhere they are new each
# run. Slow machines are no failure.
hypothesis.settings.register_profile("explore", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "explore")


def pytest_configure() -> None:
    """The test client and the browser speak plain HTTP to a server of our own, so cookies may too."""
    from django.conf import settings

    settings.SESSION_COOKIE_NAME = "adsum"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False


@pytest.fixture(scope="session", autouse=True)
def _append_only_tables_can_be_emptied() -> Iterator[None]:
    """Let a transactional test empty its tables: lift SQLite's triggers for the flush alone, then put them back."""
    import django.db.backends.sqlite3.base  # noqa: F401  importing operations alone runs into a circle
    from django.db.backends.sqlite3.operations import DatabaseOperations

    flush = DatabaseOperations.execute_sql_flush

    def without_triggers(self: DatabaseOperations, sql_list: list[str]) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _sql in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
        flush(self, sql_list)
        with self.connection.cursor() as cursor:
            for _name, sql in triggers:
                cursor.execute(sql)

    DatabaseOperations.execute_sql_flush = without_triggers
    yield
    DatabaseOperations.execute_sql_flush = flush


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """A request in Spanish leaves its language on the thread; the next test starts in English all the same."""
    from django.utils import translation

    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture
def world(db: None) -> World:
    """A small district of the demo's people: two schools, TC-1's calendar, one account for each role."""
    return World()


@pytest.fixture
def home(settings: object, tmp_path: Path) -> Path:
    """An ADSUM_HOME of the test's own."""
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    return tmp_path


@pytest.fixture
def at_demo_time(settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo's clock: Tuesday 2026-02-10, five minutes past eight."""
    from adsum.web import clock

    settings.DEMO = True  # type: ignore[attr-defined]
    settings.DEMO_NOW = "2026-02-10T08:35"  # type: ignore[attr-defined]
    monkeypatch.setattr(clock, "STARTED", clock.process_time.monotonic())


CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Debian's chromium, driven by playwright. Missing in CI is a failure; elsewhere the test says it is left out."""
    if not CHROMIUM.exists():
        if os.environ.get("CI"):
            pytest.fail(f"{CHROMIUM} is missing: CI must install chromium.")
        pytest.skip(f"{CHROMIUM} is not on this machine; the browser's tests are left out.")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=str(CHROMIUM),
            args=[
                "--no-sandbox",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
            ],
        )
        yield chromium
        chromium.close()

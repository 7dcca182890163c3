"""`adsum demo`: build Mesa Verde Unified in SQLite and show it in the browser.

Five schools, about 2,400 invented students, a school year replayed to 2026-02-10, and fourteen named students who are
each one situation. The demo always starts afresh: what was tried in it is gone with the next start.
"""

import argparse
import os
import shutil
import sys
import time
from pathlib import Path

HELP = "build the demo district and open it in the browser"
STAGES = 6


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("demo", help=HELP)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--home", type=Path, default=Path(".adsum/demo"), help="where the demo's database lies")
    parser.add_argument("--build-only", action="store_true", help="build the database and stop")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser window")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    home = arguments.home.resolve()
    os.environ.pop("DATABASE_URL", None)
    os.environ.update(ADSUM_HOME=str(home), ADSUM_DEMO="1", ADSUM_INSECURE_HTTP="1")
    if home.exists() and not is_ours(home):
        print(
            f"{home} holds something that is not a demo. Choose another --home. Nothing was changed.", file=sys.stderr
        )
        return 2
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    (home / "demo").write_text("This folder is made anew by every `adsum demo`.\n", encoding="utf-8")
    started = time.monotonic()
    build()
    print(f"\nMesa Verde Unified is ready ({time.monotonic() - started:.0f} s).", flush=True)
    if arguments.build_only:
        return 0
    from adsum.cli.serve import serve_demo

    return serve_demo(port=arguments.port, opens_browser=not arguments.no_browser)


def is_ours(home: Path) -> bool:
    return (home / "demo").exists() or not any(home.iterdir())


def build() -> None:
    """Make the whole district, saying what is being done."""
    from adsum.cli.django import wake

    wake()
    from django.core.management import call_command

    stage(1, "making the database")
    call_command("migrate", verbosity=0)
    from adsum.cli.demo.district import build_district

    build_district(stage=stage, progress=progress)


def stage(number: int, what: str) -> None:
    print(f"{number}/{STAGES} {what} ...", flush=True)


def progress(what: str, done: int, total: int) -> None:
    if sys.stdout.isatty() or done == total:
        print(f"\r      {what}: {done} of {total}", end="\n" if done == total else "", flush=True)

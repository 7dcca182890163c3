"""`adsum doctor`: what this machine and this installation are missing, and what follows from each."""

import argparse
import os
import sys
from collections.abc import Iterator

from adsum.cli.django import wake


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("doctor", help="say what this machine is missing")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print one line for each check. Exit code 1 when something that stops the work is missing."""
    wake()
    failed = 0
    for name, is_good, consequence in checks():
        failed += not is_good and not consequence.startswith("optional")
        print(f"{'ok     ' if is_good else 'MISSING'}  {name}{'' if is_good else ': ' + consequence}")
    return 1 if failed else 0


def checks() -> Iterator[tuple[str, bool, str]]:
    yield "Python 3.11 or newer", sys.version_info >= (3, 11), "Adsum does not run on this Python."
    yield from database_checks()
    yield "policy pack", *pack_check()
    yield "ADSUM_SECRET_KEY", bool(os.environ.get("ADSUM_SECRET_KEY")), "optional for commands; `adsum serve` needs it."
    yield (
        "Noto fonts",
        has_noto(),
        "optional: letters with names in other scripts are refused, not printed.",
    )


def has_noto() -> bool:
    from adsum.notices.rendering.press import noto_families

    return bool(noto_families())


def database_checks() -> Iterator[tuple[str, bool, str]]:
    from django.db import OperationalError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        connection.ensure_connection()
    except OperationalError:
        yield f"database ({connection.vendor})", False, "it cannot be opened; look at DATABASE_URL or ADSUM_HOME."
        return
    yield f"database ({connection.vendor})", True, ""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    yield "database is at this version", not waiting, f"{len(waiting)} migrations wait; run `adsum migrate`."
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT name FROM pg_settings WHERE name IN ('fsync', 'full_page_writes') AND setting = 'off'"
            )
            off = [row[0] for row in cursor.fetchall()]
        yield "writes survive a power cut", not off, f"{', '.join(off)} is off: acknowledged rolls could be lost."


def pack_check() -> tuple[bool, str]:
    from django.conf import settings

    from adsum.policy.packs import BadPack, load_pack

    try:
        load_pack(settings.PACK)
    except BadPack as bad:
        return False, f"{settings.PACK} has {len(bad.problems)} faults; run `adsum pack check`."
    return True, ""

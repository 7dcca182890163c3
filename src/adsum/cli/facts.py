"""`adsum facts export OUT`: the facts tables out of the database, for `adsum determine` or for somebody else's tools.

adsum facts export OUT                      everybody
adsum facts export OUT --since WATERMARK    only students with anything recorded since that moment (UTC)
Exit codes: 0 done; 2 wrong usage or the folder is not empty (nothing written); 4 bad pack.
"""

import argparse
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from adsum.cli.django import wake


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser(
        "facts",
        help="export the facts tables from the database",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    doors = parser.add_subparsers(dest="door", required=True)
    export = doors.add_parser("export", help="write the facts folder")
    export.add_argument("out", type=Path, metavar="OUT", help="folder to make; empty or not there yet")
    export.add_argument("--since", type=moment, metavar="WATERMARK", help="a moment such as 2026-02-09T23:00:00Z")
    export.add_argument(
        "--as-of", type=date.fromisoformat, metavar="DATE", help="rolls are missed up to this day (today)"
    )
    export.add_argument("--format", choices=["csv", "parquet"], default="csv")
    parser.set_defaults(run=run)


def moment(text: str) -> datetime:
    """A moment in UTC; one without a zone is taken for UTC."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def run(arguments: argparse.Namespace) -> int:
    wake()
    from adsum.determinations.facts_export.folder import FolderTaken, check_can_write_folder
    from adsum.policy.packs import BadPack

    try:
        check_can_write_folder(arguments.out)
        return export(arguments)
    except FolderTaken as refusal:
        print(f"adsum facts export: {refusal}", file=sys.stderr)
        return 2
    except BadPack as problem:
        print(f"adsum facts export: {problem}", file=sys.stderr)
        return 4


def export(arguments: argparse.Namespace) -> int:
    from adsum.determinations.facts_export.changed import changed_since
    from adsum.determinations.facts_export.folder import write_folder
    from adsum.determinations.judging.handing_out import tables_to_hand_out
    from adsum.district.pack import pack_in_force
    from adsum.web import clock

    begun, as_of = clock.now(), arguments.as_of or clock.today()
    students = None if arguments.since is None else changed_since(arguments.since)
    tables, refused = tables_to_hand_out(as_of=as_of, at=begun, pack=pack_in_force(), students=students)
    write_folder(tables, folder=arguments.out, form=arguments.format)
    for name, table in tables.items():
        print(f"  {name:<12} {table.height:>10,}")
    if refused:
        print(
            f"  {refused:,} students have facts that break a rule: `adsum determine` lists the rows.", file=sys.stderr
        )
    print(f"Facts are in {arguments.out}. The next --since is {begun.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}.")
    return 0

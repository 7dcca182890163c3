"""`adsum night`: judge everybody on the records as they are now, and write down what changed.

Safe to run twice, and safe to run again after it was cut off: what is on record already is not written again.
Students whose facts break a rule are left out and listed; they do not stop the night.
Exit codes: 0 done; 1 refused, because the standings are of a later day already; 2 wrong usage or the folder for
the facts is not empty; 4 bad pack.
"""

import argparse
import sys
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from adsum.cli.django import wake

if TYPE_CHECKING:
    from adsum.determinations.models import Run

MOST_FAULTS_SHOWN = 20


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser(
        "night",
        help="export facts, judge everybody, write what changed",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--as-of", type=date.fromisoformat, metavar="DATE", help="judge as of this day (today)")
    parser.add_argument("--facts", type=Path, metavar="FOLDER", help="write the facts into this folder, too")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    wake()
    from adsum.determinations.actions import JudgedForALaterDay
    from adsum.determinations.facts_export.folder import FolderTaken
    from adsum.policy.packs import BadPack

    try:
        return night(arguments)
    except JudgedForALaterDay as refusal:
        print(f"adsum night: {refusal}", file=sys.stderr)
        return 1
    except FolderTaken as refusal:
        print(f"adsum night: {refusal}", file=sys.stderr)
        return 2
    except BadPack as problem:
        print(f"adsum night: {problem}", file=sys.stderr)
        return 4


def night(arguments: argparse.Namespace) -> int:
    from adsum.determinations.jobs import judge_everybody
    from adsum.web import clock

    at, as_of = clock.now(), arguments.as_of or clock.today()
    if arguments.facts:
        write_facts(arguments.facts, as_of=as_of, at=at)
    found = judge_everybody(at=at, as_of=as_of, progress=show)
    print("\n".join(summary(found)))
    return 0


def write_facts(folder: Path, *, as_of: date, at: datetime) -> None:
    from adsum.determinations.facts_export.folder import check_can_write_folder, write_folder
    from adsum.determinations.judging.handing_out import tables_to_hand_out
    from adsum.district.pack import pack_in_force

    check_can_write_folder(folder)
    tables, _refused = tables_to_hand_out(as_of=as_of, at=at, pack=pack_in_force())
    write_folder(tables, folder=folder)
    print(f"Facts are in {folder}.", flush=True)


def show(done: int, total: int) -> None:
    """One line that grows on a terminal; only the end of it in a log."""
    if sys.stdout.isatty() or done == total:
        print(f"\rJudged {done:,} of {total:,} students", end="\n" if done == total else "", flush=True)


def summary(run: "Run") -> list[str]:
    """What the run changed, in counts, and whom it left out, by id."""
    from adsum.determinations.models import Determination

    names = Counter(Determination.objects.filter(run=run).values_list("name", flat=True))
    left_out = {problem["student_id"] for problem in run.problems}
    lines = [
        f"As of {run.as_of} with pack {run.pack} {run.pack_version}: {run.students:,} students judged, "
        f"{run.flips:,} findings changed, {len(left_out):,} students left out.",
        *(f"  {name:<22} {count:>8,}" for name, count in sorted(names.items())),
    ]
    for problem in run.problems[:MOST_FAULTS_SHOWN]:
        lines.append(f"  left out: {problem['student_id']}: {problem['table']} {problem['row']} {problem['column']}")
    if len(run.problems) > MOST_FAULTS_SHOWN:
        lines.append(f"  and {len(run.problems) - MOST_FAULTS_SHOWN:,} more, all of them listed on run {run.key}")
    return lines

"""`adsum letter`: the district's run of letters from a terminal.

    adsum letter draft --school S | --all            draft every owed letter that nothing holds
    adsum letter issue --school S | --all            look again, date today, issue
    adsum letter write OUT [--day D] [--school S]    one PDF per issued letter, documents to print, and index.csv

Every part may be killed and run again: a letter comes once, and the files written are the same bytes.
"""

import argparse
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adsum.cli.django import wake

if TYPE_CHECKING:
    from adsum.district.models import School

JOB = "adsum letter"
REFUSED = 3


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("letter", help="draft, issue and write out letters", description=__doc__,
                                   formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    verbs = parser.add_subparsers(required=True, metavar="draft | issue | write")
    for name, act in (("draft", draft), ("issue", issue)):
        verb = verbs.add_parser(name, help=f"{name} letters of a school or of all")
        whose = verb.add_mutually_exclusive_group(required=True)
        whose.add_argument("--school", metavar="S", help="a school's key, source id or name")
        whose.add_argument("--all", action="store_true", help="every school of the central run")
        add_common(verb, act)
    writing = verbs.add_parser("write", help="write PDFs of issued letters and an index")
    writing.add_argument("out", type=Path, metavar="OUT", help="a folder; it is made if missing")
    writing.add_argument("--school", metavar="S", help="only this school's letters")
    writing.add_argument("--day", type=date.fromisoformat, help="only letters issued that day")
    add_common(writing, write)


def add_common(parser: argparse.ArgumentParser, act: Callable[[argparse.Namespace], int]) -> None:
    parser.add_argument("--on", type=date.fromisoformat, help="the letters' day (default: today)")
    parser.add_argument("--home", type=Path, help="ADSUM_HOME of the district")
    parser.set_defaults(act=act)


def run(arguments: argparse.Namespace) -> int:
    act: Callable[[argparse.Namespace], int] = arguments.act
    return act(arguments)


def draft(arguments: argparse.Namespace) -> int:
    return batch(arguments, "draft_all")


def issue(arguments: argparse.Namespace) -> int:
    return batch(arguments, "issue_all")


def batch(arguments: argparse.Namespace, name: str) -> int:
    wake(home=arguments.home)
    from adsum.district.audit import Job
    from adsum.notices import actions
    from adsum.notices.levels import OFFERED

    school = None if arguments.all else school_named(arguments.school)
    if school is None and not arguments.all:
        return unknown_school(arguments.school)
    on, at = moment_of(arguments)
    for level in OFFERED:
        act: Callable[..., Any] = getattr(actions, name)
        report = act(school=school, level=level, on=on, by=Job(JOB), at=at, progress=show_progress)
        print(summary(level, report), flush=True)
    return 0


def write(arguments: argparse.Namespace) -> int:
    wake(home=arguments.home)
    from django.conf import settings

    from adsum.notices.outbox import write_out
    from adsum.notices.rendering.press import CannotPrint

    school = school_named(arguments.school) if arguments.school else None
    if arguments.school and school is None:
        return unknown_school(arguments.school)
    on, _at = moment_of(arguments)
    try:
        written = write_out(arguments.out, school=school, on=on, issued_on=arguments.day, home=settings.HOME)
    except CannotPrint as refusal:
        print(f"adsum letter: {refusal}", file=sys.stderr)
        return REFUSED
    print(f"{written} letters in {arguments.out}, listed in index.csv by key.")
    return 0


def moment_of(arguments: argparse.Namespace) -> tuple[date, datetime]:
    """The day the letters are dated and this moment."""
    from adsum.web import clock

    return arguments.on or clock.today(), clock.now()


def school_named(text: str) -> "School | None":
    from django.db.models import Q

    from adsum.district.models import School

    found = School.objects.filter(Q(key=text) | Q(source_id=text) | Q(name=text))
    return found[0] if len(found) == 1 else None


def unknown_school(text: str) -> int:
    print(
        f"adsum letter: there is no single school {text!r}. Nothing was done. Give its key, its id in the student "
        "information system, or its whole name.",
        file=sys.stderr,
    )
    return 2


def show_progress(done: int, of: int) -> None:
    print(f"\r{done} of {of}", end="\n" if done == of else "", file=sys.stderr, flush=True)


def summary(level: int, report: Any) -> str:
    """What was done, with the keys of students whose letters are held: keys, never names."""
    lines = [
        f"Letter {level}: {len(report.drafted)} drafted, {len(report.issued)} issued, {len(report.removed)} removed, "
        f"{report.standing} stood already, {len(report.held)} held."
    ]
    lines += [f"  held  student {key}: {', '.join(hold.code for hold in why)}" for key, why in report.held.items()]
    return "\n".join(lines)

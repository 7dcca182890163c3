"""`adsum import PATH`: a OneRoster package or attendance history in; its plan and what became of it out.

adsum import PATH              land, check, show the plan, apply it
adsum import PATH --check      only read and report; nothing is written anywhere
--confirm-why TEXT             the reason, where a plan has to be confirmed: older, or far larger, than usual
--by EMAIL                     the administrator who does it; a second person where one is needed
Exit codes: 0 done, or done before; 1 it waits for somebody, or another import is running; 2 wrong usage;
3 refused, with every error listed (nothing was changed); 4 bad policy pack.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adsum.cli.django import wake

if TYPE_CHECKING:
    from adsum.district.audit import Actor
    from adsum.district.models import User
    from adsum.intake.models import Package
    from adsum.interop.problems import Problem

DONE, WAITS, WRONG_USAGE, REFUSED, BAD_PACK = 0, 1, 2, 3, 4
WORDS = {"add": "added", "change": "changed", "end": "ended", "same": "the same"}


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser(
        "import",
        help="land, check and apply a OneRoster package or attendance history",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("path", type=Path, metavar="PATH", help="a ZIP file, a folder, or a single CSV")
    parser.add_argument("--check", action="store_true", help="only read and report")
    parser.add_argument("--confirm-why", metavar="TEXT", default="", help="why the plan is to be applied all the same")
    parser.add_argument("--by", metavar="EMAIL", default="", help="the administrator who does it")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    if not arguments.path.exists():
        return refuse(
            f"There is no {arguments.path}. Name a ZIP file, a folder or a CSV. Nothing was done.", WRONG_USAGE
        )
    wake()
    waiting = migrations_waiting()
    if waiting:
        return refuse(
            f"The database is not at this version. Run `adsum migrate` first. Nothing was done. ({waiting})", WAITS
        )
    from adsum.intake.refusals import REFUSALS
    from adsum.policy.packs import BadPack

    try:
        return check_only(arguments.path) if arguments.check else bring_in(arguments)
    except REFUSALS as refusal:
        return refuse(str(refusal), WAITS)
    except BadPack as problem:
        return refuse(str(problem), BAD_PACK)


def refuse(message: str, code: int) -> int:
    print(f"adsum import: {message}", file=sys.stderr)
    return code


def migrations_waiting() -> str:
    """Why the database cannot be used yet; empty when it can."""
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        count = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError:
        return "it cannot be opened"
    return f"{count} migrations wait" if count else ""


# --- only looking ----------------------------------------------------------------------------------------------------


def check_only(path: Path) -> int:
    """Every finding as it comes, then the plan. Nothing is written: no copy, no row."""
    from adsum.intake.examining import Arrival, examine
    from adsum.interop.problems import ProblemList
    from adsum.web import clock

    problems = ProblemList(keep=0, on_each=show_problem)
    found = examine(Arrival.at(path, day=clock.today()), problems=problems, progress=show_progress)
    end_line()
    if found.refused:
        print(f"Refused: {count_of(problems.refused, 'error')}. Nothing was changed.")
        return REFUSED
    show_plan(found.summary())
    print("Only checked. Nothing was changed.")
    return DONE


def show_problem(problem: "Problem") -> None:
    """file row column: message"""
    end_line()
    place = " ".join(str(part) for part in (problem.file, problem.row, problem.field) if part not in (None, ""))
    kind = "" if problem.refuses else f" ({problem.severity})"
    print(f"{place}: {problem.message}{kind} [{problem.code}]", flush=True)


# --- bringing it in --------------------------------------------------------------------------------------------------


def bring_in(arguments: argparse.Namespace) -> int:
    from adsum.intake import actions
    from adsum.intake.actions.checking import TO_BE_CHECKED
    from adsum.intake.models import Package
    from adsum.web import clock

    by = actor(arguments.by)
    if by is None:
        return refuse(f"{arguments.by} is not the account of an administrator. Nothing was done.", WRONG_USAGE)
    landing = actions.land(source=arguments.path, file_name=arguments.path.resolve().name, by=by, at=clock.now())
    package = landing.package
    print(f"{'Landed as' if landing.is_new else 'This is'} package {package.key} ({package.kind}).", flush=True)
    if package.state in TO_BE_CHECKED:
        package = actions.check(package=package, by=by, at=clock.now(), progress=show_progress)
        end_line()
    if package.state in (Package.State.APPLIED, Package.State.UNCHANGED):
        print(applied_before(package.same_as or package))
        return DONE
    show_findings(package)
    if package.state == Package.State.REFUSED:
        print(f"Refused: {count_of(package.error_count, 'error')}. Nothing was changed.")
        return REFUSED
    show_plan(package.plan)
    return apply(package, why=arguments.confirm_why, by=by)


def actor(email: str) -> "Actor | None":
    """The account, when it may run imports; the terminal itself when none is named."""
    from adsum.district.access import Access
    from adsum.district.audit import Job
    from adsum.district.models import User
    from adsum.web import clock

    if not email:
        return Job("terminal")
    user: User | None = User.objects.filter(email=email.strip().lower()).first()
    return user if user is not None and Access(user=user, on=clock.today()).may("intake.run") else None


def apply(package: "Package", *, why: str, by: "Actor") -> int:
    from adsum.intake import actions
    from adsum.intake.refusals import IntakeRefused
    from adsum.web import clock

    try:
        if package.confirmations and why:
            package = actions.confirm(package=package, why=why, by=by, at=clock.now())
        package = actions.apply(package=package, by=by, at=clock.now(), progress=show_progress)
    except IntakeRefused as refusal:
        end_line()
        return refuse(f"{refusal} (package {package.key}; give the reason with --confirm-why)", WAITS)
    end_line()
    total = package.plan["total"]
    print(f"Applied: {count_of(total, 'change')}{', in one piece' if total else ''}. Package {package.key}.")
    print("Nobody was judged anew: the night run does that (`adsum night`)." if total else "Nothing had to be changed.")
    return DONE


def applied_before(package: "Package") -> str:
    from django.utils import timezone

    when = f"{timezone.localtime(package.applied_at):%Y-%m-%d %H:%M}"
    return f"This was applied already on {when} by {name_of(package.applied_by)}. Nothing was changed."


def name_of(account: "User | None") -> str:
    return account.email if account is not None else "the terminal"


# --- showing ---------------------------------------------------------------------------------------------------------


def show_findings(package: "Package") -> None:
    """Every finding of the package's file, one line each."""
    import csv

    from adsum.intake.landing import findings_path

    with findings_path(package.key).open(encoding="utf-8", newline="") as stream:
        for line in csv.DictReader(stream):
            place = " ".join(part for part in (line["file"], line["row"], line["field"]) if part)
            kind = "" if line["severity"].startswith("refuse") else f" ({line['severity']})"
            print(f"{place}: {line['message']}{kind} [{line['code']}]")


def show_plan(plan: dict[str, Any]) -> None:
    """The counts by kind of record, with a few ids of each."""
    counts: Counter[str] = Counter()
    for kind, each in plan["kinds"].items():
        counts.update({what: each[what] for what in WORDS})
        if any(each[what] for what in ("add", "change", "end")):
            numbers = ", ".join(f"{each[what]:,} {word}" for what, word in WORDS.items() if each[what])
            print(f"  {kind:<12} {numbers}")
            for what, ids in each["examples"].items():
                print(f"  {'':<12}   {WORDS[what]}: {', '.join(ids)}{' ...' if each[what] > len(ids) else ''}")
    if not plan["total"]:
        print("  Everything is as it says already: nothing to change.")
    if plan["held"]:
        print(f"  {count_of(plan['held'], 'person')} held for review: nothing of theirs is applied.")
    for each in plan["confirm"]:
        print(f"  To be confirmed ({each['code']}): {each['message']}")


def show_progress(stage: str, what: str, done: int, total: int) -> None:
    """One line that grows on a terminal; in a log, one line for each stage."""
    words = f"{stage} {what}".strip()
    if sys.stdout.isatty():
        print(f"\r\x1b[K{words}{f' {done:,} of {total:,}' if total else ''} ...", end="", flush=True)
    elif done == total:
        print(f"{words}{f': {done:,}' if total else ' ...'}", flush=True)


def end_line() -> None:
    if sys.stdout.isatty():
        print("\r\x1b[K", end="", flush=True)


def count_of(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"

"""`adsum determine`: a facts folder in, the findings about every student out.

adsum determine FACTS --as-of 2026-02-10 [--known-at 2026-02-10T23:59:59Z] [--pack lausd] --out OUT [--format parquet]
adsum determine FACTS --as-of 2026-02-10 --engine spark [--master spark://host:7077] --out OUT

Exit codes: 0 done; 2 wrong usage; 3 bad facts, every fault on a line of its own; 4 bad pack. OUT is written whole or
not at all; an earlier output in OUT is replaced, anything else there is left alone and refused.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from adsum.interop import facts_folder
from adsum.policy import spark
from adsum.policy.check import check
from adsum.policy.determination import determine
from adsum.policy.facts import Facts, FactsProblem
from adsum.policy.findings import TABLES, Findings
from adsum.policy.packs import BadPack, Pack, UnknownPolicyKey, load_pack

DONE, USAGE, BAD_FACTS, BAD_PACK = 0, 2, 3, 4
FORMATS = ("csv", "parquet")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "determine",
        help="facts folder in, findings out",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run)
    parser.add_argument("facts", type=Path, metavar="FACTS", help="folder with one CSV or Parquet file per table")
    add_day_arguments(parser)
    parser.add_argument("--engine", choices=("embedded", "spark"), default="embedded", help="where to run (embedded)")
    parser.add_argument(
        "--master",
        default=os.environ.get("SPARK_MASTER"),
        metavar="URL",
        help="the Spark cluster, for example spark://host:7077 (SPARK_MASTER, else this computer)",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="OUT", help="folder to write the findings into")
    parser.add_argument("--format", choices=FORMATS, default="csv", help="how to write them (csv)")


def add_day_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments that every question about facts takes: the day, what was known, under which law."""
    parser.add_argument("--as-of", type=day, required=True, metavar="DAY", help="judge as of this day, YYYY-MM-DD")
    parser.add_argument(
        "--known-at", type=moment, metavar="MOMENT", help="with what had been recorded by then, in UTC (everything)"
    )
    parser.add_argument("--pack", default="lausd", metavar="NAME", help="the policy pack (lausd)")


def day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day; write it as YYYY-MM-DD") from None


def moment(text: str) -> datetime:
    """A moment; without a zone it is taken as UTC, like those in the facts."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a moment; write it as YYYY-MM-DDTHH:MM:SSZ") from None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def run(arguments: argparse.Namespace) -> int:
    refusal = usage_problem(arguments)
    if refusal:
        return refuse(refusal, code=USAGE)
    try:
        pack = load_pack(arguments.pack)
        facts, problems = read_checked(arguments.facts, pack=pack)
        if problems:
            return list_problems(problems)
        findings = judged(facts, pack=pack, arguments=arguments)
    except spark.NoSpark as error:
        return refuse(f"{error} Nothing was written.", code=USAGE)
    except (BadPack, UnknownPolicyKey) as error:
        return refuse(str(error), code=BAD_PACK)
    write(findings, out=arguments.out, format=arguments.format)
    print(f"{findings.standing.height:,} students judged as of {arguments.as_of}; the findings are in {arguments.out}")
    return DONE


def usage_problem(arguments: argparse.Namespace) -> str | None:
    if not arguments.facts.is_dir():
        return f"{arguments.facts} is not a folder. Name the folder that holds the facts tables."
    if not may_be_replaced(arguments.out):
        return (
            f"{arguments.out} holds something that is no earlier output of determine. "
            "Name another folder, or empty this one."
        )
    return spark.what_is_missing() if arguments.engine == "spark" else None


def judged(facts: Facts, *, pack: Pack, arguments: argparse.Namespace) -> Findings:
    """The findings, from the engine that was asked for. Both are given checked facts."""
    asked: dict[str, Any] = {"as_of": arguments.as_of, "known_at": arguments.known_at, "pack": pack}
    if arguments.engine == "embedded":
        return determine(facts, **asked)
    with beside(arguments.out) as place:  # where a cluster's workers see OUT, they see this
        return spark.determine(facts, **asked, staging=place, master=arguments.master)


def may_be_replaced(out: Path) -> bool:
    """Whether OUT is free, or holds nothing but the tables of an earlier run."""
    if not out.exists():
        return True
    ours = {f"{table}.{ending}" for table in TABLES for ending in FORMATS}
    return out.is_dir() and all(path.name in ours and path.is_file() for path in out.iterdir())


def read_checked(folder: Path, *, pack: Pack) -> tuple[Facts, list[FactsProblem]]:
    """The facts, and every fault in them. Tables are compared only when all of them could be read as tables."""
    facts, unreadable = facts_folder.read(folder)
    if any(problem.row == 0 for problem in unreadable):
        return facts, unreadable
    told = {(problem.file, problem.row, problem.column) for problem in unreadable}
    found = [each for each in check(facts, pack=pack) if (each.file, each.row, each.column) not in told]
    return facts, sorted([*unreadable, *found])


def list_problems(problems: list[FactsProblem], *, command: str = "determine") -> int:
    for problem in problems:
        print(problem, file=sys.stderr)
    faults = "1 fault" if len(problems) == 1 else f"{len(problems):,} faults"
    return refuse(f"{faults} in the facts. Nothing was written.", code=BAD_FACTS, command=command)


def refuse(message: str, *, code: int, command: str = "determine") -> int:
    print(f"adsum {command}: {message}", file=sys.stderr)
    return code


def write(findings: Findings, *, out: Path, format: str) -> None:
    """Write the tables beside OUT first and move them there whole."""
    with beside(out) as place:
        fresh = place / "fresh"
        fresh.mkdir()
        for name, table in findings.tables().items():
            path = fresh / f"{name}.{format}"
            table.write_csv(path) if format == "csv" else table.write_parquet(path)
        if out.exists():
            out.rename(place / "earlier")
        shutil.move(fresh, out)


@contextmanager
def beside(out: Path) -> Iterator[Path]:
    """A folder of our own next to OUT, gone at the end."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as place:
        yield Path(place)

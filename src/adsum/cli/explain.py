"""`adsum explain`: one student's findings in words, with every mark, value and source.

adsum explain STUDENT --facts FACTS --as-of 2026-02-10 [--known-at 2026-02-10T23:59:59Z] [--pack lausd] [--json]

Exit codes: 0 done; 2 wrong usage, or no such student in the facts; 3 bad facts; 4 bad pack.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from adsum.cli.determine import BAD_PACK, DONE, USAGE, add_day_arguments, list_problems, read_checked, refuse
from adsum.policy.explanation import Explanation, UnknownStudent, explain
from adsum.policy.facts import Facts
from adsum.policy.packs import BadPack, UnknownPolicyKey, load_pack


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "explain",
        help="one student's findings in words, with sources",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run)
    parser.add_argument("student", metavar="STUDENT", help="the student_id")
    parser.add_argument("--facts", type=Path, required=True, metavar="FACTS", help="folder with the facts tables")
    add_day_arguments(parser)
    parser.add_argument("--json", action="store_true", help="for a program instead of a person")


def run(arguments: argparse.Namespace) -> int:
    if not arguments.facts.is_dir():
        return refuse(
            f"{arguments.facts} is not a folder. Name the folder that holds the facts tables.",
            code=USAGE,
            command="explain",
        )
    try:
        pack = load_pack(arguments.pack)
        facts, problems = read_checked(arguments.facts, pack=pack)
        if problems:
            return list_problems(problems, command="explain")
        student_id = as_id(arguments.student, facts=facts)
        told = explain(student_id, facts, as_of=arguments.as_of, known_at=arguments.known_at, pack=pack)
    except UnknownStudent as error:
        return refuse(str(error), code=USAGE, command="explain")
    except (BadPack, UnknownPolicyKey) as error:
        return refuse(str(error), code=BAD_PACK, command="explain")
    return show(told, as_json=arguments.json)


def as_id(text: str, *, facts: Facts) -> int | str:
    """The id as the facts write it: a number where theirs are numbers."""
    is_number = facts.students.schema["student_id"].is_integer()
    return int(text) if is_number and text.lstrip("-").isdigit() else text


def show(told: Explanation, *, as_json: bool) -> int:
    print(told.to_json() if as_json else told.to_text(), end="\n" if as_json else "")
    return DONE

"""`adsum worker`: carry out the jobs that pages left waiting (imports), one at a time, until stopped."""

import argparse

from adsum.cli.django import wake


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("worker", help="carry out waiting jobs (imports)")
    parser.add_argument("--once", action="store_true", help="end when nothing is waiting")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    wake()
    from django.core.management import call_command

    call_command("db_worker", batch=arguments.once, verbosity=1)
    return 0

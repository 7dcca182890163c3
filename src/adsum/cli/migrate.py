"""`adsum migrate`: bring the database to this version."""

import argparse

from adsum.cli.django import wake


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("migrate", help="bring the database to this version")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    wake()
    from django.core.management import call_command

    call_command("migrate", verbosity=1, interactive=False)
    return 0

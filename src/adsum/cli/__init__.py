"""The same doors for a terminal. Each command lives in the module of its name and is loaded only when asked for.

Exit codes: 0 done; 1 failed; 2 wrong usage; 3 bad facts or a bad package; 4 bad pack.
"""

import argparse
import importlib
import sys

COMMANDS = {
    "demo": "build the demo district and open it in the browser",
    "serve": "serve the pages with gunicorn",
    "worker": "carry out waiting jobs (imports)",
    "migrate": "bring the database to this version",
    "night": "export facts, judge everybody, write what changed",
    "import": "land, check and apply a OneRoster package or a marks file",
    "determine": "facts folder in, findings out",
    "explain": "one student's findings in words, with sources",
    "facts": "export the facts tables from the database",
    "sample": "make a synthetic district as a facts folder",
    "pack": "check, show and document policy packs",
    "letter": "draft, issue and write out letters",
    "staff": "make accounts and give roles",
    "doctor": "say what this machine is missing",
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command. Returns its exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    if not words or words[0] in {"help", "-h", "--help"}:
        print(reference() if "--all" in words else overview())
        return 0
    if words[0] not in COMMANDS:
        print(
            f"adsum: there is no command {words[0]!r}. `adsum help` lists them all. Nothing was done.", file=sys.stderr
        )
        return 2
    parser = argparse.ArgumentParser(prog="adsum")
    subparsers = parser.add_subparsers(required=True)
    module = importlib.import_module(f"adsum.cli.{module_of(words[0])}")
    module.add_parser(subparsers)
    parsed = parser.parse_args(words)
    run = getattr(parsed, "run", module.run)
    return int(run(parsed))


def module_of(command: str) -> str:
    return "import_" if command == "import" else command  # `import` is a word of the language


def overview() -> str:
    lines = [f"  {name:<10} {meaning}" for name, meaning in COMMANDS.items()]
    return "\n".join(["adsum COMMAND ...   (`adsum COMMAND --help` says more)", "", *lines])


def reference() -> str:
    from adsum.cli.reference import commands_page

    return commands_page()

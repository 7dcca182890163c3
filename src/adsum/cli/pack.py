"""`adsum pack`: check, show and document policy packs.

adsum pack check [NAME ...]      every problem with file and line; runs the worked cases. Exit 0 good, 4 bad pack
adsum pack show [KEY]            a value, reason or letter on a day, with source and history; without KEY, the list
adsum pack reference [--check]   write the pages of docs/reference: packs, values, rules; or only compare
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from adsum.policy.packs import BadPack, Pack, UnknownPolicyKey, load_pack, pack_names, packs_folder
from adsum.policy.packs.checker import PackReport, check_pack
from adsum.policy.packs.model import Letter, PackValue, Reason
from adsum.policy.packs.wording import (
    cap_in_words,
    day_in_words,
    grades_in_words,
    local_in_words,
    source_in_words,
    span_in_words,
    value_in_words,
)

GOOD, FAILED, USAGE, BAD = 0, 1, 2, 4
REFERENCE = Path("docs/reference")
PARTS = ("values", "rules")  # folders of pages that are made here and nowhere else


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "pack",
        help="check, show and document policy packs",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run)
    doors = parser.add_subparsers(dest="door", required=True)
    check = doors.add_parser("check", help="every problem with file and line; runs the worked cases")
    check.add_argument("names", nargs="*", metavar="NAME", help="packs to check; all of them when none is named")
    show = doors.add_parser("show", help="a value, reason or letter on a day, with its source")
    show.add_argument("key", nargs="?", metavar="KEY", help="such as truancy.minutes, FUN or notice_of_truancy_1")
    show.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="as of this day, YYYY-MM-DD (today)")
    show.add_argument("--pack", default="lausd", metavar="NAME", help="the pack to look in (lausd)")
    reference = doors.add_parser("reference", help="write the pages of packs, values and rules")
    reference.add_argument("names", nargs="*", metavar="NAME", help="packs with a page; all of them when none is named")
    reference.add_argument("--out", type=Path, default=REFERENCE, metavar="FOLDER", help=f"where ({REFERENCE})")
    reference.add_argument("--check", action="store_true", help="write nothing; exit 1 when a page is out of date")
    for door in (check, show, reference):
        door.add_argument("--folder", type=Path, metavar="FOLDER", help="where the packs lie (those of Adsum)")


def run(arguments: argparse.Namespace) -> int:
    folder = arguments.folder or packs_folder()
    try:
        return {"check": check, "show": show, "reference": reference}[arguments.door](arguments, folder)
    except BadPack as error:
        print(error, file=sys.stderr)
        return BAD


def check(arguments: argparse.Namespace, folder: Path) -> int:
    names = named(arguments, folder)
    if names is None:
        return USAGE
    from adsum.policy.packs.cases.engine import judge  # brings the whole engine: only when cases are run

    reports = [check_pack(name, judge=judge, folder=folder) for name in names]
    for report in reports:
        tell(report)
    return GOOD if all(report.is_good for report in reports) else BAD


def named(arguments: argparse.Namespace, folder: Path) -> list[str] | None:
    """The packs asked for; None (after saying so) when there is no such pack."""
    known = pack_names(folder)
    unknown = [name for name in arguments.names if name not in known]
    if unknown or not known:
        print(
            f"There is no pack {', '.join(unknown) or 'at all'} in {folder}; there are: "
            f"{', '.join(known) or 'none'}. Nothing was done.",
            file=sys.stderr,
        )
        return None
    return arguments.names or known


def tell(report: PackReport) -> None:
    for problem in report.problems:
        print(problem)
    for row in report.unverified:
        name = row.key if isinstance(row, PackValue) else row.code if isinstance(row, Reason) else row.name
        print(f"{row.file}:{row.line}: {name}: not verified yet ({row.source.cite})")
    state = "good" if report.is_good else f"{len(report.problems)} problems"
    waiting = f", {report.open_cases} still open" if report.open_cases else ""
    print(f"{report.name}: {state}; {report.cases} worked cases{waiting}; {len(report.unverified)} not verified")


def show(arguments: argparse.Namespace, folder: Path) -> int:
    pack = load_pack(arguments.pack, folder)
    on = arguments.on or datetime.now(tz=UTC).date()
    if arguments.key is None:
        print("\n".join(overview(pack, on)))
        return GOOD
    try:
        print("\n".join(shown(pack, arguments.key, on)))
    except UnknownPolicyKey as error:
        print(error.args[0], file=sys.stderr)
        return USAGE
    return GOOD


def overview(pack: Pack, on: date) -> list[str]:
    entries = [entry for entry in (newest(pack, key, on) for key in sorted(pack.histories)) if entry]
    width = max(len(entry.key) for entry in entries)
    values = [f"{entry.key:<{width}}  {value_in_words(entry)}" for entry in entries]
    reasons = ", ".join(pack.reasons(on=on))
    return [*values, "", f"reasons: {reasons}", f"letters: {', '.join(pack.letters())}"]


def newest(pack: Pack, key: str, on: date) -> PackValue | None:
    return pack.entry(key, on=on) if pack.history(key)[0].first_day <= on else None


def shown(pack: Pack, key: str, on: date) -> list[str]:
    if key in pack.reason_rows:
        return shown_reason(pack.reasons(on=on).get(key) or pack.reason_rows[key][-1])
    if key in pack.letter_rows:
        return shown_letter(pack.letter(key, on=on))
    entry = pack.entry(key, on=on)
    history = [f"  {value_in_words(row)}  {span_in_words(row)}  (pack {row.pack})" for row in pack.history(key)]
    return [
        f"{entry.key} on {on}: {value_in_words(entry)}",
        f"  {entry.meaning}; unit: {entry.unit}",
        *provenance(entry),
        f"  a pack that extends {entry.pack} may {local_in_words(entry)}",
        "history:",
        *history,
    ]


def shown_reason(reason: Reason) -> list[str]:
    limits = [cap_in_words(reason.cap), f"grades {grades_in_words(reason.grades)}" if reason.grades else ""]
    return [
        f"{reason.code}: {reason.label['en']} / {reason.label['es']}",
        f"  {reason.meaning}",
        f"  a full day is {day_in_words(reason)}; " + ("an event" if reason.counts_truancy else "no event"),
        *[f"  at most {limit}" if limit[:1].isdigit() else f"  {limit}" for limit in limits if limit],
        f"  documentation: {reason.documentation}",
        *provenance(reason),
    ]


def shown_letter(letter: Letter) -> list[str]:
    elements = [f"  {element.id}: {element.text['en']}" for element in letter.elements]
    return [f"{letter.name}, letters dated {span_in_words(letter)}", *elements, *provenance(letter)]


def provenance(row: PackValue | Reason | Letter) -> list[str]:
    note = getattr(row, "note", None)
    return [
        f"  source: {source_in_words(row.source)}" + ("" if row.verified else "  NOT VERIFIED"),
        f"  from: {row.file} line {row.line}, in force {span_in_words(row)}",
        *([f"  note: {note}"] if note else []),
    ]


def reference(arguments: argparse.Namespace, folder: Path) -> int:
    names = named(arguments, folder)
    if names is None:
        return USAGE
    from adsum.policy.packs.reference import pages  # brings every rule: only when pages are made

    made = {arguments.out / page: text for page, text in pages(names, folder=folder).items()}
    stale = [page for page, text in made.items() if not page.is_file() or page.read_text(encoding="utf-8") != text]
    left = [page for part in PARTS for page in sorted((arguments.out / part).glob("*.md")) if page not in made]
    if arguments.check:
        for page in [*stale, *left]:
            print(f"{page} is out of date; run `adsum pack reference` and keep what it writes.", file=sys.stderr)
        return FAILED if stale or left else GOOD
    for page in stale:
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(made[page], encoding="utf-8")
    for page in left:
        page.unlink()
    print(f"{len(stale)} of {len(made)} pages written to {arguments.out}, {len(left)} taken away.")
    return GOOD

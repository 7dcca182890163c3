"""Checking a pack: everything `load_pack` refuses, and what only the whole pack shows.

    every value, reason and letter of the pack has a worked case
    what a case claims to prove exists; the reasons it uses exist
    values that name reasons name existing ones
    every worked case comes out as it says

A pack that cannot be read is not judged: its cases run once the files are mended.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from adsum.policy.packs.cases.model import LetterCase, StudentCase, ValueCase
from adsum.policy.packs.cases.reading import CaseBook, read_cases
from adsum.policy.packs.cases.running import Judge, differences, values_proven
from adsum.policy.packs.keys import REASONS_NAMED
from adsum.policy.packs.loader import packs_folder, read_pack
from adsum.policy.packs.model import Letter, Pack, PackValue, Reason
from adsum.policy.packs.problems import PackProblem, Problems

UNCLEARED = "uncleared"


@dataclass(frozen=True)
class PackReport:
    """What the check of one pack found. `unverified` is for reading, not a fault."""

    name: str
    problems: list[PackProblem]
    unverified: list[PackValue | Reason | Letter]
    cases: int
    open_cases: int

    @property
    def is_good(self) -> bool:
        return not self.problems


def check_pack(name: str, *, judge: Judge, folder: Path | None = None) -> PackReport:
    """Every problem of a pack and of the packs it extends, its worked cases run by `judge`."""
    folder = folder or packs_folder()
    problems = Problems()
    pack = read_pack(name, folder=folder, problems=problems)
    if pack is None:
        return PackReport(name, sorted(set(problems)), [], 0, 0)
    book = read_cases(lineage=pack.lineage(), folder=folder, problems=problems)
    check_claims(pack, book, problems)
    check_reasons_named(pack, problems)
    check_proofs(pack, book, problems)
    if not problems:
        run_cases(pack, book, judge, problems)
    return PackReport(name, sorted(set(problems)), unverified_in(pack), len(book.cases), len(book.open))


def check_claims(pack: Pack, book: CaseBook, problems: Problems) -> None:
    """A case that proves a misspelled value, or uses a reason nobody knows, proves nothing."""
    for case in book.cases:
        claims = [*case.proves, *([case.key] if isinstance(case, ValueCase) else [])]
        for key in claims:
            if not pack.has(key):
                problems.append(PackProblem(case.file, case.line, case.id, f"proves {key!r}, which the pack has not"))
        used = case.reasons() if isinstance(case, StudentCase) else set()
        for code in sorted(used - set(pack.reason_rows) - {UNCLEARED}):
            problems.append(
                PackProblem(case.file, case.line, case.id, f"uses the reason {code!r}, which nobody defines")
            )


def check_reasons_named(pack: Pack, problems: Problems) -> None:
    for key, codes_of in REASONS_NAMED.items():
        for row in pack.histories.get(key, ()):
            for code in codes_of(row.payload):
                if code not in pack.reason_rows:
                    problems.append(PackProblem(row.file, row.line, key, f"there is no reason {code!r} in this pack"))


def check_proofs(pack: Pack, book: CaseBook, problems: Problems) -> None:
    check_value_proofs(pack, book, problems)
    used = {code for case in book.cases if isinstance(case, StudentCase) for code in case.reasons()}
    for code, rows in pack.reason_rows.items():
        if code not in used and any(row.pack == pack.name for row in rows):
            problems.append(unproven(rows[0], code, "a mark with it"))
    check_letter_proofs(pack, book, problems)


def check_value_proofs(pack: Pack, book: CaseBook, problems: Problems) -> None:
    try:
        proven = {key for case in book.cases for key in values_proven(case, pack=pack)}
    except (LookupError, ValueError):
        return  # a rule cannot answer from this pack: its case is told when the pack is otherwise whole
    for key, history in pack.histories.items():
        own = [row for row in history if row.pack == pack.name]
        if own and key not in proven:
            problems.append(unproven(own[0], key, f"`proves: [{key}]`, or a case of the rule that reads it"))


def check_letter_proofs(pack: Pack, book: CaseBook, problems: Problems) -> None:
    """Every dated row of a letter: what it says changes by date, and only a case on each side shows it."""
    asked = [(case.letter, case.as_of) for case in book.cases if isinstance(case, LetterCase)]
    for name, rows in pack.letter_rows.items():
        for row in rows:
            days = [day for letter, day in asked if letter == name and row.first_day <= day]
            is_shown = any(row.last_day is None or day <= row.last_day for day in days)
            if row.pack == pack.name and not is_shown:
                problems.append(unproven(row, name, f"`given: {{letter: {name}}}` from {row.first_day} on"))


def unproven(row: PackValue | Reason | Letter, key: str, how: str) -> PackProblem:
    return PackProblem(row.file, row.line, key, f"no worked case; add one to the pack's cases/ with {how}")


def run_cases(pack: Pack, book: CaseBook, judge: Judge, problems: Problems) -> None:
    for case in book.cases:
        for line in differences(case, pack=pack, book=book, judge=judge):
            problems.append(PackProblem(case.file, case.line, case.id, line))


def unverified_in(pack: Pack) -> list[PackValue | Reason | Letter]:
    """Rows of this pack (not its parents) whose source has not been read."""
    histories: list[Iterable[PackValue | Reason | Letter]] = [
        *pack.histories.values(),
        *pack.reason_rows.values(),
        *pack.letter_rows.values(),
    ]
    return [row for history in histories for row in history if row.pack == pack.name and not row.verified]

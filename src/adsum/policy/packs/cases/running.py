"""Running a worked case: judge its story and say what came out differently.

`differences` returns one line per difference, none when the case holds. The judge is any function from facts tables
to findings tables, so the same cases prove the engine and its slow twin.

How an expectation is compared:
    standing          the named columns of the student (with several students: by name; nothing = no row)
    events, days      the whole table, row for row; each row by its named columns
    months, ada       each expected row is there; each by its named columns
true and false stand for 1 and 0; nothing (null) for no value.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from adsum.policy.packs.asking import Used, WrongQuestion
from adsum.policy.packs.cases.model import Case, Example, LetterCase, RuleCase, StudentCase, ValueCase
from adsum.policy.packs.cases.reading import CaseBook
from adsum.policy.packs.cases.rules import answer
from adsum.policy.packs.cases.story import ONLY, Tables, facts_of
from adsum.policy.packs.documents import Item
from adsum.policy.packs.model import Pack
from adsum.policy.packs.payloads import WrongPayload
from adsum.policy.packs.problems import UnknownPolicyKey
from adsum.policy.packs.wording import percent

Judge = Callable[[Tables, Pack, date, datetime | None], Tables]
WHOLE_TABLES = ("events", "days")


def differences(case: Case, *, pack: Pack, book: CaseBook, judge: Judge) -> list[str]:
    """What came out differently than the case expects. Raises nothing for a wrong case: it says so."""
    try:
        if isinstance(case, StudentCase):
            return of_student(case, pack=pack, book=book, judge=judge)
        if isinstance(case, RuleCase):
            return of_rule(case, pack=pack)
        if isinstance(case, ValueCase):
            return of_value(case, pack=pack)
        assert isinstance(case, LetterCase)
        return of_letter(case, pack=pack)
    except (WrongPayload, WrongQuestion, UnknownPolicyKey) as error:
        return [str(error.args[0])]


def values_proven(case: Case, *, pack: Pack) -> set[str]:
    """The keys a case is a worked case of: those it names, or those its rule read. Raises what the rule raises."""
    if isinstance(case, RuleCase):
        return {key for example in case.examples for key in answer_to(example, case, pack)[1].keys}
    return {*case.proves, *([case.key] if isinstance(case, ValueCase) else [])}


def answer_to(example: Example, case: RuleCase, pack: Pack) -> tuple[dict[str, Any], Used]:
    return answer(case.rule, example.given, pack=pack, on=case.as_of)


def of_rule(case: RuleCase, *, pack: Pack) -> list[str]:
    lines: list[str] = []
    for number, example in enumerate(case.examples, start=1):
        where = case.rule if len(case.examples) == 1 else f"example {number} (line {example.line})"
        found, _ = answer_to(example, case, pack)
        lines += unlike({name: item.plain() for name, item in example.expect.items()}, found, where=where)
    return lines


def of_value(case: ValueCase, *, pack: Pack) -> list[str]:
    entry = pack.entry(case.key, on=case.as_of)
    found: dict[str, Any] = {"payload": shown_payload(entry.payload)}
    if case.amount is not None:
        found["is_met"] = entry.is_met_by(case.amount)
    return unlike({name: item.plain() for name, item in case.expect.items()}, found, where=case.key)


def shown_payload(payload: Any) -> Any:
    """A payload the way the pack files write it: a share is 10% again."""
    if isinstance(payload, dict):
        return {key: shown_payload(part) for key, part in payload.items()}
    if isinstance(payload, list):
        return [shown_payload(part) for part in payload]
    return percent(payload) if isinstance(payload, Fraction) else payload


def of_letter(case: LetterCase, *, pack: Pack) -> list[str]:
    letter = pack.letter(case.letter, on=case.as_of)
    ids = [element.id for element in letter.elements]
    expected = {name: item.plain() for name, item in case.expect.items()}
    lines = [f"{case.letter} says {name!r}" for name in expected.pop("without", []) if name in ids]
    return lines + unlike(expected, {"elements": ids}, where=case.letter)


def of_student(case: StudentCase, *, pack: Pack, book: CaseBook, judge: Judge) -> list[str]:
    facts = facts_of(case.story, calendars=book.calendars, given=book.given[case.id])
    found = judge(facts, pack, case.as_of, case.known_at)
    lines: list[str] = []
    for table, item in case.expect.items():
        if table == "standing":
            lines += of_standing(item.plain(), found["standing"], several=ONLY not in case.story["students"])
        elif table in WHOLE_TABLES:
            lines += of_whole_table(item, found[table], table=table)
        else:
            lines += of_some_rows(item, found[table], table=table)
    return lines


def of_standing(expected: dict[str, Any], rows: list[dict[str, Any]], *, several: bool) -> list[str]:
    by_student = expected if several else {ONLY: expected}
    found = {row["student_id"]: row for row in rows}
    lines: list[str] = []
    for name, columns in by_student.items():
        if columns is None:
            lines += [f"standing has a row for {name}, expected none"] if name in found else []
        elif name not in found:
            lines.append(f"standing has no row for {name}")
        else:
            lines += unlike(columns, found[name], where="standing" if not several else f"standing of {name}")
    return lines


def of_whole_table(item: Item, rows: list[dict[str, Any]], *, table: str) -> list[str]:
    expected = [row.plain() for row in item.items()]
    if len(expected) != len(rows):
        return [f"{table}: expected {len(expected)} rows, got {len(rows)}: {'; '.join(map(row_shown, rows)) or 'none'}"]
    pairs = enumerate(zip(expected, rows, strict=True), start=1)
    return [line for number, (want, got) in pairs for line in unlike(want, got, where=f"{table} row {number}")]


def of_some_rows(item: Item, rows: list[dict[str, Any]], *, table: str) -> list[str]:
    wanted = [row.plain() for row in item.items()]
    return [
        f"{table}: no row with {row_shown(want)}; there are {'; '.join(map(row_shown, rows)) or 'none'}"
        for want in wanted
        if all(unlike(want, row, where=table) for row in rows)
    ]


def unlike(expected: dict[str, Any], found: dict[str, Any], *, where: str) -> list[str]:
    lines = []
    for column, want in expected.items():
        if column not in found:
            lines.append(f"{where} has no {column!r}; it has {', '.join(found)}")
        elif not is_alike(want, found[column]):
            lines.append(f"{where}: {column} expected {cell(want)}, got {cell(found[column])}")
    return lines


def is_alike(want: Any, got: Any) -> bool:
    """Rows within an answer are compared by the columns the case names."""
    if isinstance(want, list) and isinstance(got, list) and any(isinstance(part, dict) for part in want):
        return len(want) == len(got) and all(is_alike(one, other) for one, other in zip(want, got, strict=True))
    if isinstance(want, dict) and isinstance(got, dict):
        return all(column in got and is_alike(part, got[column]) for column, part in want.items())
    return bool(as_answer(want) == as_answer(got))


def as_answer(value: Any) -> Any:
    """Booleans are 0 and 1 in findings; decimals are compared as they are written."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, list):
        return [as_answer(part) for part in value]
    return value if isinstance(value, (int, dict)) or value is None else str(value)


def cell(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(cell, value))}]"
    return "nothing" if value is None else str(value)


def row_shown(row: dict[str, Any]) -> str:
    return ", ".join(f"{column} {cell(value)}" for column, value in row.items())

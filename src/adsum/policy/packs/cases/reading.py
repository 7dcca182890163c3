"""Reading cases/*.yaml: every case of a pack, every fault with its file and line.

    - id: attendance/T1
      name: three full unexcused days make a student truant on the third
      source: Ed. Code 48260(a)
      proves: [truancy.events]
      given: {calendar: TC-1, grade: "09", born: 2011-03-14, marks: [{dates: [...], reason: UNEX}]}
      when: {as_of: 2025-10-10}
      expect: {standing: {truant_on: 2025-10-02}}

A case may ask a rule instead of telling a story, once or, under `examples`, several times:

    - id: programs/P2
      rule: schemes.counselor_days
      examples:
        - {given: {students: 50}, expect: {days: 1}}
        - {given: {students: 51}, expect: {days: 2}}

calendars.yaml holds the test calendars; open.yaml lists the worked examples that are not cases yet.
A child pack's cases may use the calendars of the packs it extends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from adsum.policy.packs.cases.calendars import Calendars, read_calendars
from adsum.policy.packs.cases.model import Case, Example, LetterCase, OpenCase, RuleCase, StudentCase, ValueCase
from adsum.policy.packs.cases.rules import answers_of, arguments, rule_named
from adsum.policy.packs.cases.story import read_story
from adsum.policy.packs.documents import Item, read_document
from adsum.policy.packs.entries import check_fields
from adsum.policy.packs.payloads import (
    DAY,
    INTEGER,
    MOMENT,
    TEXT,
    Kind,
    WrongPayload,
    list_of,
    optional,
    record,
    shown,
)
from adsum.policy.packs.problems import Problems, relative_name

FIELDS = ("id", "name", "source", "note", "proves", "rule", "given", "when", "expect", "examples")
SHARED = ("id", "name", "source", "when")
ASKED = ("given", "expect")
EXPECTED = {
    StudentCase: ("standing", "events", "days", "months", "ada"),
    ValueCase: ("is_met", "payload"),
    LetterCase: ("elements", "without"),
}
RESERVED = ("calendars.yaml", "open.yaml")
WHEN = record(as_of=DAY, known_at=optional(MOMENT))
FRACTION = re.compile(r"([0-9]+)/([0-9]+)")


@dataclass
class CaseBook:
    """The cases of one pack, the open ones, and the calendars they are set in."""

    pack: str
    cases: list[Case] = field(default_factory=list)
    open: list[OpenCase] = field(default_factory=list)
    calendars: Calendars = field(default_factory=dict)
    given: dict[str, Item] = field(default_factory=dict)  # case id -> its `given`, for lines in messages


def read_cases(*, lineage: list[str], folder: Path, problems: Problems) -> CaseBook:
    """The cases of the first pack of `lineage`, with the calendars of all of them."""
    pack = lineage[0]
    book = CaseBook(pack)
    for name in reversed(lineage):
        path = folder / name / "cases" / "calendars.yaml"
        if path.is_file():
            book.calendars |= read_calendars(path, name=relative_name(path, folder), problems=problems)
    for path in sorted((folder / pack / "cases").glob("*.yaml")):
        document = read_document(path, name=relative_name(path, folder), problems=problems)
        if document is not None and path.name == "open.yaml":
            book.open += read_open(document, problems)
        elif document is not None and path.name not in RESERVED:
            CaseReader(book, problems).read_file(document)
    return book


def read_open(document: Item, problems: Problems) -> Iterator[OpenCase]:
    row = record(id=TEXT, missing=TEXT)
    for item in document.items():
        try:
            yield OpenCase(**row.read(item), file=item.file, line=item.line)
        except WrongPayload as error:
            problems.at(error.item, "open", error.message)


class CaseReader:
    """Reads the cases of one file into a book."""

    def __init__(self, book: CaseBook, problems: Problems) -> None:
        self.book, self.problems = book, problems

    def read_file(self, document: Item) -> None:
        if not isinstance(document.data, list):
            self.problems.at(document, "cases", "a file of cases is a list: each begins with `- id:`")
        for item in document.items():
            case_id = str(item.data["id"].data) if item.get("id") else "case"
            try:
                self.keep(self.read_case(item, case_id), item)
            except WrongPayload as error:
                self.problems.at(error.item, case_id, error.message)

    def keep(self, case: Case | None, item: Item) -> None:
        if case is None:
            return
        if case.id in self.book.given:
            self.problems.at(item, case.id, "another case has this id; give one of them its own")
            return
        self.book.cases.append(case)
        self.book.given[case.id] = item.data.get("given", item)

    def read_case(self, item: Item, case_id: str) -> Case | None:
        required = (*SHARED, *(("rule", "examples") if item.get("examples") else ASKED))
        if not check_fields(item, case_id, known=FIELDS, required=required, problems=self.problems):
            return None
        when = WHEN.read(item.data["when"])
        shared = self.shared(item, case_id, when["as_of"])
        if item.get("rule"):
            return self.rule_case(item, shared)
        given: Item = item.data["given"]
        if given.get("value"):
            return self.checked(ValueCase(**shared, **self.value_given(given)))
        if given.get("letter"):
            return self.checked(LetterCase(**shared, letter=record(letter=TEXT).read(given)["letter"]))
        return self.checked(StudentCase(**shared, story=read_story(given), known_at=when["known_at"]))

    def shared(self, item: Item, case_id: str, as_of: date) -> dict[str, Any]:
        return {
            "id": case_id,
            "name": self.text(item, "name"),
            "source": self.text(item, "source"),
            "note": self.text(item, "note") or None,
            "proves": tuple(read_if_there(item, "proves", list_of(TEXT)) or ()),
            "pack": self.book.pack,
            "file": item.file,
            "line": item.line,
            "as_of": as_of,
            "expect": dict((item.get("expect") or Item({}, item.file, item.line)).entries()),
        }

    def rule_case(self, item: Item, shared: dict[str, Any]) -> RuleCase:
        """A rule asked once (`given`, `expect`) or several times (`examples`)."""
        self.refuse_proves(item)
        if item.get("examples") and (item.get("given") or item.get("expect")):
            raise WrongPayload(item, "a case has either `examples` or one `given` and `expect`")
        name = rule_named(item.data["rule"])
        asked = item.data["examples"].items() if item.get("examples") else [item]
        if not asked:
            raise WrongPayload(item.data["examples"], "`examples` is a list: each has `given` and `expect`")
        return RuleCase(**shared, rule=name, examples=tuple(self.example(name, example) for example in asked))

    def refuse_proves(self, item: Item) -> None:
        if item.get("proves"):
            raise WrongPayload(item.data["proves"], "a case of a rule proves what the rule reads; leave `proves` out")

    def example(self, name: str, item: Item) -> Example:
        if not (item.get("given") and item.get("expect")):
            raise WrongPayload(item, "an example has `given` and `expect`")
        expect = dict(item.data["expect"].entries())
        check_expected(expect, answers_of(name), item)
        return Example(arguments(name, item.data["given"], calendars=self.book.calendars), expect, item.line)

    def text(self, item: Item, name: str) -> str:
        return str(read_if_there(item, name, TEXT) or "")

    def checked(self, case: Case) -> Case:
        """An expectation that nothing reads would make a case that cannot fail."""
        check_expected(case.expect, EXPECTED[type(case)], Item(None, case.file, case.line))
        return case

    def value_given(self, given: Item) -> dict[str, Any]:
        read = record(
            value=TEXT,
            amount=optional(AMOUNT),
            calendar=optional(TEXT),
            after=optional(DAY),
            through=optional(DAY),
        ).read(given)
        amount = read["amount"] if read["calendar"] is None else self.school_days(given, read)
        return {"key": read["value"], "amount": amount}

    def school_days(self, given: Item, read: dict[str, Any]) -> int:
        """An amount told as a span: the days taught after one day and through another."""
        if read["calendar"] not in self.book.calendars or not (read["after"] and read["through"]):
            raise WrongPayload(given, "school days are told by a known `calendar`, `after` and `through`")
        taught = self.book.calendars[read["calendar"]]
        return sum(read["after"] < row.day <= read["through"] for row in taught)


def check_expected(expect: Mapping[str, Item], known: Sequence[str], where: Item) -> None:
    if not expect:
        raise WrongPayload(where, f"expect needs one of {', '.join(known)}")
    for name, item in expect.items():
        if name not in known:
            raise WrongPayload(item, f"nothing answers {name!r}; this case may expect {', '.join(known)}")


def read_if_there(item: Item, name: str, kind: Kind) -> Any:
    found = item.get(name)
    return None if found is None else kind.read(found)


def _amount(item: Item) -> int | Fraction:
    match = FRACTION.fullmatch(item.data) if isinstance(item.data, str) else None
    if match and int(match[2]):
        return Fraction(int(match[1]), int(match[2]))
    if type(item.data) is int:
        return item.data
    raise WrongPayload(item, f"needs a whole number or a share such as 90/600, not {shown(item)}")


AMOUNT = Kind(f"{INTEGER.title} or share such as 90/600", _amount)

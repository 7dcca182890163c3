"""What a worked case is: a story, the day it is asked on, and what must come out.

Four sorts, told apart by what they ask:

    StudentCase   a student's story, judged whole: `given: {grade: ..., marks: ...}`
    RuleCase      one rule outside the engine: `rule: funding.continuation_week`, `given: {minutes: 960}`
    ValueCase     one policy value met or not: `given: {value: notices.language_share, amount: 90/600}`
    LetterCase    what a letter says on a date: `given: {letter: notice_of_truancy_1}`
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from adsum.policy.packs.documents import Item


@dataclass(frozen=True)
class Case:
    """What every case has. `proves` names the values it is a worked case of."""

    id: str
    name: str
    source: str
    note: str | None
    proves: tuple[str, ...]
    pack: str
    file: str
    line: int
    as_of: date
    expect: dict[str, Item]


@dataclass(frozen=True)
class StudentCase(Case):
    """`story` is the `given` part, read; its students are judged together, as of and as known at."""

    story: dict[str, Any]
    known_at: datetime | None

    def reasons(self) -> set[str]:
        students = self.story["students"].values()
        return {mark["reason"] for student in students for mark in student["marks"] or []}


@dataclass(frozen=True)
class ValueCase(Case):
    """`amount` is compared with the value the way the value says; None asks for the value itself."""

    key: str
    amount: int | Fraction | None


@dataclass(frozen=True)
class LetterCase(Case):
    letter: str


@dataclass(frozen=True)
class Example:
    """One question to a rule and what it must answer. `given` are the rule's arguments."""

    given: dict[str, Any]
    expect: dict[str, Item]
    line: int


@dataclass(frozen=True)
class RuleCase(Case):
    """A rule of cases/rules.py asked once or several times. It proves every value that the rule reads."""

    rule: str
    examples: tuple[Example, ...]


@dataclass(frozen=True)
class OpenCase:
    """A worked example that is not a case yet, and what is missing for it."""

    id: str
    missing: str
    file: str
    line: int

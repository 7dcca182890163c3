"""The rules that worked cases may ask by name, beside the engine that judges whole stories.

    - id: attendance/A9
      rule: funding.continuation_week
      given: {minutes: 960}
      expect: {days: 5}

    RULES       every rule by name
    arguments   a case's `given` as the rule's arguments, with the line of whatever is wrong
    answer      what a rule says, as plain values beside what it rests on

The register is fixed: a case cannot name any other function. Each folder of rules lists its own in `case_rules.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from fractions import Fraction
from typing import Any, get_type_hints

import polars as pl

from adsum.policy.entry.case_rules import RULES as ENTRY_RULES
from adsum.policy.funding.case_rules import RULES as FUNDING_RULES
from adsum.policy.packs.asking import Used
from adsum.policy.packs.cases.calendars import Calendars, TaughtDay
from adsum.policy.packs.cases.rule import CALENDAR, OPTIONAL_CALENDAR, Rule
from adsum.policy.packs.documents import Item
from adsum.policy.packs.model import Pack
from adsum.policy.packs.payloads import WrongPayload, record
from adsum.policy.schemes.case_rules import RULES as SCHEMES_RULES

RULES: Mapping[str, Rule] = {**ENTRY_RULES, **FUNDING_RULES, **SCHEMES_RULES}


def rule_named(item: Item) -> str:
    """The name of a rule, or WrongPayload with the rules of the same folder."""
    name = str(item.data)
    if name not in RULES:
        folder = name.split(".")[0]
        near = [known for known in sorted(RULES) if known.startswith(f"{folder}.")] or sorted(RULES)
        raise WrongPayload(item, f"there is no rule {name!r}; there are {', '.join(near)}")
    return name


def arguments(name: str, given: Item, *, calendars: Calendars) -> dict[str, Any]:
    """The arguments of a rule. One that the case leaves out is left to the rule's own default."""
    rule = RULES[name]
    read = record(**rule.given).read(given)
    told = {argument: read[argument] for argument, _ in given.entries()}
    for argument in told:
        if rule.given[argument] in (CALENDAR, OPTIONAL_CALENDAR):
            told[argument] = calendar_named(given.data[argument], calendars)
    return told


def calendar_named(item: Item, calendars: Calendars) -> list[TaughtDay]:
    """The days taught of a test calendar, earliest first."""
    if item.data not in calendars:
        raise WrongPayload(item, f"there is no calendar {item.data!r}; there are {', '.join(calendars)}")
    return calendars[item.data]


def answers_of(name: str) -> list[str]:
    """What a case may expect of a rule: the fields of its answer."""
    answer_type = get_type_hints(RULES[name].ask)["return"]
    return [field.name for field in fields(answer_type) if field.name != "used"]


def answer(name: str, given: Mapping[str, Any], *, pack: Pack, on: date) -> tuple[dict[str, Any], Used]:
    """What the rule answers, written the way a case file would, and the values it rests on."""
    answered = RULES[name].ask(**given, pack=pack, on=on)
    found = {field.name: plain(getattr(answered, field.name)) for field in fields(answered) if field.name != "used"}
    return found, answered.used


def plain(value: Any) -> Any:
    """Dataclasses as tables, frames as lists of rows, fractions as numbers: 5, 2.5 or 16/3."""
    if isinstance(value, Fraction):
        return number(value)
    if isinstance(value, pl.DataFrame):
        return [plain(row) for row in value.to_dicts()]
    if isinstance(value, (list, tuple, frozenset)):
        return [plain(part) for part in (sorted(value) if isinstance(value, frozenset) else value)]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    return value


def number(value: Fraction) -> int | str:
    """A whole number, a decimal number as it is written, or a fraction where there is none."""
    if value.denominator == 1:
        return value.numerator
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return str(value) if rest > 1 else f"{float(value):.10f}".rstrip("0")

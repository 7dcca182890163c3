"""The kinds of payload a policy value may have, and how each is read from a pack file.

A `Kind` names the shape for people ("a share such as 10%") and reads an `Item` into plain Python:
whole numbers, text, yes/no, shares as `Fraction` (so that no rule ever compares rounded decimals), lists, tables.
Reading raises `WrongPayload` with the line of the piece that is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

from adsum.policy.packs.documents import Item

PERCENT = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,4}))?%")
MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")


class WrongPayload(Exception):
    """A payload is not of its kind. `item` is the piece that is wrong."""

    def __init__(self, item: Item, message: str) -> None:
        self.item, self.message = item, message
        super().__init__(message)


@dataclass(frozen=True)
class Kind:
    """A shape of payload. `is_amount`: it can be compared, so its value must say how. `may_lack`: a field left out."""

    title: str
    read: Callable[[Item], Any]
    is_amount: bool = False
    may_lack: bool = False


def _integer(item: Item) -> int:
    if type(item.data) is not int:
        raise WrongPayload(item, f"needs a whole number, not {shown(item)}")
    return item.data


def _share(item: Item) -> Fraction:
    match = PERCENT.fullmatch(item.data) if isinstance(item.data, str) else None
    if not match:
        raise WrongPayload(item, f"needs a share written in percent such as 10%, not {shown(item)}")
    return Fraction(item.data[:-1]) / 100


def _text(item: Item) -> str:
    if not isinstance(item.data, str) or not item.data.strip():
        raise WrongPayload(item, f"needs text, not {shown(item)}; put it in quotes if it looks like something else")
    return item.data


def _flag(item: Item) -> bool:
    if not isinstance(item.data, bool):
        raise WrongPayload(item, f"needs true or false, not {shown(item)}")
    return item.data


def _day(item: Item) -> date:
    if not isinstance(item.data, date):
        raise WrongPayload(item, f"needs a day written as YYYY-MM-DD without quotes, not {shown(item)}")
    return item.data


def _moment(item: Item) -> datetime:
    try:
        moment: datetime | None = datetime.fromisoformat(str(item.data))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise WrongPayload(item, f"needs a moment in UTC such as 2025-10-01T18:00:00Z, not {shown(item)}")
    return moment.astimezone(UTC)


def _month_day(item: Item) -> str:
    if not isinstance(item.data, str) or not MONTH_DAY.fullmatch(item.data):
        raise WrongPayload(item, f"needs a day of the year as MM-DD in quotes, not {shown(item)}")
    return item.data


INTEGER = Kind("whole number", _integer, is_amount=True)
SHARE = Kind("share in percent", _share, is_amount=True)
TEXT = Kind("text", _text)
DAY = Kind("day", _day)
MOMENT = Kind("moment", _moment)
FLAG = Kind("true or false", _flag)
MONTH_DAY_KIND = Kind("day of the year", _month_day)


def one_of(*words: str) -> Kind:
    def read(item: Item) -> str:
        if item.data not in words:
            raise WrongPayload(item, f"needs one of {', '.join(words)}, not {shown(item)}")
        return str(item.data)

    return Kind(f"one of {', '.join(words)}", read)


def list_of(kind: Kind) -> Kind:
    def read(item: Item) -> list[Any]:
        if not isinstance(item.data, list):
            raise WrongPayload(item, f"needs a list, each a {kind.title}, not {shown(item)}")
        return [kind.read(entry) for entry in item.data]

    return Kind(f"list, each a {kind.title}", read)


def one_or_more(kind: Kind) -> Kind:
    """A list, or one entry written without brackets."""
    several = list_of(kind)

    def read(item: Item) -> list[Any]:
        found: list[Any] = several.read(item) if isinstance(item.data, list) else [kind.read(item)]
        return found

    return Kind(f"one or more, each a {kind.title}", read)


def table_of(kind: Kind) -> Kind:
    """A table from a word to a payload, such as grade to minutes."""

    def read(item: Item) -> dict[str, Any]:
        if not isinstance(item.data, dict):
            raise WrongPayload(item, f"needs a table, each row a {kind.title}, not {shown(item)}")
        for key, entry in item.data.items():
            if not isinstance(key, str):
                raise WrongPayload(entry, f'the row name {key} needs quotes: "{key}"')
        return {key: kind.read(entry) for key, entry in item.data.items()}

    return Kind(f"table, each row a {kind.title}", read)


def record(**fields: Kind) -> Kind:
    """A fixed set of named fields. Only those of an `optional` kind may be left out; they are None then."""

    def read(item: Item) -> dict[str, Any]:
        if not isinstance(item.data, dict):
            raise WrongPayload(item, f"needs the fields {', '.join(fields)}, not {shown(item)}")
        for name, entry in item.data.items():
            if name not in fields:
                raise WrongPayload(entry, f"unknown field {name!r}; it may have {', '.join(fields)}")
        for name, kind in fields.items():
            if name not in item.data and not kind.may_lack:
                raise WrongPayload(item, f"the field {name!r} is missing")
        return {name: kind.read(item.data[name]) if name in item.data else None for name, kind in fields.items()}

    return Kind(f"record of {', '.join(fields)}", read)


def optional(kind: Kind) -> Kind:
    def read(item: Item) -> Any:
        return None if item.data is None else kind.read(item)

    return Kind(f"{kind.title} or nothing", read, may_lack=True)


def checked(kind: Kind, holds: Callable[[Any], bool], what: str) -> Kind:
    """The same kind with a rule over the whole payload, such as the order of its rows."""

    def read(item: Item) -> Any:
        payload = kind.read(item)
        if not holds(payload):
            raise WrongPayload(item, what)
        return payload

    return Kind(kind.title, read, is_amount=kind.is_amount, may_lack=kind.may_lack)


def shown(item: Item) -> str:
    """What the file says, short enough for a message."""
    if isinstance(item.data, (dict, list)):
        return "a table" if isinstance(item.data, dict) else "a list"
    return "nothing" if item.data is None else repr(str(item.data))

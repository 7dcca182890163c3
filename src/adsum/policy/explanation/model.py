"""What an explanation is: sections of plain lines that a page, a terminal or a program can show.

Explanation   everything found about one student
Section       one finding: its conclusion, the lines behind it, the values used, what would change it
Line          one mark, day, notice or condition: counted or not, and why
UsedValue     one policy value with its date, unit and source
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from adsum.policy.packs import Pack
from adsum.policy.packs.wording import value_in_words

Id = int | str


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that was looked at. `is_counted` is None for what is only told."""

    on: date | None
    what: str
    is_counted: bool | None
    why: str
    mark_id: Id | None = None
    reason: str | None = None
    is_confidential: bool = False


@dataclass(frozen=True)
class UsedValue:
    key: str
    value: str
    unit: str
    meaning: str
    first_day: date
    source: str
    quote: str | None
    is_verified: bool
    pack: str

    @classmethod
    def of(cls, pack: Pack, key: str, *, on: date) -> UsedValue:
        entry = pack.entry(key, on=on)
        return cls(
            key=key,
            value=value_in_words(entry),
            unit=entry.unit,
            meaning=entry.meaning,
            first_day=entry.first_day,
            source=entry.cite,
            quote=entry.quote,
            is_verified=entry.verified,
            pack=entry.pack,
        )


def used_values(pack: Pack, keys: Iterable[str], *, on: date) -> tuple[UsedValue, ...]:
    return tuple(UsedValue.of(pack, key, on=on) for key in keys if pack.has(key))


@dataclass(frozen=True)
class Section:
    """One finding. `name` is stable, for programs; `title` is for people."""

    name: str
    title: str
    conclusion: str
    lines: tuple[Line, ...]
    values: tuple[UsedValue, ...]
    would_change: tuple[str, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """Why a student stands where they stand. `standing` is the student's row of the output table."""

    student_id: Id
    as_of: date
    known_at: datetime | None
    pack_name: str
    pack_version: str
    standing: Mapping[str, Any]
    sections: tuple[Section, ...]

    def section(self, name: str) -> Section:
        return next(section for section in self.sections if section.name == name)

    def to_dict(self) -> dict[str, Any]:
        """The same as plain data: numbers, text, lists; dates and moments as ISO text."""
        plain: dict[str, Any] = _plain(dataclasses.asdict(self))
        return plain

    def to_json(self) -> str:
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2)

    def to_text(self) -> str:
        from adsum.policy.explanation.text import as_text

        return as_text(self)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value

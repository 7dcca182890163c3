"""The reasons of a finding, from the policy engine's explanation, as far as the reader may see them.

Marks that say the same of several periods of a date are one line. A reader without the right to reasons sees what was
counted and what was not; the engine's own words about a mark with a reason stay away, because they speak of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from adsum.determinations.queries.judged import Judged, Row
from adsum.policy.explanation import Explanation
from adsum.policy.explanation.model import Line, Section, UsedValue
from adsum.web.layout.tags import moment
from adsum.web.student.days import periods_in_words, saying

DAY_BY_DAY = "chronic_state"  # the section whose lines are dates, not marks


@dataclass(frozen=True)
class WhyLine:
    on: date | None
    what: str
    is_counted: bool | None
    why: str


@dataclass(frozen=True)
class Why:
    """`conclusion` and `would_change` are the engine's words."""

    conclusion: str
    lines: list[WhyLine]
    values: Sequence[UsedValue]
    would_change: Sequence[str]

    @property
    def counted(self) -> list[WhyLine]:
        return [line for line in self.lines if line.is_counted]

    @property
    def not_counted(self) -> list[WhyLine]:
        return [line for line in self.lines if line.is_counted is False]

    @property
    def told(self) -> list[WhyLine]:
        return [line for line in self.lines if line.is_counted is None]


def whys(explanation: Explanation, *, of: Judged, kinds: Mapping[date, str], sees_reasons: bool) -> dict[str, Why]:
    """The explanation's sections by name. `kinds` says what each date was, in the reader's words."""
    marks = {row["mark_id"]: row for row in of.facts.marks_in_memory.iter_rows(named=True)}
    return {
        section.name: Why(
            conclusion=section.conclusion,
            lines=_lines(section, marks=marks, of=of, kinds=kinds, sees_reasons=sees_reasons),
            values=section.values,
            would_change=section.would_change,
        )
        for section in explanation.sections
    }


def _lines(
    section: Section, *, marks: Mapping[object, Row], of: Judged, kinds: Mapping[date, str], sees_reasons: bool
) -> list[WhyLine]:
    groups: dict[tuple[date | None, str, bool | None, str], list[int]] = {}
    for line in section.lines:
        mark = marks.get(line.mark_id)
        if mark is None and line.reason is not None and not sees_reasons:
            continue  # a line about a reason alone says nothing without it
        what = saying(mark, of=of, sees_reasons=sees_reasons) if mark else _what(line, section, kinds=kinds)
        why = _replaced(mark) or _why(line, sees_reasons=sees_reasons)
        key = (line.on, what, line.is_counted, why)
        groups.setdefault(key, []).extend([mark["period"]] if mark else [])
    return [
        WhyLine(on, f"{periods_in_words(periods)} {what}" if periods else what, is_counted, why)
        for (on, what, is_counted, why), periods in groups.items()
    ]


def _what(line: Line, section: Section, *, kinds: Mapping[date, str]) -> str:
    """Whole days are named as the picture names them; everything else in the engine's words."""
    return kinds.get(line.on, line.what) if line.on and section.name == DAY_BY_DAY else line.what


def _replaced(mark: Row | None) -> str:
    """That a mark no longer stands, in the reader's words and time; empty for one that stands."""
    if mark is None or mark["replaced_at"] is None:
        return ""
    return _("replaced by a correction on %(moment)s") % {"moment": moment(mark["replaced_at"])}


def _why(line: Line, *, sees_reasons: bool) -> str:
    if sees_reasons or line.reason is None:
        return line.why
    return ""

"""The school year drawn: one small calendar for each month, squares placed here and written out by a template.

Every square says what it shows three times: by color, by a letter or pattern, and in words for a pointer or a screen
reader. Saturdays and Sundays have a column only in a year that teaches on them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _

from adsum.determinations.queries.year_picture import Day, YearPicture
from adsum.web.layout.tags import day as day_in_words
from adsum.web.student.words import LETTERS, kind_in_words, letter_of

STEP_X, STEP_Y, HEAD = 36, 34, 18  # one column, one row, the line of weekdays
WIDTH, HEIGHT = 32, 30  # a square
TAUGHT_WEEKDAYS = 5


@dataclass(frozen=True)
class Square:
    """One date in place. `event` is its number among the truancy events; `is_local`: only the district counts it."""

    x: int
    y: int
    number: int
    kind: str
    letter: str
    words: str
    event: int | None
    is_local: bool
    is_as_of: bool


@dataclass(frozen=True)
class Month:
    first_day: date
    width: int
    height: int
    weekdays: list[tuple[int, str]]
    squares: list[Square]
    expected: int
    attended: int
    desc: str

    @property
    def is_ahead(self) -> bool:
        """Nothing of it has happened yet."""
        return all(square.kind in NOT_EXPECTED for square in self.squares) and any(
            square.kind == "ahead" for square in self.squares
        )


NOT_EXPECTED = {"not_enrolled", "not_taught", "ahead"}
ATTENDED = {"present", "open", "counted", "late", "missed_part"}


def months(picture: YearPicture, *, as_of: date, sees_reasons: bool) -> list[Month]:
    columns = max([TAUGHT_WEEKDAYS, *(day.date.weekday() + 1 for day in picture.days if day.schools)])
    return [
        _month(first, days, columns=columns, as_of=as_of, sees_reasons=sees_reasons)
        for first, days in picture.months().items()
    ]


def _month(first: date, days: list[Day], *, columns: int, as_of: date, sees_reasons: bool) -> Month:
    shown = [day for day in days if day.date.weekday() < columns]
    rows = {day.date: _week(day.date) for day in shown}
    top = min(rows.values(), default=0)
    expected = sum(day.kind not in NOT_EXPECTED for day in days)
    return Month(
        first_day=first,
        width=columns * STEP_X - (STEP_X - WIDTH),
        height=HEAD + (max(rows.values(), default=0) - top + 1) * STEP_Y,
        weekdays=list(_weekdays(columns)),
        squares=[_square(day, row=rows[day.date] - top, as_of=as_of, sees_reasons=sees_reasons) for day in shown],
        expected=expected,
        attended=sum(day.kind in ATTENDED for day in days),
        desc=_desc(days, sees_reasons=sees_reasons),
    )


def _week(day: date) -> int:
    """Which line of its month a date stands in, weeks beginning on Monday."""
    return (day.day - 1 + day.replace(day=1).weekday()) // 7


def _square(day: Day, *, row: int, as_of: date, sees_reasons: bool) -> Square:
    kind = shown_kind(day.kind, sees_reasons=sees_reasons)
    event = day.event or day.district_event
    words = f"{day_in_words(day.date)}: {kind_in_words(kind)}"
    if event:
        words += " · " + (_("truancy event %(number)d") if day.event else _("district count %(number)d")) % {
            "number": event
        }
    return Square(
        x=day.date.weekday() * STEP_X,
        y=HEAD + row * STEP_Y,
        number=day.date.day,
        kind=kind,
        letter=letter_of(kind),
        words=words,
        event=event,
        is_local=day.event is None,
        is_as_of=day.date == as_of,
    )


def shown_kind(kind: str, *, sees_reasons: bool) -> str:
    """Without the right to read reasons an excused day is excused, whatever excused it."""
    return "excused" if not sees_reasons and kind in {"suspended", "independent_study"} else kind


def legend(picture: YearPicture, *, sees_reasons: bool) -> list[tuple[str, str, str]]:
    """kind, letter, words: of what occurs in this picture only."""
    seen = {shown_kind(day.kind, sees_reasons=sees_reasons) for day in picture.days}
    return [(kind, letter_of(kind), kind_in_words(kind)) for kind in LETTERS if kind in seen]


def _weekdays(columns: int) -> Iterable[tuple[int, str]]:
    monday = date(2025, 9, 1)
    for column in range(columns):
        letter = formats.date_format(monday.replace(day=1 + column), "D")[:1].upper()
        yield column * STEP_X + WIDTH // 2, letter


def _desc(days: list[Day], *, sees_reasons: bool) -> str:
    """The month in one sentence, for those who do not see it."""
    told = [
        f"{day_in_words(day.date)}: {kind_in_words(shown_kind(day.kind, sees_reasons=sees_reasons))}"
        for day in days
        if not day.is_plain
    ]
    return "; ".join(told) if told else _("No absence, tardy or missing roll.")

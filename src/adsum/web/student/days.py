"""The table beside the picture: a line for every day that was not plain presence, with its marks in words."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from adsum.determinations.queries.judged import Judged, Row
from adsum.determinations.queries.year_picture import Day, YearPicture
from adsum.web.student.picture import shown_kind
from adsum.web.student.words import STATUSES, kind_in_words, minutes_in_words, word


@dataclass(frozen=True)
class DayLine:
    date: date
    kind: str
    words: str
    marks: list[str]
    event: int | None
    district_event: int | None


def day_lines(picture: YearPicture, *, of: Judged, sees_reasons: bool) -> list[DayLine]:
    """Newest first."""
    return [_line(day, of=of, sees_reasons=sees_reasons) for day in reversed(picture.told())]


def _line(day: Day, *, of: Judged, sees_reasons: bool) -> DayLine:
    kind = shown_kind(day.kind, sees_reasons=sees_reasons)
    return DayLine(
        date=day.date,
        kind=kind,
        words=kind_in_words(kind),
        marks=_marks(day.marks, of=of, sees_reasons=sees_reasons),
        event=day.event,
        district_event=day.district_event,
    )


def _marks(marks: tuple[Row, ...], *, of: Judged, sees_reasons: bool) -> list[str]:
    """Marks that say the same of several periods are one line: "periods 1–6 absent, illness"."""
    periods: dict[str, list[int]] = defaultdict(list)
    for mark in marks:
        periods[saying(mark, of=of, sees_reasons=sees_reasons)].append(mark["period"])
    return [f"{periods_in_words(found)} {what}" for what, found in periods.items()]


def saying(mark: Row, *, of: Judged, sees_reasons: bool) -> str:
    parts = [word(STATUSES, mark["status"])]
    if mark["minutes"] is not None:
        parts.append(minutes_in_words(mark["minutes"]))
    if sees_reasons:
        parts.append(reason_in_words(mark, of=of))
    return ", ".join(parts)


def reason_in_words(mark: Row, *, of: Judged) -> str:
    """The reason in the reader's language, or that nobody has given one."""
    if mark["reason"] is None:
        return _("not explained")
    reason = of.pack.reasons(on=mark["date"]).get(mark["reason"])
    if reason is None:
        return str(mark["reason"])
    return reason.label.get((get_language() or "en")[:2], reason.label["en"])


def periods_in_words(periods: list[int]) -> str:
    """Period 3; periods 1, 2, 5; periods 1–6."""
    numbers = sorted(set(periods))
    is_run = len(numbers) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1))
    told = f"{numbers[0]}–{numbers[-1]}" if is_run else ", ".join(str(number) for number in numbers)
    return ngettext("Period %(told)s:", "Periods %(told)s:", len(numbers)) % {"told": told}

"""The office's codes in words, in the language of the page."""

from collections.abc import Iterable, Sequence

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from adsum.attendance.models import Mark
from adsum.attendance.queries.returns import Deadline
from adsum.policy.packs import Cap, Pack, Reason
from adsum.web.layout.tags import day_short

Status = Mark.Status


def mark_words(marks: Sequence[Mark], *, has_periods: bool = True) -> list[str]:
    """What is recorded of a day: "Absent, periods 1-3, 5", "Late 20 minutes, period 2"."""
    absent = [mark.period for mark in marks if mark.status == Status.ABSENT]
    said = [_with_periods(_("Absent"), absent, has_periods)] if absent else []
    for mark in marks:
        if mark.status in {Status.TARDY, Status.LEFT_EARLY}:
            said.append(_with_periods(one_mark(mark), [mark.period], has_periods))
    return said


def one_mark(mark: Mark) -> str:
    """One mark's status and minutes."""
    minutes = mark.minutes or 0
    if mark.status == Status.TARDY:
        return ngettext("Late %(count)d minute", "Late %(count)d minutes", minutes) % {"count": minutes}
    if mark.status == Status.LEFT_EARLY:
        return ngettext("Left %(count)d minute early", "Left %(count)d minutes early", minutes) % {"count": minutes}
    return _("Absent") if mark.status == Status.ABSENT else _("Present")


def _with_periods(words: str, periods: Sequence[int], has_periods: bool) -> str:
    if not has_periods:
        return words
    spans = ngettext("period %(periods)s", "periods %(periods)s", len(periods)) % {"periods": span_words(periods)}
    return f"{words}, {spans}"


def span_words(numbers: Iterable[int]) -> str:
    """1, 2, 3, 5 as 1–3, 5."""
    spans: list[list[int]] = []
    for number in sorted(set(numbers)):
        if spans and number == spans[-1][-1] + 1:
            spans[-1].append(number)
        else:
            spans.append([number])
    return ", ".join(str(span[0]) if len(span) == 1 else f"{span[0]}–{span[-1]}" for span in spans)


def due_words(deadline: Deadline | None) -> str:
    """Until when the family may explain; nothing is due before a return is on record."""
    if deadline is None:
        return ""
    text = _("was due %(due)s") if deadline.is_overdue else _("explain by %(due)s")
    return text % {"due": day_short(deadline.due_on)}


def back_words(deadline: Deadline | None) -> str:
    if deadline is None:
        return _("no return on record yet")
    words = {"back": day_short(deadline.returned_on), "count": deadline.age}
    if not deadline.age:
        return _("back %(back)s") % words
    text = ngettext("back %(back)s, %(count)s school day ago", "back %(back)s, %(count)s school days ago", deadline.age)
    return text % words


def reason_label(code: str | None, *, pack: Pack) -> str:
    """A reason in words, with its code: "Illness (ILL)". Uncleared for none."""
    if not code:
        return _("Uncleared")
    rows = pack.reason_rows.get(code)
    return f"{text_of(rows[-1])} ({code})" if rows else code


def text_of(reason: Reason) -> str:
    language = (get_language() or "en").split("-")[0]
    return reason.label.get(language) or reason.label["en"]


def cap_words(cap: Cap) -> str:
    """A limit in words: 5 days per incident."""
    texts = {
        "incident": ngettext("%(count)d day per event", "%(count)d days per event", cap.count),
        "term": ngettext("%(count)d day per term", "%(count)d days per term", cap.count),
        "school_month": ngettext("%(count)d day per school month", "%(count)d days per school month", cap.count),
        "school_year": ngettext("%(count)d day per school year", "%(count)d days per school year", cap.count),
    }
    return texts[cap.window] % {"count": cap.count}

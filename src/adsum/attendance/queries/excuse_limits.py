"""How much of an excuse's limit is used, counted the way the policy engine counts it.

A limit counts *dates*, in date order, per student, reason and window: a date that carries at least one standing mark
with the reason counts once, whatever the marks' status. Windows are one incident (which may run on over the summer),
one term or school month of a school year, or the school year. The engine judges; this only tells the clerk beforehand.
Source: contract of facts, Meaning 3; the limits themselves are the pack's.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from adsum.attendance.models import Mark
from adsum.attendance.models.marks import CURRENT
from adsum.district.models import SchoolDay
from adsum.policy.law import school_year_first
from adsum.policy.packs import Cap, Pack

Window = tuple[object, ...]
CalendarRows = dict[tuple[int, date], tuple[str, int]]  # school, date: term, school month


@dataclass(frozen=True)
class Use:
    """A date on which a student has, or is about to have, a reason."""

    student: int
    school: int
    date: date
    reason: str
    incident: str


@dataclass(frozen=True)
class LimitUse:
    """One window of one student and reason: the dates already there and those about to be added."""

    student: int
    reason: str
    incident: str
    cap: Cap
    saved: tuple[date, ...]
    added: tuple[date, ...]

    @property
    def dates(self) -> list[date]:
        return sorted({*self.saved, *self.added})

    @property
    def beyond(self) -> list[tuple[int, date]]:
        """The dates past the limit, each with the number of the day it would be."""
        return list(enumerate(self.dates, start=1))[self.cap.count :]

    @property
    def to_leave(self) -> list[date]:
        """The newest of the added dates: leaving them out keeps the window at its limit, or no further beyond it."""
        return list(self.added)[max(len(self.added) - len(self.beyond), 0) :]


def limit_uses(added: Collection[Use], *, pack: Pack, replaced: Collection[int] = ()) -> list[LimitUse]:
    """Every window the added dates fall into. `replaced` are ids of marks about to be replaced. Two statements."""
    capped = [(use, cap) for use in added if (cap := cap_on(use, pack=pack))]
    if not capped:
        return []
    saved = _saved_uses([use for use, _ in capped], replaced=replaced)
    rows = _calendar_rows([*saved, *(use for use, _ in capped)])
    windows: dict[Window, list[tuple[Use, Cap]]] = defaultdict(list)
    for use, cap in capped:
        windows[window_of(use, cap, pack=pack, rows=rows)].append((use, cap))
    found = []
    for window, uses in windows.items():
        use, cap = uses[-1]
        before = {other.date for other in saved if window_of(other, cap, pack=pack, rows=rows) == window}
        dates = {other.date for other, _ in uses}
        incident = use.incident if cap.window == "incident" else ""
        found.append(
            LimitUse(
                use.student, use.reason, incident, cap,
                saved=tuple(sorted(before)), added=tuple(sorted(dates - before)),
            )
        )  # fmt: skip
    return found


def cap_on(use: Use, *, pack: Pack) -> Cap | None:
    reason = pack.reasons(on=use.date).get(use.reason)
    return reason.cap if reason else None


def window_of(use: Use, cap: Cap, *, pack: Pack, rows: CalendarRows) -> Window:
    """The window a date falls into: nothing of it depends on the school, for a student's limit moves with them."""
    if cap.window == "incident":
        return (use.student, use.reason, use.incident)
    year = school_year_of(use.date, pack=pack)
    if cap.window == "school_year":
        return (use.student, use.reason, year)
    term, school_month = rows.get((use.school, use.date), ("", 0))
    return (use.student, use.reason, year, term if cap.window == "term" else school_month)


def school_year_of(day: date, *, pack: Pack) -> date:
    """The first day of the school year that holds a day."""
    return school_year_first(day, first_day=pack.value("school_year.first_day", on=day))


def _saved_uses(added: list[Use], *, replaced: Collection[int]) -> list[Use]:
    marks = Mark.objects.filter(
        CURRENT, student__in={use.student for use in added}, reason__in={use.reason for use in added}
    )
    standing = marks.exclude(status=Mark.Status.PRESENT).exclude(pk__in=replaced)
    columns = standing.values_list("student", "school", "date", "reason", "incident")
    return [
        Use(student, school, day, reason or "", incident or "") for student, school, day, reason, incident in columns
    ]


def _calendar_rows(uses: Iterable[Use]) -> CalendarRows:
    schools: dict[int, set[date]] = defaultdict(set)
    for use in uses:
        schools[use.school].add(use.date)
    days = SchoolDay.objects.filter(school__in=schools, date__in=set().union(*schools.values()))
    return {
        (school, day): (term, month)
        for school, day, term, month in days.values_list("school", "date", "term", "school_month")
    }

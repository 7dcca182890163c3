"""A student's school year day by day: what each date was, as a picture or a table can show it.

    Day       one date with its kind, the marks on it and the truancy event it made
    YearPicture   the days by calendar month, with the school months' first days

Kinds, the first that fits:
    not_enrolled   no counted enrollment covers the date
    not_taught     no school of theirs is taught that day
    ahead          after `as_of`
    unexcused, uncleared, suspended, independent_study, excused    absent all day; uncleared: nobody explained it yet
    incomplete     no certified roll says whether they were there
    missed_part    there, but absent in some period
    late           there, but tardy or gone early
    counted        marked, and yet the day is attended: the reason earns it
    open           there so far, on a day whose rolls are still coming in
    present
Source: facts contract, Meaning 2, 4, 5 and 6.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from adsum.determinations.judging.school_years import first_day_of_year
from adsum.determinations.queries.judged import Judged, Row

Enrolled = dict[date, list[str]]
LATE = {"tardy", "left_early"}


@dataclass(frozen=True)
class Day:
    date: date
    kind: str
    school_month: int | None = None
    schools: tuple[str, ...] = ()
    marks: tuple[Row, ...] = field(default=(), repr=False)
    event: int | None = None
    district_event: int | None = None

    @property
    def is_plain(self) -> bool:
        """Nothing to say about it in a table of days."""
        return self.kind in {"present", "open", "not_taught", "not_enrolled", "ahead"}


@dataclass(frozen=True)
class YearPicture:
    first_day: date
    last_day: date
    days: list[Day]

    def months(self) -> dict[date, list[Day]]:
        """The days by the first of their calendar month."""
        found: dict[date, list[Day]] = defaultdict(list)
        for day in self.days:
            found[day.date.replace(day=1)].append(day)
        return dict(found)

    def told(self) -> list[Day]:
        """The days worth a line: everything but plain presence."""
        return [day for day in self.days if not day.is_plain]

    def count(self, *kinds: str) -> int:
        return sum(day.kind in kinds for day in self.days)


def year_picture(of: Judged) -> YearPicture | None:
    """The school year that holds `as_of`, from the first to the last day of the calendars; None without any."""
    calendar = _calendar(of)
    if not calendar:
        return None
    first_day, last_day = min(on for _school, on in calendar), max(on for _school, on in calendar)
    year = _Year(
        of=of,
        calendar=calendar,
        enrolled=_enrolled(of, first_day=first_day, last_day=last_day),
        missed={(row["school_id"], row["date"]): row for row in of.findings.days.iter_rows(named=True)},
        events={row["date"]: row for row in of.events},
        marks=_marks(of),
    )
    return YearPicture(first_day, last_day, [year.day(on) for on in _dates(first_day, last_day)])


@dataclass(frozen=True)
class _Year:
    """Everything known of the year, by date."""

    of: Judged
    calendar: dict[tuple[str, date], Row]
    enrolled: Enrolled
    missed: dict[tuple[str, date], Row]
    events: dict[date, Row]
    marks: dict[date, list[Row]]

    def day(self, on: date) -> Day:
        schools, marks, event = self.enrolled[on], self.marks[on], self.events.get(on, {})
        taught = [self.calendar[school, on] for school in schools if _is_taught(self.calendar.get((school, on)))]
        verdicts = [self.missed.get((row["school_id"], on)) for row in taught]
        return Day(
            date=on,
            kind=_kind(self.of, on, enrolled=schools, verdicts=verdicts, marks=marks),
            school_month=taught[0]["school_month"] if taught else None,
            schools=tuple(row["school_id"] for row in taught),
            marks=tuple(marks),
            event=event.get("count"),
            district_event=event.get("district_count"),
        )


def _calendar(of: Judged) -> dict[tuple[str, date], Row]:
    """The calendar rows of the school year, by school and date."""
    first = first_day_of_year(of.as_of, pack=of.pack)
    rows = of.facts.calendar.iter_rows(named=True)
    return {
        (row["school_id"], row["date"]): row
        for row in rows
        if first <= row["date"] < first.replace(year=first.year + 1)
    }


def _marks(of: Judged) -> dict[date, list[Row]]:
    found: dict[date, list[Row]] = defaultdict(list)
    for mark in of.known_marks():
        found[mark["date"]].append(mark)
    return found


def _enrolled(of: Judged, *, first_day: date, last_day: date) -> Enrolled:
    """The schools of the counted enrollments that cover each date."""
    counted = of.pack.value("enrollment.counted_status", on=of.as_of)
    found: Enrolled = defaultdict(list)
    for row in of.facts.enrollments.iter_rows(named=True):
        if row["status"] in counted:
            through = min(row["last_day"] or last_day, last_day)
            for on in _dates(max(row["first_day"], first_day), through):
                if row["school_id"] not in found[on]:
                    found[on].append(row["school_id"])
    return found


def _kind(of: Judged, on: date, *, enrolled: list[str], verdicts: list[Row | None], marks: list[Row]) -> str:
    if not enrolled:
        return "not_enrolled"
    if not verdicts:
        return "not_taught"
    if on > of.as_of:
        return "ahead"
    statuses = {verdict["day_status"] if verdict else "present" for verdict in verdicts}
    if statuses == {"absent"}:
        return _absent_kind([verdict["day_reason"] for verdict in verdicts if verdict], marks)
    if "present" not in statuses:
        return "incomplete"
    return _present_kind(of, on, marks)


def _absent_kind(reasons: list[str], marks: list[Row]) -> str:
    for reason in ("unexcused", "suspended", "independent_study"):
        if reason in reasons:
            break
    else:
        return "excused"
    is_unexplained = reason == "unexcused" and all(mark["reason"] is None for mark in marks)
    return "uncleared" if is_unexplained else reason


def _present_kind(of: Judged, on: date, marks: list[Row]) -> str:
    if not marks:
        return "open" if on == of.running and of.has_open_rolls else "present"
    missed = [mark for mark in marks if not _earns_day(of, mark)]
    if any(mark["status"] == "absent" for mark in missed):
        return "missed_part"
    return "late" if any(mark["status"] in LATE for mark in missed) else "counted"


def _earns_day(of: Judged, mark: Row) -> bool:
    reason = of.pack.reasons(on=mark["date"]).get(mark["reason"]) if mark["reason"] else None
    return reason is not None and reason.earns_day


def _is_taught(row: Row | None) -> bool:
    return row is not None and row["is_taught"] == 1


def _dates(first_day: date, last_day: date) -> Iterable[date]:
    for number in range((last_day - first_day).days + 1):
        yield first_day + timedelta(days=number)

"""Drawing facts and findings in tests: a reader should check them by eye.

    facts = school(marks='''
        date       | reason | status
        2025-09-08 | UNEX   | absent
        ''')
    judged(facts, as_of="2026-02-10").standing       one row for Ana

A drawn table has a header, bars between cells, `-` for nothing, and `#` begins a remark. What is not drawn is Ana
Flores in grade 9 at Mesa Verde High in the school year 2025-26, under the calendar TC-1, absent in her only meeting.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from adsum.policy.check import check
from adsum.policy.determination import determine
from adsum.policy.facts import COLUMNS, Facts, FactsProblem
from adsum.policy.findings import Findings
from adsum.policy.packs import load_pack

Row = dict[str, Any]

FIRST, LAST = date(2025, 8, 18), date(2026, 6, 12)
LABOR_DAY = date(2025, 9, 1)
WINTER_BREAK = (date(2025, 12, 22), date(2026, 1, 9))
SECOND_TERM = date(2026, 1, 12)
MONTHS_FROM = (
    date(2025, 8, 18), date(2025, 9, 15), date(2025, 10, 13), date(2025, 11, 10), date(2025, 12, 8),
    date(2026, 1, 26), date(2026, 2, 23), date(2026, 3, 23), date(2026, 4, 20), date(2026, 5, 18),
)  # fmt: skip

DEFAULTS: Mapping[str, Row] = {
    "schools": {"school_id": "mesa", "name": "Mesa Verde High", "level": "high", "kind": "comprehensive"},
    "calendar": {"school_id": "mesa", "is_taught": 1, "school_month": 1, "term": "fall"},
    "students": {"student_id": "ana", "birth_date": date(2011, 2, 3)},
    "enrollments": {
        "student_id": "ana",
        "school_id": "mesa",
        "grade": "09",
        "first_day": FIRST,
        "status": 10,
        "earns_ada": 1,
    },
    "meetings": {"enrollment_id": "ana-mesa", "minutes": 55, "first_day": FIRST},
    "marks": {"student_id": "ana", "school_id": "mesa", "period": 1, "status": "absent"},
    "unsubmitted": {"enrollment_id": "ana-mesa", "period": 1},
    "notices": {"student_id": "ana"},
    "conferences": {"student_id": "ana"},
    "referrals": {"student_id": "ana"},
    "exemptions": {"student_id": "ana", "basis": "private school"},
}


def drawn(text: str) -> list[Row]:
    """The rows of a drawn table: whole numbers, dates and moments are read as such."""
    lines = [line.split("#")[0].strip() for line in text.strip().splitlines()]
    header, *rows = [[cell.strip() for cell in line.split("|")] for line in lines if line]
    return [dict(zip(header, map(_value, row), strict=True)) for row in rows]


def _value(cell: str) -> Any:
    if cell in ("", "-"):
        return None
    if cell.isdigit() and (len(cell) == 1 or cell[0] != "0"):
        return int(cell)
    for read in (date.fromisoformat, _moment):
        try:
            return read(cell)
        except ValueError:
            continue
    return cell


def _moment(cell: str) -> datetime:
    found = datetime.fromisoformat(cell)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def calendar(school_id: str = "mesa", *, first: date = FIRST, last: date = LAST) -> list[Row]:
    """TC-1: Monday to Friday, without Labor Day and three weeks in winter, in ten school months and two terms."""
    days = [first + timedelta(days) for days in range((last - first).days + 1)]
    return [
        {
            "school_id": school_id,
            "date": day,
            "is_taught": 1,
            "school_month": max(1, sum(start <= day for start in MONTHS_FROM)),
            "term": "fall" if day < SECOND_TERM else "spring",
        }
        for day in days
        if day.weekday() < 5 and day != LABOR_DAY and not WINTER_BREAK[0] <= day <= WINTER_BREAK[1]
    ]


def school(**tables: str | list[Row]) -> Facts:
    """Facts out of drawn tables. Cells that are not drawn take what DEFAULTS say; tables not drawn are Ana's."""
    given = {name: drawn(table) if isinstance(table, str) else table for name, table in tables.items()}
    given.setdefault("schools", [{}])
    given.setdefault("calendar", calendar())
    given.setdefault("students", [{}])
    given.setdefault("enrollments", [{}])
    rows = {name: [_filled(name, row) for row in given.get(name, [])] for name in COLUMNS}
    for number, mark in enumerate(rows["marks"], start=1):
        mark.setdefault("mark_id", f"m{number}")
        mark.setdefault("recorded_at", datetime.combine(mark["date"], time(16), tzinfo=UTC))
    return Facts.of(rows)


def _filled(table: str, row: Row) -> Row:
    found = {**DEFAULTS[table], **row}
    if table == "enrollments":
        found.setdefault("enrollment_id", f"{found['student_id']}-{found['school_id']}")
    return found


def absences(days: str, **cells: Any) -> list[Row]:
    """Marks of one kind on several days: `absences("2025-09-08 2025-09-17", reason="UNEX")`."""
    return [{"date": date.fromisoformat(day), **cells} for day in days.split()]


def judged(facts: Facts, *, as_of: str = "2026-06-12", known_at: str | None = None, pack: str = "lausd") -> Findings:
    """The findings about facts that are checked first: a test must not rest on facts that would be refused."""
    law = load_pack(pack)
    assert check(facts, pack=law) == []
    moment = _moment(known_at) if known_at else None
    return determine(facts, as_of=date.fromisoformat(as_of), known_at=moment, pack=law)


def problems(facts: Facts) -> list[FactsProblem]:
    return check(facts, pack=load_pack("lausd"))


def standing(facts: Facts, student_id: str = "ana", **asked: Any) -> Row:
    rows = [row for row in judged(facts, **asked).standing.to_dicts() if row["student_id"] == student_id]
    assert len(rows) == 1
    return rows[0]


def events(facts: Facts, **asked: Any) -> list[tuple[Any, ...]]:
    """date, kind, count, district_count of every row, the dates as text."""
    rows = judged(facts, **asked).events.to_dicts()
    return [(str(row["date"]), row["kind"], row["count"], row["district_count"]) for row in rows]


def days(facts: Facts, **asked: Any) -> list[tuple[Any, ...]]:
    """date, day_status, day_reason of every row, the dates as text."""
    rows = judged(facts, **asked).days.to_dicts()
    return [(str(row["date"]), row["day_status"], row["day_reason"]) for row in rows]


def taught_dates(count: int, *, first: str = "2025-08-18") -> list[date]:
    """The first so many taught dates from a day on."""
    found = [row["date"] for row in calendar() if row["date"] >= date.fromisoformat(first)]
    assert len(found) >= count
    return found[:count]

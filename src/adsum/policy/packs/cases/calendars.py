"""Test calendars for worked cases, written in cases/calendars.yaml.

TC-1:
  months: [{first_day: 2025-08-18, last_day: 2025-09-12}, ...]     # school month 1, 2, ...
  terms: [{name: fall, last_day: 2025-12-19}, ...]
  not_taught: [{first_day: 2025-09-01, last_day: 2025-09-01}]      # besides Saturdays and Sundays
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from adsum.policy.packs.documents import read_document
from adsum.policy.packs.payloads import DAY, TEXT, WrongPayload, list_of, record, table_of
from adsum.policy.packs.problems import Problems

FRIDAY = 4
SPAN = record(first_day=DAY, last_day=DAY)
CALENDAR = table_of(
    record(meaning=TEXT, months=list_of(SPAN), terms=list_of(record(name=TEXT, last_day=DAY)), not_taught=list_of(SPAN))
)


@dataclass(frozen=True)
class TaughtDay:
    """A row of the calendar table."""

    day: date
    school_month: int
    term: str


Calendars = dict[str, list[TaughtDay]]


def read_calendars(path: Path, *, name: str, problems: Problems) -> Calendars:
    document = read_document(path, name=name, problems=problems)
    if document is None:
        return {}
    try:
        return {key: list(taught_days(calendar)) for key, calendar in CALENDAR.read(document).items()}
    except WrongPayload as error:
        problems.at(error.item, "calendars", error.message)
        return {}


def taught_days(calendar: dict[str, Any]) -> Iterator[TaughtDay]:
    for number, month in enumerate(calendar["months"], start=1):
        for day in days_of(month):
            if day.weekday() <= FRIDAY and not any(day in days_of(span) for span in calendar["not_taught"]):
                yield TaughtDay(day, number, term_of(day, calendar["terms"]))


def days_of(span: dict[str, date]) -> list[date]:
    length = (span["last_day"] - span["first_day"]).days + 1
    return [span["first_day"] + timedelta(days=number) for number in range(length)]


def term_of(day: date, terms: list[dict[str, Any]]) -> str:
    return str(next((term["name"] for term in terms if day <= term["last_day"]), terms[-1]["name"]))

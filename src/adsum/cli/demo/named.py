"""The fourteen named students: each is one situation, the same in the demo, the tests and the documentation.

`marks` are (date, periods, status, minutes, reason, incident); periods None means every period of that day.
`late_note` is a reason that came later: (date of the absence, reason, day it was recorded).
"""

from dataclasses import dataclass, field
from datetime import date

Marks = tuple[date, tuple[int, ...] | None, str, int | None, str | None, str | None]


def day(month: int, number: int) -> date:
    """A date of the school year 2025-26."""
    return date(2025 if month >= 7 else 2026, month, number)


def absent(*days: tuple[int, int], reason: str | None = None, incident: str | None = None) -> list[Marks]:
    return [(day(*when), None, "absent", None, reason, incident) for when in days]


def cut(month: int, number: int, *periods: int, reason: str | None = "NONC") -> Marks:
    return (day(month, number), periods, "absent", None, reason, None)


def tardy(month: int, number: int, minutes: int, reason: str | None = "NONC") -> Marks:
    return (day(month, number), (1,), "tardy", minutes, reason, None)


@dataclass(frozen=True)
class Named:
    """One situation. `school` is the demo's short name; `notices` are the days letters were issued."""

    name: str
    situation: str
    school: str
    grade: str
    birth_date: date
    language: str
    marks: list[Marks] = field(default_factory=list)
    notices: tuple[date, ...] = ()
    late_note: tuple[date, str, date] | None = None
    conference_on: date | None = None
    moved_from: tuple[str, date] | None = None

    @property
    def source_id(self) -> str:
        return "demo-" + self.name.split(" ", 1)[0].lower()


ILLNESS_OF_BEN = [(9, 3), (9, 4), (9, 22), (10, 6), (10, 7), (10, 8), (11, 12), (12, 3), (1, 14), (1, 15), (2, 3)]
DAYS_OF_MAI = [(8, 28), (9, 24), (10, 14), (10, 31), (11, 24), (11, 25), (12, 12), (1, 13), (2, 2)]

NAMED = [
    Named(
        "Ana Flores", "three full days without a valid excuse: truant, first notice owed", "high", "09",
        date(2011, 3, 4), "es", absent((9, 8), (9, 17)) + absent((1, 29), reason="UNEX"),
    ),
    Named(
        "Ben Okafor", "eleven days of illness: chronic under the state's line, never truant", "juniper", "04",
        date(2016, 4, 22), "en", absent(*ILLNESS_OF_BEN, reason="ILL"),
    ),
    Named(
        "Camila Reyes", "cuts single periods only: paid attendance, yet truancy events", "high", "10",
        date(2010, 7, 19), "es", [cut(9, 11, 5, 6), cut(10, 22, 6), cut(12, 4, 2, 3)],
    ),
    Named(
        "Diego Morales", "tardies of exactly thirty minutes: the district counts them, the statute does not", "middle",
        "07", date(2013, 5, 27), "es", [tardy(9, 9, 30), tardy(10, 21, 30), tardy(11, 19, 30)],
    ),
    Named(
        "Emily Tran", "five years old until spring: absences without excuse do not count as truancy yet", "manzanita",
        "KN", date(2020, 4, 18), "vi", absent((9, 10), (9, 23), (10, 9), (11, 5), reason="UNEX"),
    ),
    Named(
        "Farid Haddad", "turned eighteen in October: later events fall outside compulsory age", "high", "12",
        date(2007, 10, 15), "ar", absent((9, 8), (9, 17), (10, 20), (11, 18), reason="UNEX"),
    ),
    Named(
        "Grace Kim", "six funeral days for one incident: the cap is five", "middle", "06", date(2014, 2, 2), "ko",
        absent((10, 13), (10, 14), (10, 15), (10, 16), (10, 17), (10, 20), reason="FUN", incident="grandmother"),
    ),
    Named(
        "Hugo Castillo", "continuation school: truant, but the school sends the letter by hand", "pinon", "11",
        date(2009, 1, 12), "es", absent((9, 15), (10, 7), (11, 3), (12, 1), reason="UNEX"),
    ),
    Named(
        "Isabel Navarro", "changed schools in November: the district counts across both", "manzanita", "05",
        date(2015, 6, 30), "es", absent((9, 16), (10, 15), (12, 9), reason="UNEX"),
        moved_from=("juniper", day(11, 7)),
    ),
    Named(
        "Jamal Washington", "first notice issued, another event since: second report", "high", "10", date(2010, 1, 30),
        "en", absent((9, 4), (9, 19), (10, 1), (11, 20), reason="UNEX"), notices=(day(10, 10),),
    ),
    Named(
        "Keiko Sato", "two notices, a conference attempt and a third report: habitual truant", "high", "11",
        date(2009, 5, 6), "ja", absent((9, 5), (9, 18), (9, 30), (10, 21), (11, 19), reason="UNEX"),
        notices=(day(10, 10), day(10, 31)), conference_on=day(10, 24),
    ),
    Named(
        "Liam O'Neal-Ruiz", "has not missed a day", "high", "09", date(2011, 9, 9), "en",
    ),
    Named(
        "Mai Nguyễn", "nine days missed: chronic by the district's 91 percent, not by the state's ten", "middle", "08",
        date(2012, 8, 25), "vi", absent(*DAYS_OF_MAI, reason="ILL"),
    ),
    Named(
        "Noor Rahimi", "first notice rescinded after a late note", "high", "11", date(2009, 2, 17), "fa",
        absent((9, 8), (9, 17), (10, 2)), notices=(day(10, 10),), late_note=(day(10, 2), "ILL", day(10, 20)),
    ),
]  # fmt: skip

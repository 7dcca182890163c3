"""A student's story, as a clerk would tell it, into the facts tables of the contract.

    given:
      calendar: TC-1                                    # or a list of them, one after the other
      school: {level: high, periods: 6, minutes: 55}    # or `schools:` by name, for students who move
      grade: "09"
      born: 2011-03-14
      marks:
        - {dates: [2025-09-08, 2025-09-17], reason: UNEX}             # absent all day
        - {dates: 2025-10-02, status: tardy, minutes: 45, reason: NONC}
        - {days: 18, reason: ILL}                                     # the next 18 days not used yet
    # several students: `students:` by name, each with grade, born, marks, ...

What a story leaves out: the calendar's whole length of enrollment, a comprehensive school with one meeting of the
whole day, an `absent` mark in every period, recorded that day at 16:00 UTC. The reason `uncleared` is a mark without
a reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from adsum.policy.packs.cases.calendars import Calendars, TaughtDay
from adsum.policy.packs.documents import Item
from adsum.policy.packs.keys import GRADE, GRADES, LEVELS, SCHOOL_KIND
from adsum.policy.packs.payloads import (
    DAY,
    FLAG,
    INTEGER,
    MOMENT,
    TEXT,
    WrongPayload,
    list_of,
    one_of,
    one_or_more,
    optional,
    record,
    table_of,
)

Tables = dict[str, list[dict[str, Any]]]

SCHOOL = record(
    level=optional(one_of(*LEVELS)),
    kind=optional(SCHOOL_KIND),
    periods=optional(INTEGER),
    minutes=optional(INTEGER),
)
ENROLLMENT = record(
    school=optional(TEXT),
    first_day=optional(DAY),
    last_day=optional(DAY),
    days=optional(INTEGER),
    status=optional(INTEGER),
    earns_ada=optional(FLAG),
)
MARK = record(
    dates=optional(one_or_more(DAY)),
    days=optional(INTEGER),
    status=optional(one_of("absent", "tardy", "left_early")),
    periods=optional(list_of(INTEGER)),
    minutes=optional(INTEGER),
    reason=TEXT,
    incident=optional(TEXT),
    recorded=optional(MOMENT),
    replaced=optional(MOMENT),
)
STUDENT = {
    "grade": GRADE,
    "born": DAY,
    "enrollments": optional(list_of(ENROLLMENT)),
    "marks": optional(list_of(MARK)),
    "unsubmitted": optional(list_of(record(date=DAY, periods=optional(list_of(INTEGER))))),
    "notices": optional(list_of(record(level=INTEGER, issued=DAY, rescinded=optional(DAY)))),
    "conferences": optional(list_of(DAY)),
    "referrals": optional(list_of(DAY)),
    "exemptions": optional(list_of(record(basis=TEXT, first_day=DAY, last_day=optional(DAY)))),
}
SETTING = {
    "calendar": one_or_more(TEXT),
    "school": optional(SCHOOL),
    "schools": optional(table_of(SCHOOL)),
}
ONE_STUDENT = record(**SETTING, **STUDENT)
SEVERAL_STUDENTS = record(**SETTING, students=table_of(record(**STUDENT)))
TABLES = (
    "schools",
    "calendar",
    "students",
    "enrollments",
    "meetings",
    "marks",
    "unsubmitted",
    "notices",
    "conferences",
    "referrals",
    "exemptions",
)
ONLY = "student"  # the name of the only student of a story that names none


def read_story(given: Item) -> dict[str, Any]:
    """The story with its students by name. Raises WrongPayload."""
    if given.get("students"):
        several: dict[str, Any] = SEVERAL_STUDENTS.read(given)
        return several
    one = ONE_STUDENT.read(given)
    return {**{name: one[name] for name in SETTING}, "students": {ONLY: {name: one[name] for name in STUDENT}}}


def facts_of(story: dict[str, Any], *, calendars: Calendars, given: Item) -> Tables:
    """The story as tables: name -> rows. Raises WrongPayload where the story does not fit its calendar."""
    return Telling(story, calendars, given).tables()


@dataclass
class Telling:
    """One story being turned into rows."""

    story: dict[str, Any]
    calendars: Calendars
    given: Item
    rows: Tables = field(default_factory=lambda: {name: [] for name in TABLES})
    taught: list[TaughtDay] = field(init=False)
    schools: dict[str, dict[str, Any]] = field(init=False)

    def __post_init__(self) -> None:
        self.taught = self.taught_days()
        self.schools = self.story["schools"] or {"school": self.story["school"] or {}}

    def tables(self) -> Tables:
        for name, student in self.story["students"].items():
            self.tell_student(name, student)
        self.tell_schools()
        return self.rows

    def taught_days(self) -> list[TaughtDay]:
        unknown = [name for name in self.story["calendar"] if name not in self.calendars]
        if unknown:
            raise WrongPayload(
                self.given, f"there is no calendar {unknown[0]!r}; there are {', '.join(self.calendars)}"
            )
        return [day for name in self.story["calendar"] for day in self.calendars[name]]

    def tell_schools(self) -> None:
        for name, school in self.schools.items():
            grade = next(iter(self.story["students"].values()))["grade"]
            level, kind = school.get("level") or level_of(grade), school.get("kind") or "comprehensive"
            self.rows["schools"].append(
                {"school_id": name, "name": name, "region": "north", "level": level, "kind": kind}
            )
            self.rows["calendar"] += [
                {
                    "school_id": name,
                    "date": taught.day,
                    "is_taught": 1,
                    "school_month": taught.school_month,
                    "term": taught.term,
                }
                for taught in self.taught
            ]

    def tell_student(self, name: str, student: dict[str, Any]) -> None:
        self.rows["students"].append({"student_id": name, "birth_date": student["born"]})
        enrollments = self.tell_enrollments(name, student)
        self.tell_marks(name, student, enrollments)
        self.tell_unsubmitted(student, enrollments)
        self.tell_steps(name, student)

    def tell_enrollments(self, name: str, student: dict[str, Any]) -> list[dict[str, Any]]:
        start = self.taught[0].day
        told = []
        for number, spell in enumerate(student["enrollments"] or [{}], start=1):
            first_day = spell.get("first_day") or start
            last_day = spell.get("last_day") or self.last_day_after(first_day, spell.get("days"))
            told.append(
                {
                    "enrollment_id": f"{name}-{number}",
                    "student_id": name,
                    "school_id": spell.get("school") or next(iter(self.schools)),
                    "grade": student["grade"],
                    "first_day": first_day,
                    "last_day": last_day,
                    "status": spell.get("status") or 10,
                    "earns_ada": 0 if spell.get("earns_ada") is False else 1,
                }
            )
            start = (last_day or start) + timedelta(days=1)
        self.rows["enrollments"] += told
        for enrollment in told:
            self.tell_meetings(enrollment)
        return told

    def last_day_after(self, first_day: date, days: int | None) -> date | None:
        """The last of so many taught days from a first day on; None = open."""
        if days is None:
            return None
        following = [taught.day for taught in self.taught if taught.day >= first_day]
        if days > len(following):
            raise WrongPayload(
                self.given, f"the calendar has only {len(following)} days from {first_day} on, not {days}"
            )
        return following[days - 1]

    def tell_meetings(self, enrollment: dict[str, Any]) -> None:
        school = self.school_of(enrollment)
        if school.get("periods") is None and school.get("minutes") is None:
            return  # no schedule: the contract's one all-day meeting
        self.rows["meetings"] += [
            {
                "enrollment_id": enrollment["enrollment_id"],
                "period": period,
                "minutes": school.get("minutes") or 55,
                "first_day": enrollment["first_day"],
                "last_day": enrollment["last_day"],
            }
            for period in self.periods_of(enrollment)
        ]

    def school_of(self, enrollment: dict[str, Any]) -> dict[str, Any]:
        if enrollment["school_id"] not in self.schools:
            raise WrongPayload(self.given, f"there is no school {enrollment['school_id']!r} in this story")
        school: dict[str, Any] = self.schools[enrollment["school_id"]]
        return school

    def periods_of(self, enrollment: dict[str, Any]) -> list[int]:
        return list(range(1, (self.school_of(enrollment).get("periods") or 1) + 1))

    def tell_marks(self, name: str, student: dict[str, Any], enrollments: list[dict[str, Any]]) -> None:
        used: set[date] = set()
        for mark in student["marks"] or []:
            for day in self.dates_of(mark, enrollments, used):
                used.add(day)
                self.rows["marks"] += list(self.mark_rows(name, mark, day, enrollments))

    def dates_of(self, mark: dict[str, Any], enrollments: list[dict[str, Any]], used: set[date]) -> list[date]:
        if (mark["dates"] is None) == (mark["days"] is None):
            raise WrongPayload(self.given, "a mark needs either `dates` or a number of `days`")
        taught = [row.day for row in self.taught if enrolled_on(row.day, enrollments)]
        wrong = [day for day in mark["dates"] or [] if day not in taught]
        if wrong:
            raise WrongPayload(
                self.given, f"a mark on {wrong[0]}, when the student is not enrolled or nobody is taught"
            )
        free = [day for day in taught if day not in used]
        if mark["days"] and mark["days"] > len(free):
            raise WrongPayload(self.given, f"{mark['days']} days are to be marked, and {len(free)} are left")
        return list(mark["dates"] or free[: mark["days"]])

    def mark_rows(
        self, name: str, mark: dict[str, Any], day: date, enrollments: list[dict[str, Any]]
    ) -> Iterator[dict[str, Any]]:
        enrollment = enrolled_on(day, enrollments)
        assert enrollment is not None, "dates_of gives days of enrollment only"
        for number, period in enumerate(mark["periods"] or self.periods_of(enrollment), start=len(self.rows["marks"])):
            yield {
                "mark_id": f"m{number + 1}",
                "student_id": name,
                "school_id": enrollment["school_id"],
                "date": day,
                "period": period,
                "status": mark["status"] or "absent",
                "minutes": mark["minutes"],
                "reason": None if mark["reason"] == "uncleared" else mark["reason"],
                "incident": mark["incident"],
                "recorded_at": mark["recorded"] or datetime.combine(day, time(16), tzinfo=UTC),
                "replaced_at": mark["replaced"],
            }

    def tell_unsubmitted(self, student: dict[str, Any], enrollments: list[dict[str, Any]]) -> None:
        for roll in student["unsubmitted"] or []:
            enrollment = enrolled_on(roll["date"], enrollments)
            if enrollment is None:
                raise WrongPayload(self.given, f"a roll on {roll['date']}, when the student is not enrolled")
            self.rows["unsubmitted"] += [
                {"enrollment_id": enrollment["enrollment_id"], "date": roll["date"], "period": period}
                for period in roll["periods"] or self.periods_of(enrollment)
            ]

    def tell_steps(self, name: str, student: dict[str, Any]) -> None:
        """What the office did: notices, conferences, referrals; and what exempts the student."""
        self.rows["notices"] += [
            {"student_id": name, "level": step["level"], "issued_on": step["issued"], "rescinded_on": step["rescinded"]}
            for step in student["notices"] or []
        ]
        self.rows["conferences"] += [{"student_id": name, "attempted_on": day} for day in student["conferences"] or []]
        self.rows["referrals"] += [{"student_id": name, "referred_on": day} for day in student["referrals"] or []]
        self.rows["exemptions"] += [{"student_id": name, **exemption} for exemption in student["exemptions"] or []]


def enrolled_on(day: date, enrollments: list[dict[str, Any]]) -> dict[str, Any] | None:
    for enrollment in enrollments:
        if enrollment["first_day"] <= day and (enrollment["last_day"] is None or day <= enrollment["last_day"]):
            return enrollment
    return None


def level_of(grade: str) -> str:
    number = GRADES.index(grade) - 1  # TK -1, KN 0, 01 1, ...
    return "elementary" if number <= 5 else "middle" if number <= 8 else "high"

"""The slow, obvious twin of the policy engine: the meaning of the facts contract, read a second time.

Plain dicts and loops, one student and one day after the other, written from the contract's words alone by somebody
who had not seen the engine. Its values are constants on purpose: a twin that read the packs would share their faults.
One long file on purpose, too: it is read beside the contract, from top to bottom.

    in      Facts: table name -> rows (dicts of str, int, date, datetime, None), dates `as_of` and `known_at`
    out     the five output tables as lists of rows, in key order

Numbers in the docstrings (1-10) are those of the contract's section "Meaning".
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

Row = dict[str, Any]
Facts = dict[str, list[Row]]

UNEXCUSED_REASONS = {"UNEX", "NONC"}
REASONS_THAT_EARN_THE_DAY = {"RELI", "ISS", "SCHL", "FT", "IS-Y"}
ALL_REASONS = [
    "ILL",
    "QUAR",
    "MED",
    "CONF",
    "FUN",
    "JURY",
    "CHILD",
    "JPR",
    "RETR",
    "PREC",
    "MILF",
    "NATZ",
    "CULT",
    "CIVIC",
    "GRIEF",
    "MEPS",
    "ADMIN",
    "ENT",
    "PERF",
    "RELI",
    "IMM",
    "NURSE",
    "OSS",
    "ISS",
    "SCHL",
    "FT",
    "IS-Y",
    "IS-N",
    "UNEX",
    "NONC",
]
CAPS = {
    "FUN": (5, "incident"),
    "GRIEF": (3, "incident"),
    "RETR": (1, "term"),
    "RELI": (4, "school_month"),
    "ENT": (5, "school_year"),
    "PERF": (5, "school_year"),
    "CIVIC": (1, "school_year"),
}
GRADES = ["TK", "KN", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12"]
FIRST_GRADE = {"CONF": "07", "CIVIC": "06"}
ALL_DAY_MEETING = {1: 360}
KINDS = ("full_day", "period_cut", "late")
SPANS = {"TK-3": GRADES[:5], "4-6": GRADES[5:8], "7-8": GRADES[8:10], "9-12": GRADES[10:]}
COUNTED_STATUS = (10, 30)
PRIMARY_STATUS = 10


def determine(facts: Facts, *, as_of: date, known_at: datetime | None = None, is_district: bool = True) -> Facts:
    """Judge every student; `is_district` says whether the pack has the district's definitions."""
    district = District(facts, as_of=as_of, known_at=known_at)
    tables: Facts = {"days": [], "events": [], "standing": [], "months": [], "ada": []}
    for student_id in sorted(district.enrollments_of):
        student = Student(district, student_id)
        tables["days"] += days_table(student)
        tables["events"] += events_table(student, is_district=is_district)
        tables["standing"] += standing_table(student, is_district=is_district)
        tables["months"] += months_table(student)
        count_attendance(student, district.attended)
    tables["ada"] = ada_table(district)
    return tables


# --- the facts, laid out for one student at a time ---------------------------------------------------------------


class District:
    """The facts of everybody, and what was known."""

    def __init__(self, facts: Facts, *, as_of: date, known_at: datetime | None) -> None:
        self.as_of = as_of
        self.year = school_year(as_of)
        self.schools = {row["school_id"]: row for row in facts["schools"]}
        self.calendar: dict[Any, dict[date, Row]] = defaultdict(dict)
        for row in facts["calendar"]:
            self.calendar[row["school_id"]][row["date"]] = row
        self.birth_dates = {row["student_id"]: row["birth_date"] for row in facts["students"]}
        self.enrollments_of = grouped(facts["enrollments"], "student_id")
        self.meetings_of = grouped(facts["meetings"], "enrollment_id")
        self.marks_of = grouped([m for m in facts["marks"] if counts(m, as_of, known_at)], "student_id")
        self.unsubmitted = {(u["enrollment_id"], u["date"], u["period"]) for u in facts.get("unsubmitted", [])}
        self.notices_of = grouped([n for n in facts.get("notices", []) if stands(n, as_of)], "student_id")
        self.conferences_of = grouped(facts.get("conferences", []), "student_id")
        self.referrals_of = grouped(facts.get("referrals", []), "student_id")
        self.exemptions_of = grouped(facts.get("exemptions", []), "student_id")
        self.attended: dict[tuple[Any, str, int], int] = {}

    def taught_dates(self, school_id: Any) -> list[date]:
        """The school's taught dates up to `as_of`, in order."""
        rows = self.calendar[school_id].values()
        return sorted(r["date"] for r in rows if r["is_taught"] == 1 and r["date"] <= self.as_of)

    def scheduled(self, enrollment: Row, day: date) -> dict[int, int]:
        """2: period -> minutes of the meetings valid on that date; none = one all-day meeting."""
        minutes: dict[int, int] = {}
        for meeting in self.meetings_of.get(enrollment["enrollment_id"], []):
            if is_within(day, meeting):
                minutes[meeting["period"]] = max(meeting["minutes"], minutes.get(meeting["period"], 0))
        return minutes or ALL_DAY_MEETING


def grouped(rows: list[Row], column: str) -> dict[Any, list[Row]]:
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[column]].append(row)
    return groups


def counts(mark: Row, as_of: date, known_at: datetime | None) -> bool:
    """1: recorded by then, not yet replaced then, dated up to `as_of`."""
    if mark["date"] > as_of:
        return False
    if known_at is None:
        return mark["replaced_at"] is None
    return mark["recorded_at"] <= known_at and (mark["replaced_at"] is None or mark["replaced_at"] > known_at)


def stands(notice: Row, as_of: date) -> bool:
    """1: issued by `as_of` and not rescinded on or before it."""
    return notice["issued_on"] <= as_of and (notice["rescinded_on"] is None or notice["rescinded_on"] > as_of)


def is_within(day: date, span: Row) -> bool:
    return span["first_day"] <= day and (span["last_day"] is None or day <= span["last_day"])


def school_year(day: date) -> int:
    """The year a school year begins in: 1 July to 30 June."""
    return day.year if day.month >= 7 else day.year - 1


# --- one student -------------------------------------------------------------------------------------------------


class Student:
    """One student's enrollments, marks after caps, and student-days."""

    def __init__(self, district: District, student_id: Any) -> None:
        self.district = district
        self.student_id = student_id
        self.enrollments = district.enrollments_of[student_id]
        self.marks = district.marks_of.get(student_id, [])
        self.beyond = marks_beyond_limits(self)
        self.student_days = list(student_days(self))
        self.this_year = [d for d in self.student_days if school_year(d["date"]) == district.year]

    def enrollments_at(self, mark: Row) -> list[Row]:
        """The enrollments at the mark's school on its date: one, or two when a new one begins as the old one ends."""
        here = [e for e in self.enrollments if e["school_id"] == mark["school_id"]]
        return [e for e in here if is_within(mark["date"], e)]

    def minutes_of_meeting(self, mark: Row) -> int:
        schedules = [self.district.scheduled(e, mark["date"]) for e in self.enrollments_at(mark)]
        return max(schedule[mark["period"]] for schedule in schedules if mark["period"] in schedule)

    def calendar_row(self, mark: Row) -> Row:
        return self.district.calendar[mark["school_id"]][mark["date"]]

    def is_unexcused(self, mark: Row) -> bool:
        """Unexcused by its reason, uncleared, or made unexcused by a cap or a grade limit."""
        return mark["reason"] is None or mark["reason"] in UNEXCUSED_REASONS or mark["mark_id"] in self.beyond

    def earns_day(self, mark: Row) -> bool:
        return mark["reason"] in REASONS_THAT_EARN_THE_DAY and mark["mark_id"] not in self.beyond


def marks_beyond_limits(student: Student) -> set[Any]:
    """3: ids of the marks beyond their reason's cap or outside its grades."""
    beyond = {m["mark_id"] for m in student.marks if is_outside_grades(m, student.enrollments_at(m)[-1])}
    for reason, (limit, window) in CAPS.items():
        dates_of_window = defaultdict(set)
        marks = [m for m in student.marks if m["reason"] == reason]
        for mark in marks:
            dates_of_window[window_of(student, mark, window)].add(mark["date"])
        for mark in marks:
            allowed = sorted(dates_of_window[window_of(student, mark, window)])[:limit]
            if mark["date"] not in allowed:
                beyond.add(mark["mark_id"])
    return beyond


def is_outside_grades(mark: Row, enrollment: Row) -> bool:
    first = FIRST_GRADE.get(mark["reason"])
    return first is not None and GRADES.index(enrollment["grade"]) < GRADES.index(first)


def window_of(student: Student, mark: Row, window: str) -> Any:
    """An incident may run on over summer; terms and school months begin again each school year."""
    if window == "incident":
        return mark["incident"]
    year = school_year(mark["date"])
    return year if window == "school_year" else (year, student.calendar_row(mark)[window])


def student_days(student: Student) -> Iterator[Row]:
    """2: one for each enrollment of status 10 or 30 on each taught date of its school."""
    for enrollment in student.enrollments:
        if enrollment["status"] not in COUNTED_STATUS:
            continue
        for day in student.district.taught_dates(enrollment["school_id"]):
            if is_within(day, enrollment):
                yield student_day(student, enrollment, day)


def student_day(student: Student, enrollment: Row, day: date) -> Row:
    """4: absent, incomplete or present; 5: why absent."""
    school_id = enrollment["school_id"]
    marks = [m for m in student.marks if m["school_id"] == school_id and m["date"] == day]
    lost = {m["period"] for m in marks if m["status"] == "absent" and not student.earns_day(m)}
    periods = student.district.scheduled(enrollment, day)
    open_rolls = {p for p in periods if (enrollment["enrollment_id"], day, p) in student.district.unsubmitted}
    status = "present"
    if all(period in lost for period in periods):
        status = "absent"
    elif all(period in lost or period in open_rolls for period in periods):
        status = "incomplete"
    reason = day_reason(student, marks) if status == "absent" else None
    month = student.district.calendar[school_id][day]["school_month"]
    return {
        "enrollment": enrollment,
        "school_id": school_id,
        "date": day,
        "month": month,
        "status": status,
        "reason": reason,
    }


def day_reason(student: Student, marks: list[Row]) -> str:
    if any(student.is_unexcused(m) for m in marks):
        return "unexcused"
    if any(m["reason"] == "OSS" for m in marks):
        return "suspended"
    if any(m["reason"] == "IS-N" for m in marks):
        return "independent_study"
    return "excused"


def days_table(student: Student) -> list[Row]:
    """A row for a date of a school: of two enrollments there on one date, the better day counts."""
    rows: dict[Any, Row] = {}
    for day in student.student_days:
        key = (day["school_id"], day["date"])
        rows[key] = max(rows.get(key, day), day, key=lambda d: STATUSES_FROM_WORST.index(d["status"]))
    return [
        {
            "student_id": student.student_id,
            "school_id": day["school_id"],
            "date": day["date"],
            "day_status": day["status"],
            "day_reason": day["reason"],
        }
        for _, day in sorted(rows.items(), key=lambda item: item[0])
        if day["status"] != "present"
    ]


STATUSES_FROM_WORST = ("absent", "incomplete", "present")


# --- truancy -----------------------------------------------------------------------------------------------------


def events_of(student: Student, *, is_district_rule: bool) -> dict[date, str]:
    """6: date -> kind of the one truancy event of that date, within the school year of `as_of`."""
    kinds: dict[date, set[str]] = defaultdict(set)
    for day in student.this_year:
        if day["status"] == "absent" and day["reason"] == "unexcused":
            kinds[day["date"]].add("full_day")
    for mark in student.marks:
        if school_year(mark["date"]) == student.district.year:
            kinds[mark["date"]].add(kind_of_mark(student, mark, is_district_rule=is_district_rule))
    events = {}
    for day in sorted(kinds):
        found = [kind for kind in KINDS if kind in kinds[day]]
        if found and must_attend(student, day):
            events[day] = found[0]
    return events


def kind_of_mark(student: Student, mark: Row, *, is_district_rule: bool) -> str:
    if not student.is_unexcused(mark):
        return "none"
    if mark["status"] == "absent":
        return "period_cut" if is_long(student.minutes_of_meeting(mark), is_district_rule) else "none"
    if is_district_rule and mark["reason"] != "NONC":
        return "none"
    return "late" if is_long(mark["minutes"], is_district_rule) else "none"


def is_long(minutes: int, is_district_rule: bool) -> bool:
    return minutes >= 30 if is_district_rule else minutes > 30


def must_attend(student: Student, day: date) -> bool:
    """6: at least 6 and under 18, not exempt. (Enrolled: every day and mark here lies inside an enrollment.)"""
    born = student.district.birth_dates[student.student_id]
    is_of_age = birthday(born, 6) <= day < birthday(born, 18)
    exemptions = student.district.exemptions_of.get(student.student_id, [])
    return is_of_age and not any(is_within(day, exemption) for exemption in exemptions)


def birthday(born: date, age: int) -> date:
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def events_table(student: Student, *, is_district: bool) -> list[Row]:
    state = events_of(student, is_district_rule=False)
    local = events_of(student, is_district_rule=True) if is_district else {}
    number = {day: index for index, day in enumerate(state, start=1)}
    local_number = {day: index for index, day in enumerate(local, start=1)}
    return [
        {
            "student_id": student.student_id,
            "date": day,
            "kind": state.get(day),
            "count": number.get(day),
            "district_count": local_number.get(day),
        }
        for day in sorted({*state, *local})
    ]


def ladder(student: Student, events: list[date]) -> Row:
    """7: truant, reported again, owed a letter, habitual."""
    issued = {}
    for level in (1, 2, 3):
        dates = [n["issued_on"] for n in student.district.notices_of.get(student.student_id, []) if n["level"] == level]
        issued[level] = min(dates) if dates else None
    truant_on = events[2] if len(events) >= 3 else None
    report_2_on = first_after(events, issued[1]) if truant_on else None
    report_3_on = first_after(events, issued[2]) if truant_on else None
    grounds = {1: truant_on, 2: report_2_on, 3: report_3_on}
    owed = [level for level in (1, 2, 3) if grounds[level] and issued[level] is None]
    attempts = [day for day in attempted(student) if issued[1] and day >= issued[1]]
    habitual_on = max(report_3_on, min(attempts)) if report_3_on and attempts else None
    return {
        "truant_on": truant_on,
        "report_2_on": report_2_on,
        "report_3_on": report_3_on,
        "notice_due": owed[0] if owed else 0,
        "habitual_on": habitual_on,
        "is_noticed": all(issued.values()),
    }


def first_after(events: list[date], issued_on: date | None) -> date | None:
    later = [day for day in events if issued_on is not None and day > issued_on]
    return later[0] if later else None


def attempted(student: Student) -> list[date]:
    rows = student.district.conferences_of.get(student.student_id, [])
    return [r["attempted_on"] for r in rows if r["attempted_on"] <= student.district.as_of]


def is_referred(student: Student) -> bool:
    rows = student.district.referrals_of.get(student.student_id, [])
    return any(r["referred_on"] <= student.district.as_of for r in rows)


# --- absences, standing, months, attendance ----------------------------------------------------------------------


def count_absences(student_days: list[Row]) -> Row:
    """8: a date is absent when absent at every school, else attended when present at one, else incomplete."""
    by_date = grouped(student_days, "date")
    absent = [days for days in by_date.values() if all(d["status"] == "absent" for d in days)]
    attended = [days for days in by_date.values() if any(d["status"] == "present" for d in days)]
    return {
        "days_expected": len(by_date),
        "days_absent": len(absent),
        "days_unexcused": sum(any(d["reason"] == "unexcused" for d in days) for days in absent),
        "days_incomplete": len(by_date) - len(absent) - len(attended),
        "days_attended": len(attended),
    }


def current_enrollment(student: Student) -> Row:
    """The status-10 enrollment begun last by `as_of`, then the highest id; any status if none is 10."""
    begun = [e for e in student.enrollments if e["first_day"] <= student.district.as_of]
    primary = [e for e in begun if e["status"] == PRIMARY_STATUS]
    return max(primary or begun, key=lambda e: (e["first_day"], e["enrollment_id"]))


def is_chronic_truant(student: Student, current: Row, is_noticed: bool) -> bool:
    """9: unexcused absent days x 10 >= taught days, both from the current enrollment's first day to `as_of`."""
    since = [d for d in student.student_days if d["date"] >= current["first_day"]]
    taught = [d for d in student.district.taught_dates(current["school_id"]) if d >= current["first_day"]]
    is_often = 10 * count_absences(since)["days_unexcused"] >= len(taught)
    return is_often and is_noticed and bool(attempted(student)) and is_referred(student)


def standing_table(student: Student, *, is_district: bool) -> list[Row]:
    if not any(e["status"] in COUNTED_STATUS and e["first_day"] <= student.district.as_of for e in student.enrollments):
        return []
    current = current_enrollment(student)
    absences = count_absences(student.this_year)
    state = list(events_of(student, is_district_rule=False))
    local = list(events_of(student, is_district_rule=True))
    steps = ladder(student, state)
    local_columns = {
        "district_events": len(local),
        "district_truant_on": local[2] if len(local) >= 3 else None,
        "is_chronic_district": int(is_chronic_district(absences)),
        "band": band(absences),
    }
    row = {
        "student_id": student.student_id,
        "school_id": current["school_id"],
        **absences,
        "events": len(state),
        **steps,
        "is_chronic_truant": int(is_chronic_truant(student, current, steps["is_noticed"])),
        "is_chronic_state": int(is_chronic_state(absences)),
        "tier": tier(absences),
        "is_central_run": int(student.district.schools[current["school_id"]]["kind"] == "comprehensive"),
        **(local_columns if is_district else dict.fromkeys(local_columns)),
    }
    return [{column: row[column] for column in STANDING_COLUMNS}]


STANDING_COLUMNS = [
    "student_id",
    "school_id",
    "days_expected",
    "days_absent",
    "days_unexcused",
    "days_incomplete",
    "events",
    "district_events",
    "truant_on",
    "district_truant_on",
    "report_2_on",
    "report_3_on",
    "notice_due",
    "habitual_on",
    "is_chronic_truant",
    "is_chronic_state",
    "is_chronic_district",
    "band",
    "tier",
    "is_central_run",
]


def is_chronic_state(absences: Row) -> bool:
    return absences["days_expected"] > 30 and 10 * absences["days_absent"] >= absences["days_expected"]


def percent_attended(absences: Row) -> int:
    return 100 * absences["days_attended"] // absences["days_expected"]


def is_chronic_district(absences: Row) -> bool:
    return absences["days_expected"] > 0 and percent_attended(absences) <= 91


def band(absences: Row) -> str | None:
    if absences["days_expected"] == 0:
        return None
    percent = percent_attended(absences)
    for least, name in ((100, "advanced"), (96, "proficient"), (92, "basic"), (87, "below_basic")):
        if percent >= least:
            return name
    return "far_below_basic"


def tier(absences: Row) -> str | None:
    if absences["days_expected"] == 0:
        return None
    for percent, name in ((5, "satisfactory"), (10, "at_risk"), (20, "moderate")):
        if 100 * absences["days_absent"] < percent * absences["days_expected"]:
            return name
    return "severe"


def months_table(student: Student) -> list[Row]:
    """The counts of 8 within each school month. A date of two schools' different months is in both."""
    rows = []
    for month in sorted({d["month"] for d in student.this_year}):
        dates = {d["date"] for d in student.this_year if d["month"] == month}
        absences = count_absences([d for d in student.this_year if d["date"] in dates])
        columns = ("days_expected", "days_absent", "days_unexcused")
        rows.append(
            {"student_id": student.student_id, "school_month": month, **{name: absences[name] for name in columns}}
        )
    return rows


def count_attendance(student: Student, attended: dict[tuple[Any, str, int], int]) -> None:
    """10: add this student's present days to the sums of school, grade span and school month."""
    for day in student.this_year:
        if day["enrollment"]["earns_ada"] != 1:
            continue
        span = next(name for name, grades in SPANS.items() if day["enrollment"]["grade"] in grades)
        key = (day["school_id"], span, day["month"])
        attended[key] = attended.get(key, 0) + (day["status"] == "present")


def ada_table(district: District) -> list[Row]:
    return [
        {
            "school_id": school_id,
            "grade_span": span,
            "school_month": month,
            "days_attended": days_attended,
            "days_taught": (taught := days_taught(district, school_id, month)),
            "ada": three_decimals(days_attended, taught),
        }
        for (school_id, span, month), days_attended in sorted(district.attended.items())
    ]


def days_taught(district: District, school_id: Any, month: int) -> int:
    days = [d for d in district.taught_dates(school_id) if school_year(d) == district.year]
    return sum(district.calendar[school_id][d]["school_month"] == month for d in days)


def three_decimals(dividend: int, divisor: int) -> str:
    """The quotient with three decimals, half up, in whole-number arithmetic."""
    thousandths = (2000 * dividend + divisor) // (2 * divisor)
    return f"{thousandths // 1000}.{thousandths % 1000:03d}"

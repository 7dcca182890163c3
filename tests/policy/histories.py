"""Random but valid histories: whole facts folders full of edges.

One generator serves both uses, because it only asks a `random.Random`:
    histories()              a hypothesis strategy; hypothesis plays the Random and shrinks what it answered
    history(Random(seed))    a seeded batch of as many students as wanted

Every choice prefers edges: birthdays on a taught date, meetings of exactly 30 and 31 minutes, letters issued on the
day of an event, moments equal to `known_at`, caps used up to the last day.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st

from .folders import OPTIONAL, TABLES
from .twin import ALL_DAY_MEETING, GRADES, Facts, Row, is_within

REASONS = (
    *(None, None, "UNEX", "UNEX", "NONC", "NONC", "ILL", "ILL", "OSS", "IS-N", "ISS", "IS-Y", "SCHL", "FT"),
    *("FUN", "FUN", "GRIEF", "RETR", "RELI", "RELI", "ENT", "PERF", "CIVIC", "CONF"),
    *("QUAR", "MED", "JURY", "CHILD", "JPR", "PREC", "MILF", "NATZ", "CULT", "MEPS", "ADMIN", "IMM", "NURSE"),
)
PLAIN_REASONS = (None, "UNEX", "NONC", "ILL")
CAPPED_REASONS = ("FUN", "GRIEF", "RETR", "RELI", "ENT", "PERF", "CIVIC", "CIVIC", "CIVIC")
MINUTES = (1, 20, 29, 30, 31, 45, 55, 110, 360)
Palette = tuple[str | None, ...]
KINDS = ("comprehensive", "comprehensive", "continuation", "independent_study", "home_hospital", "other")
FIRST_DATES = (date(2025, 8, 18), date(2025, 12, 8), date(2026, 2, 16), date(2026, 2, 23))
PAST_FIRST_DATES = (date(2025, 2, 24), date(2025, 6, 2), date(2025, 6, 23))
EVERY_TENTH = -1  # instead of a percentage: exactly each tenth date
LENGTHS = (3, 8, 15, 22, 33, 44, 70)
MARCH = date(2020, 3, 1)
HOURS = (0, 1, 24, 30, 72, 200, 500)


@dataclass
class History:
    """A facts folder and the question asked of it."""

    facts: Facts
    as_of: date
    known_at: datetime | None


@dataclass
class Draft:
    """What is being written, and the dice."""

    dice: Random
    is_numbered: bool
    facts: Facts = field(default_factory=lambda: {table: [] for table in TABLES})
    dates: list[date] = field(default_factory=list)
    marked: set[tuple[Any, Any, date]] = field(default_factory=set)

    def add(self, table: str, **row: Any) -> Row:
        self.facts[table].append(row)
        return row

    def new_id(self, table: str, prefix: str) -> Any:
        """Unpadded numbers on purpose: as text, 10 comes before 9."""
        number = len(self.facts[table]) + 7
        return number if self.is_numbered else f"{prefix}{number}"

    def chance(self, percent: int) -> bool:
        """The high end is yes, so that hypothesis, which shrinks towards 0, shrinks towards plain histories."""
        return self.dice.randrange(100) >= 100 - percent

    def near(self, dates: list[date]) -> date:
        return self.dice.choice(dates) + timedelta(days=self.dice.choice((-1, 0, 0, 0, 1)))


def histories(*, students: int = 3) -> st.SearchStrategy[History]:
    return st.randoms(use_true_random=False).map(lambda dice: history(dice, students=dice.randint(1, students)))


def history(dice: Random, *, students: int = 3, is_numbered: bool = False) -> History:
    draft = Draft(dice, is_numbered)
    for _ in range(dice.randint(1, 4)):
        add_school(draft)
    draft.dates = sorted({row["date"] for row in draft.facts["calendar"]})
    for _ in range(students):
        add_student(draft)
    untidy(draft)
    return History(draft.facts, pick_as_of(draft), pick_known_at(draft))


def untidy(draft: Draft) -> None:
    """No order of rows is promised, unknown columns are allowed, and optional tables may be missing."""
    for rows in draft.facts.values():
        if draft.chance(50):
            draft.dice.shuffle(rows)
        if draft.chance(10):
            for row in rows:
                row["colour"] = 'green, "light"'
    for table in OPTIONAL:
        if not draft.facts[table] and draft.chance(50):
            del draft.facts[table]


def pick_as_of(draft: Draft) -> date:
    if draft.chance(15):
        return draft.dice.choice((date(2025, 6, 30), date(2025, 7, 1), date(2026, 6, 30), date(2026, 7, 1)))
    this_year = [day for day in draft.dates if day >= date(2025, 7, 1)]
    later_half = this_year[len(this_year) // 2 :]
    return draft.near(draft.dice.choice((this_year, later_half, later_half, this_year[-1:])))


def pick_known_at(draft: Draft) -> datetime | None:
    moments = [m[column] for m in draft.facts["marks"] for column in ("recorded_at", "replaced_at") if m[column]]
    if not moments or draft.chance(40):
        return None
    return draft.dice.choice(sorted(moments)) + timedelta(seconds=draft.dice.choice((-1, 0, 0, 0, 1)))


# --- schools and calendars ---------------------------------------------------------------------------------------


def add_school(draft: Draft) -> None:
    school_id = draft.new_id("schools", "J")
    level = draft.dice.choice(("elementary", "middle", "high", "span"))
    kind = draft.dice.choice(KINDS)
    draft.add("schools", school_id=school_id, name='Juniper, "the old"', region="North", level=level, kind=kind)
    past = draft.chance(30)
    if past:
        add_dates(draft, school_id, draft.dice.choice(PAST_FIRST_DATES), draft.dice.choice((3, 8)))
    first = draft.dice.choice(FIRST_DATES) + timedelta(days=draft.dice.choice((0, 0, 0, 1, 7)))
    add_dates(draft, school_id, first, draft.dice.choice(LENGTHS))


def add_dates(draft: Draft, school_id: Any, first: date, length: int) -> None:
    """Taught dates, holidays with a row, and gaps without one; school months and terms of any length."""
    month_length = draft.dice.choice((3, 5, 20))
    term_length = draft.dice.choice((4, 12, 90))
    taken = {row["date"] for row in draft.facts["calendar"] if row["school_id"] == school_id}
    number, day = 0, first
    while number < length:
        is_weekend = day.weekday() >= 5 and not draft.chance(15)
        is_gap = is_weekend or draft.chance(5) or day in taken
        if not is_gap:
            draft.add(
                "calendar",
                school_id=school_id,
                date=day,
                is_taught=int(not draft.chance(6)),
                school_month=1 + number // month_length,
                term=f"term {1 + number // term_length}",
            )
            number += 1
        day += timedelta(days=draft.dice.choice((30,)) if draft.chance(1) else 1)


# --- students and enrollments ------------------------------------------------------------------------------------


def add_student(draft: Draft) -> None:
    student_id = draft.new_id("students", "")
    draft.add("students", student_id=student_id, birth_date=pick_birth_date(draft))
    before = len(draft.facts["marks"])
    palette = pick_palette(draft)
    percent = draft.dice.choice((0, 5, 15, 40, 90, 100, *(EVERY_TENTH,) * 3))
    for enrollment in add_enrollments(draft, student_id):
        add_meetings(draft, enrollment)
        add_days(draft, enrollment, palette, percent)
    marked = [mark["date"] for mark in draft.facts["marks"][before:]]
    add_ladder(draft, student_id, marked or draft.dates)


def pick_birth_date(draft: Draft) -> date:
    """Mostly of school age; else around the 6th or 18th birthday, and on 29 February."""
    if draft.chance(65):
        return date(draft.dice.randint(2009, 2018), draft.dice.randint(1, 12), draft.dice.randint(1, 28))
    if draft.chance(40):
        return draft.dice.choice(
            (date(2008, 2, 29), date(2020, 2, 29), date(2008, 2, 29), date(2020, 2, 29), date(2020, 3, 1))
        )
    day = draft.near(draft.dates)
    return date(day.year - draft.dice.choice((5, 6, 18, 19)), day.month, min(day.day, 28))


def add_enrollments(draft: Draft, student_id: Any) -> list[Row]:
    added: list[Row] = []
    for _ in range(draft.dice.choice((0, 1, 1, 1, 1, 2, 2, 2, 3, 3))):
        first, last = pick_span(draft)
        status = draft.dice.choice((10, 10, 10, 20, 30))
        school_id = draft.dice.choice(draft.facts["schools"])["school_id"]
        is_second_open = status == 10 and last is None and any(e["status"] == 10 and not e["last_day"] for e in added)
        here = [e for e in added if e["school_id"] == school_id and overlaps(e, first, last)]
        if here and not draft.chance(30):
            continue
        grade = here[0]["grade"] if here else draft.dice.choice((*GRADES, *("05", "06", "07") * 4))
        row = draft.add(
            "enrollments",
            enrollment_id=draft.new_id("enrollments", "E"),
            student_id=student_id,
            school_id=school_id,
            grade=grade,
            first_day=first,
            last_day=last,
            status=30 if is_second_open else status,
            earns_ada=int(draft.chance(80)),
        )
        added.append(row)
    return added


def pick_span(draft: Draft) -> tuple[date, date | None]:
    """The whole time, a part that often begins or ends with a neighbour's, or a single day."""
    middle = draft.dates[len(draft.dates) // 2]
    day = draft.near(draft.dates)
    whole = (draft.dates[0], None)
    spans = (whole, whole, (date(2024, 8, 12), None), (draft.dates[0], middle), (middle, None), (day, day))
    upto = max(day, draft.dates[0])
    return draft.dice.choice((*spans, (middle + timedelta(days=1), None), (draft.dates[0], upto), (day, None)))


def overlaps(enrollment: Row, first: date, last: date | None) -> bool:
    starts_before_end = last is None or enrollment["first_day"] <= last
    return starts_before_end and (enrollment["last_day"] is None or first <= enrollment["last_day"])


def add_meetings(draft: Draft, enrollment: Row) -> None:
    """No meetings, one schedule, or a schedule that changes mid-year, sometimes with days of no meeting between."""
    shape = draft.dice.choice(("none", "one", "one", "one", "change", "change", "gap", "both"))
    middle = draft.near(draft.dates[len(draft.dates) // 3 :])
    start = draft.dice.choice((date(2024, 7, 1), enrollment["first_day"]))
    if shape == "one":
        add_schedule(draft, enrollment, start, draft.dice.choice((date(2027, 6, 30), enrollment["last_day"])))
    if shape in ("change", "gap", "both") and start < middle:
        add_schedule(draft, enrollment, start, middle)
        days_between = {"change": 1, "gap": 6, "both": 0}[shape]
        add_schedule(draft, enrollment, middle + timedelta(days=days_between), date(2027, 6, 30))


def add_schedule(draft: Draft, enrollment: Row, first: date, last: date | None) -> None:
    periods = draft.dice.choice(((1,), (1,), (1, 2), (2, 3), (1, 2, 3), (0, 1, 2, 3, 4, 5), (7, 250)))
    for period in periods:
        minutes = draft.dice.choice(MINUTES)
        row = {"period": period, "minutes": minutes, "first_day": first, "last_day": last}
        draft.add("meetings", enrollment_id=enrollment["enrollment_id"], **row)


# --- marks -------------------------------------------------------------------------------------------------------


def pick_palette(draft: Draft) -> Palette:
    """A student keeps to a few reasons, at all schools, so that caps fill."""
    if draft.chance(40):
        return PLAIN_REASONS
    if draft.chance(20):
        return (draft.dice.choice(CAPPED_REASONS),)
    return tuple(draft.dice.choice(REASONS) for _ in range(draft.dice.randint(1, 3)))


def add_days(draft: Draft, enrollment: Row, palette: Palette, percent: int) -> None:
    """Give each taught date of one enrollment its marks, or not."""
    meetings = [m for m in draft.facts["meetings"] if m["enrollment_id"] == enrollment["enrollment_id"]]
    rows = [row for row in draft.facts["calendar"] if row["school_id"] == enrollment["school_id"]]
    days = [row["date"] for row in rows if row["is_taught"] and is_within(row["date"], enrollment)]
    for number, day in enumerate(days, start=1):
        key = (enrollment["student_id"], enrollment["school_id"], day)
        if key in draft.marked:
            continue  # of two enrollments at one school, the other has this date's marks
        if number % 10 == 0 if percent == EVERY_TENTH else draft.chance(percent):
            valid = sorted((m["period"], m["minutes"]) for m in meetings if is_within(day, m))
            scheduled = dict(valid) or ALL_DAY_MEETING  # of two meetings in one period, the longer
            shape = "absent" if percent == EVERY_TENTH else draft.dice.choice(SHAPES_OF_A_DAY)
            add_day(draft, enrollment, day, scheduled, palette, shape)
            draft.marked.add(key)


SHAPES_OF_A_DAY = ("absent", "absent", "absent", "nearly", "mixed", "mixed", "unsubmitted", "half open")


def add_day(draft: Draft, enrollment: Row, day: date, scheduled: dict[int, int], palette: Palette, shape: str) -> None:
    reason = draft.dice.choice(palette)
    for number, (period, minutes) in enumerate(scheduled.items()):
        is_unsubmitted = shape == "unsubmitted" or (shape == "half open" and number == 0) or draft.chance(2)
        if is_unsubmitted:
            draft.add("unsubmitted", enrollment_id=enrollment["enrollment_id"], date=day, period=period)
        if shape == "unsubmitted" and not draft.chance(10):
            continue
        if shape == "nearly" and number == 0:
            continue
        if draft.chance(25):
            reason = draft.dice.choice(palette)
        is_all_absent = shape in ("absent", "nearly", "half open") and not draft.chance(4)
        if shape != "half open" or number or draft.chance(20):
            add_meeting_marks(draft, enrollment, day, (period, minutes), reason, is_all_absent)


def add_meeting_marks(
    draft: Draft, enrollment: Row, day: date, meeting: tuple[int, int], reason: str | None, is_absent: bool
) -> None:
    """One absence, or a tardy or an early leaving or both; never an absence beside them."""
    statuses = ("absent",) if is_absent else draft.dice.choice(STATUSES_OF_A_MEETING)
    for status in statuses:
        add_mark(draft, enrollment, day, meeting, status, reason)


STATUSES_OF_A_MEETING = (
    (),
    ("absent",),
    ("absent",),
    ("tardy",),
    ("tardy",),
    ("left_early",),
    ("tardy", "left_early"),
    ("tardy", "tardy"),
)


def add_mark(
    draft: Draft, enrollment: Row, day: date, meeting: tuple[int, int], status: str, reason: str | None
) -> None:
    """The mark that stands, with the versions it replaced: other status, other reason, or taken back altogether."""
    moments = sorted(moment(day, draft.dice.choice(HOURS)) for _ in range(4))
    shape = draft.dice.choice(("plain",) * 6 + ("corrected", "gap", "overlap", "withdrawn"))
    recorded_at, replaced_at = moments[2], moments[3] if shape == "withdrawn" else None
    write_mark(draft, enrollment, day, meeting, status, reason, recorded_at, replaced_at)
    if shape in ("corrected", "gap", "overlap"):
        replaced_at = {"corrected": moments[2], "gap": moments[1], "overlap": moments[3]}[shape]
        old_status = draft.dice.choice(("absent", "absent", "tardy", "left_early"))
        old_reason = draft.dice.choice((*PLAIN_REASONS, *REASONS))
        write_mark(draft, enrollment, day, meeting, old_status, old_reason, moments[0], replaced_at)


def moment(day: date, hours: int) -> datetime:
    return datetime.combine(day, time(16), tzinfo=UTC) + timedelta(hours=hours)


def write_mark(
    draft: Draft,
    enrollment: Row,
    day: date,
    meeting: tuple[int, int],
    status: str,
    reason: str | None,
    recorded_at: datetime,
    replaced_at: datetime | None,
) -> None:
    period, longest = meeting
    minutes = draft.dice.choice([m for m in (*MINUTES, longest) if m <= longest])
    draft.add(
        "marks",
        mark_id=draft.new_id("marks", "M"),
        student_id=enrollment["student_id"],
        school_id=enrollment["school_id"],
        date=day,
        period=period,
        status=status,
        minutes=None if status == "absent" and draft.chance(70) else minutes,
        reason=reason,
        incident=draft.dice.choice((None, "aunt, 1", "2")) if reason in ("FUN", "GRIEF") or draft.chance(5) else None,
        recorded_at=recorded_at,
        replaced_at=replaced_at,
    )


# --- letters, conferences, referrals, exemptions -----------------------------------------------------------------


def add_ladder(draft: Draft, student_id: Any, dates: list[date]) -> None:
    """Letters dated on, before and after the days that matter; some rescinded, some issued again."""
    levels = draft.dice.choice(((), (), (1,), (1, 2), (1, 2, 3), (1, 2, 3), (2,), (3,), (1, 1, 2), (2, 2, 3, 1)))
    for level in levels:
        issued_on = draft.near(dates)
        rescinded_on = issued_on + timedelta(days=draft.dice.choice((0, 1, 2, 30))) if draft.chance(20) else None
        if not any(
            n["student_id"] == student_id and n["level"] == level and n["issued_on"] == issued_on
            for n in draft.facts["notices"]
        ):
            draft.add("notices", student_id=student_id, level=level, issued_on=issued_on, rescinded_on=rescinded_on)
    letters = [n["issued_on"] for n in draft.facts["notices"] if n["student_id"] == student_id]
    for table, column in (("conferences", "attempted_on"), ("referrals", "referred_on")):
        around = draft.dice.choice((letters or dates, letters or dates, dates, draft.dates[-1:]))
        days = {draft.near(around) for _ in range(draft.dice.choice((0, 1, 1, 2)))}
        for day in sorted(days):
            draft.add(table, student_id=student_id, **{column: day})
    if draft.chance(8):
        first = draft.near(draft.dates)
        last = draft.dice.choice((None, first, first + timedelta(days=10)))
        draft.add("exemptions", student_id=student_id, basis="private school", first_day=first, last_day=last)

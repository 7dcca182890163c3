"""The school year so far, replayed: who missed what, every certified roll, and how the office cleared the absences.

Believable rather than true: more absences in kindergarten and the last grades, on Fridays, in winter and before breaks;
illness in runs of days; a few students who are hardly there; cuts and tardies from grade 6 on.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from adsum.attendance.models import Explanation, Mark, Roll
from adsum.cli.demo.calendar import TODAY, Day, taught_days
from adsum.cli.demo.people import Pupil, days_of
from adsum.cli.demo.schools import SCHOOLS
from adsum.district.models import School, Section, User
from adsum.enrollment.models import Guardianship, Seat

ZONE = ZoneInfo("America/Los_Angeles")
NOW = datetime.combine(TODAY, time(8, 35), tzinfo=ZONE)  # the moment the demo opens at
LEVEL_OF_GRADE = {"TK": 1.5, "KN": 1.35, "01": 1.05, "09": 1.1, "10": 1.15, "11": 1.25, "12": 1.5}
REASONS = {"ILL": 68, "MED": 15, "UNEX": 8, "JPR": 4, "FUN": 1, "OSS": 1, None: 3}
CLEARED_BEFORE = TODAY - timedelta(days=35)  # older absences came in with their reason; younger ones show the clearing


@dataclass(frozen=True)
class Miss:
    """One exception in one meeting, before it is a row."""

    day: date
    period: int
    status: str
    minutes: int | None
    reason: str | None
    incident: str | None


def build_year(
    schools: dict[str, School],
    sections: dict[str, list[tuple[Section, int]]],
    pupils: list[Pupil],
    clerk: User,
    random: Random,
    progress: Callable[[str, int, int], None],
) -> None:
    days = [day for day in taught_days() if day.date <= TODAY]
    misses = {pupil.student.pk: misses_of(pupil, days, random) for pupil in pupils}
    rolls = build_rolls(sections, days, random, progress)
    build_marks(schools, pupils, misses, rolls, clerk, progress)


# --- who missed what -------------------------------------------------------------------------------------------------


def misses_of(pupil: Pupil, days: Sequence[Day], random: Random) -> dict[tuple[date, int], Miss]:
    """A student's exceptions by date and period."""
    if pupil.named:
        return named_misses(pupil)
    periods = SCHOOLS[pupil.school].bells.periods
    share = min(0.7, 0.035 * LEVEL_OF_GRADE.get(pupil.grade, 1.0) * random.lognormvariate(0, 0.85))
    found: dict[tuple[date, int], Miss] = {}
    run, reason, incident = 0, None, None
    for day, _school in days_of(pupil, days):
        if run == 0 and random.random() < share * pull_of(day) / 1.8:
            run = random.choices((1, 2, 3, 4), (55, 25, 14, 6))[0]
            reason = random.choices(list(REASONS), list(REASONS.values()))[0]
            incident = f"{day.date:%y%m%d}" if reason == "FUN" else None
        if run:
            run -= 1
            given = as_cleared_by_now(reason, day.date, random)
            for period in range(1, periods + 1):
                found[day.date, period] = Miss(day.date, period, "absent", None, given, incident)
        elif periods > 1:
            partial(found, day.date, periods, share, random)
        elif random.random() < share / 2:
            reason = as_cleared_by_now("UNEX", day.date, random)
            found[day.date, 1] = Miss(day.date, 1, "tardy", random.randrange(5, 30), reason, None)
    return found


def as_cleared_by_now(reason: str | None, day: date, random: Random) -> str | None:
    """Of the last days much is still open; of older ones the office has settled nearly everything."""
    if day > TODAY - timedelta(days=9):
        return None if random.random() < 0.45 else reason
    return reason or (None if random.random() < 0.06 else "UNEX")


def pull_of(day: Day) -> float:
    """How much likelier an absence is on this day: Fridays, winter, the days around a break."""
    friday = 1.3 if day.date.weekday() == 4 else 1.0
    winter = 1.25 if day.date.month in (12, 1, 2) else 0.95
    around_break = (
        1.6 if day.date in {date(2025, 12, 19), date(2026, 1, 12), date(2025, 11, 26), date(2025, 8, 29)} else 1
    )
    return friday * winter * around_break


def partial(found: dict[tuple[date, int], Miss], day: date, periods: int, share: float, random: Random) -> None:
    """Cuts of single periods and tardies, which grow with a student's absences."""
    if random.random() < share * 0.16:
        period = random.randrange(2, periods + 1)
        reason = as_cleared_by_now(random.choice(["NONC", None, "SCHL", "MED"]), day, random)
        found[day, period] = Miss(day, period, "absent", None, reason, None)
    if random.random() < share * 0.7:
        period = random.choice((1, 1, 1, 2, 5))
        minutes = min(50, 3 + int(random.expovariate(1 / 9)))
        reason = as_cleared_by_now(random.choice(["NONC", "MED"]) if minutes >= 30 else "UNEX", day, random)
        found.setdefault((day, period), Miss(day, period, "tardy", minutes, reason, None))


def named_misses(pupil: Pupil) -> dict[tuple[date, int], Miss]:
    assert pupil.named is not None
    taught = {day.date for day in taught_days()}
    every = tuple(range(1, SCHOOLS[pupil.school].bells.periods + 1))
    found = {}
    for day, periods, status, minutes, reason, incident in pupil.named.marks:
        if day not in taught:
            raise ValueError(f"{day} is not a taught day; mend the story of {pupil.named.source_id}.")
        for period in periods or every:
            found[day, period] = Miss(day, period, status, minutes, reason, incident)
    return found


# --- rolls -----------------------------------------------------------------------------------------------------------


def build_rolls(
    sections: dict[str, list[tuple[Section, int]]],
    days: Sequence[Day],
    random: Random,
    progress: Callable[[str, int, int], None],
) -> dict[tuple[int, date], Roll]:
    """A certified roll for nearly every section and day; of today only those whose window has closed, less a few."""
    rosters = seated()
    teachers = certifiers(sections)
    made: dict[tuple[int, date], Roll] = {}
    for number, day in enumerate(days, start=1):
        rolls = []
        for short, group in sections.items():
            for section, period in group:
                roster = [seat.student_id for seat in rosters[section.pk] if is_seated(seat, day.date)]
                starts = starts_at(short, day.date, period)
                if not roster or not is_certified(day.date, starts, random):
                    continue
                rolls.append(
                    Roll(
                        section=section,
                        date=day.date,
                        period=period,
                        roster=sorted(roster),
                        certified_by_id=teachers.get(section.pk),
                        certified_at=starts + timedelta(minutes=random.randrange(2, 15)),
                    )
                )
        for roll in Roll.objects.bulk_create(rolls, batch_size=500):
            made[roll.section_id, roll.date] = roll
        progress("rolls", number, len(days))
    return made


def seated() -> dict[int, list[Seat]]:
    found: dict[int, list[Seat]] = defaultdict(list)
    for seat in Seat.objects.all():
        found[seat.section_id].append(seat)
    return found


def is_seated(seat: Seat, day: date) -> bool:
    return seat.first_day <= day and (seat.last_day is None or day <= seat.last_day)


def certifiers(sections: dict[str, list[tuple[Section, int]]]) -> dict[int, int | None]:
    """The account of each section's teacher; most invented teachers have none."""
    found: dict[int, int | None] = {}
    for group in sections.values():
        for section, _period in group:
            found[section.pk] = section.teachings.select_related("staff").get().staff.user_id
    return found


def starts_at(short: str, day: date, period: int) -> datetime:
    """The bell of a period as a moment."""
    bells = SCHOOLS[short].bells
    begins = datetime.combine(day, bells.starts_at, tzinfo=ZONE)
    return begins + timedelta(minutes=(period - 1) * (bells.minutes + bells.break_minutes))


def is_certified(day: date, starts: datetime, random: Random) -> bool:
    if day < TODAY:
        # Late in the fall the office has chased every missing roll; of the last days a few are still open.
        return day < TODAY - timedelta(days=6) or random.random() > 0.004
    return starts + timedelta(minutes=15) <= NOW and random.random() > 0.12


# --- marks -----------------------------------------------------------------------------------------------------------


def build_marks(
    schools: dict[str, School],
    pupils: list[Pupil],
    misses: dict[int, dict[tuple[date, int], Miss]],
    rolls: dict[tuple[int, date], Roll],
    clerk: User,
    progress: Callable[[str, int, int], None],
) -> None:
    """The rows: what the teacher saw, and for younger absences the row with the reason that replaced it."""
    periods = {(seat.student_id, period): seat for seat in seats_with_periods() for period in [seat.period]}  # type: ignore[attr-defined]
    parents = {row.student_id: row.guardian_id for row in Guardianship.objects.order_by("-pk")}
    explained: list[tuple[Mark, Miss, Explanation]] = []
    first_rows: list[Mark] = []
    for number, pupil in enumerate(pupils, start=1):
        explanations: dict[tuple[date, str], Explanation] = {}
        for (day, period), miss in misses[pupil.student.pk].items():
            short = school_on(pupil, day)
            seat = seat_on(periods, pupil, period, day, short)
            roll = rolls.get((seat.section_id, day)) if seat else None
            if roll is None:
                continue
            mark = Mark(
                student=pupil.student,
                school=schools[short],
                roll=roll,
                date=day,
                period=period,
                status=miss.status,
                minutes=miss.minutes,
                reason=miss.reason,
                incident=miss.incident,
                recorded_at=roll.certified_at,
                recorded_by_id=roll.certified_by_id,
            )
            if miss.reason and told_at(day) > NOW:
                mark.reason = mark.incident = None  # nobody has called yet
            elif miss.reason and (day > CLEARED_BEFORE or pupil.named):
                explanation = explanations.setdefault(
                    (day, miss.reason), explanation_of(pupil, miss, parents[pupil.student.pk], clerk)
                )
                mark.reason = mark.incident = None
                mark.replaced_at = explanation.recorded_at
                explained.append((mark, miss, explanation))
            first_rows.append(mark)
        if number % 200 == 0 or number == len(pupils):
            progress("students' marks", number, len(pupils))
    Explanation.objects.bulk_create({id(e): e for _m, _s, e in explained}.values(), batch_size=2000)
    Mark.objects.bulk_create(first_rows, batch_size=2000)
    Mark.objects.bulk_create((cleared(mark, miss, why) for mark, miss, why in explained), batch_size=2000)


def seats_with_periods() -> list[Seat]:
    """Every seat with its section's period and school's id as attributes."""
    from django.db.models import F

    return list(Seat.objects.annotate(period=F("section__periods__period"), school_id=F("section__school_id")))


def school_on(pupil: Pupil, day: date) -> str:
    return next(short for short, first, last in pupil.stays if first <= day and (last is None or day <= last))


def seat_on(periods: dict[tuple[int, int], Seat], pupil: Pupil, period: int, day: date, short: str) -> Seat | None:
    seat = periods.get((pupil.student.pk, period))
    if seat is not None and is_seated(seat, day):
        return seat
    if len(pupil.stays) == 1:
        return None
    mine = Seat.objects.filter(student=pupil.student, section__periods__period=period)
    return next((other for other in mine if is_seated(other, day)), None)


def told_at(day: date) -> datetime:
    """When the office hears about an absence: the next school morning at 10:20."""
    return datetime.combine(day + timedelta(days=3 if day.weekday() == 4 else 1), time(10, 20), tzinfo=ZONE)


def explanation_of(pupil: Pupil, miss: Miss, guardian_id: int, clerk: User) -> Explanation:
    """A call from the parent, taken by the office."""
    when = told_at(miss.day)
    return Explanation(
        student=pupil.student,
        channel="call" if miss.reason != "NONC" else "staff",
        given_by_id=guardian_id,
        given_on=when.date(),
        reason=miss.reason or "",
        incident=miss.incident or "",
        recorded_at=when,
        recorded_by=clerk,
    )


def cleared(mark: Mark, miss: Miss, explanation: Explanation) -> Mark:
    """The row that took the place of an uncleared one."""
    return Mark(
        student_id=mark.student_id,
        school_id=mark.school_id,
        roll_id=mark.roll_id,
        date=mark.date,
        period=mark.period,
        status=mark.status,
        minutes=mark.minutes,
        reason=miss.reason,
        incident=miss.incident,
        explanation=explanation,
        recorded_at=explanation.recorded_at,
        recorded_by=explanation.recorded_by,
        replaces=mark,
    )

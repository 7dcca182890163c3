"""The rules a history package must keep: those of the facts contract, run by the same functions that judge, and ours.

of the contract     references, days taught, enrollment, period, minutes, marks beside each other
of our records      texts and numbers that fit; a day with attendance stays a school day
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from adsum.attendance.models import Mark, Roll
from adsum.district.models import SchoolDay
from adsum.district.roster_tables import BATCH, batches_of
from adsum.intake.history.facts import OURS, Enrolled, facts_with
from adsum.interop.marks_csv import HistoryReading
from adsum.interop.problems import ProblemList
from adsum.policy.check import check
from adsum.policy.facts import FactsProblem
from adsum.policy.packs import Pack

FILES = frozenset({"marks.csv", "calendar.csv", "meetings.csv"})
REFERENCES = frozenset({"student_id", "school_id", "enrollment_id"})
LONGEST = {"mark_id": 64, "reason": 12, "incident": 60, "term": 60}
MOST = 32_767  # the largest number our records hold for a period or a school month


def check_history(reading: HistoryReading, *, enrolled: Enrolled, day: date, pack: Pack, problems: ProblemList) -> None:
    """Add everything that is wrong beside our records."""
    _check_fit(reading, problems=problems)
    _check_days_taken_back(reading, problems=problems)
    if reading.refused and not _is_whole(reading):
        return  # a day or meeting that could not be read would make good marks look bad
    for problem in check(facts_with(reading, enrolled=enrolled, day=day, pack=pack), pack=pack):
        if problem.file in FILES and problem.row < OURS:
            _tell(problem, problems=problems)


def _is_whole(reading: HistoryReading) -> bool:
    """Whether every row of calendar and meetings could be read."""
    read = {"calendar": len(reading.calendar), "meetings": len(reading.meetings)}
    return all(reading.rows_read.get(name, 0) == count for name, count in read.items())


def _tell(problem: FactsProblem, *, problems: ProblemList) -> None:
    place = problems.within(problem.file)
    place.refuse_set(_code(problem), problem.message, row=problem.row, field=problem.column, value=problem.value)


def _code(problem: FactsProblem) -> str:
    if problem.column in REFERENCES:
        return "M62"
    return "M55" if problem.column == "reason" else "I20"


def _check_fit(reading: HistoryReading, *, problems: ProblemList) -> None:
    for rows, file, texts, numbers in (
        (reading.marks, "marks.csv", ("mark_id", "reason", "incident"), ("period",)),
        (reading.calendar, "calendar.csv", ("term",), ("school_month",)),
        (reading.meetings, "meetings.csv", (), ("period",)),
    ):
        place = problems.within(file)
        for row in rows:
            for name in texts:
                text = getattr(row, name)
                if text is not None and len(text) > LONGEST[name]:
                    message = f"{len(text):,} characters, at most {LONGEST[name]} fit in our records."
                    place.refuse_set("M57", message, row=row.row, field=name, value=text)
            for name in numbers:
                number = getattr(row, name)
                if number is not None and number > MOST:
                    place.refuse_set("R04", f"at most {MOST:,}.", row=row.row, field=name, value=str(number))


def _check_days_taken_back(reading: HistoryReading, *, problems: ProblemList) -> None:
    """A school day on which attendance was recorded does not become a day without school by a file."""
    free = {(day.school_id, day.date): day.row for day in reading.calendar if not day.is_taught}
    taken = _with_attendance(free)
    place = problems.within("calendar.csv")
    for school, on in sorted(taken, key=lambda each: free[each]):
        message = "attendance was recorded on this day; it stays a school day. Correct the attendance first."
        place.refuse_set("I14", message, row=free[school, on], field="is_taught", value="0")


def _with_attendance(days: Iterable[tuple[str, date]]) -> set[tuple[str, date]]:
    by_school: dict[str, list[date]] = defaultdict(list)
    for school, on in days:
        by_school[school].append(on)
    found: set[tuple[str, date]] = set()
    for school, dates in by_school.items():
        for batch in batches_of(dates, BATCH // 2):
            here = {"school__source_id": school, "date__in": batch, "is_taught": True}
            taught = list(SchoolDay.objects.filter(**here).values_list("date", flat=True))
            marks = Mark.objects.filter(school__source_id=school, date__in=taught, replaced_at__isnull=True)
            rolls = Roll.objects.filter(section__school__source_id=school, date__in=taught, replaced_at__isnull=True)
            kept = marks.exclude(status=Mark.Status.PRESENT)
            found.update((school, on) for on in kept.values_list("date", flat=True).distinct())
            found.update((school, on) for on in rolls.values_list("date", flat=True).distinct())
    return found

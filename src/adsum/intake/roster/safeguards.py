"""What stands in the way of a plan, or beside it: deletions of history, kept records, schools without a calendar.

check_deletions     M65: a student with attendance is ended, never deleted
warn_of_...         what the person who approves the plan should know
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import Max, Min

from adsum.attendance.models import Mark, Roll
from adsum.determinations.judging.school_years import school_year
from adsum.district.models import SchoolDay
from adsum.district.roster_tables import BATCH, batches_of
from adsum.enrollment.roster import EnrollmentRow
from adsum.intake.roster.frame import Roster, Tally, many
from adsum.intake.roster.plan import RosterPlan
from adsum.policy.packs import Pack

Span = tuple[date, date | None]
KEPT = {"orgs": "organisations", "academicSessions": "sessions", "courses": "courses"}


def check_deletions(roster: Roster) -> None:
    """Refuse to delete students whose attendance is on record. Two statements for each thousand of them."""
    users = {user.sourced_id: user for user in roster.package.users if user.is_deleted}
    students = [source_id for source_id in users if source_id in roster.standing.students]
    for source_id in sorted(_with_attendance(roster, students), key=lambda each: users[each].row):
        message = "this student has attendance; records with history are ended, not deleted. End the roles instead."
        roster.file("users").refuse_set("M65", message, row=users[source_id].row, field="status", value="tobedeleted")


def _with_attendance(roster: Roster, students: list[str]) -> set[str]:
    found: set[str] = set()
    for batch in batches_of(students, BATCH):
        marked = Mark.objects.filter(student__source_id__in=batch)
        found.update(marked.values_list("student__source_id", flat=True).distinct())
    seats = [row for row in roster.standing.seats.values() if row.student in set(students) - found]
    days: dict[str, date] = {}
    for sections in batches_of(sorted({row.section for row in seats}), BATCH):
        rolls = Roll.objects.filter(section__source_id__in=sections)
        days |= dict(rolls.values_list("section__source_id").annotate(last=Max("date")))
    found.update(row.student for row in seats if row.section in days and days[row.section] >= row.first_day)
    return found


def warn_of_kept_records(roster: Roster) -> None:
    """Schools, terms and courses stay, whatever the file says: attendance hangs on them."""
    for name, what in KEPT.items():
        tally = Tally()
        for record in roster.package.table(name):
            if record.is_deleted:
                tally.add("deleted", row=record.row, value=record.sourced_id)
        for _, count, row, value in tally:
            message = f"{what} marked as deleted: {count:,}. They are kept, because history hangs on them."
            roster.file(name).warn("I08", message, row=row, field="status", value=value)
    if roster.is_bulk("orgs"):
        named = {org.sourced_id for org in roster.package.orgs}
        gone = [each for each in roster.sent.missing("orgs", named=named) if each in roster.standing.schools]
        if gone:
            counted = many(len(gone), "school", "schools")
            message = f"{counted} sent before and not in this file; what is recorded there is kept."
            roster.file("orgs").warn("I08", message, field="sourcedId", value=gone[0])


def warn_of_other_sources(roster: Roster) -> None:
    """Places that another system sent, and that this package says nothing of."""
    if roster.is_bulk("enrollments"):
        named = {each.sourced_id for each in roster.package.enrollments}
        others = roster.sent.of_others("enrollments", named=named)
        if others:
            message = f"{many(others, 'place', 'places')} in classes from another system, not in this file: left alone."
            roster.file("enrollments").warn("I08", message)


def warn_of_missing_calendars(roster: Roster) -> None:
    """OneRoster has no school days: without a calendar no attendance can be judged."""
    with_calendar = set(SchoolDay.objects.values_list("school__source_id", flat=True).distinct())
    schools = [org for org in roster.active(roster.package.orgs) if org.type == "school"]
    without = [org for org in schools if org.sourced_id not in with_calendar]
    if without:
        counted = many(len(without), "school has", "schools have")
        message = f"{counted} no calendar: import calendar.csv, or no day there is judged."
        roster.file("orgs").warn("I01", message, row=without[0].row, field="sourcedId", value=without[0].sourced_id)


def warn_of_another_year(roster: Roster, *, pack: Pack) -> None:
    sessions = list(roster.active(roster.package.academic_sessions))
    newest = max(sessions, key=lambda session: session.school_year, default=None)
    ours = school_year(roster.day, pack=pack)
    if newest is not None and newest.school_year != ours:
        message = f"the newest school year in the file ends in {newest.school_year}; the one at hand ends in {ours}."
        place = roster.file("academicSessions")
        place.warn("I09", message, row=newest.row, field="schoolYear", value=str(newest.school_year))


def warn_of_attendance_outside(roster: Roster, plan: RosterPlan) -> None:
    """Students whose changed enrollments would leave attendance outside: the night cannot judge them."""
    part = plan.part("enrollments")
    changed = {roster.standing.enrollments[each.was].student for each in part.changes.change}
    changed |= {roster.standing.enrollments[each].student for each in part.changes.take_back}
    if not changed:
        return
    gone = {each.was for each in part.changes.change} | set(part.changes.take_back)
    kept = (row for source_id, row in roster.standing.enrollments.items() if source_id not in gone)
    spans = _spans([*kept, *part.changes.add, *(each.row for each in part.changes.change)], students=changed)
    outside = [
        student
        for student, school, first, last in _marked(changed)
        if not _is_within(spans, student, school, first, last)
    ]
    if outside:
        counted = many(len(set(outside)), "student", "students")
        message = f"attendance of {counted} would lie outside the enrollments; the night lists it."
        roster.file("roles").warn("I10", message, field="userSourcedId", value=outside[0])


def _spans(rows: Iterable[EnrollmentRow], *, students: set[str]) -> dict[tuple[str, str], Span]:
    """From the first to the last day of each student at each school; gaps are not seen."""
    found: dict[tuple[str, str], Span] = {}
    for row in rows:
        if row.student in students:
            first, last = found.get((row.student, row.school), (row.first_day, row.last_day))
            ends = None if last is None or row.last_day is None else max(last, row.last_day)
            found[row.student, row.school] = (min(first, row.first_day), ends)
    return found


def _marked(students: set[str]) -> Iterable[tuple[str, str, date, date]]:
    for batch in batches_of(sorted(students), BATCH):
        marks = Mark.objects.filter(student__source_id__in=batch, replaced_at__isnull=True)
        names = marks.values_list("student__source_id", "school__source_id")
        yield from names.annotate(first=Min("date"), last=Max("date")).order_by("student__source_id")


def _is_within(spans: dict[tuple[str, str], Span], student: str, school: str, first: date, last: date) -> bool:
    begins, ends = spans.get((student, school), (date.max, None))
    return begins <= first and (ends is None or last <= ends)

"""May this entry be saved? Every reason why not, at once.

Source: the rows A01 to A25 of the catalogue of bad inputs named beside each check; EC 46010.1 (confidential services),
EC 46012 and 5 CCR 306 (who may explain).
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from adsum.attendance.clearing.entry import ClearingEntry, OverLimit, Role
from adsum.attendance.clearing.problems import EntryRefused, Problem
from adsum.attendance.models import Explanation, Mark
from adsum.attendance.queries.enrolled import Stay, Stays, stay_on, stays_of
from adsum.district.models import SchoolDay
from adsum.enrollment.models import Guardianship, Student
from adsum.policy.packs import Pack, PackValue, Reason

COMMENT_LENGTH = 500
OF_AGE = 18  # EC 46012: the age of majority, Family Code 6500; not a district's to set


@dataclass(frozen=True)
class _Case:
    """What the checks look at."""

    marks: Sequence[Mark]
    entry: ClearingEntry
    pack: Pack
    today: date
    stays: Stays
    taught: Collection[tuple[int, date]]
    guardianships: Sequence[Guardianship]

    @property
    def students(self) -> dict[int, Student]:
        return {mark.student_id: mark.student for mark in self.marks}

    def reason_on(self, day: date) -> Reason | None:
        return self.pack.reasons(on=day).get(self.entry.reason)


def check_can_clear(*, marks: Sequence[Mark], entry: ClearingEntry, pack: Pack, at: datetime) -> None:
    """Raises EntryRefused with every problem. Three statements."""
    students = {mark.student_id for mark in marks}
    days = SchoolDay.objects.filter(
        school__in={mark.school_id for mark in marks}, date__in={mark.date for mark in marks}, is_taught=True
    )
    case = _Case(
        marks=marks,
        entry=entry,
        pack=pack,
        today=timezone.localdate(at),
        stays=stays_of(students),
        taught=set(days.values_list("school", "date")),
        guardianships=list(Guardianship.objects.filter(student__in=students)),
    )
    problems = list(dict.fromkeys(_problems(case)))
    if problems:
        raise EntryRefused(problems)


def _problems(case: _Case) -> Iterator[Problem]:
    yield from _about_days(case)
    yield from _about_reason(case)
    yield from _about_who(case)
    yield from _about_how_and_when(case)
    yield from _about_words(case)


def _about_days(case: _Case) -> Iterator[Problem]:
    for mark in case.marks:
        day = written(mark.date)
        if mark.date > case.today:
            yield Problem("A06", "marks", _("%(day)s has not begun.") % {"day": day})
        elif (mark.school_id, mark.date) not in case.taught:
            yield Problem("A01", "marks", _("%(day)s is not a school day here.") % {"day": day})
        else:
            stays = [stay for stay in case.stays.get(mark.student_id, []) if stay.school == mark.school_id]
            if not any(stay.covers(mark.date) for stay in stays):
                yield not_enrolled(mark.student, stays, on=mark.date, field="marks")


def not_enrolled(student: Student, stays: Sequence[Stay], *, on: date, field: str) -> Problem:
    """Not enrolled on that day: before the first day there, or after the last."""
    words: dict[str, str] = {"name": student.name, "day": written(on)}
    ended = [stay.last_day for stay in stays if stay.last_day is not None and stay.last_day < on]
    begins = [stay.first_day for stay in stays if stay.first_day > on]
    if ended and not begins:
        return Problem("A03", field, _("%(name)s left on %(day)s.") % {**words, "day": written(max(ended))})
    if begins:
        text = _("%(name)s was not enrolled here on %(day)s: the first day is %(first_day)s.")
        return Problem("A02", field, text % {**words, "first_day": written(min(begins))})
    return Problem("A02", field, _("%(name)s was not enrolled here on %(day)s.") % words)


def _about_reason(case: _Case) -> Iterator[Problem]:
    code = case.entry.reason
    if not code:
        yield Problem("A07", "reason", _("Choose a reason."))
        return
    rows = case.pack.reason_rows.get(code)
    if not rows:
        yield Problem("A07", "reason", _("“%(code)s” is not a reason code.") % {"code": code[:60]})
        return
    for mark in case.marks:
        reason = case.reason_on(mark.date)
        if reason is None:
            yield Problem("A08", "reason", _out_of_force(rows, on=mark.date))
            continue
        stay = stay_on(case.stays.get(mark.student_id, []), school=mark.school_id, day=mark.date)
        if stay and not reason.is_open_to(stay.grade):
            words = {"code": code, "grades": span(reason), "name": mark.student.name, "grade": stay.grade}
            yield Problem(
                "A09",
                "reason",
                _("Reason “%(code)s” is for grades %(grades)s; %(name)s was in grade %(grade)s.") % words,
            )
        yield from _about_minutes(case, mark)
        if needs_incident(reason) and not case.entry.incident:
            yield Problem("A17", "incident", _("Name the event, so that its days are counted together."))


def _about_minutes(case: _Case, mark: Mark) -> Iterator[Problem]:
    """A district may let a truancy reason stand on a tardy or early leave only from some minutes on."""
    if mark.status == Mark.Status.ABSENT or not case.pack.has("district_truancy.partial_reasons"):
        return
    shortest = case.pack.entry("district_truancy.minutes", on=mark.date)
    is_local = case.entry.reason in case.pack.value("district_truancy.partial_reasons", on=mark.date)
    if is_local and not shortest.is_met_by(mark.minutes or 0):
        words = {"code": case.entry.reason, "count": mark.minutes or 0}
        text = _("%(count)d minutes are too few for reason “%(code)s” on a tardy or early leave: %(limit)s.")
        yield Problem("A14", "reason", text % {**words, "limit": minutes_limit(shortest)})


def minutes_limit(limit: PackValue) -> str:
    """The pack's limit in words: 30 minutes or more."""
    if limit.compare == "more_than":
        return _("more than %(count)d minutes") % {"count": limit.payload}
    return _("%(count)d minutes or more") % {"count": limit.payload}


def needs_incident(reason: Reason) -> bool:
    return "incident" in reason.needs or (reason.cap is not None and reason.cap.window == "incident")


def span(reason: Reason) -> str:
    """The grades a reason is open to: 07-12."""
    grades = sorted(reason.grades or (), key=lambda grade: (grade.isdigit(), grade != "TK", grade))
    return f"{grades[0]}-{grades[-1]}" if grades else ""


def _out_of_force(rows: Sequence[Reason], *, on: date) -> str:
    earlier = [row for row in rows if row.last_day is not None and row.last_day < on]
    if earlier:
        words = {"code": rows[0].code, "day": written(earlier[-1].last_day)}
        return _("Reason “%(code)s” ended on %(day)s.") % words
    words = {"code": rows[0].code, "day": written(rows[0].first_day)}
    return _("Reason “%(code)s” begins on %(day)s.") % words


def _about_who(case: _Case) -> Iterator[Problem]:
    entry = case.entry
    if entry.given_by is not None:
        yield from _about_guardian(case, entry.given_by)
    elif entry.role not in Role.values:
        yield Problem("A18", "given_by", _("Who explained the absence?"))
    elif entry.role == Role.STUDENT:
        for student in case.students.values():
            if not is_of_age(student, on=entry.given_on or case.today):
                words = {"name": student.name}
                yield Problem("A19", "given_by", _("%(name)s is under 18: an adult explains the absence.") % words)
    elif not entry.name:
        yield Problem("A18", "name", _("Give the name of the person who explained the absence."))


def _about_guardian(case: _Case, guardian: int) -> Iterator[Problem]:
    allowed = {one.student_id for one in case.guardianships if one.guardian_id == guardian and one.may_explain}
    for student in case.students.values():
        if student.pk not in allowed:
            text = _("This person is not listed as allowed to explain absences of %(name)s.")
            yield Problem("A19", "given_by", text % {"name": student.name})


def is_of_age(student: Student, *, on: date) -> bool:
    """Whether a student has turned 18. A birthday on 29 February falls on 1 March in other years."""
    born = student.birth_date
    return (on.year - OF_AGE, on.month, on.day) >= (born.year, born.month, born.day)


def _about_how_and_when(case: _Case) -> Iterator[Problem]:
    entry = case.entry
    if entry.channel not in Explanation.Channel.values:
        yield Problem("A18", "channel", _("How did the explanation reach the school?"))
    if entry.given_on is None:
        yield Problem("A18", "given_on", _("On which date was the absence explained?"))
    elif entry.given_on > case.today:
        yield Problem("A06", "given_on", _("%(day)s has not begun.") % {"day": written(entry.given_on)})


def _about_words(case: _Case) -> Iterator[Problem]:
    entry = case.entry
    if entry.comment and any(reason.confidential for day in case.marks if (reason := case.reason_on(day.date))):
        yield Problem("A20", "comment", _("Leave this empty: the comment may not name a confidential reason."))
    if len(entry.comment) > COMMENT_LENGTH:
        words = {"count": len(entry.comment), "limit": COMMENT_LENGTH}
        yield Problem("A21", "comment", _("%(count)d characters; at most %(limit)d fit.") % words)
    is_change = any(mark.reason and mark.replaced_at is None for mark in case.marks)
    if is_change and not entry.why:
        yield Problem("A25", "why", _("Give a reason for the change: this absence has been cleared before."))
    elif entry.over_limit == OverLimit.SAVE and not entry.why:
        yield Problem("A17", "why", _("Say why the reason is saved on days past its limit."))


def written(day: date | None) -> str:
    # Translators: the date format in messages, in Django's letters.
    return date_format(day, _("M j, Y")) if day else ""

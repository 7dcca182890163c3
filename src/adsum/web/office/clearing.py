"""Clearing the chosen absences: one form for one or many students.

A refused form comes back with every fault beside its field (422). What somebody else has changed since, a limit that
would be passed, and a letter that counted one of the days come back as a question (409); nothing is saved before it is
answered.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from adsum.attendance.actions.clearing import AbsenceChanged, Cleared, LimitReached, clear_absences, note_refusal
from adsum.attendance.clearing.checks import check_can_clear
from adsum.attendance.clearing.entry import ClearingEntry
from adsum.attendance.clearing.problems import EntryRefused
from adsum.attendance.models import Mark
from adsum.attendance.queries.absences import UNCLEARED, students_waiting
from adsum.attendance.queries.rosters import reading_order
from adsum.attendance.queries.versions import newest_of
from adsum.district.audit import record_read
from adsum.district.keys import new_key
from adsum.district.pack import pack_in_force
from adsum.district.submissions import SubmissionReused
from adsum.enrollment.models import Student
from adsum.enrollment.reach import students_within
from adsum.notices.models import Notice
from adsum.notices.queries.letters import letters_counting
from adsum.web import clock
from adsum.web.doors import Request, door
from adsum.web.judging import judge_again
from adsum.web.office.choosing import Offer, offer_for
from adsum.web.office.forms import KEPT, ClearingForm, FilterForm
from adsum.web.office.questions import Asked, Questions
from adsum.web.office.today import DAYS_AT_ONCE, office_here


@dataclass(frozen=True)
class Sheet:
    """The page's state: the marks on it, those ticked, the form, and what is asked."""

    marks: Sequence[Mark]
    ticked: Collection[str]
    form: ClearingForm
    submission: str
    asked: Asked = field(default_factory=Asked)


@door("absence.clear")
def clearing(request: Request) -> HttpResponse:
    if request.method == "POST":
        return save(request)
    marks = chosen_marks(request)
    if not marks:
        messages.info(request, _("Nothing there is waiting to be cleared. Somebody may have cleared it already."))
        return redirect(back_to_list(request.GET))
    if len(request.GET.getlist("day")) > DAYS_AT_ONCE:
        text = _("Only the first %(count)d days are shown. Save these, then choose the others.")
        messages.warning(request, text % {"count": DAYS_AT_ONCE})
    students = {mark.student.key for mark in marks}
    record_read(by=request.user, at=clock.now(), student_keys=sorted(students), page="office-clearing")
    form = ClearingForm(initial={"given_on": clock.today()})
    return show(request, Sheet(marks, ticked={mark.key for mark in marks}, form=form, submission=new_key()))


def chosen_marks(request: Request) -> list[Mark]:
    """The uncleared marks of the days that were ticked on the list. A student out of reach is "not found"."""
    days = [parsed for text in request.GET.getlist("day")[:DAYS_AT_ONCE] if (parsed := parse_day(text))]
    students = {key for key, _ in days}
    reached = students_within(access=request.access, permission="absence.clear").filter(key__in=students)
    if reached.count() != len(students):
        raise Http404
    schools = request.access.schools("absence.clear")
    marks = Mark.objects.filter(
        UNCLEARED, school__in=schools, student__key__in=students, date__in={day for _, day in days}
    ).select_related("student", "school")
    return [mark for mark in marks.order_by("date", "period", "pk") if (mark.student.key, mark.date) in set(days)]


def parse_day(text: str) -> tuple[str, date] | None:
    """A student's key and a date out of KEY.2026-02-09; None for anything else."""
    key, _dot, day = text.partition(".")
    try:
        return key, date.fromisoformat(day)
    except ValueError:
        return None


def save(request: Request) -> HttpResponse:
    shown = marks_within(request, keys=request.POST.getlist("shown"))
    if not shown:
        messages.error(request, _("No absence was chosen. Nothing was changed."))
        return redirect(back_to_list(request.POST))
    ticked = set(request.POST.getlist("mark"))
    if not ticked <= {mark.key for mark in shown}:
        raise Http404
    form = ClearingForm(request.POST)
    sheet = Sheet(shown, ticked=ticked, form=form, submission=request.POST.get("submission", "")[:40] or new_key())
    entry = form.entry(offer_for(shown).guardians) if form.is_valid() else None
    if not ticked:
        form.add_error(None, _("Tick at least one absence."))
    if entry is None or not ticked:
        return refuse(request, sheet, rules=["form"])
    return try_to_clear(request, sheet, entry)


def marks_within(request: Request, *, keys: Sequence[str]) -> list[Mark]:
    """The marks with these keys, whatever became of them; one out of reach makes all of them "not found"."""
    schools = request.access.schools("absence.clear")
    marks = Mark.objects.filter(key__in=keys, school__in=schools).select_related("student", "school")
    found = list(marks.order_by("date", "period", "pk"))
    if len(found) != len(set(keys)):
        raise Http404
    return found


def try_to_clear(request: Request, sheet: Sheet, entry: ClearingEntry) -> HttpResponse:
    marks = [mark for mark in sheet.marks if mark.key in sheet.ticked]
    pack, now = pack_in_force(), clock.now()
    letters = counted_in_letters(marks, entry)
    try:
        if letters and not sheet.form.cleaned_data["letters_known"]:
            check_can_clear(marks=marks, entry=entry, pack=pack, at=now)
            return ask(request, sheet, Asked(letters=letters))
        cleared = clear_absences(
            marks=sheet.ticked, entry=entry, pack=pack, submission=sheet.submission, by=request.user, at=now
        )
    except EntryRefused as refusal:
        for problem in refusal.problems:
            sheet.form.add_error(None if problem.field == "marks" else problem.field, problem.message)
        return refuse(request, sheet, rules=[problem.rule for problem in refusal.problems])
    except SubmissionReused:
        sheet.form.add_error(None, _("This form had been sent before with other content; that one was saved."))
        return refuse(request, renewed(sheet), rules=["A32"])
    except AbsenceChanged as conflict:
        return ask(request, renewed(sheet), Asked(changes=conflict.changes))
    except LimitReached as reached:
        return ask(request, sheet, Asked(uses=reached.uses, letters=letters))
    judge_again(student_ids=cleared.students, by=request.user, at=now)
    return say_saved(request, marks, cleared)


def counted_in_letters(marks: Sequence[Mark], entry: ClearingEntry) -> list[Notice]:
    """The issued letters that counted one of these days, when the reason would make it excused."""
    pack = pack_in_force()
    days = {
        (mark.student_id, mark.date.isoformat())
        for mark in marks
        if (reason := pack.reasons(on=mark.date).get(entry.reason)) and reason.excused
    }
    if not days:
        return []
    found = letters_counting(
        student_ids={student for student, _ in days}, dates={date.fromisoformat(day) for _, day in days}
    )
    return [
        letter
        for letter in found
        if any((letter.student_id, event["date"]) in days for event in letter.content.get("events", []))
    ]


def renewed(sheet: Sheet) -> Sheet:
    """The sheet with the marks as they stand now: what changed is not ticked any more, and the form is a new one."""
    newest = newest_of(sheet.marks)
    unchanged = {mark.key for mark in newest} & set(sheet.ticked)
    return Sheet(newest, ticked=unchanged, form=sheet.form, submission=new_key(), asked=sheet.asked)


def ask(request: Request, sheet: Sheet, asked: Asked) -> HttpResponse:
    """A question to be answered first; nothing was saved."""
    return show(request, Sheet(sheet.marks, sheet.ticked, sheet.form, sheet.submission, asked), status=409)


def refuse(request: Request, sheet: Sheet, *, rules: Collection[str]) -> HttpResponse:
    note_refusal(marks=sheet.marks, rules=rules, by=request.user, at=clock.now())
    return show(request, sheet, status=422)


def show(request: Request, sheet: Sheet, *, status: int = 200) -> HttpResponse:
    offer: Offer = offer_for(sheet.marks)
    offer.fill(sheet.form)
    sent = request.POST if request.method == "POST" else request.GET
    limits_are_shown = bool(sheet.asked.uses or sheet.form["over_limit"].value())
    is_recorded = any(mark.reason for mark in sheet.marks) or sheet.form["why"].errors or sheet.form["why"].value()
    context = {
        "sheet": sheet,
        "form": sheet.form,
        "offer": offer,
        "students": offer.students(ticked=sheet.ticked),
        "asked": Questions.of(sheet.asked, offer=offer, reason=str(sheet.form["reason"].value() or "")),
        "ask_why": bool(is_recorded) and not limits_are_shown,
        "kept": kept(sent),
        "back": back_to_list(sent),
    }
    return render(request, "office/clearing.html", context, status=status)


def say_saved(request: Request, marks: Sequence[Mark], cleared: Cleared) -> HttpResponse:
    """Tell what was saved and how many are left, and go on with the next student of the list."""
    school = marks[0].school
    filtered = FilterForm(request.POST, school=school)
    left = students_waiting(office_here(school), filtered.wanted())
    messages.success(request, f"{saved_words(cleared)} {left_words(len(left))}")
    last = max((mark.student for mark in marks), key=reading_order)
    following = next((student for student in left if reading_order(student) >= reading_order(last)), None)
    return redirect(back_to_list(request.POST, next_student=following))


def saved_words(cleared: Cleared) -> str:
    saved = ngettext("Saved: %(count)d day cleared.", "Saved: %(count)d days cleared.", cleared.cleared_days)
    words = saved % {"count": cleared.cleared_days}
    if not cleared.is_first:
        words = _("This had been saved already; nothing was saved twice.")
    if cleared.left_uncleared:
        stays = ngettext(
            "%(count)d day past the limit stays uncleared.",
            "%(count)d days past the limit stay uncleared.",
            cleared.left_uncleared,
        )
        words = f"{words} {stays % {'count': cleared.left_uncleared}}"
    return words


def left_words(count: int) -> str:
    if not count:
        return _("Nobody is left on this list.")
    return ngettext("%(count)d student is left on this list.", "%(count)d students are left on this list.", count) % {
        "count": count
    }


def kept(sent: QueryDict) -> dict[str, str]:
    """The school and filters the clerk came with."""
    return {name: value for name in KEPT if (value := sent.get(name, "")[:20])}


def back_to_list(sent: QueryDict, *, next_student: Student | None = None) -> str:
    query = QueryDict(mutable=True)
    query.update(kept(sent))
    anchor = f"student-{next_student.key}" if next_student else "absences"
    return f"{reverse('office')}?{query.urlencode()}#{anchor}" if query else f"{reverse('office')}#{anchor}"

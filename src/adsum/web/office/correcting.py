"""One student's day at school, meeting by meeting, and the form that puts one meeting right."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from adsum.attendance.actions.marks_office import Correction, MeetingChanged, correct_marks
from adsum.attendance.clearing.problems import EntryRefused
from adsum.attendance.models import Mark
from adsum.attendance.queries.office_day import OfficeDay, office_day
from adsum.attendance.queries.rosters import Entry
from adsum.district.audit import record_read
from adsum.district.keys import new_key
from adsum.district.models import School
from adsum.district.pack import pack_in_force
from adsum.district.submissions import SubmissionReused
from adsum.enrollment.models import Enrollment, Student
from adsum.web import clock
from adsum.web.doors import Request, door, student_within
from adsum.web.judging import judge_again
from adsum.web.office.forms import CorrectionForm, DayForm
from adsum.web.office.words import one_mark, reason_label


@door("absence.clear")
def marks(request: Request, key: str) -> HttpResponse:
    student = student_within(request, key=key, permission="absence.clear")
    if request.method == "POST":
        return correct(request, student)
    record_read(by=request.user, at=clock.now(), student_keys=[student.key], page="office-marks")
    day = DayForm(request.GET).day(otherwise=clock.today()) if "date" in request.GET else clock.today()
    period = request.GET.get("period", "")
    return show(request, student, day=day, period=int(period) if period.isdecimal() else None)


def correct(request: Request, student: Student) -> HttpResponse:
    form = CorrectionForm(request.POST)
    is_valid = form.is_valid()
    day, period = form.cleaned_data.get("date"), form.cleaned_data.get("period")
    if day is None or period is None:
        return show(request, student, day=clock.today(), form=form, status=422)
    if not is_valid:
        return show(request, student, day=day, period=period, form=form, status=422)
    correction = Correction(
        student=student,
        school=school_of(request, student, day=day),
        date=day,
        period=period,
        said=form.said(),
        why=form.cleaned_data["why"],
        seen=request.POST.getlist("seen"),
    )
    now, submission = clock.now(), request.POST.get("submission", "")[:40] or new_key()
    try:
        is_first = correct_marks(
            correction=correction, pack=pack_in_force(), submission=submission, by=request.user, at=now
        )
    except EntryRefused as refusal:
        for problem in refusal.problems:
            form.add_error(problem.field, problem.message)
        return show(request, student, day=day, period=period, form=form, status=422)
    except (MeetingChanged, SubmissionReused):
        return show(request, student, day=day, period=period, form=form, status=409, is_changed=True)
    judge_again(student_ids=[student.pk], by=request.user, at=now)
    messages.success(request, _("Saved.") if is_first else _("This had been saved already; nothing was saved twice."))
    return redirect(f"{reverse('office-marks', kwargs={'key': student.key})}?date={day.isoformat()}")


def school_of(request: Request, student: Student, *, day: date) -> School:
    """The reached school the student was enrolled at on the day; else the last one there; never one out of reach."""
    schools = request.access.schools("absence.clear")
    stays = Enrollment.objects.filter(replaced_at__isnull=True, student=student, school__in=schools)
    found = sorted(
        stays.select_related("school"),
        key=lambda stay: (
            stay.first_day <= day and (stay.last_day is None or day <= stay.last_day),
            stay.first_day <= day,
            stay.first_day,
        ),
    )
    if not found:
        raise Http404
    return found[-1].school


def show(
    request: Request,
    student: Student,
    *,
    day: date,
    period: int | None = None,
    form: CorrectionForm | None = None,
    status: int = 200,
    is_changed: bool = False,
) -> HttpResponse:
    school = school_of(request, student, day=day)
    seen = office_day(student, school=school, date=day, pack=pack_in_force())
    periods = [one for one in seen.periods if seen.is_held(one)] if seen.is_taught and seen.is_enrolled else []
    if period is None and len(periods) == 1:
        period = periods[0]
    if form is None and period in periods:
        form = CorrectionForm(initial=said_now(seen, period))
    context: dict[str, Any] = {
        "student": student,
        "school": school,
        "day": day,
        "seen": seen,
        "lines": [line_of(seen, one) for one in periods],
        "period": period,
        "form": form,
        "day_form": DayForm(initial={"date": day}),
        "versions": seen.seen(period) if period is not None else [],
        "submission": new_key() if is_changed else request.POST.get("submission", "")[:40] or new_key(),
        "is_changed": is_changed,
        "has_periods": school.level != School.Level.ELEMENTARY,
    }
    return render(request, "office/marks.html", context, status=status)


@dataclass(frozen=True)
class Line:
    """One meeting of the day as it is recorded: its class, and each standing mark with its reason."""

    period: int
    title: str
    marks: list[tuple[str, str]]


def line_of(seen: OfficeDay, period: int) -> Line:
    pack = pack_in_force()
    marks = [mark for mark in seen.marks.get(period, []) if mark.status != Mark.Status.PRESENT]
    return Line(period, seen.periods[period], [(one_mark(m), reason_label(m.reason, pack=pack)) for m in marks])


def said_now(seen: OfficeDay, period: int) -> dict[str, Any]:
    """The form's first content: what is recorded now."""
    entry = seen.entry(period)
    partial = entry != Entry() and not entry.is_absent
    return {
        "date": seen.date,
        "period": period,
        "status": "absent" if entry.is_absent else "partial" if partial else "present",
        "minutes_late": entry.minutes_late,
        "minutes_early": entry.minutes_early,
    }

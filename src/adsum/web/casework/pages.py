"""Recording a conference attempt, reached from the student's page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from adsum.cases import queries
from adsum.cases.actions import AttemptRefused, record_conference_attempt
from adsum.district import audit
from adsum.district.submissions import SubmissionReused, once
from adsum.enrollment.models import Student
from adsum.web import clock
from adsum.web.casework.forms import CHANNEL_WORDS, OUTCOME_WORDS, AttemptForm
from adsum.web.doors import Request, door, student_within


@door("conference.record")
def conference_new(request: Request, key: str) -> HttpResponse:
    """The form, with the attempts there are; sent, it records one and goes back to the student."""
    student = student_within(request, key=key, permission="conference.record")
    today = clock.today()
    if request.method != "POST":
        audit.record_read(by=request.user, at=clock.now(), student_keys=[student.key], page="conference")
        return page(request, student, AttemptForm(today=today, initial={"attempted_on": today}))
    form = AttemptForm(request.POST, today=today)
    if not form.is_valid():
        return page(request, student, form, status=422)
    try:
        record_once(request, student=student, form=form)
    except SubmissionReused:
        form.add_error(None, _("This form was sent before with other content. The first one counts."))
        return page(request, student, form, status=409)
    except AttemptRefused as refusal:
        form.add_error(None, str(refusal))
        return page(request, student, form, status=422)
    messages.success(request, _("The conference attempt is recorded."))
    return redirect(back_to(student))


def record_once(request: Request, *, student: Student, form: AttemptForm) -> None:
    content = {name: value for name, value in form.cleaned_data.items() if name != "submission"}
    once(
        key=form.cleaned_data["submission"],
        action="conference.attempt",
        content={"student": student.key, **content},
        by=request.user,
        at=clock.now(),
        effect=lambda: {
            "attempt": record_conference_attempt(
                student=student, on=clock.today(), by=request.user, at=clock.now(), **content
            ).key
        },
    )


def page(request: Request, student: Student, form: AttemptForm, *, status: int = 200) -> HttpResponse:
    attempts = [
        (attempt, CHANNEL_WORDS.get(attempt.channel, attempt.channel), OUTCOME_WORDS.get(attempt.outcome, ""))
        for attempt in queries.conference_attempts(student)
    ]
    context = {"student": student, "form": form, "attempts": attempts, "back": back_to(student)}
    return render(request, "casework/conference.html", context, status=status)


def back_to(student: Student) -> str:
    """The student's page; this one while there is none."""
    try:
        return reverse("student", kwargs={"key": student.key})
    except NoReverseMatch:
        return reverse("conference-new", kwargs={"key": student.key})

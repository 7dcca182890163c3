"""Drafting, issuing, taking back and keeping letters. Each is a form sent once; a retry gets the first answer."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from adsum.determinations.actions.steps import StepRefused
from adsum.district.submissions import SubmissionReused, once
from adsum.enrollment.models import Student
from adsum.notices import actions, queries
from adsum.notices.holds import CHOICES, Hold
from adsum.notices.models import Notice
from adsum.notices.refusals import LetterHeld, LetterRefused
from adsum.web import clock
from adsum.web.doors import Request, door, school_within, student_within
from adsum.web.letters.forms import ChoicesForm, ReasonForm, SubmissionForm
from adsum.web.letters.pages.lists import LEVEL
from adsum.web.letters.pages.one import letter_page, notice_within
from adsum.web.letters.pages.telling import say_issued, tell
from adsum.web.letters.words import hold_words, refusal_words

AT_MOST = 200  # letters of one request; the page says how many are left
REFUSALS = (LetterRefused, StepRefused, SubmissionReused)
Answer = dict[str, Any]


@require_POST
@door("letter.issue")
def draft_school(request: Request, key: str) -> HttpResponse:
    """Draft every owed letter of the school that nothing holds."""
    school = school_within(request, key=key, permission="letter.issue")
    if not SubmissionForm(request.POST).is_valid():
        return incomplete(request)
    report = actions.draft_all(
        school=school, level=LEVEL, on=clock.today(), by=request.user, at=clock.now(), at_most=AT_MOST
    )
    tell(request, report)
    return redirect("letters-school", key=school.key)


@require_POST
@door("letter.issue")
def issue_school(request: Request, key: str) -> HttpResponse:
    """Issue every drafted letter of the school, dated today."""
    school = school_within(request, key=key, permission="letter.issue")
    if not SubmissionForm(request.POST).is_valid():
        return incomplete(request)
    report = actions.issue_all(
        school=school, level=LEVEL, on=clock.today(), by=request.user, at=clock.now(), at_most=AT_MOST
    )
    tell(request, report)
    return redirect("letters-school", key=school.key)


@door("letter.issue")
def draft_one(request: Request, key: str) -> HttpResponse:
    """Draft one student's letter. What holds it is shown first, with what may be chosen."""
    student = student_within(request, key=key, permission="letter.issue")
    if request.method == "POST":
        return send_draft(request, student)
    if standing := queries.standing_letter(student, level=LEVEL, on=clock.today()):
        return redirect("letter", key=standing.key)
    owed = queries.owed_letter(student, level=LEVEL, on=clock.today())
    if owed is None:
        return refused(request, _("No letter is owed to this student today. Nothing was changed."))
    return choices_page(request, student=student, holds=owed.holds, address=request.path, status=200)


def send_draft(request: Request, student: Student) -> HttpResponse:
    """Draft with the choices that came along; a hold that turned up since is asked about."""

    def effect() -> Answer:
        notice, is_new = actions.draft(
            student=student, level=LEVEL, on=clock.today(), by=request.user, at=clock.now(), choices=chosen(request)
        )
        return {"letter": notice.key, "is_new": is_new}

    try:
        answer = submitted(request, action="letter.draft", about=student.key, effect=effect)
    except LetterHeld as held:
        return choices_page(request, student=student, holds=held.holds, address=request.path, status=409)
    except REFUSALS as refusal:
        return refused(request, refusal_words(refusal))
    if answer is None:
        return incomplete(request)
    messages.success(request, _("The letter is drafted. Read it, then issue it."))
    return redirect("letter", key=answer["letter"])


@require_POST
@door("letter.issue")
def issue_one(request: Request, key: str) -> HttpResponse:
    """Issue one letter dated today, or say why it was removed or is held."""
    notice = notice_within(request, key=key, permission="letter.issue")

    def effect() -> Answer:
        outcome = actions.issue(
            notice=notice, on=clock.today(), by=request.user, at=clock.now(), choices=chosen(request)
        )
        return {"what": outcome.what, "dates_counted": outcome.dates_counted}

    try:
        answer = submitted(request, action="letter.issue", about=notice.key, effect=effect)
    except LetterHeld as held:
        return choices_page(request, student=notice.student, holds=held.holds, address=request.path, status=409)
    except REFUSALS as refusal:
        return refused(request, refusal_words(refusal))
    if answer is None:
        return incomplete(request)
    say_issued(request, answer)
    return redirect("letter", key=notice.key)


@require_POST
@door("letter.issue")
def rescind_one(request: Request, key: str) -> HttpResponse:
    """Take a letter back for good, with a reason."""
    notice = notice_within(request, key=key, permission="letter.issue")
    form = ReasonForm(request.POST, prefix="rescind")

    def act(why: str) -> Notice:
        return actions.rescind(notice=notice, why=why, on=clock.today(), by=request.user, at=clock.now())

    said = _("The letter is taken back. Tell the family in writing.")
    return with_reason(request, notice=notice, form=form, name="rescind", act=act, said=said)


@require_POST
@door("letter.issue")
def keep_one(request: Request, key: str) -> HttpResponse:
    """Let a letter stand although its ground is gone, with a reason."""
    notice = notice_within(request, key=key, permission="letter.issue")
    form = ReasonForm(request.POST, prefix="keep")

    def act(why: str) -> Notice:
        return actions.keep(notice=notice, why=why, by=request.user, at=clock.now())

    said = _("The letter is kept, with your reason.")
    return with_reason(request, notice=notice, form=form, name="keep", act=act, said=said)


def with_reason(
    request: Request, *, notice: Notice, form: ReasonForm, name: str, act: Callable[[str], Notice], said: str
) -> HttpResponse:
    if not form.is_valid():
        return letter_page(request, notice, status=422, **{f"{name}_form": form})
    why = form.cleaned_data["why"]
    try:
        once(
            key=form.cleaned_data["submission"],
            action=f"letter.{name}",
            content={"letter": notice.key, "why": why},
            by=request.user,
            at=clock.now(),
            effect=lambda: {"letter": act(why).key},
        )
    except REFUSALS as refusal:
        return refused(request, refusal_words(refusal))
    messages.success(request, said)
    return redirect("letter", key=notice.key)


def submitted(request: Request, *, action: str, about: str, effect: Callable[[], Answer]) -> Answer | None:
    """The answer to a one-button form, given once; None when the form came without its number."""
    form = SubmissionForm(request.POST)
    if not form.is_valid():
        return None
    answer, _is_first = once(
        key=form.cleaned_data["submission"],
        action=action,
        content={"about": about, "choices": chosen(request)},
        by=request.user,
        at=clock.now(),
        effect=effect,
    )
    return answer


def chosen(request: Request) -> list[str]:
    """The boxes ticked, of those there are."""
    return sorted(choice for choice in CHOICES.values() if request.POST.get(choice) == "on")


def choices_page(
    request: Request, *, student: Student, holds: tuple[Hold, ...], address: str, status: int
) -> HttpResponse:
    """What holds the letter and what may be chosen; the form goes to the act that asked."""
    context = {
        "student": student,
        "holds": [hold_words(hold) for hold in holds],
        "can_go_on": all(hold.choice for hold in holds),
        "choices": ChoicesForm(holds=holds),
        "address": address,
        "is_issuing": address != reverse("letter-new", kwargs={"key": student.key}),
    }
    return render(request, "letters/choices.html", context, status=status)


def refused(request: Request, why: str) -> HttpResponse:
    return render(request, "letters/refused.html", {"why": why}, status=409)


def incomplete(request: Request) -> HttpResponse:
    """A form without its submission number: an old page, or not our form."""
    why = _("The form came without its number, so nothing was done. Open the page again and send it anew.")
    return render(request, "letters/refused.html", {"why": why}, status=422)

"""One letter: its words, its PDF, the dates that counted, and what happened to it."""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render

from adsum.district import audit
from adsum.enrollment.models import Student
from adsum.enrollment.reach import students_within
from adsum.notices import queries
from adsum.notices.models import Notice
from adsum.notices.rendering.press import CannotPrint
from adsum.notices.rendering.shelf import NoWords, pdf_of
from adsum.web import clock
from adsum.web.doors import Request, door
from adsum.web.letters.forms import ReasonForm, SubmissionForm
from adsum.web.letters.pages.lists import pdf_response
from adsum.web.letters.words import EVENTS, state_badge


def notice_within(request: Request, *, key: str, permission: str) -> Notice:
    """The letter, if its student is in reach; otherwise "not found"."""
    notices = Notice.objects.filter(student__in=students_within(access=request.access, permission=permission))
    found = notices.select_related("student", "school", "addressee").filter(key=key).first()
    if found is None:
        raise Http404
    return found


@door("letter.read")
def letter(request: Request, key: str) -> HttpResponse:
    notice = notice_within(request, key=key, permission="letter.read")
    audit.record_read(by=request.user, at=clock.now(), student_keys=[notice.student.key], page="letter")
    return letter_page(request, notice)


def letter_page(request: Request, notice: Notice, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The page of one letter; a refused form comes back on it, with what was wrong."""
    state = queries.state_of(notice)
    context = {
        "notice": notice,
        "student": notice.student,
        "state": state,
        "badge": state_badge(state),
        "pages": notice.content.get("pages", []),
        "content": notice.content,
        "text_since": text_since(notice),
        "history": [(event, EVENTS.get(event.what, event.what)) for event in queries.history(notice)],
        "is_unsupported": notice in queries.unsupported(school=notice.school, on=clock.today()),
        "may_issue": may_issue(request, notice.student),
        "issue_form": SubmissionForm(),
        "rescind_form": forms.get("rescind_form") or ReasonForm(prefix="rescind"),
        "keep_form": forms.get("keep_form") or ReasonForm(prefix="keep"),
        "form": next(iter(forms.values()), None),
    }
    return render(request, "letters/letter.html", context, status=status)


def text_since(notice: Notice) -> date | None:
    """The day from which the law's list of contents has been the one in this letter."""
    first_day = notice.content.get("letter", {}).get("in_force_from")
    return date.fromisoformat(first_day) if first_day else None


def may_issue(request: Request, student: Student) -> bool:
    if not request.access.may("letter.issue"):
        return False
    return students_within(access=request.access, permission="letter.issue").filter(pk=student.pk).exists()


@door("letter.read")
def letter_pdf(request: Request, key: str) -> HttpResponse:
    """The letter as it was issued; a draft is marked as one."""
    notice = notice_within(request, key=key, permission="letter.read")
    audit.record_read(by=request.user, at=clock.now(), student_keys=[notice.student.key], page="letter-pdf")
    try:
        pdf = pdf_of(notice, home=settings.HOME)
    except (NoWords, CannotPrint) as refusal:
        return render(request, "letters/not_printed.html", {"notice": notice, "refusal": refusal}, status=409)
    return pdf_response(pdf, name=f"letter-{notice.key}")

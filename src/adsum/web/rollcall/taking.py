"""Taking roll and correcting it: one page for both, bound to the class as it is when shown."""

import logging
from datetime import date as Date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from adsum.attendance.actions.roll_checks import check_can_certify, check_entries
from adsum.attendance.actions.roll_refusals import (
    EntriesRefused,
    EntryProblem,
    RollChanged,
    RollRefused,
    Unconfirmed,
    UnknownStudent,
)
from adsum.attendance.actions.rolls import Certification, certify_roll
from adsum.attendance.queries.meetings import Meeting, current_rolls, roll_now, taught_meeting
from adsum.district.pack import pack_in_force
from adsum.district.submissions import SubmissionReused
from adsum.web import clock
from adsum.web.doors import Request, door
from adsum.web.judging import judge_again
from adsum.web.rollcall.forms import RollForm
from adsum.web.rollcall.roll_page import roll_context

logger = logging.getLogger(__name__)


@door("roll.take")
def certification(request: Request, key: str, date: str, period: int) -> HttpResponse:
    """The roll of one meeting to be taken; sent, it is certified and answers with its receipt."""
    # Only meetings of classes this account teaches that day are found; any other answers "not found".
    meeting = taught_meeting(request.access.user, section_key=key, date=_day(date), period=period)
    if meeting is None:
        raise Http404
    if request.method == "POST":
        return certify(request, meeting)
    try:
        check_can_certify(meeting, by=request.user, at=clock.now())
    except RollRefused as refusal:
        return not_possible(request, meeting, str(refusal), status=200)
    return show(request, meeting)


def certify(request: Request, meeting: Meeting) -> HttpResponse:
    form = RollForm.read(request.POST)
    if not form.is_complete:
        return not_possible(request, meeting, _("The page did not arrive whole. Nothing was saved. Open it again."))
    if form.certifier != request.access.assignments[0].staff.key:
        # C06: a shared computer, and somebody else has signed in since the page was opened.
        return not_possible(
            request, meeting, _("This page was opened by somebody else. Nothing was saved. Open it again to certify.")
        )
    if form.problems:
        return show(request, meeting, form=form, problems=all_problems(meeting, form), status=422)
    return answer(request, meeting, form)


def answer(request: Request, meeting: Meeting, form: RollForm) -> HttpResponse:
    """Take the roll, or say on the same page why not."""
    try:
        done = certify_roll(meeting=meeting, sent=form.sent, key=form.submission, by=request.user, at=clock.now())
    except UnknownStudent:
        logger.warning("account %s sent a student who never sat in section %s", request.user.pk, meeting.section.pk)
        raise Http404 from None
    except (RollRefused, SubmissionReused) as refusal:
        return not_possible(request, meeting, str(refusal))
    except EntriesRefused as refused:
        return show(request, meeting, form=form, problems=refused.problems, status=422)
    except Unconfirmed as question:
        return show(request, meeting, form=form, question=question, status=409)
    except RollChanged as changed:
        return show(request, meeting, form=form, changed=changed, status=409)
    return receipt(request, done)


def receipt(request: Request, done: Certification) -> HttpResponse:
    # Judged again for a repeated submission too: the first may have ended between its commit and its judging.
    judge_again(student_ids=done.changed, by=request.user, at=clock.now())
    return redirect("roll", key=done.roll_key)


def show(request: Request, meeting: Meeting, *, status: int = 200, **what: Any) -> HttpResponse:
    now = roll_now(meeting)
    context = roll_context(meeting, now, certifier=request.access.assignments[0].staff, at=clock.now(), **what)
    return render(request, "rollcall/certification.html", context, status=status)


def not_possible(request: Request, meeting: Meeting, reason: str, *, status: int = 422) -> HttpResponse:
    """No roll can be taken now: the reason, and the roll that stands, if there is one."""
    standing = current_rolls([meeting.section.pk], date=meeting.date).get((meeting.section.pk, meeting.period))
    context = {"meeting": meeting, "section": meeting.section, "reason": reason, "roll": standing}
    return render(request, "rollcall/not_possible.html", context, status=status)


def all_problems(meeting: Meeting, form: RollForm) -> list[EntryProblem]:
    """The lines that cannot be read, and among the others those that cannot be right: everything at once."""
    readable = [key for key in form.shown if key not in {problem.student_key for problem in form.problems}]
    try:
        check_entries(form.sent, students=readable, minutes=meeting.minutes(pack=pack_in_force()))
    except EntriesRefused as refused:
        return [*form.problems, *refused.problems]
    return form.problems


def _day(text: str) -> Date:
    try:
        return Date.fromisoformat(text)
    except ValueError:
        raise Http404 from None

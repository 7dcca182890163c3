"""Recording conference attempts and referrals, each with the step that the law counts from.

Source: EC 48262 (conscientious effort to hold a conference), 48263 (referral to the review board).
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from adsum.cases.channels import CHANNELS
from adsum.cases.models import ConferenceAttempt, Referral
from adsum.determinations.actions.judge import judge_students
from adsum.determinations.actions.steps import record_step
from adsum.determinations.models import Standing, Step
from adsum.district import audit
from adsum.district.audit import Actor
from adsum.enrollment.models import Student

LONGEST_SUMMARY = 500


class AttemptRefused(Exception):
    """Refusal: a conference attempt cannot be recorded as asked."""


class ReferralRefused(Exception):
    """Refusal: the steps that must come before a referral are missing."""


@transaction.atomic
def record_conference_attempt(
    *,
    student: Student,
    attempted_on: date,
    channel: str,
    outcome: str,
    summary: str = "",
    on: date,
    by: Actor,
    at: datetime,
) -> ConferenceAttempt:
    """Record a try to hold a conference; the student is judged again as of `on`. Raises AttemptRefused."""
    student = Student.objects.select_for_update().get(pk=student.pk)
    check_can_record_attempt(
        student=student, attempted_on=attempted_on, channel=channel, outcome=outcome, summary=summary, on=on
    )
    attempt = ConferenceAttempt.objects.create(
        student=student,
        attempted_on=attempted_on,
        channel=channel,
        outcome=outcome,
        summary=summary.strip(),
        recorded_at=at,
        recorded_by=audit.person(by),
    )
    # Two tries on one day are one step: the law asks whether and when, not how often.
    if not _steps(student, Step.Kind.CONFERENCE).filter(happened_on=attempted_on).exists():
        record_step(student=student, kind=Step.Kind.CONFERENCE, happened_on=attempted_on, by=by, at=at)
        _judge_again(student, on=on, by=by, at=at)
    audit.record("conference.attempted", about=attempt, by=by, at=at, channel=channel, outcome=outcome)
    return attempt


def check_can_record_attempt(
    *, student: Student, attempted_on: date, channel: str, outcome: str, summary: str, on: date
) -> None:
    if attempted_on > on:
        raise AttemptRefused(
            f"An attempt dated {attempted_on} lies after today, {on}. Nothing was saved. Enter the day it was made."
        )
    if channel not in CHANNELS or outcome not in ConferenceAttempt.Outcome.values:
        raise AttemptRefused(
            f"“{channel}” and “{outcome}” are not both known. Nothing was saved. Channels are {', '.join(CHANNELS)}; "
            f"outcomes are {', '.join(ConferenceAttempt.Outcome.values)}."
        )
    if len(summary.strip()) > LONGEST_SUMMARY:
        raise AttemptRefused(f"The summary is longer than {LONGEST_SUMMARY} characters. Nothing was saved. Shorten it.")


@transaction.atomic
def refer(*, student: Student, referred_on: date, on: date, by: Actor, at: datetime) -> Referral:
    """Record a referral to the review board. Raises ReferralRefused while earlier steps are missing."""
    student = Student.objects.select_for_update().get(pk=student.pk)
    check_can_refer(student=student, referred_on=referred_on, on=on)
    referral = Referral.objects.create(
        student=student, referred_on=referred_on, recorded_at=at, recorded_by=audit.person(by)
    )
    record_step(student=student, kind=Step.Kind.REFERRAL, happened_on=referred_on, by=by, at=at)
    _judge_again(student, on=on, by=by, at=at)
    audit.record("referral.made", about=referral, by=by, at=at, referred_on=referred_on.isoformat())
    return referral


def check_can_refer(*, student: Student, referred_on: date, on: date) -> None:
    """A first notice and a conference attempt come before the board (EC 48262, 48263; bad-inputs T08)."""
    if referred_on > on:
        raise ReferralRefused(f"A referral dated {referred_on} lies after today, {on}. Nothing was saved.")
    missing = [
        words
        for kind, words in ((Step.Kind.NOTICE, "an issued letter"), (Step.Kind.CONFERENCE, "a conference attempt"))
        if not _steps(student, kind).filter(happened_on__lte=referred_on).exists()
    ]
    if missing:
        raise ReferralRefused(
            f"Student {student.key} cannot be referred to the board yet. Missing: {' and '.join(missing)}. "
            "Nothing was saved. Take those steps first, then refer."
        )
    if Referral.objects.filter(student=student, referred_on=referred_on).exists():
        raise ReferralRefused(f"Student {student.key} was referred on {referred_on} already. Nothing was saved.")


def can_refer(*, student: Student, referred_on: date, on: date) -> bool:
    try:
        check_can_refer(student=student, referred_on=referred_on, on=on)
    except ReferralRefused:
        return False
    return True


def _steps(student: Student, kind: Step.Kind) -> QuerySet[Step]:
    return Step.objects.filter(student=student, kind=kind, undone_on__isnull=True)


def _judge_again(student: Student, *, on: date, by: Actor, at: datetime) -> None:
    newest = Standing.objects.filter(student=student).order_by("-as_of").values_list("as_of", flat=True).first()
    judge_students(student_ids=[student.pk], by=by, at=at, as_of=max(on, newest or on))

"""What staff did for one student: conference attempts and referrals."""

from adsum.cases.models import ConferenceAttempt, Referral
from adsum.enrollment.models import Student


def conference_attempts(student: Student) -> list[ConferenceAttempt]:
    """Every attempt, newest first, with who recorded it."""
    attempts = ConferenceAttempt.objects.filter(student=student).select_related("recorded_by__staff")
    return list(attempts.order_by("-attempted_on", "-pk"))


def referrals(student: Student) -> list[Referral]:
    """Every referral to the review board, newest first."""
    return list(Referral.objects.filter(student=student).order_by("-referred_on", "-pk"))

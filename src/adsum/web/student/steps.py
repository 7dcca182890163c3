"""What the school did: letters, conference attempts, referrals, as far as they were known on the day shown."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adsum.cases.models import ConferenceAttempt
from adsum.cases.queries import conference_attempts, referrals
from adsum.enrollment.models import Student
from adsum.notices.models import Notice
from adsum.notices.queries.letters import letters_of_student

OUTCOMES: dict[str, Any] = {
    ConferenceAttempt.Outcome.HELD: gettext_lazy("held"),
    ConferenceAttempt.Outcome.NO_ANSWER: gettext_lazy("no answer"),
    ConferenceAttempt.Outcome.LEFT_MESSAGE: gettext_lazy("message left"),
    ConferenceAttempt.Outcome.REFUSED: gettext_lazy("refused"),
}


@dataclass(frozen=True)
class Step:
    """One thing done on a day; `letter` is the key of the letter to open."""

    on: date
    what: str
    letter: str = ""


def steps(student: Student, *, as_of: date, known_at: datetime | None) -> list[Step]:
    """Newest first. Three statements."""

    def is_known(recorded_at: datetime) -> bool:
        return known_at is None or recorded_at <= known_at

    found = [
        step for notice in letters_of_student(student) if is_known(notice.drafted_at) for step in letter_steps(notice)
    ]
    for attempt in conference_attempts(student):
        if is_known(attempt.recorded_at):
            outcome = OUTCOMES.get(attempt.outcome, attempt.outcome)
            found.append(Step(attempt.attempted_on, _("Conference attempted: %(outcome)s") % {"outcome": outcome}))
    for referral in referrals(student):
        if is_known(referral.recorded_at):
            found.append(Step(referral.referred_on, _("Referred to the review board")))
    return sorted((step for step in found if step.on <= as_of), key=lambda step: step.on, reverse=True)


def letter_steps(notice: Notice) -> list[Step]:
    """A letter's issue and rescission; a draft shows its draft."""
    level = {"level": notice.level}
    if notice.issued_on is None:
        words = (
            _("Notice %(level)d drafted") if notice.rescinded_on is None else _("Notice %(level)d drafted and removed")
        )
        return [Step(timezone.localdate(notice.drafted_at), words % level, notice.key)]
    found = [Step(notice.issued_on, _("Notice %(level)d issued") % level, notice.key)]
    if notice.rescinded_on is not None:
        found.append(Step(notice.rescinded_on, _("Notice %(level)d rescinded") % level, notice.key))
    return found

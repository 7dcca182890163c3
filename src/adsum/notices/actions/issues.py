"""Issuing a drafted letter: from here on it is dated, counted by the law, and never changed."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from adsum.district.audit import Actor
from adsum.notices.issuing import ISSUED, Outcome, refreshed, settle
from adsum.notices.judging_again import judge_again
from adsum.notices.making import Table
from adsum.notices.models import Notice


@transaction.atomic
def issue(*, notice: Notice, on: date, by: Actor, at: datetime, choices: Collection[str] = ()) -> Outcome:
    """Issue one letter dated `on`, or remove it when the records no longer call for it.

    Raises LetterHeld, LetterStandsOtherwise, EarlierLetterMissing. Asked again, says that it is issued already.
    """
    table = Table(students=[notice.student], level=notice.level, on=on, at=at)
    outcome = settle(table, notice=refreshed([notice])[0], student=notice.student, choices=choices, by=by)
    if outcome.what == ISSUED:
        judge_again([notice.student_id], on=on, by=by, at=at)
    return outcome

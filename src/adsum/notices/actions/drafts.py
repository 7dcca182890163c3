"""Drafting a letter: its words are composed and it takes the flip that calls for it. Nothing is sent yet.

Asked twice, a letter that stands is given back as it is (bad-inputs T04).
"""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from adsum.district.audit import Actor
from adsum.enrollment.models import Student
from adsum.notices.making import Table, write_draft
from adsum.notices.models import Notice


@transaction.atomic
def draft(
    *, student: Student, level: int, on: date, by: Actor, at: datetime, choices: Collection[str] = ()
) -> tuple[Notice, bool]:
    """Draft the letter of this level, dated `on`. Returns it and whether it is new.

    Raises LevelNotOffered, EarlierLetterMissing, NotOwed, LetterHeld.
    """
    table = Table(students=[student], level=level, on=on, at=at)
    if standing := table.standing_letter(student):
        return standing, False
    table.check_earlier_letter(student)
    table.check_level()
    return write_draft(table, student=student, choices=choices, by=by), True

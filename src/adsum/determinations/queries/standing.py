"""How a student stands on a day, by what was known at a moment: from the record where it answers, else judged again."""

from datetime import date, datetime

from adsum.determinations.judging.flips import COUNTS, FINDINGS
from adsum.determinations.judging.school_years import school_year
from adsum.determinations.models import Standing
from adsum.determinations.queries.judged import Row, judged
from adsum.district.pack import pack_in_force
from adsum.enrollment.models import Student

COLUMNS = (*COUNTS, *FINDINGS, "is_central_run")


def standing_of(*, student: Student, as_of: date, at: datetime, known_at: datetime | None = None) -> Row | None:
    """The standing's columns of the facts contract; None for somebody who could not be judged.

    `at` is now. The record answers for the day it is of and for now; every other pair of dates is judged from the facts
    known then.
    """
    if known_at is None:
        year = school_year(as_of, pack=pack_in_force())
        row = Standing.objects.filter(student=student, school_year=year, as_of=as_of).values(*COLUMNS).first()
        if row is not None:
            return dict(row)
    found = judged(student=student, as_of=as_of, at=at, known_at=known_at).standing
    return None if found is None else {name: _as_recorded(name, found[name]) for name in COLUMNS}


def _as_recorded(name: str, value: object) -> object:
    """Flags as true or false and missing words as empty text, as the record has them."""
    if name.startswith("is_") and value is not None:
        return bool(value)
    return "" if name in {"band", "tier"} and value is None else value

"""What the night run calls, after everybody has been judged."""

from datetime import date, datetime

from adsum.district.audit import Job
from adsum.notices.actions import draft_all
from adsum.notices.actions.batches import Report
from adsum.notices.levels import OFFERED

NIGHT = Job("letters of the night")


def draft_owed_letters(*, on: date, at: datetime) -> list[Report]:
    """Draft what the day's standings call for, district-wide; the offices issue in the morning."""
    return [draft_all(school=None, level=level, on=on, by=NIGHT, at=at) for level in OFFERED]

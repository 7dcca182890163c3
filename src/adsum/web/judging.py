"""Judge students again after a page changed their marks, without ever undoing what was recorded.

The roll or the clearing is committed first. Should judging fail, it is logged by record id and the night run repairs
it: a teacher is never told that a roll was not taken when it was.
"""

import logging
from collections.abc import Collection
from datetime import datetime

from django.utils import timezone

from adsum.district.models import User

logger = logging.getLogger(__name__)


def judge_again(*, student_ids: Collection[int], by: User, at: datetime) -> bool:
    """Judge these students (primary keys) as of the day of `at`. Says whether it succeeded; never raises."""
    if not student_ids:
        return True
    try:
        # Imported here: whatever keeps the engine from loading must not keep a roll from being taken.
        from adsum.determinations.actions import judge_students

        judge_students(student_ids=student_ids, by=by, at=at, as_of=timezone.localdate(at))
    except Exception as error:  # whatever it was: the marks are saved, and the night judges everybody
        # The kind of error only: its text might hold what a log may not.
        logger.error("judging failed (%s) for students %s", type(error).__name__, sorted(student_ids))
        return False
    return True

"""What the night run calls."""

from datetime import date, datetime

from adsum.determinations.actions import judge_all
from adsum.determinations.actions.judge import Progress
from adsum.determinations.models import Run
from adsum.district.audit import Job


def judge_everybody(*, at: datetime, as_of: date, progress: Progress) -> Run:
    """Judge everybody in the night run's name."""
    return judge_all(by=Job("night"), at=at, as_of=as_of, progress=progress)

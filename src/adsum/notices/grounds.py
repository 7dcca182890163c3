"""Whether a letter's ground stands on a day, and the dates that counted: asked of the engine, on today's records.

Asked again whenever a letter is drafted or issued, so that an absence cleared a minute ago no longer counts
(bad-inputs T03). One question serves a whole batch.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from adsum.determinations.judging.answers import ask
from adsum.enrollment.models import Student
from adsum.notices.rendering.compose import CountedEvent
from adsum.policy.packs import Pack


@dataclass(frozen=True)
class Ground:
    """`notice_due` is the lowest level that is owed (0: none); `events` counted by the state's rule, up to the day."""

    school: str
    grade: str
    notice_due: int
    is_central_run: bool
    events: tuple[CountedEvent, ...]


def grounds_of(students: Collection[Student], *, on: date, at: datetime, pack: Pack) -> dict[int, Ground]:
    """The ground of each student by primary key; a student whose records break a rule is left out."""
    answers = ask(students=[student.pk for student in students], as_of=on, at=at, pack=pack)
    found = {}
    for student in students:
        standing = answers.standings.get(student.source_id)
        if standing is None:
            continue
        rows = answers.events.get(student.source_id, [])
        found[student.pk] = Ground(
            school=standing["school_id"],
            grade=standing["grade"],
            notice_due=standing["notice_due"],
            is_central_run=standing["is_central_run"],
            events=tuple(CountedEvent(row["date"], row["kind"]) for row in rows if row["kind"] is not None),
        )
    return found

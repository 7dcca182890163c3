"""Turning what a roll says into rows: new marks, and rows that replace marks which no longer hold.

A mark is never edited. One that still holds is left alone, with the reason the office gave it. One whose minutes
changed is replaced and hands its reason on. One that does not hold is replaced by the mark that does, or by a
`present` row that takes it back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from adsum.attendance.models import Mark, Roll
from adsum.attendance.models.marks import CURRENT
from adsum.attendance.queries.rosters import Entry, Marks
from adsum.district.audit import Actor, person

Status = Mark.Status


class MarksMoved(Exception):
    """Somebody replaced one of these marks since they were read: read again and decide again."""


@dataclass(frozen=True)
class NewMark:
    """A row to be written, and the row it replaces, if any."""

    student: int
    status: str
    minutes: int | None = None
    replaces: Mark | None = None

    @property
    def keeps_reason(self) -> bool:
        return self.replaces is not None and self.replaces.status == self.status


@dataclass(frozen=True)
class MarkChanges:
    """What has to be written so that these students' marks say what the roll says."""

    new: list[NewMark] = field(default_factory=list)

    @classmethod
    def between(cls, standing: Marks, said: Mapping[int, Entry]) -> "MarkChanges":
        return cls(
            [new for student, entry in said.items() for new in cls.of(student, standing.get(student, []), entry)]
        )

    @classmethod
    def of(cls, student: int, standing: Iterable[Mark], said: Entry) -> Iterable[NewMark]:
        """One student's changes; nothing when the standing marks already say it."""
        open_marks, over = dict(said.marks), []
        for mark in standing:
            if mark.status not in open_marks:
                over.append(mark)
                continue
            minutes = open_marks.pop(mark.status)
            if minutes is not None and minutes != mark.minutes:
                yield NewMark(student, mark.status, minutes, replaces=mark)
        # What a new mark replaces is a mark that stood, rather than one already taken back.
        over.sort(key=lambda mark: mark.status == Status.PRESENT)
        for status, minutes in open_marks.items():
            yield NewMark(student, status, minutes, replaces=over.pop(0) if over else None)
        for mark in over:
            if mark.status != Status.PRESENT:
                yield NewMark(student, Status.PRESENT, replaces=mark)

    @property
    def replaced(self) -> list[Mark]:
        return [new.replaces for new in self.new if new.replaces is not None]

    @property
    def students(self) -> list[int]:
        return sorted({new.student for new in self.new})


def write_marks(*, changes: MarkChanges, roll: Roll, school: int, by: Actor, at: datetime) -> None:
    """Write a roll's marks inside the certification's own atomic transaction. Raises MarksMoved. Two statements."""
    replaced = [mark.pk for mark in changes.replaced]
    if replaced and Mark.objects.filter(CURRENT, pk__in=replaced).update(replaced_at=at) != len(replaced):
        raise MarksMoved
    Mark.objects.bulk_create(
        Mark(
            student_id=new.student,
            school_id=school,
            roll=roll,
            date=roll.date,
            period=roll.period,
            status=new.status,
            minutes=new.minutes,
            recorded_at=at,
            recorded_by=person(by),
            replaces=new.replaces,
            **_handed_on(new),
        )
        for new in changes.new
    )


def _handed_on(new: NewMark) -> dict[str, object]:
    """The reason the office gave, handed on to a row of the same status."""
    if not new.keeps_reason:
        return {}
    assert new.replaces is not None
    return {name: getattr(new.replaces, name) for name in ("reason", "incident", "explanation_id")}

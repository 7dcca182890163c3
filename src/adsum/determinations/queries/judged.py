"""One student judged for reading: the facts as known at a moment and everything that follows from them on a day.

The page of a student, its picture of the year and its reasons all come from one `Judged`, so they cannot disagree.
Nothing is written. Asked about now and today, the same functions ran when the standing on record was written.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.utils import timezone

from adsum.attendance.queries.rolls import unsubmitted_meetings
from adsum.determinations.facts_export import export_tables
from adsum.determinations.judging.answers import sound_facts
from adsum.determinations.judging.faults import Fault
from adsum.district.pack import pack_in_force
from adsum.enrollment.models import Student
from adsum.policy.determination import determine
from adsum.policy.explanation import Explanation, explain
from adsum.policy.facts import Facts
from adsum.policy.findings import Findings
from adsum.policy.known import known_marks
from adsum.policy.packs import Pack

Row = dict[str, Any]


@dataclass(frozen=True)
class Judged:
    """`standing` is None for somebody not enrolled by `as_of`, and for facts that break a rule: see `faults`."""

    student_id: str
    as_of: date
    known_at: datetime | None
    pack: Pack
    facts: Facts
    findings: Findings
    faults: list[Fault]
    running: date | None  # the day that is not over at the moment of knowledge
    has_open_rolls: bool  # on that day some roll of the student's has not come in

    @property
    def standing(self) -> Row | None:
        rows = self.findings.standing.rows(named=True)
        return rows[0] if rows else None

    @property
    def events(self) -> list[Row]:
        return self.findings.events.rows(named=True)

    def known_marks(self) -> list[Row]:
        """The marks that stood at `known_at`, in order of date and period."""
        marks = known_marks(self.facts.marks.lazy(), as_of=self.as_of, known_at=self.known_at)
        return marks.sort("date", "period", "mark_id").collect().rows(named=True)


def judged(*, student: Student, as_of: date, at: datetime, known_at: datetime | None = None) -> Judged:
    """Judge one student without writing: a fixed number of statements. `at` is now; `known_at` None is now, too."""
    pack = pack_in_force()
    known_at = known_at and known_at.astimezone(UTC)  # the facts tables hold moments in UTC
    running = timezone.localdate(known_at or at)
    tables = export_tables(students=[student.pk], as_of=as_of, pack=pack, known_at=known_at, running=running)
    facts, faults = sound_facts(tables, pack=pack)
    findings = determine(facts, as_of=as_of, known_at=known_at, pack=pack)
    return Judged(
        student.source_id,
        as_of,
        known_at,
        pack,
        facts=facts,
        findings=findings,
        faults=faults,
        running=running,
        has_open_rolls=running <= as_of and _has_open_rolls(student, on=running, known_at=known_at),
    )


def _has_open_rolls(student: Student, *, on: date, known_at: datetime | None) -> bool:
    return bool(unsubmitted_meetings(school_ids=None, first=on, last=on, student_ids=[student.pk], known_at=known_at))


def explanation(of: Judged) -> Explanation:
    """Why the student stands where they stand, from the same facts. The student must have a standing."""
    return explain(of.student_id, of.facts, as_of=of.as_of, known_at=of.known_at, pack=of.pack)

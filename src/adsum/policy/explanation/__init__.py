"""Explanation: the same stages for one student, told mark by mark with the values used and their sources.

    explain(student_id, facts, as_of=day, pack=pack)    an Explanation; .to_text(), .to_json(), .to_dict()

Nothing is decided here. The conclusions are those of determination.Stages; this room only says where they come from.
    case.py      the student's facts and stages together
    marks.py     every mark, and what its reason, caps and limits did to it
    truancy.py   ladder.py   absence.py     the sections
    model.py     text.py                    what an explanation is, and how it reads
Source: design.md, "Every finding explains itself".
"""

from __future__ import annotations

from datetime import date, datetime

import polars as pl

from adsum.policy.determination import Stages
from adsum.policy.explanation.absence import (
    band_section,
    chronic_district_section,
    chronic_state_section,
    chronic_truant_section,
)
from adsum.policy.explanation.case import StudentCase
from adsum.policy.explanation.ladder import ladder_section
from adsum.policy.explanation.model import Explanation, Id, Line, Section, UsedValue
from adsum.policy.explanation.truancy import district_truancy_section, truancy_section
from adsum.policy.facts import Facts
from adsum.policy.known import known_marks
from adsum.policy.law import Law
from adsum.policy.packs import Pack
from adsum.policy.parts import of_students
from adsum.policy.taught import Taught

__all__ = ["Explanation", "Line", "Section", "UnknownStudent", "UsedValue", "explain"]


class UnknownStudent(LookupError):
    """The facts have no such student."""

    def __init__(self, student_id: Id) -> None:
        super().__init__(f"There is no student {student_id} in these facts. Check the id, and which facts were given.")


def explain(student_id: Id, facts: Facts, *, as_of: date, known_at: datetime | None = None, pack: Pack) -> Explanation:
    """Why a student stands where they stand. Raises UnknownStudent."""
    law = Law.of(pack, as_of=as_of)
    own = _own_facts(student_id, facts)
    taught = Taught.of(own.calendar, year_first=law.year_first, through=as_of)
    known = known_marks(own.marks_in_memory, as_of=as_of, known_at=known_at)
    stages = Stages.of(own.with_marks(known), taught=taught, law=law)
    case = StudentCase(student_id=student_id, facts=own, stages=stages, taught=taught, law=law, known_at=known_at)
    return Explanation(
        student_id=student_id,
        as_of=as_of,
        known_at=known_at,
        pack_name=pack.name,
        pack_version=pack.version,
        standing=case.standing,
        sections=tuple(_sections(case)),
    )


def _own_facts(student_id: Id, facts: Facts) -> Facts:
    """The facts of one student, with the calendars of their schools."""
    mine = pl.col("student_id") == student_id
    if not facts.students.filter(mine).height:
        raise UnknownStudent(student_id)
    own = of_students(facts, mine, marks=facts.marks.lazy().filter(mine).collect())
    return own.at_own_schools()


def _sections(case: StudentCase) -> list[Section]:
    district = case.law.district
    local = [chronic_district_section(case, district), band_section(case, district)] if district else []
    return [
        truancy_section(case),
        *([district_truancy_section(case, district)] if district else []),
        ladder_section(case),
        chronic_state_section(case),
        *local,
        chronic_truant_section(case),
    ]

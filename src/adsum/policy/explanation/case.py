"""One student's case: the facts, the stages they went through, and what the explanation reads out of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

import polars as pl

from adsum.policy.determination import Stages
from adsum.policy.events import ages
from adsum.policy.explanation.marks import TakenMark, taken_marks
from adsum.policy.explanation.model import Id
from adsum.policy.facts import NEVER, Facts
from adsum.policy.law import Law
from adsum.policy.taught import Taught


@dataclass(frozen=True)
class Compulsory:
    """When the student had to attend: by age, and unless exempt."""

    age_from: int
    age_under: int
    since: date
    until: date
    exemptions: tuple[tuple[date, date], ...]

    @classmethod
    def of(cls, facts: Facts, *, law: Law) -> Compulsory:
        since, until = ages(facts.students, law=law).select("compulsory_from", "compulsory_until").row(0)
        spans = facts.exemptions.select("first_day", pl.col("last_day").fill_null(NEVER))
        exempt = tuple(spans.sort("first_day").rows())
        return cls(law.age_from, law.age_under, since, until, exempt)

    def why_not(self, on: date) -> str | None:
        if on < self.since:
            return f"the student was not yet {self.age_from}"
        if on >= self.until:
            return f"the student was {self.age_under} or older"
        if any(first <= on <= last for first, last in self.exemptions):
            return "the student was exempt from compulsory attendance"
        return None


@dataclass(frozen=True)
class StudentCase:
    """What is known of one student. `facts` has all marks, `stages` went through those known at `known_at`."""

    student_id: Id
    facts: Facts
    stages: Stages
    taught: Taught
    law: Law
    known_at: datetime | None

    @cached_property
    def marks(self) -> list[TakenMark]:
        return taken_marks(self.facts, self.stages, law=self.law, known_at=self.known_at)

    @cached_property
    def compulsory(self) -> Compulsory:
        return Compulsory.of(self.facts, law=self.law)

    @cached_property
    def standing(self) -> dict[str, Any]:
        """The student's row of the output table; empty for one who was never enrolled by `as_of`."""
        return next(iter(self.stages.standing.iter_rows(named=True)), {})

    @cached_property
    def events(self) -> list[dict[str, Any]]:
        return list(self.stages.events.iter_rows(named=True))

    @cached_property
    def _unexcused_days(self) -> set[tuple[Id, date]]:
        full = self.stages.days.filter(pl.col("is_absent") & pl.col("is_truant"))
        return set(full.select("school_id", "date").rows())

    def is_unexcused_day(self, mark: TakenMark) -> bool:
        """Whether the student was absent all day, unexcused, at the school of the mark."""
        return (mark.school_id, mark.on) in self._unexcused_days

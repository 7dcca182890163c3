"""A student's marks with everything the rules found out about each of them.

TakenMark   one mark: what it says, what its reason did, and, if it was not known or stands no more, why not
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl

from adsum.policy.determination import Stages
from adsum.policy.explanation.model import Id
from adsum.policy.facts import Facts
from adsum.policy.law import Law
from adsum.policy.meanings import meanings_of
from adsum.policy.packs import Reason
from adsum.policy.packs.wording import cap_in_words, grades_in_words
from adsum.policy.schedule import PeriodBits

STATUS = {"absent": "absent", "tardy": "tardy", "left_early": "left early"}


@dataclass(frozen=True)
class TakenMark:
    """One mark. `passed_over` says why it was not looked at further; None when it was."""

    mark_id: Id
    school_id: Id
    on: date
    period: int
    status: str
    minutes: int | None
    reason: Reason | None
    code: str | None
    is_over_cap: bool
    is_outside_grades: bool
    is_truant: bool
    earns_day: bool
    is_long_meeting: bool
    is_long_meeting_for_district: bool
    passed_over: str | None

    @property
    def is_absent(self) -> bool:
        return self.status == "absent"

    @property
    def what(self) -> str:
        """absent in period 2; tardy 45 minutes in period 1."""
        minutes = "" if self.is_absent or self.minutes is None else f" {self.minutes} minutes"
        return f"{STATUS[self.status]}{minutes} in period {self.period}, {self.reason_in_words}"

    @property
    def reason_in_words(self) -> str:
        if self.code is None:
            return "not cleared"
        return f"{self.code} {self.reason.label['en']}" if self.reason else self.code

    @property
    def is_confidential(self) -> bool:
        return self.reason is not None and self.reason.confidential

    @property
    def excuse(self) -> str:
        """What the reason did for the mark."""
        if self.code is None:
            return "nobody has explained it"
        if self.is_over_cap:
            limit = cap_in_words(self.reason.cap if self.reason else None)
            return f"beyond the limit of {limit}, so unexcused"
        if self.is_outside_grades:
            grades = grades_in_words(self.reason.grades if self.reason else None)
            return f"the reason is for grades {grades}, so unexcused"
        if self.is_truant:
            return "no valid excuse"
        return "the reason counts as attendance" if self.earns_day else "a valid excuse"


def taken_marks(facts: Facts, stages: Stages, *, law: Law, known_at: datetime | None) -> list[TakenMark]:
    """Every mark of the student, in order of date, period and recording.

    in      facts: of the student alone, with all marks; stages: of the same, with the known ones
    """
    looked_at = {row["mark_id"]: row for row in _looked_at(facts, stages, law=law).iter_rows(named=True)}
    ordered = facts.marks_in_memory.sort("date", "period", "recorded_at", "mark_id")
    return [
        _taken(row, looked_at.get(row["mark_id"]), law=law, known_at=known_at) for row in ordered.iter_rows(named=True)
    ]


def _looked_at(facts: Facts, stages: Stages, *, law: Law) -> pl.DataFrame:
    """mark_id | what the stages made of each known mark."""
    bits = PeriodBits.of(facts.meetings)
    bit = bits.bit(pl.col("period")).cast(bits.type)
    held = stages.marks.join(stages.spells, on=["student_id", "school_id"], how="left").with_columns(
        pl.col("date").is_between("first_day", "last_day").fill_null(False).alias("is_held")
    )
    long = {f"is_{name}": (((pl.col(name) & bit) != 0) & pl.col("is_held")).any() for name in ("long", "district_long")}
    flags = pl.col("is_over_cap", "is_outside_grades", "is_truant", "earns_day").first()
    meanings = meanings_of(law)
    told = held.with_columns(kind=meanings.number()).with_columns(
        is_truant=pl.lit(meanings.is_truant).gather("kind"), earns_day=pl.lit(meanings.earns_day).gather("kind")
    )
    return told.group_by("mark_id").agg(flags, **long)


def _taken(row: dict[str, Any], found: dict[str, Any] | None, *, law: Law, known_at: datetime | None) -> TakenMark:
    flags = found or {}
    return TakenMark(
        mark_id=row["mark_id"],
        school_id=row["school_id"],
        on=row["date"],
        period=row["period"],
        status=row["status"],
        minutes=row["minutes"],
        reason=law.pack.reasons(on=row["date"]).get(row["reason"] or ""),
        code=row["reason"],
        is_over_cap=bool(flags.get("is_over_cap")),
        is_outside_grades=bool(flags.get("is_outside_grades")),
        is_truant=bool(flags.get("is_truant")),
        earns_day=bool(flags.get("earns_day")),
        is_long_meeting=bool(flags.get("is_long")),
        is_long_meeting_for_district=bool(flags.get("is_district_long")),
        passed_over=None if found else _why_passed_over(row, law=law, known_at=known_at),
    )


def _why_passed_over(row: dict[str, Any], *, law: Law, known_at: datetime | None) -> str:
    if row["date"] > law.as_of:
        return f"it is dated after {law.as_of}"
    if known_at is not None and row["recorded_at"] > known_at:
        return f"it was recorded only at {moment_in_words(row['recorded_at'])}"
    return f"it was replaced by a correction at {moment_in_words(row['replaced_at'])}"


def moment_in_words(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")

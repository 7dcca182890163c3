"""The engine asked about the records: facts out of the database, checked, determined, laid out by student.

facts      exported as they are now
faults     students whose facts break a rule of the contract; they are left out
answers    standing, events, school months, fingerprint and grade of everybody else
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
from django.utils import timezone

from adsum.determinations.facts_export import export_tables
from adsum.determinations.judging.faults import Fault, Tables, faults, unreadable, without, without_stale_marks
from adsum.determinations.judging.fingerprints import facts_hashes
from adsum.policy.check import check
from adsum.policy.determination import determine
from adsum.policy.facts import Facts
from adsum.policy.law import Law
from adsum.policy.packs import Pack
from adsum.policy.standing import current_enrollments

Row = dict[str, Any]
FLAGS = ("is_chronic_truant", "is_chronic_state", "is_chronic_district", "is_central_run")


@dataclass(frozen=True)
class Answers:
    """What the engine says of each student, by student_id. `known_at` is the newest moment the facts hold."""

    known_at: datetime
    faults: list[Fault]
    standings: dict[str, Row]
    events: dict[str, list[Row]]
    months: pl.DataFrame


def ask(*, students: Collection[int], as_of: date, at: datetime, pack: Pack) -> Answers:
    """Export the facts of these students at a moment and have them judged as of a day."""
    tables = export_tables(students=students, as_of=as_of, pack=pack, running=timezone.localdate(at))
    facts, found = sound_facts(tables, pack=pack)
    findings = determine(facts, as_of=as_of, pack=pack)
    return Answers(
        known_at=_known_at(tables["marks"], at),
        faults=found,
        standings=_standings(findings.standing, facts=facts, as_of=as_of, pack=pack),
        events=_by_student(findings.events),
        months=findings.months,
    )


def sound_facts(tables: Tables, *, pack: Pack) -> tuple[Facts, list[Fault]]:
    """The facts without the students whose rows break a rule, and what is wrong with those."""
    found = unreadable(tables)
    facts = Facts.of(without(tables, {fault.student_id for fault in found}))
    facts, problems = without_stale_marks(facts, check(facts, pack=pack))
    broken = faults(problems, facts)
    if broken:
        facts = Facts.of(without(facts.tables(), {fault.student_id for fault in broken}))
    return facts, found + broken


def _known_at(marks: pl.DataFrame, at: datetime) -> datetime:
    """`at`, or the newest mark if another clerk's came in after this judging began and is in the facts already."""
    newest = marks.select(pl.max_horizontal("recorded_at", "replaced_at").max()).item()
    return at if newest is None else max(at, newest)


def _standings(standing: pl.DataFrame, *, facts: Facts, as_of: date, pack: Pack) -> dict[str, Row]:
    hashes, grades = facts_hashes(facts), _grades(facts, as_of=as_of, pack=pack)
    rows = {}
    for row in standing.iter_rows(named=True):
        student_id = row["student_id"]
        flags = {name: None if row[name] is None else bool(row[name]) for name in FLAGS}
        words = {name: row[name] or "" for name in ("band", "tier")}
        more = {"facts_hash": hashes[student_id], "grade": grades[student_id]}
        rows[student_id] = {**row, **flags, **words, **more}
    return rows


def _grades(facts: Facts, *, as_of: date, pack: Pack) -> dict[str, str]:
    """The grade of each student's current enrollment."""
    current = current_enrollments(facts.enrollments, law=Law.of(pack, as_of=as_of))
    graded = current.join(facts.enrollments.select("enrollment_id", "grade"), on="enrollment_id")
    return dict(graded.select("student_id", "grade").iter_rows())


def _by_student(events: pl.DataFrame) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in events.iter_rows(named=True):
        found[row["student_id"]].append(row)
    return found

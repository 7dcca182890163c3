"""Determination: facts in, findings out.

    Stages       every table on the way, rule after rule
    judge        the rules over the facts of any students: a part of a district, one student, a bucket on a cluster
    determine    a whole district: judge part after part, then add up
One student while the clerk waits and a district at night run the very same `judge`.

Source: facts contract, Meaning 1-10.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

import polars as pl

from adsum.policy.absences import Absences, absences, year_spans
from adsum.policy.ada import attended_days
from adsum.policy.caps import with_limits
from adsum.policy.chronic_truant import chronic_truants, tried
from adsum.policy.day_status import enrollment_days, incomplete_days, missed_days
from adsum.policy.events import event_days, events
from adsum.policy.facts import NEVER, Facts
from adsum.policy.findings import Findings, Verdicts, add_verdicts
from adsum.policy.known import known_marks, standing_notices
from adsum.policy.ladder import issues, ladder, truants
from adsum.policy.law import Law
from adsum.policy.meanings import meanings_of
from adsum.policy.packs import Pack
from adsum.policy.parts import MARKS_AT_ONCE, is_in_order, parts, side_by_side
from adsum.policy.schedule import PeriodBits, judged_spells
from adsum.policy.school_days import school_days
from adsum.policy.standing import absence_totals, current_enrollments, standing
from adsum.policy.taught import Taught

JUDGED_COLUMNS = ("student_id", "school_id", "date", "period", "status", "minutes", "reason", "incident")


def determine(
    facts: Facts,
    *,
    as_of: date,
    known_at: datetime | None = None,
    pack: Pack,
    marks_at_once: int = MARKS_AT_ONCE,
) -> Findings:
    """What follows from the facts on a day, as they were known at a moment (None: all that is known).

    The facts must have passed check.check with the same pack.
    """
    law = Law.of(pack, as_of=as_of)
    taught = Taught.of(facts.calendar, year_first=law.year_first, through=as_of)

    def narrow(marks: pl.LazyFrame) -> pl.LazyFrame:
        return known_marks(marks, as_of=as_of, known_at=known_at).select(JUDGED_COLUMNS)

    in_order = is_in_order(facts)
    cut = parts(facts, narrow=narrow, in_order=in_order, marks_at_once=marks_at_once)
    verdicts = list(side_by_side(cut, partial(judge, taught=taught, law=law)))
    return add_verdicts(verdicts, taught=taught, law=law, known_at=known_at, is_in_order=in_order or len(verdicts) == 1)


def judge(facts: Facts, *, taught: Taught, law: Law) -> Verdicts:
    """Apply every rule to the facts of some students. Their marks are those known, in memory.

    in      taught: of the schools of these students, at least
    """
    stages = Stages.of(facts, taught=taught, law=law)
    return Verdicts(
        days=stages.absences.rows,
        events=stages.events,
        standing=stages.standing,
        months=stages.absences.months,
        attended=stages.attended,
    )


@dataclass(frozen=True)
class Stages:
    """Every table on the way from facts to findings, so that an explanation can show the same ones.

    enrollments  as from readied_enrollments
    marks        the known marks with is_over_cap, is_outside_grades, is_beyond
    spells       as from schedule.judged_spells
    days         as from day_status.enrollment_days
    absences     as from absences.absences
    events       the output table
    current      as from standing.current_enrollments
    issues       as from ladder.issues
    standing     the output table
    attended     as from ada.attended_days
    """

    enrollments: pl.DataFrame
    marks: pl.DataFrame
    spells: pl.DataFrame
    days: pl.DataFrame
    absences: Absences
    events: pl.DataFrame
    current: pl.DataFrame
    issues: pl.DataFrame
    standing: pl.DataFrame
    attended: pl.DataFrame

    @classmethod
    def of(cls, facts: Facts, *, taught: Taught, law: Law) -> Stages:
        student_ids = facts.students["student_id"].sort()
        enrollments = readied_enrollments(facts.enrollments, student_ids=student_ids, taught=taught, law=law)
        marks = with_limits(facts.marks_in_memory, enrollments=enrollments, taught=taught, law=law)
        bits = PeriodBits.of(facts.meetings)
        spells = judged_spells(enrollments, facts.meetings, bits=bits, taught=taught, law=law)
        told_days = school_days(marks, bits=bits, meanings=meanings_of(law))
        days = enrollment_days(told_days, spells=spells)
        incomplete = incomplete_days(days, spells=spells, unsubmitted=facts.unsubmitted, bits=bits)
        missed = missed_days(days, incomplete=incomplete, taught=taught)
        counted = enrollments.filter("is_counted")
        spans = year_spans(counted, taught=taught, law=law)
        found = absences(counted=counted, spans=spans, missed=missed, student_ids=student_ids, taught=taught, law=law)
        dated = events(event_days(days, law=law), students=facts.students, exemptions=facts.exemptions, law=law)
        current = current_enrollments(enrollments, law=law)
        issued = issues(standing_notices(facts.notices, as_of=law.as_of))
        told = _standing(facts, current=current, found=found, dated=dated, issued=issued, taught=taught, law=law)
        attended = attended_days(spans, missed=missed, taught=taught, law=law)
        return cls(enrollments, marks, spells, days, found, dated, current, issued, told, attended)


def readied_enrollments(enrollments: pl.DataFrame, *, student_ids: pl.Series, taught: Taught, law: Law) -> pl.DataFrame:
    """Enrollments as the rules read them: spans closed, codes as claims, students and school calendars by number.

    in      student_ids: every student once, sorted
    out     enrollment_id | student_id, student_number (place in student_ids), school_id, page (null: the school never
            taught), grade, grade_span, first_day, last_day (closed), status, earns_ada, is_counted (bool); by student
    """
    readied = enrollments.select(
        "enrollment_id",
        "student_id",
        "school_id",
        "grade",
        "first_day",
        pl.col("last_day").fill_null(NEVER),
        "status",
        grade_span=law.grade_span(),
        earns_ada=pl.col("earns_ada") == 1,
        is_counted=pl.col("status").is_in(law.counted_status),
    )
    ordered = readied.sort("student_id", "first_day")
    numbered = ordered.with_columns(student_number=student_ids.search_sorted(ordered["student_id"]))
    return numbered.join(taught.pages, on="school_id", how="left", maintain_order="left")


def _standing(
    facts: Facts,
    *,
    current: pl.DataFrame,
    found: Absences,
    dated: pl.DataFrame,
    issued: pl.DataFrame,
    taught: Taught,
    law: Law,
) -> pl.DataFrame:
    climbed = ladder(truants(dated, law=law), events=dated, issues=issued, conferences=facts.conferences, law=law)
    everything_tried = tried(issued, conferences=facts.conferences, referrals=facts.referrals, law=law)
    chronic = chronic_truants(everything_tried, current=current, dates=found.dates, taught=taught, law=law)
    return standing(
        current,
        expected=found.expected,
        totals=absence_totals(found.dates, law=law),
        ladder=climbed,
        chronic_truants=chronic,
        schools=facts.schools,
        law=law,
    )

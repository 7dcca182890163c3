"""A whole sample district, batch by batch: memory stays the size of one batch, whatever the number of students.

in      number of students, seed, the pack's chronic rule and the reasons that earn the day
out     `first_tables`: schools and calendar; then `batches`: every other table for a run of schools, in id order
"""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from adsum.policy.sample.absences import partial_days, whole_days
from adsum.policy.sample.letters import ladder_tables
from adsum.policy.sample.marks import marks_of
from adsum.policy.sample.measures import ChronicRule, Tally, tally
from adsum.policy.sample.members import members_of
from adsum.policy.sample.rolls import unsubmitted_table
from adsum.policy.sample.schools import School, calendar_table, plan, schools_table
from adsum.policy.sample.students import enrollments_table, meetings_table, students_table

STUDENTS_IN_A_BATCH = 20_000
FIRST_MARK_ID = 100_000_001


@dataclass(frozen=True)
class Values:
    """What the sample takes from a policy pack."""

    rule: ChronicRule
    reasons_that_earn: list[str]


@dataclass(frozen=True)
class Batch:
    """The tables of a run of schools, and what they add to the measures."""

    tables: dict[str, pl.DataFrame]
    tally: Tally
    students: int


def first_tables(schools: list[School]) -> dict[str, pl.DataFrame]:
    return {"schools": schools_table(schools), "calendar": calendar_table(schools)}


def batches(*, schools: list[School], seed: int, values: Values) -> Iterator[Batch]:
    next_mark_id = FIRST_MARK_ID
    for run in runs_of(schools):
        batch = make_batch(run, everywhere=schools, seed=seed, values=values, next_mark_id=next_mark_id)
        next_mark_id += batch.tables["marks"].height
        yield batch


def runs_of(schools: list[School]) -> Iterator[list[School]]:
    """Neighboring schools with about a batch of students together."""
    run: list[School] = []
    for school in schools:
        run.append(school)
        if school.end_student - run[0].first_student >= STUDENTS_IN_A_BATCH:
            yield run
            run = []
    if run:
        yield run


def make_batch(run: list[School], *, everywhere: list[School], seed: int, values: Values, next_mark_id: int) -> Batch:
    members = members_of(run, everywhere=everywhere, seed=seed)
    missed = whole_days(members, seed=seed)
    partly = partial_days(members, missed, seed=seed)
    meetings = meetings_table(members, seed=seed)
    marks = marks_of(missed, partly, meetings, seed=seed)
    tables = {
        "students": students_table(members, seed=seed),
        "enrollments": enrollments_table(members),
        "meetings": meetings,
        "marks": marks.with_row_index("mark_id", offset=next_mark_id).with_columns(pl.col("mark_id").cast(pl.Int32)),
        "unsubmitted": unsubmitted_table(members, seed=seed),
        **ladder_tables(members, missed, seed=seed),
    }
    counted = tally(members, missed, reasons_that_earn=values.reasons_that_earn, rule=values.rule)
    return Batch(tables, counted, members.height)


__all__ = ["Batch", "Values", "batches", "first_tables", "plan"]

"""Judging: facts out of the records, the engine's answers, and what of them is new written down.

    judge_students   some students, live, after a mark or a step changed
    judge_all        everybody, at night, school by school

The same facts judged twice write no second flip. Two judgings of one student wait for each other: each locks the
student's row before it reads the facts, so the later one sees what the earlier one wrote.
"""

from collections.abc import Callable, Collection
from datetime import date, datetime

from django.db import transaction

from adsum.determinations.judging.answers import Answers, ask
from adsum.determinations.judging.batches import batches
from adsum.determinations.judging.months import MonthSums
from adsum.determinations.judging.school_years import school_year
from adsum.determinations.judging.writing import lock, write
from adsum.determinations.models import MonthTotal, Run, Standing
from adsum.district import audit
from adsum.district.audit import Actor
from adsum.district.pack import pack_in_force
from adsum.policy.packs import Pack

Progress = Callable[[int, int], None]  # students judged so far, of how many


class JudgedForALaterDay(Exception):
    """Refusal: the standings on record are of a later day than the one asked for."""


@transaction.atomic
def judge_students(*, student_ids: Collection[int], by: Actor, at: datetime, as_of: date) -> Run:
    """Judge these students (primary keys) now. The run lists those left out in `problems`."""
    pack = pack_in_force()
    run = _begin(kind="live", as_of=as_of, at=at, pack=pack)
    _judge(run, students=student_ids, by=by, at=at, pack=pack)
    run.ended_at = at
    run.save()
    return run


def judge_all(*, by: Actor, at: datetime, as_of: date, progress: Progress = lambda done, of: None) -> Run:
    """Judge everybody. Each batch is atomic on its own: a night that is cut off is simply run again.

    Raises JudgedForALaterDay, before anything is written.
    """
    pack = pack_in_force()
    check_can_judge_all(as_of=as_of, pack=pack)
    run, parts, sums = _begin(kind="night", as_of=as_of, at=at, pack=pack), batches(as_of=as_of), MonthSums()
    total = sum(len(part) for part in parts)
    progress(0, total)
    for part in parts:
        with transaction.atomic():
            sums.add(_judge(run, students=part, by=by, at=at, pack=pack))
            run.save()
        progress(run.students, total)
    _end(run, sums=sums, by=by, at=at, pack=pack)
    return run


def check_can_judge_all(*, as_of: date, pack: Pack) -> None:
    """A night never takes the standings back to an earlier day of the same school year."""
    year = school_year(as_of, pack=pack)
    later = Standing.objects.filter(school_year=year, as_of__gt=as_of).order_by("-as_of").first()
    if later is not None:
        raise JudgedForALaterDay(
            f"The standings are as of {later.as_of} already, so they were not taken back to {as_of}. "
            "Nothing was changed. To see an earlier day, export the facts and determine them as of that day."
        )


def _begin(*, kind: str, as_of: date, at: datetime, pack: Pack) -> Run:
    return Run.objects.create(
        kind=kind, as_of=as_of, known_at=at, pack=pack.name, pack_version=pack.version, started_at=at
    )


def _judge(run: Run, *, students: Collection[int], by: Actor, at: datetime, pack: Pack) -> Answers:
    """One batch: lock, ask, write, and leave the audit event. Adds up on the run, which the caller saves."""
    names = lock(students)
    answers = ask(students=list(names), as_of=run.as_of, at=at, pack=pack)
    year = school_year(run.as_of, pack=pack)
    flips = write(run, answers=answers, students=names, school_year=year)
    left_out = {fault.student_id for fault in answers.faults}
    run.known_at = max(run.known_at, answers.known_at)
    run.students += len(names) - len(left_out)
    run.flips += flips
    run.problems += [fault.as_json() for fault in answers.faults]
    audit.record("students.judged", about=run, by=by, at=at, students=len(names), flips=flips, left_out=len(left_out))
    return answers


@transaction.atomic
def _end(run: Run, *, sums: MonthSums, by: Actor, at: datetime, pack: Pack) -> None:
    year = school_year(run.as_of, pack=pack)
    MonthTotal.objects.filter(school_year=year).delete()
    MonthTotal.objects.bulk_create(sums.rows(run=run, school_year=year), batch_size=500)
    run.ended_at = at
    run.save()
    audit.record("night.ended", about=run, by=by, at=at, students=run.students, flips=run.flips)

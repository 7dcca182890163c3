"""Answers beside what is on record: the rows to write. Called by the judging actions, inside their transaction."""

from collections.abc import Collection
from typing import Any

from adsum.determinations.judging.answers import Answers, Row
from adsum.determinations.judging.flips import COUNTS, FINDINGS, Flip, flips
from adsum.determinations.models import Determination, Run, Standing
from adsum.district.models import School
from adsum.enrollment.models import Student

COLUMNS = ("school_id", "grade", "as_of", "facts_hash", *COUNTS, *FINDINGS, "is_central_run")


def lock(students: Collection[int]) -> dict[int, str]:
    """Make other judgings of these students wait. Returns source_id by primary key.

    The students' own rows are locked, not their standings: a student judged for the first time has none yet.
    """
    rows = Student.objects.filter(pk__in=students).select_for_update(no_key=True).order_by("pk")
    return dict(rows.values_list("pk", "source_id"))


def write(run: Run, *, answers: Answers, students: dict[int, str], school_year: int) -> int:
    """Write flips and standings of these students that are new. Returns the number of flips."""
    left_out = {fault.student_id for fault in answers.faults}
    judged = {pk: source_id for pk, source_id in students.items() if source_id not in left_out}
    before = _standings(judged, school_year=school_year)
    schools = _schools(answers)
    now = {pk: _columns(answers.standings.get(source_id), run, schools) for pk, source_id in judged.items()}
    found = {pk: flips(before=before.get(pk), now=now[pk], events=answers.events.get(judged[pk], [])) for pk in judged}
    _write_flips(run, found, now=now, school_year=school_year, known_at=answers.known_at)
    _write_standings(run, now=now, before=before, school_year=school_year)
    return sum(len(each) for each in found.values())


def _standings(students: Collection[int], *, school_year: int) -> dict[int, Row]:
    rows = Standing.objects.filter(student__in=students, school_year=school_year)
    return {row["student_id"]: row for row in rows.values("student_id", *COLUMNS)}


def _schools(answers: Answers) -> dict[str, int]:
    named = {row["school_id"] for row in answers.standings.values()}
    return dict(School.objects.filter(source_id__in=named).values_list("source_id", "pk"))


def _columns(standing: Row | None, run: Run, schools: dict[str, int]) -> Row | None:
    """A standing as its database columns; None for a student who is no longer enrolled anywhere."""
    if standing is None:
        return None
    return {
        **{name: standing.get(name) for name in COLUMNS},
        "as_of": run.as_of,
        "school_id": schools[standing["school_id"]],
    }


def _write_flips(
    run: Run, found: dict[int, list[Flip]], *, now: dict[int, Row | None], school_year: int, known_at: Any
) -> None:
    hashes = {pk: (row or {}).get("facts_hash", "") for pk, row in now.items()}
    schools = {pk: (row or {}).get("school_id") for pk, row in now.items()}
    Determination.objects.bulk_create(
        Determination(
            run=run,
            student_id=pk,
            school_id=schools[pk],
            school_year=school_year,
            name=flip.name,
            value=flip.value,
            was=flip.was,
            as_of=run.as_of,
            known_at=known_at,
            pack_version=run.pack_version,
            facts_hash=hashes[pk],
            evidence=flip.evidence,
            decided_at=run.started_at,
        )
        for pk, flips_of_student in found.items()
        for flip in flips_of_student
    )


def _write_standings(run: Run, *, now: dict[int, Row | None], before: dict[int, Row], school_year: int) -> None:
    gone = [pk for pk, row in now.items() if row is None and pk in before]
    if gone:
        Standing.objects.filter(student__in=gone, school_year=school_year).delete()
    changed = {pk: row for pk, row in now.items() if row is not None and {"student_id": pk, **row} != before.get(pk)}
    Standing.objects.bulk_create(
        (Standing(student_id=pk, school_year=school_year, run=run, **row) for pk, row in changed.items()),
        update_conflicts=True,
        unique_fields=["student", "school_year"],
        update_fields=["run", "school", *(name for name in COLUMNS if name != "school_id")],
        batch_size=500,
    )

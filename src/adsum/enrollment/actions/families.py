"""Family ties: who receives a student's letters and may explain absences.

A tie that another system no longer names is kept and switched off: a letter to somebody who may not have it does harm.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import models, transaction
from django.db.models import Q

from adsum.district import audit
from adsum.district.audit import Actor
from adsum.district.roster_tables import BATCH, Progress, batches_of, keys_of, unseen
from adsum.enrollment.models import Guardian, Guardianship, Student
from adsum.enrollment.roster import FamilyTie


@transaction.atomic
def tie_families(
    *,
    add: Sequence[FamilyTie],
    switch: Sequence[FamilyTie],
    because: models.Model,
    by: Actor,
    at: datetime,
    progress: Progress = unseen,
) -> None:
    """Add ties, and switch existing ones on or off as each says."""
    if not (add or switch):
        return
    students, guardians, total, done = keys_of(Student), keys_of(Guardian), len(add) + len(switch), 0
    for batch in batches_of(add, BATCH):
        Guardianship.objects.bulk_create(
            Guardianship(
                student_id=students[tie.student],
                guardian_id=guardians[tie.guardian],
                relation=tie.relation,
                receives_letters=tie.is_active,
                may_explain=tie.is_active,
            )
            for tie in batch
        )
        progress(done := done + len(batch), total)
    for is_active in (True, False):
        pairs = [(students[t.student], guardians[t.guardian]) for t in switch if t.is_active is is_active]
        for batch in batches_of(pairs, 300):
            Guardianship.objects.filter(_any_of(batch)).update(receives_letters=is_active, may_explain=is_active)
            progress(done := done + len(batch), total)
    switched_off = sum(not tie.is_active for tie in switch)
    audit.record(
        "guardianship.imported",
        about=because, by=by, at=at, added=len(add), switched_on=len(switch) - switched_off, switched_off=switched_off,
    )  # fmt: skip


def _any_of(pairs: Sequence[tuple[int, int]]) -> Q:
    return Q(*(Q(student=student, guardian=guardian) for student, guardian in pairs), _connector=Q.OR)

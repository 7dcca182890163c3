"""Facts for somebody else's run: the export as it is, less what no run could read.

Replaced marks that contradict records corrected after them are left out, as they are when we judge ourselves. Students
whose current facts break a rule stay in, so that the run says what is wrong; how many there are is told.
"""

from collections.abc import Collection
from datetime import date, datetime

import polars as pl
from django.utils import timezone

from adsum.determinations.facts_export import export_tables
from adsum.determinations.facts_export.snapshot import one_picture
from adsum.determinations.judging.faults import Tables, faults, unreadable, without, without_stale_marks
from adsum.policy.check import check
from adsum.policy.facts import Facts
from adsum.policy.packs import Pack


def tables_to_hand_out(
    *, as_of: date, at: datetime, pack: Pack, students: Collection[int] | None = None
) -> tuple[Tables, int]:
    """The tables as they are at a moment, and the number of students a run will refuse."""
    with one_picture():
        tables = export_tables(as_of=as_of, pack=pack, students=students, running=timezone.localdate(at))
    unread = unreadable(tables)
    facts = Facts.of(without(tables, {fault.student_id for fault in unread}))
    kept, problems = without_stale_marks(facts, check(facts, pack=pack))
    stale = facts.marks_in_memory.join(kept.marks_in_memory, on="mark_id", how="anti")["mark_id"].to_list()
    refused = {fault.student_id for fault in [*unread, *faults(problems, kept)]}
    return {**tables, "marks": tables["marks"].filter(~pl.col("mark_id").is_in(stale))}, len(refused)

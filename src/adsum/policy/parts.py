"""Parts: a district's facts cut by student, so that each part fits in memory and none needs another.

Every rule looks at one student, so students can be judged in any grouping. Marks that lie in order of student, as they
usually do, are read once from front to back. Marks in any other order are read once for every part.

Source: design.md, "One ruleset, three sizes".
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from itertools import chain
from typing import Any, TypeVar

import polars as pl

from adsum.policy.facts import Facts

MARKS_AT_ONCE = 1_000_000  # about 0.2 GB while judged
BY_STUDENT = ("students", "enrollments", "notices", "conferences", "referrals", "exemptions")
BY_ENROLLMENT = ("meetings", "unsubmitted")

Found = TypeVar("Found")
Narrow = Callable[[pl.LazyFrame], pl.LazyFrame]


def side_by_side(cut: Iterator[Facts], work: Callable[[Facts], Found]) -> Iterator[Found]:
    """Work on the parts, as many at a time as there are cores; the results in the order of the parts.

    Much of a part is one core's work, so two parts beside each other use two cores better than one after the other.
    """
    first, second = next(cut), next(cut, None)
    if second is None:
        yield work(first)
        return
    with ThreadPoolExecutor(max_workers=pl.thread_pool_size()) as workers:
        waiting: deque[Future[Found]] = deque()
        for part in chain([first, second], cut):
            waiting.append(workers.submit(work, part))
            if len(waiting) > pl.thread_pool_size():
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def is_in_order(facts: Facts) -> bool:
    """Whether the marks lie in order of student."""
    told = facts.marks.lazy().select(pl.col("student_id").is_sorted()).collect()
    return bool(told.item())


def parts(facts: Facts, *, narrow: Narrow, in_order: bool, marks_at_once: int = MARKS_AT_ONCE) -> Iterator[Facts]:
    """Facts of some students at a time, complete for each of them; together all students.

    in      narrow: what to keep of the marks as they are read (rows and columns); in_order: as from is_in_order
    out     facts whose marks are in memory; in order of student when the marks are
    """
    height = _height(facts)
    if height <= marks_at_once:
        yield replace(facts, marks=narrow(facts.marks.lazy()).collect())
    elif in_order:
        yield from _consecutive(facts, narrow=narrow, height=height, marks_at_once=marks_at_once)
    else:
        yield from _scattered(facts, narrow=narrow, count=-(-height // marks_at_once))


def _height(facts: Facts) -> int:
    if isinstance(facts.marks, pl.DataFrame):
        return facts.marks.height
    return int(facts.marks.select(pl.len()).collect().item())


def _consecutive(facts: Facts, *, narrow: Narrow, height: int, marks_at_once: int) -> Iterator[Facts]:
    """Read stretches of marks; the last student of a stretch waits for the next one, which may go on with them."""
    marks, tables = facts.marks.lazy(), SortedTables(facts)
    waiting: pl.DataFrame | None = None
    for offset in range(0, height, marks_at_once):
        stretch = narrow(marks.slice(offset, marks_at_once)).collect(engine="streaming").rechunk()
        waiting = stretch if waiting is None else pl.concat([waiting, stretch])
        if waiting.is_empty():
            continue
        cut = waiting["student_id"].search_sorted(waiting["student_id"][-1], side="left")
        if cut:
            yield tables.through(waiting["student_id"][cut - 1], marks=waiting[:cut])
            waiting = waiting[cut:]
    assert waiting is not None
    yield tables.through(None, marks=waiting)


class SortedTables:
    """The small tables in order of student, handed out from front to back without looking anything up."""

    def __init__(self, facts: Facts) -> None:
        owners = facts.enrollments.select("enrollment_id", "student_id")
        self._facts = facts
        self._tables = {name: facts.table(name).sort("student_id") for name in BY_STUDENT}
        for name in BY_ENROLLMENT:
            self._tables[name] = facts.table(name).join(owners, on="enrollment_id").sort("student_id")
        self._given = dict.fromkeys(self._tables, 0)

    def through(self, student_id: int | str | None, *, marks: pl.DataFrame) -> Facts:
        """The facts of the students after those handed out before, up to and with this one (None: to the end)."""
        return replace(self._facts, marks=marks, **{name: self._next(name, student_id) for name in self._tables})  # type: ignore[arg-type]

    def _next(self, name: str, student_id: int | str | None) -> pl.DataFrame:
        table, start = self._tables[name], self._given[name]
        end = table.height if student_id is None else table["student_id"].search_sorted(student_id, side="right")
        self._given[name] = end
        return table[start:end]


def _scattered(facts: Facts, *, narrow: Narrow, count: int) -> Iterator[Facts]:
    for number in range(count):
        mine = pl.col("student_id").hash(seed=0) % count == number
        marks = narrow(facts.marks.lazy().filter(mine)).collect(engine="streaming")
        yield of_students(facts, mine, marks=marks)


def of_students(facts: Facts, mine: pl.Expr, *, marks: pl.DataFrame) -> Facts:
    """The facts of the students whom `mine` picks by student_id. Schools and calendars stay whole."""
    kept: dict[str, Any] = {name: facts.table(name).filter(mine) for name in BY_STUDENT}
    for name in BY_ENROLLMENT:
        kept[name] = facts.table(name).join(kept["enrollments"], on="enrollment_id", how="semi")
    return replace(facts, marks=marks, **kept)

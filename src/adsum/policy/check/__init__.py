"""Bad facts: every fault the facts contract names, found before anything is judged.

    check(facts, pack=pack)     all faults, in the order of the files; an empty list means the facts can be judged

    tables.py   what can be wrong in any table: empty cells, unknown codes, broken keys and references, spans
    marks.py    what can be wrong with a mark: its date, place, period, minutes, moments, and the marks beside it
Readers of files refuse what does not parse before this; a cell that did not parse arrives here empty.
Source: docs/reference/facts.md, "Bad facts".
"""

from __future__ import annotations

from adsum.policy.check.marks import marks_problems
from adsum.policy.check.tables import table_problems
from adsum.policy.facts import COLUMNS, Facts, FactsProblem
from adsum.policy.packs import Pack

__all__ = ["check"]


def check(facts: Facts, *, pack: Pack) -> list[FactsProblem]:
    """Every fault in the facts. The pack says which reasons there are and what its primary status is."""
    found = [*table_problems(facts, pack=pack), *marks_problems(facts, pack=pack)]
    order = {facts.file(table): place for place, table in enumerate(COLUMNS)}
    return sorted(found, key=lambda problem: (order.get(problem.file, len(order)), problem.row, problem.column))

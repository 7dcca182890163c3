"""The law as code: facts in, findings out. Pure: no Django, no clock, no disk writes.

    facts = Facts.of({...})                                     the tables of docs/reference/facts.md
    check.check(facts, pack=pack)                               every fault; facts with one are not judged
    determine(facts, as_of=day, pack=pack)                      the five tables of findings
    explain(student_id, facts, as_of=day, pack=pack)            the same stages for one student, in words

README.md says which rule stands where.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from adsum.policy.determination import determine
    from adsum.policy.explanation import Explanation, explain
    from adsum.policy.facts import Facts, FactsProblem
    from adsum.policy.findings import Findings

__all__ = ["Explanation", "Facts", "FactsProblem", "Findings", "determine", "explain"]

HOMES = {
    "Explanation": "explanation",
    "Facts": "facts",
    "FactsProblem": "facts",
    "Findings": "findings",
    "determine": "determination",
    "explain": "explanation",
}


def __getattr__(name: str) -> Any:
    """Load the engine when it is first asked for: whoever only reads packs does not wait for Polars."""
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{HOMES[name]}"), name)

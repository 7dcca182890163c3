"""How a district's pack stands on the state's: what it may change, and what the two make together.

The parent's value says what a child may do (`local`): nothing (`fixed`), only go further in one direction
(`stricter`), or anything (`free`). A child's history replaces the parent's from the child's first day on;
before it the parent's stays in force.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from adsum.policy.packs.model import PackValue, day_before, in_force
from adsum.policy.packs.problems import PackProblem, Problems


def merge_values(
    *, parent: Mapping[str, tuple[PackValue, ...]], child: Mapping[str, tuple[PackValue, ...]], problems: Problems
) -> dict[str, tuple[PackValue, ...]]:
    merged = dict(parent)
    for key, history in child.items():
        if history and parent.get(key):
            check_override(parent[key], history, problems)
        merged[key] = joined(parent.get(key, ()), history) if history else parent.get(key, ())
    return merged


def joined(parent: tuple[PackValue, ...], child: tuple[PackValue, ...]) -> tuple[PackValue, ...]:
    """The parent's rows up to the day before the child's first, then the child's."""
    start = child[0].first_day
    earlier = [row for row in parent if row.first_day < start]
    if earlier and (earlier[-1].last_day is None or earlier[-1].last_day >= start):
        earlier[-1] = replace(earlier[-1], last_day=day_before(start))
    return (*earlier, *child)


def check_override(parent: tuple[PackValue, ...], child: tuple[PackValue, ...], problems: Problems) -> None:
    """Note every child row that its parent does not allow, on every day either of them changes."""
    for row in child:
        days = {row.first_day} | {base.first_day for base in parent if base.first_day > row.first_day}
        for day in sorted(day for day in days if row.last_day is None or day <= row.last_day):
            base = in_force(parent, on=day) or parent[0]
            fault = fault_of(base, row)
            if fault:
                problems.append(PackProblem(row.file, row.line, row.key, fault))
                break


def fault_of(base: PackValue, row: PackValue) -> str | None:
    if base.local == "fixed":
        return (
            f"{base.pack} keeps this value fixed ({base.source.cite}); take it out. "
            "A local definition needs a key of its own"
        )
    if base.local == "stricter" and not is_at_least_as_strict(base, row):
        return (
            f"{base.pack} allows only a stricter value, which here means {base.stricter} than "
            f"{base.payload} (in force {base.first_day}); this one is {row.payload}"
        )
    return None


def is_at_least_as_strict(base: PackValue, row: PackValue) -> bool:
    return bool(row.payload <= base.payload if base.stricter == "lower" else row.payload >= base.payload)

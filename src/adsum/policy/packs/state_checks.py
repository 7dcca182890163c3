"""The state's checks of reported records, by our name for each: their codes and how grave they are.

    state_fault(asking, "absence_days_sum")      StateFault(check, code STAS0318, severity fatal)

The codes belong to the state and change with its file versions, so they lie in the pack (`calpads.checks`).
"""

from __future__ import annotations

from dataclasses import dataclass

from adsum.policy.packs.asking import Asking, WrongQuestion


@dataclass(frozen=True)
class StateFault:
    """A check of the state that a record does not pass. `code` None: its code has not been found."""

    check: str
    code: str | None
    severity: str


def state_fault(asking: Asking, check: str) -> StateFault:
    for row in asking.value("calpads.checks"):
        if row["check"] == check:
            return StateFault(check, row["code"], row["severity"])
    raise WrongQuestion(f"calpads.checks of the pack {asking.pack.name!r} has no check {check!r}; add it with its code")


def state_faults(asking: Asking, failed: dict[str, bool]) -> tuple[StateFault, ...]:
    """The checks that failed, in the order given."""
    return tuple(state_fault(asking, check) for check, is_failed in failed.items() if is_failed)

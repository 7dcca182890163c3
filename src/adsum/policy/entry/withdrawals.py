"""Withdrawals: which paper supports which kind of leave, and what must be tried before somebody is given up.

    withdrawal           may the enrollment be closed, with which code, and what is missing
    transfer_outcome     what the leave counts as once it is known whether the student arrived

Source: the district's bulletin XII; CALPADS exit reasons.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from adsum.policy.packs import Pack
from adsum.policy.packs.asking import Asking, Used, WrongQuestion


@dataclass(frozen=True)
class Withdrawal:
    """`missing`: papers of which one is needed, steps of which all are; empty when the enrollment may be closed."""

    may_close: bool
    exit_code: str
    missing: tuple[str, ...]
    used: Used


@dataclass(frozen=True)
class TransferOutcome:
    """`is_dropout`: a student who arrived nowhere counts at the school that sent them away."""

    exit_code: str
    is_dropout: bool
    used: Used


def withdrawal(
    *,
    kind: str,
    papers: Collection[str] = (),
    steps_done: Collection[str] = (),
    days_unexcused: int = 0,
    is_located: bool = False,
    pack: Pack,
    on: date,
) -> Withdrawal:
    """Whether a leave of some kind is supported.

    in      kind: of leave.kinds; papers: documents at hand; steps_done: of due_diligence.steps; is_located: the
            student has been found and simply does not attend
    edges   a student who was found stays enrolled, whatever was tried; any one of a kind's papers is enough
    """
    asking = Asking(pack, on=on)
    row = leave_row(asking, kind)
    if row["needs_due_diligence"]:
        missing = steps_missing(asking, steps_done, days_unexcused, is_located=is_located)
    else:
        missing = () if not row["papers"] or set(papers) & set(row["papers"]) else tuple(row["papers"])
    return Withdrawal(not missing, row["exit_code"], missing, asking.used())


def leave_row(asking: Asking, kind: str) -> dict[str, Any]:
    rows: list[dict[str, Any]] = asking.value("leave.kinds")
    for row in rows:
        if row["kind"] == kind:
            return row
    raise WrongQuestion(f"there is no leave of kind {kind!r}; there are {', '.join(row['kind'] for row in rows)}")


def steps_missing(
    asking: Asking, steps_done: Collection[str], days_unexcused: int, *, is_located: bool
) -> tuple[str, ...]:
    """What is still to do before nobody knows where a student is."""
    if is_located:
        return ("found_student_stays_enrolled",)
    required: Sequence[str] = asking.value("due_diligence.steps")
    missing = [step for step in required if step not in steps_done]
    if not asking.meets("due_diligence.days_unexcused", days_unexcused):
        missing.append("days_unexcused")
    return tuple(missing)


def transfer_outcome(
    *, kind: str, has_arrived: bool, papers: Collection[str] = (), pack: Pack, on: date
) -> TransferOutcome:
    """What a leave comes to in the end.

    in      has_arrived: found in another public school of the state
    edges   a transfer to a public school is proven by arriving, and by no letter; other leaves by their papers
    """
    asking = Asking(pack, on=on)
    row = leave_row(asking, kind)
    is_proven = has_arrived if row["is_proven_by_arrival"] else bool(set(papers) & set(row["papers"]))
    return TransferOutcome(row["exit_code"], not is_proven, asking.used())

"""Papers at enrollment: what is proof, what an affidavit replaces, who may sign, and who needs none of it.

    proof               is there proof of age or residence, and which affidavit to hand out if not
    admission           enrolled today, and which papers follow
    may_enroll          who may enroll a child

Missing papers never delay a special population; a sworn statement is never notarized.
Source: the district's bulletin II-IV; Ed. Code 48204.1, 48850-48853.5.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from adsum.policy.packs import Pack
from adsum.policy.packs.asking import Asking, Used, WrongQuestion


@dataclass(frozen=True)
class Proof:
    """`needs_checking`: only weaker papers. `affidavit`: the form to hand out, None when there is proof."""

    is_proven: bool
    needs_checking: bool
    affidavit: str | None
    may_ask_for_notary: bool
    used: Used


@dataclass(frozen=True)
class FollowUp:
    paper: str
    due_on: date


@dataclass(frozen=True)
class Admission:
    """`blocked_by`: papers without which the child cannot start; none ever for a special population."""

    is_enrolled: bool
    blocked_by: tuple[str, ...]
    follow_ups: tuple[FollowUp, ...]
    used: Used


@dataclass(frozen=True)
class Signer:
    may_enroll: bool
    used: Used


def proof(*, of: str, papers: Collection[str], has_sworn: bool = False, pack: Pack, on: date) -> Proof:
    """Whether papers prove something.

    in      of: age or residence; papers: what the family brought; has_sworn: a sworn statement was signed
    """
    asking = Asking(pack, on=on)
    rows = [row for row in asking.value("proof.papers") if row["of"] == of]
    if not rows:
        raise WrongQuestion(f"nothing is listed as proof of {of!r}; proof.papers knows age and residence")
    strong = {row["paper"] for row in rows if row["is_strong"]}
    weak = {row["paper"] for row in rows if not row["is_strong"]}
    is_strong = bool(strong & set(papers)) or has_sworn
    is_proven = is_strong or bool(weak & set(papers))
    form = None if is_proven else next(row["form"] for row in asking.value("proof.affidavits") if row["of"] == of)
    may_notarize: bool = asking.value("proof.notary_may_be_asked")
    return Proof(is_proven, is_proven and not is_strong, form, may_notarize, asking.used())


def admission(*, missing: Collection[str], special_population: str | None = None, pack: Pack, on: date) -> Admission:
    """Whether a child is enrolled today although papers are missing.

    in      missing: papers not there (age, residence, immunization, prior_records, fines, uniform, ...)
    """
    asking = Asking(pack, on=on)
    is_special = special_population in asking.value("special_populations.kinds")
    required = asking.value("proof.required_to_start")
    blocked = () if is_special else tuple(sorted(set(missing) & set(required)))
    due_on = on + timedelta(days=asking.value("special_populations.follow_up_days"))
    follow_ups = () if blocked else tuple(FollowUp(paper, due_on) for paper in sorted(missing))
    return Admission(not blocked, blocked, follow_ups, asking.used())


def may_enroll(*, signer: str, pack: Pack, on: date) -> Signer:
    """Whether somebody may enroll a child, or themselves."""
    asking = Asking(pack, on=on)
    return Signer(signer in asking.value("enrollment.signers"), asking.used())

"""The engine as the judge of worked cases: tables of rows in, tables of rows out.

Kept apart from the rest, so that reading packs does not bring the whole engine with it.
"""

from __future__ import annotations

from datetime import date, datetime

from adsum.policy.determination import determine
from adsum.policy.facts import Facts
from adsum.policy.packs.cases.story import Tables
from adsum.policy.packs.model import Pack


def judge(tables: Tables, pack: Pack, as_of: date, known_at: datetime | None) -> Tables:
    findings = determine(Facts.of(tables), as_of=as_of, known_at=known_at, pack=pack)
    return {name: frame.to_dicts() for name, frame in findings.tables().items()}

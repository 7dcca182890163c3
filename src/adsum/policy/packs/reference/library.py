"""Everything that the pages of values and rules are made from: all packs of a folder, their cases, what reads what."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from adsum.policy.packs.cases.model import Case, RuleCase
from adsum.policy.packs.cases.reading import read_cases
from adsum.policy.packs.cases.running import values_proven
from adsum.policy.packs.model import Pack, PackValue
from adsum.policy.packs.problems import Problems
from adsum.policy.packs.reference.readers import modules_reading


@dataclass(frozen=True)
class Library:
    """All packs of a folder. `readers`: key -> modules; `proofs`: key -> cases; `rules_reading`: key -> rules."""

    packs: tuple[Pack, ...]
    cases: tuple[tuple[Pack, Case], ...]
    readers: dict[str, list[str]]
    proofs: dict[str, list[Case]] = field(default_factory=dict)
    rules_reading: dict[str, set[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, packs: list[Pack], *, folder: Path) -> Library:
        cases = [
            (pack, case)
            for pack in packs
            for case in read_cases(lineage=pack.lineage(), folder=folder, problems=Problems()).cases
        ]
        keys = sorted({key for pack in packs for key in pack.keys()})  # noqa: SIM118  a pack is no dict
        library = cls(tuple(packs), tuple(cases), modules_reading(keys))
        for pack, case in cases:
            library.note_proofs(pack, case)
        return library

    def note_proofs(self, pack: Pack, case: Case) -> None:
        for key in sorted(values_proven(case, pack=pack)):
            self.proofs.setdefault(key, []).append(case)
            if isinstance(case, RuleCase):
                self.rules_reading.setdefault(key, set()).add(case.rule)

    def keys(self) -> list[str]:
        return sorted(self.readers)

    def rows(self, key: str) -> list[PackValue]:
        """Every row that any pack itself writes for a key: the state's first, latest first."""
        holders = [pack for pack in self.in_order() if pack.has(key)]
        return [row for pack in holders for row in reversed(pack.history(key)) if row.pack == pack.name]

    def in_order(self) -> list[Pack]:
        """Parents before those that extend them."""
        return sorted(self.packs, key=lambda pack: (len(pack.lineage()), pack.name))

    def values_read_by(self, rule: str) -> list[str]:
        return sorted(key for key, rules in self.rules_reading.items() if rule in rules)

    def cases_of(self, rule: str) -> list[RuleCase]:
        return [case for _, case in self.cases if isinstance(case, RuleCase) and case.rule == rule]

"""Who stands for whom: the agents of students who are their parents, guardians or relatives.

The format names agents on either side. A tie that a whole file no longer names is switched off, not taken away; one
that was switched off for that reason is switched on when it is named again. What the office switched off stays off.
"""

from collections.abc import Iterator
from functools import cached_property

from adsum.enrollment.roster import FamilyTie
from adsum.intake.roster.frame import GUARDIAN_ROLES, Roster
from adsum.intake.roster.people import People
from adsum.intake.source_records import FAMILIES, tie_id

RELATION_UNKNOWN = "guardian"


class Families:
    """The family ties of a package."""

    def __init__(self, roster: Roster, *, people: People) -> None:
        self.roster, self.people = roster, people

    @cached_property
    def wanted(self) -> dict[tuple[str, str], str]:
        """(student, guardian) -> the guardian's role."""
        return {(student, guardian): self._relation(guardian) for student, guardian in self._pairs()}

    @cached_property
    def add(self) -> list[FamilyTie]:
        ours = self.roster.standing.ties
        return [FamilyTie(*pair, relation, True) for pair, relation in self.wanted.items() if pair not in ours]

    @cached_property
    def switch(self) -> list[FamilyTie]:
        return [*self._on(), *self._off()]

    @cached_property
    def same(self) -> int:
        return len(self.wanted) - len(self.add) - sum(tie.is_active for tie in self.switch)

    @property
    def named_ids(self) -> list[str]:
        return [tie_id(*pair) for pair in self.wanted]

    @property
    def ended_ids(self) -> list[str]:
        return [tie_id(tie.student, tie.guardian) for tie in self.switch if not tie.is_active]

    def _pairs(self) -> Iterator[tuple[str, str]]:
        students, guardians = self.people.known_students, self.people.known_guardians
        for source_id, user in self.roster.users.items():
            for agent in user.agent_ids:
                if source_id in students and agent in guardians:
                    yield source_id, agent
                elif source_id in guardians and agent in students:
                    yield agent, source_id

    def _relation(self, guardian: str) -> str:
        roles = (role.role for role in self.roster.roles.get(guardian, ()))
        return next((role for role in roles if role in GUARDIAN_ROLES), RELATION_UNKNOWN)

    def _on(self) -> Iterator[FamilyTie]:
        for pair in self.wanted:
            ours = self.roster.standing.ties.get(pair)
            if ours is not None and not ours.is_active and tie_id(*pair) in self.roster.sent.ended_ties:
                yield FamilyTie(*pair, ours.relation, True)

    def _off(self) -> Iterator[FamilyTie]:
        for student, guardian in self._gone():
            ours = self.roster.standing.ties.get((student, guardian))
            if ours is not None and ours.is_active and not {student, guardian} & self.roster.held:
                yield FamilyTie(student, guardian, ours.relation, False)

    def _gone(self) -> Iterator[tuple[str, str]]:
        if self.roster.is_bulk("users"):
            named = frozenset(self.named_ids)
            for each in self.roster.sent.missing(FAMILIES, named=named):
                student, guardian = each.split(" ", 1)
                yield student, guardian
        deleted = {user.sourced_id for user in self.roster.package.users if user.is_deleted}
        if deleted:
            yield from (pair for pair in self.roster.standing.ties if pair[1] in deleted)

"""Whatever teachers and clerks do to a roll, in any order: one current roll, and marks that say what was last said."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from world import NOW, TODAY, World

from adsum.attendance.actions.clearing import clear_absences
from adsum.attendance.actions.roll_checks import RollSent
from adsum.attendance.actions.roll_refusals import RollChanged
from adsum.attendance.clearing.entry import ClearingEntry
from adsum.attendance.models import Mark, Roll
from adsum.attendance.queries.rosters import PRESENT, Entry
from adsum.district.models import AuditEvent, Submission
from adsum.district.pack import pack_in_force

from .taking import ABSENT, CLASS, Taking, late, left_early

ENTRIES = st.sampled_from([PRESENT, ABSENT, late(5), late(30), left_early(10), late(5, left_early=10)])
SAID = st.dictionaries(st.sampled_from(CLASS), ENTRIES, max_size=3)
STEPS = st.one_of(
    st.tuples(st.just("certify"), SAID),
    st.tuples(st.just("retry"), st.integers(0, 3)),
    st.tuples(st.just("stale"), SAID),
    st.tuples(st.just("clear"), st.sampled_from(CLASS)),
)


class Story:
    """The roll beside a model of it: what was last said, and which absences the office has cleared."""

    def __init__(self, taking: Taking) -> None:
        self.taking, self.clerk = taking, taking.world.person("clerk")
        self.said: dict[str, Entry] = {}
        self.cleared: set[str] = set()
        self.sent: list[tuple[RollSent, str, str]] = []  # page, key, receipt
        self.first_page = self.taking.page({})
        self.at = NOW

    def step(self, verb: str, what: object) -> None:
        self.at += timedelta(seconds=1)
        act: Callable[[object], None] = getattr(self, verb)
        act(what)

    def certify(self, said: dict[str, Entry]) -> None:
        # A correction starts from what stands; "everybody absent" cannot come up with four students and three entries.
        page = self.taking.page({**self.said, **said})
        if all(entry.is_absent for entry in page.entries.values()):
            return
        self._take(page, {**self.said, **said})

    def _take(self, page: RollSent, said: dict[str, Entry]) -> None:
        key = f"key-{len(self.sent)}"
        done = self.taking.certify(page=page, key=key, at=self.at)
        assert done.is_new
        self.sent.append((page, key, done.receipt))
        self.said = {name: entry for name, entry in said.items() if entry != PRESENT}
        self.cleared = {name for name in self.cleared if self.said.get(name, PRESENT).is_absent}

    def retry(self, back: int) -> None:
        """An earlier roll arrives once more: same receipt, nothing changes."""
        if self.sent:
            page, key, receipt = self.sent[-1 - back % len(self.sent)]
            again = self.taking.certify(page=page, key=key, at=self.at)
            assert (again.receipt, again.is_new) == (receipt, False)

    def stale(self, said: dict[str, Entry]) -> None:
        """A page from before the first roll, on another device: taken only if it says what stands."""
        page = RollSent(
            self.first_page.shown,
            {**self.first_page.entries, **{self.taking.students[name].key: entry for name, entry in said.items()}},
            self.first_page.version,
        )
        says = {name: entry for name, entry in said.items() if entry != PRESENT}
        if not self.sent or says == self.said:
            if not all(entry.is_absent for entry in page.entries.values()):
                self._take(page, says)
            return
        with pytest.raises(RollChanged), transaction.atomic():
            self.taking.certify(page=page, key="stale", at=self.at)

    def clear(self, name: str) -> None:
        if not self.said.get(name, PRESENT).is_absent or name in self.cleared:
            return
        mark = Mark.objects.get(student=self.taking.students[name], replaced_at=None, status="absent")
        entry = ClearingEntry(reason="ILL", channel="call", given_on=TODAY, role="clinic", name="Front desk")
        clear_absences(
            marks=[mark.key],
            entry=entry,
            pack=pack_in_force(),
            submission=f"clear-{self.at}",
            by=self.clerk,
            at=self.at,
        )
        self.cleared.add(name)

    def check(self) -> None:
        assert self.taking.standing() == {name: entry.code for name, entry in self.said.items()}
        assert Roll.objects.filter(replaced_at=None).count() == min(1, len(self.sent))
        assert Roll.objects.count() == len(self.sent)
        assert Submission.objects.filter(action="attendance.certify_roll").count() == len(self.sent)
        assert AuditEvent.objects.filter(verb__startswith="attendance.roll_").count() == len(self.sent)
        assert not Mark.objects.filter(replaced_at__isnull=False, replaced_by__isnull=True).exists()
        assert not Roll.objects.filter(replaced_at__isnull=False, replaced_by__isnull=True).exists()
        reasons = Mark.objects.filter(replaced_at=None, reason="ILL").values_list("student", flat=True)
        assert set(reasons) == {self.taking.students[name].pk for name in self.cleared}


@pytest.fixture
def taking(world: World) -> Taking:
    world.person("clerk")
    return Taking(world)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=1, max_size=8))
def test_any_order_of_certifying_correcting_retrying_and_clearing(
    taking: Taking, steps: list[tuple[str, object]]
) -> None:
    with transaction.atomic():
        story = Story(taking)
        for verb, what in steps:
            story.step(verb, what)
            story.check()
        transaction.set_rollback(True)

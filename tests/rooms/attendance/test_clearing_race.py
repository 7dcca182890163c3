"""Two clerks at the same moment: one is first, the other is told, and nothing is written twice.

On SQLite writers queue up, so there the sequence in test_clearing.py (A37) says it all; these need real concurrency.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from world import NOW, TODAY, World

from adsum.attendance.actions.clearing import AbsenceChanged, clear_absences
from adsum.attendance.actions.marks_office import Correction, MeetingChanged, correct_marks
from adsum.attendance.clearing.entry import ClearingEntry
from adsum.attendance.models import Explanation, Mark
from adsum.attendance.queries.rosters import Entry
from adsum.policy.packs import load_pack

MONDAY = date(2026, 2, 9)
PACK = load_pack("lausd")

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one writer in at a time"),
]


def at_once(first: Callable[[], Any], second: Callable[[], Any]) -> list[str]:
    """Run both in threads of their own, started together; what came of each, by the name of its outcome."""
    barrier = Barrier(2)

    def run(act: Callable[[], Any]) -> str:
        try:
            barrier.wait(timeout=10)
            act()
        except (AbsenceChanged, MeetingChanged) as conflict:
            return type(conflict).__name__
        finally:
            connection.close()
        return "saved"

    with ThreadPoolExecutor(2) as threads:
        return sorted(threads.map(run, (first, second)))


@pytest.mark.parametrize("attempt", range(5))
def test_A37_one_of_two_clerks_saves_and_the_other_is_told(world: World, attempt: int) -> None:
    ana = world.student("Ana Flores")
    marks = [
        Mark.objects.create(student=ana, school=world.high, date=MONDAY, period=n, status="absent", recorded_at=NOW)
        for n in range(1, 7)
    ]
    people = {name: world.person("clerk", name=name) for name in ("P. Lee", "M. Ruiz")}

    def clearing(name: str, reason: str, keys: list[str]) -> Callable[[], Any]:
        entry = ClearingEntry(reason=reason, channel="call", given_on=TODAY, role="clinic", name="Front desk")
        return lambda: clear_absences(marks=keys, entry=entry, pack=PACK, submission=name, by=people[name], at=NOW)

    keys = [mark.key for mark in marks]
    outcome = at_once(clearing("P. Lee", "ILL", keys), clearing("M. Ruiz", "MED", keys[::-1]))
    assert outcome == ["AbsenceChanged", "saved"]
    standing = Mark.objects.filter(replaced_at=None)
    assert standing.count() == 6
    assert len(set(standing.values_list("reason", "recorded_by"))) == 1
    assert (Mark.objects.count(), Explanation.objects.count()) == (12, 1)


@pytest.mark.parametrize("attempt", range(5))
def test_A16_one_of_two_offices_adds_the_missed_absence(world: World, attempt: int) -> None:
    ana = world.student("Ana Flores")
    people = [world.person("clerk", name=name) for name in ("P. Lee", "M. Ruiz")]
    correction = Correction(
        student=ana, school=world.high, date=MONDAY, period=3, said=Entry(is_absent=True), why="By note.", seen=[]
    )
    acts = [
        lambda person=person: correct_marks(
            correction=correction, pack=PACK, submission=str(person.pk), by=person, at=NOW
        )
        for person in people
    ]
    assert at_once(*acts) == ["MeetingChanged", "saved"]
    assert Mark.objects.count() == 1

"""A teacher corrects while the office clears, at the same moment: nobody's work is lost unseen.

On SQLite writers queue up; these need real concurrency.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from world import NOW, TODAY, World

from adsum.attendance.actions.clearing import AbsenceChanged, clear_absences
from adsum.attendance.clearing.entry import ClearingEntry
from adsum.attendance.models import Mark, Roll
from adsum.district.pack import pack_in_force

from .taking import ABSENT, Taking, late

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one writer in at a time"),
]
LATER = NOW + timedelta(minutes=5)


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Run them in threads of their own, let go together; "saved" or the name of the conflict, in order."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> str:
        try:
            gate.wait(timeout=10)
            act()
        except AbsenceChanged as conflict:
            return type(conflict).__name__
        finally:
            connection.close()
        return "saved"

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


@pytest.fixture
def taking(world: World) -> Taking:
    taking = Taking(world)
    world.person("clerk")
    taking.certify({"Ana Flores": ABSENT})
    return taking


def clearing(taking: Taking, *, attempt: int) -> Callable[[], Any]:
    mark = Mark.objects.get(student=taking.students["Ana Flores"], replaced_at=None)
    entry = ClearingEntry(reason="ILL", channel="call", given_on=TODAY, role="clinic", name="Front desk")
    return lambda: clear_absences(
        marks=[mark.key], entry=entry, pack=pack_in_force(), submission=f"clear-{attempt}",
        by=taking.world.person("clerk"), at=LATER,
    )  # fmt: skip


def correcting(taking: Taking, said: dict[str, Any]) -> Callable[[], Any]:
    page = taking.page(said)
    return lambda: taking.certify(page=page, key="correction", at=LATER)


@pytest.mark.parametrize("attempt", range(4))
def test_a_correction_of_others_and_a_clearing_both_stand(taking: Taking, attempt: int) -> None:
    acts = correcting(taking, {"Ana Flores": ABSENT, "Keiko Sato": late(4)}), clearing(taking, attempt=attempt)
    assert at_once(*acts) == ["saved", "saved"]
    assert taking.standing() == {"Ana Flores": "A", "Keiko Sato": "T4"}
    assert Mark.objects.get(student=taking.students["Ana Flores"], replaced_at=None).reason == "ILL"


@pytest.mark.parametrize("attempt", range(4))
def test_the_same_mark_corrected_and_cleared_at_once_has_one_outcome(taking: Taking, attempt: int) -> None:
    told = at_once(correcting(taking, {"Ana Flores": late(4)}), clearing(taking, attempt=attempt))
    assert told in (["saved", "saved"], ["saved", "AbsenceChanged"])
    assert taking.standing() == {"Ana Flores": "T4"}
    assert Roll.objects.filter(replaced_at=None).count() == 1
    assert not Mark.objects.filter(replaced_at__isnull=False, replaced_by__isnull=True).exists()

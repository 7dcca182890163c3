"""Two judgings of one student at the same time, and two takers of one flip: each has its effect once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from rooms.determinations.stories import NIGHT, THREE, judge, miss
from world import NOW, TODAY, World

from adsum.determinations.actions import StepRefused, claim, record_step, undo_step
from adsum.determinations.models import Determination, Standing, Step
from adsum.district.models import AuditEvent
from adsum.enrollment.models import Student


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls in threads of their own, started together."""
    barrier = Barrier(len(calls))

    def wait_and(call: Callable[[], Any]) -> Any:
        try:
            barrier.wait(timeout=20)
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(wait_and, call) for call in calls]]


@pytest.fixture
def postgresql(transactional_db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time; this race needs PostgreSQL.")


@pytest.mark.postgresql
def test_two_judgings_at_once_write_each_flip_once(postgresql: None) -> None:
    world = World()
    ana = world.student("Ana Flores")
    miss(ana, *THREE)
    runs = at_once(lambda: judge(ana), lambda: judge(ana), lambda: judge(ana))
    names = list(Determination.objects.filter(student=ana).values_list("name", flat=True))
    assert sorted(names) == sorted(set(names))
    assert sorted(run.flips for run in runs) == [0, 0, len(names)]
    assert Standing.objects.filter(student=ana).count() == 1


@pytest.mark.postgresql
def test_judgings_of_overlapping_students_in_any_order_do_not_block_each_other(postgresql: None) -> None:
    world = World()
    ana, camila = world.student("Ana Flores"), world.student("Camila Reyes")
    miss(ana, *THREE)
    miss(camila, *THREE)
    at_once(*[lambda: judge(ana, camila), lambda: judge(camila, ana)] * 3)
    assert Determination.objects.filter(name="notice_due").count() == 2


@pytest.mark.postgresql
def test_of_two_takers_one_gets_the_flip(postgresql: None) -> None:
    world = World()
    ana = world.student("Ana Flores")
    miss(ana, *THREE)
    judge(ana)
    flip = Determination.objects.get(name="notice_due")
    took = at_once(
        *[lambda who=who: claim(determination=flip, claimed_by=who, by=NIGHT, at=NOW) for who in ("first", "second")]
    )
    assert sorted(took) == [False, True]
    assert AuditEvent.objects.filter(verb="determination.claimed").count() == 1


def issue(student: Student, *, level: int = 1) -> Step:
    return record_step(student=student, kind="notice", level=level, happened_on=TODAY, by=NIGHT, at=NOW)


def test_a_step_is_recorded_once_and_counts_until_it_is_undone(world: World) -> None:
    jamal = world.student("Jamal Washington")
    issue(jamal)
    with pytest.raises(StepRefused, match="is recorded for student"):
        issue(jamal)
    undone = undo_step(
        student=jamal, kind="notice", level=1, happened_on=TODAY, undone_on=TODAY + timedelta(days=1), by=NIGHT, at=NOW
    )
    assert undone.undone_on == TODAY + timedelta(days=1)
    issue(jamal)  # another letter, the same day
    assert [event.verb for event in AuditEvent.objects.order_by("pk")] == [
        "step.recorded", "step.undone", "step.recorded",
    ]  # fmt: skip


def test_a_step_that_was_not_taken_cannot_be_undone(world: World) -> None:
    with pytest.raises(StepRefused, match="Nothing was changed"):
        undo_step(
            student=world.student("Jamal Washington"),
            kind="referral",
            happened_on=TODAY,
            undone_on=TODAY,
            by=NIGHT,
            at=NOW,
        )


@pytest.mark.parametrize(("kind", "level"), [("notice", None), ("conference", 1)])
def test_only_notices_have_a_level(world: World, kind: str, level: int | None) -> None:
    with pytest.raises(StepRefused, match="Nothing was changed"):
        record_step(
            student=world.student("Jamal Washington"), kind=kind, level=level, happened_on=TODAY, by=NIGHT, at=NOW
        )


def test_an_issued_notice_is_owed_no_more_and_owed_again_when_rescinded(world: World) -> None:
    ana = world.student("Ana Flores")
    miss(ana, *THREE)
    judge(ana)
    issue(ana)
    judge(ana)
    assert Standing.objects.get(student=ana).notice_due == 0
    undo_step(student=ana, kind="notice", level=1, happened_on=TODAY, undone_on=TODAY, by=NIGHT, at=NOW)
    judge(ana)
    assert Standing.objects.get(student=ana).notice_due == 1

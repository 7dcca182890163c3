"""A program of its own that certifies rolls in processes that are killed or started together.

    python roll_driver.py kill     for every statement of a certification and of a correction: kill -9 just before it,
                                   then before the commit, then after it; then send the same roll again
    python roll_driver.py race     many processes send the same roll at once; two devices send different ones at once

It works in the database that ADSUM_HOME or DATABASE_URL names, which must be empty, and writes one JSON line a round.
"""

import json
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "adsum.settings")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from taking import ABSENT, Taking, late  # noqa: E402
from world import TODAY, World  # noqa: E402

from adsum.attendance.actions.roll_checks import RollSent  # noqa: E402
from adsum.attendance.actions.roll_refusals import RollChanged  # noqa: E402
from adsum.attendance.models import Mark, Roll  # noqa: E402
from adsum.district.models import AuditEvent, SchoolDay, Submission  # noqa: E402

FORK = multiprocessing.get_context("fork")
FIRST = {"Ana Flores": ABSENT, "Keiko Sato": late(12)}
CORRECTED = {"Ana Flores": late(30), "Camila Reyes": ABSENT, "Keiko Sato": late(12)}
SENDERS = 20


def kill() -> None:
    """A new school day for each place to die at, until a certification and a correction outlive their statements."""
    taking = prepare()
    days = iter(school_days(taking))
    for number in count(1):
        if not both(taking, number, day=next(days)):
            break
    for place in ("before commit", "after commit"):
        both(taking, place, day=next(days))


def both(taking: Taking, place: int | str, *, day: date) -> bool:
    """One certification and one correction killed at a place; whether either was."""
    taking.day, at = day, bell(day)
    first = round_of(taking, place, said=FIRST, key=f"first-{place}", at=at)
    say(kind="first", place=place, **first)
    corrected = round_of(taking, place, said=CORRECTED, key=f"corrected-{place}", at=at + timedelta(minutes=5))
    say(kind="corrected", place=place, **corrected)
    return first["was_killed"] or corrected["was_killed"]


def round_of(taking: Taking, place: int | str, *, said: Any, key: str, at: datetime) -> dict[str, Any]:
    """Send a roll in a process that dies at a place; look at what is left; send it again; look once more."""
    page = taking.page(said)
    before = rows()
    was_killed = die_at(place, lambda: taking.certify(page=page, key=key, at=at))
    left = difference(before)
    earlier = Submission.objects.filter(key=key).first()
    again = taking.certify(page=page, key=key, at=at + timedelta(minutes=1))
    return {
        "was_killed": was_killed,
        "left": left,
        "first_receipt": earlier and earlier.answer["receipt"],
        "second_receipt": again.receipt,
        "was_new": again.is_new,
        "in_the_end": difference(before),
        "standing": taking.standing(),
    }


def die_at(place: int | str, act: Callable[[], Any]) -> bool:
    """Do it in a child that is killed at the place; says whether it was."""
    connection.close()
    child = FORK.Process(target=run_and_die, args=(place, act))
    child.start()
    child.join()
    return child.exitcode == -signal.SIGKILL


def run_and_die(place: int | str, act: Callable[[], Any]) -> None:
    statements = 0

    def statement(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal statements
        statements += 1
        if statements == place:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    def die(*_arguments: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    if place == "before commit":
        connection.ensure_connection()
        connection._commit = die  # type: ignore[method-assign]
    with connection.execute_wrapper(statement):
        act()
    if place == "after commit":
        die()
    connection.close()


def race() -> None:
    """The same roll from many processes, and two rolls that differ from two devices, some rounds each."""
    taking = prepare()
    for number, day in enumerate(school_days(taking)[:4]):
        taking.day = day
        page, before = taking.page(FIRST), rows()
        same = together([(page, f"same-{number}")] * SENDERS, taking)
        say(kind="same", outcomes=sorted(set(same)), rows=difference(before), standing=taking.standing())
        devices = [(taking.page(CORRECTED), f"phone-{number}"), (taking.page({}), f"laptop-{number}")]
        before = rows()
        differing = together(devices, taking)
        say(kind="devices", outcomes=differing, rows=difference(before), standing=taking.standing())


def together(sends: list[tuple[RollSent, str]], taking: Taking) -> list[str]:
    """Each in a process of its own, let go at the same moment; what each was told."""
    connection.close()
    gate, answers = FORK.Barrier(len(sends)), FORK.SimpleQueue()

    def send(page: RollSent, key: str) -> None:
        meeting_of = taking.meeting()  # connected before the gate opens
        assert meeting_of is not None
        gate.wait()
        try:
            answer = taking.certify(page=page, key=key, at=bell(taking.day)).receipt
        except RollChanged:
            answer = "conflict"
        except Exception as error:  # whoever waits for this answer must hear of it
            answer = type(error).__name__
        answers.put(answer)
        connection.close()

    children = [FORK.Process(target=send, args=one) for one in sends]
    for child in children:
        child.start()
    found = [answers.get() for _ in children]
    for child in children:
        child.join()
    return found


def prepare() -> Taking:
    call_command("migrate", verbosity=0)
    world = World()
    taking = Taking(world)
    world.high.rolls_from = date(2025, 8, 1)
    world.high.save()
    return taking


def school_days(taking: Taking) -> list[date]:
    days = SchoolDay.objects.filter(school=taking.world.high, is_taught=True, date__lt=TODAY)
    return list(days.order_by("date").values_list("date", flat=True))


def bell(day: date) -> datetime:
    """Five minutes past half past eight in Los Angeles, whatever the season."""
    return datetime(day.year, day.month, day.day, 8, 35, tzinfo=ZoneInfo("America/Los_Angeles")).astimezone(UTC)


def rows() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in (Roll, Mark, AuditEvent, Submission)}


def difference(before: dict[str, int]) -> dict[str, int]:
    return {name: count - before[name] for name, count in rows().items()}


def say(**what: Any) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    {"kill": kill, "race": race}[sys.argv[1]]()

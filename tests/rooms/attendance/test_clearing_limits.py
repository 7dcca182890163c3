"""What the clerk is told of an excuse's limit is what the policy engine will do with it."""

import random

import polars as pl
import pytest
from world import NOW, TODAY, World

from adsum.attendance.models import Mark
from adsum.attendance.queries.excuse_limits import Use, limit_uses
from adsum.cli.demo.calendar import taught_days
from adsum.policy.caps import over_cap
from adsum.policy.facts import REASON
from adsum.policy.law import Law
from adsum.policy.packs import load_pack
from adsum.policy.taught import Taught

PACK = load_pack("lausd")
CAPPED = ["FUN", "GRIEF", "RETR", "RELI", "ENT", "PERF", "CIVIC"]
INCIDENTS = [None, "Abuela", "Tío"]


def random_marks(world: World, *, seed: int) -> list[Mark]:
    """Forty marks of two students, crowded enough that limits are passed in every kind of window."""
    chance = random.Random(seed)
    days = [day.date for day in taught_days() if day.date <= TODAY]
    meetings = {
        (chance.choice(["Ana Flores", "Camila Reyes"]), chance.choice(days), chance.randint(1, 6)) for _ in range(40)
    }
    return [
        Mark.objects.create(
            student=world.student(name), school=world.high, date=day, period=period, recorded_at=NOW,
            status=chance.choice(["absent", "tardy"]), minutes=10,
            reason=chance.choice(CAPPED[:3] if seed % 2 else CAPPED), incident=chance.choice(INCIDENTS),
        )
        for name, day, period in sorted(meetings)
    ]  # fmt: skip


def engine_says(marks: list[Mark]) -> set[int]:
    """Ids of the marks the engine puts beyond a limit."""
    limited = pl.DataFrame(
        [(m.student_id, m.school_id, m.date, m.reason, m.incident, n) for n, m in enumerate(marks)],
        schema={
            "student_id": pl.Int64, "school_id": pl.Int64, "date": pl.Date, "reason": REASON,
            "incident": pl.String, "position": pl.UInt32,
        },
        orient="row",
    )  # fmt: skip
    school, law = marks[0].school_id, Law.of(PACK, as_of=TODAY)
    calendar = pl.DataFrame(
        [(school, day.date, 1, day.school_month, day.term) for day in taught_days()],
        schema={
            "school_id": pl.Int64, "date": pl.Date, "is_taught": pl.Int32, "school_month": pl.Int32, "term": pl.String
        },
        orient="row",
    )  # fmt: skip
    taught = Taught.of(calendar, year_first=law.year_first, through=TODAY)
    return {marks[position].pk for position in over_cap(limited, taught=taught, law=law)}


@pytest.mark.parametrize("seed", range(6))
def test_the_office_counts_limits_as_the_engine_does(world: World, seed: int) -> None:
    marks = random_marks(world, seed=seed)
    chosen = marks[:: 2 if seed % 2 else 1]
    uses = limit_uses(
        [Use(m.student_id, m.school_id, m.date, m.reason or "", m.incident or "") for m in chosen],
        pack=PACK,
        replaced=[m.pk for m in chosen],
    )
    told = {
        (use.student, use.reason, use.incident, day)
        for use in uses
        for _, day in use.beyond
        if day in {m.date for m in chosen}
    }
    engine = engine_says(marks)
    beyond = set()
    for mark in marks:
        if mark.pk in engine and mark in chosen:
            incident = mark.incident or "" if mark.reason in {"FUN", "GRIEF"} else ""
            beyond.add((mark.student_id, mark.reason, incident, mark.date))
    chosen_keys = {
        (m.student_id, m.reason, (m.incident or "") if m.reason in {"FUN", "GRIEF"} else "", m.date) for m in chosen
    }
    assert {row for row in told if row in chosen_keys} == beyond
    assert beyond, "the history is crowded enough to pass limits"


def test_nothing_is_asked_of_the_database_without_a_limit(world: World, django_assert_num_queries: object) -> None:
    ana = world.student("Ana Flores")
    with django_assert_num_queries(0):
        assert limit_uses([Use(ana.pk, world.high.pk, TODAY, "ILL", "")], pack=PACK) == []

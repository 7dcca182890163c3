"""A process that lives for weeks judges as it did in its first minute, whatever it has seen in between."""

import gc
from datetime import date

import polars as pl
from rooms.determinations.stories import THREE, miss
from world import NOW, TODAY, World

from adsum.determinations.queries.judged import judged
from adsum.enrollment.models import Student
from adsum.policy.facts import REASON


def found(student: Student) -> list[tuple[date, str]]:
    days = judged(student=student, as_of=TODAY, at=NOW).findings.days
    return days.filter(day_status="absent").select("date", "day_reason").rows()


def test_a_reason_stays_itself_however_often_others_came_and_went(world: World) -> None:
    """Polars numbers the texts of a categorical column anew once nobody holds one; no rule may keep such numbers."""
    ana = world.student("Ana Flores")
    miss(ana, THREE[0], reason="UNEX")
    miss(ana, THREE[1], reason="OSS")
    first = found(ana)
    assert [reason for _date, reason in first] == ["unexcused", "suspended"]
    for _round in range(3):
        gc.collect()
        others = pl.Series(["ILL", "FT", "OSS", "another", "UNEX"], dtype=REASON)
        assert found(ana) == first
        del others

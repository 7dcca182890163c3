"""Every finding on record can be found again: same facts, same answer, years later and after every correction."""

from datetime import date, datetime, timedelta
from random import Random

import pytest
from rooms.determinations.stories import NIGHT, judge
from world import NOW, RECORDED, TODAY, World

from adsum.attendance.models import Mark, Roll
from adsum.determinations.actions import record_step
from adsum.determinations.judging.fingerprints import facts_hashes
from adsum.determinations.judging.flips import as_json
from adsum.determinations.models import Determination, Standing
from adsum.determinations.queries.judged import judged
from adsum.determinations.queries.standing import standing_of
from adsum.enrollment.models import Enrollment, Student

REASONS = [None, None, "ILL", "UNEX", "UNEX", "FT", "FUN", "OSS", "NONC"]


class Office:
    """Random work on one student's record, each act a minute after the last and judged at once."""

    def __init__(self, world: World, student: Student, *, seed: int) -> None:
        self.world, self.student, self.random = world, student, Random(seed)
        self.at = NOW - timedelta(days=1)
        self.dates = sorted(world.high.days.filter(date__lt=TODAY).values_list("date", flat=True))[:60]

    def work(self, *, acts: int) -> None:
        for number in range(acts):
            self.at += timedelta(minutes=1)
            act = self.random.choice([self.miss, self.miss, self.miss, self.correct, self.take_back, self.enroll_anew])
            act()
            if number == acts // 2:
                record_step(
                    student=self.student, kind="notice", level=1, happened_on=self.dates[30], by=NIGHT, at=self.at
                )
            judge(self.student, as_of=self.random.choice(self.dates[20:]), at=self.at)

    def miss(self) -> None:
        day, reason = self.random.choice(self.dates), self.random.choice(REASONS)
        for period in range(1, 7):
            if not Mark.objects.filter(student=self.student, date=day, period=period, replaced_at=None).exists():
                self._mark(day, period, reason)

    def correct(self) -> None:
        for mark in self._some_day():
            self._replace(mark, reason=self.random.choice(REASONS))

    def take_back(self) -> None:
        for mark in self._some_day():
            self._replace(mark, reason=None, status="present")

    def enroll_anew(self) -> None:
        """Another version of the enrollment; the grade is what changes."""
        old = Enrollment.objects.get(student=self.student, replaced_at=None)
        Enrollment.objects.filter(pk=old.pk).update(replaced_at=self.at)
        Enrollment.objects.create(
            line=old.line, source_id=old.source_id, student=self.student, school=old.school, first_day=old.first_day,
            grade=self.random.choice(["09", "10"]), recorded_at=self.at, replaces=old,
        )  # fmt: skip

    def _some_day(self) -> list[Mark]:
        standing = Mark.objects.filter(student=self.student, replaced_at=None).exclude(status="present")
        dates = sorted(set(standing.values_list("date", flat=True)))
        return list(standing.filter(date=self.random.choice(dates))) if dates else []

    def _mark(self, day: date, period: int, reason: str | None, **more: object) -> None:
        incident = "one" if reason == "FUN" else None
        values = {"status": "absent", "reason": reason, "incident": incident, **more}
        Mark.objects.create(
            student=self.student, school=self.world.high, date=day, period=period, recorded_at=self.at, **values
        )

    def _replace(self, mark: Mark, *, reason: str | None, status: str = "absent") -> None:
        Mark.objects.filter(pk=mark.pk).update(replaced_at=self.at)
        self._mark(mark.date, mark.period, reason, status=status, replaces=mark)


@pytest.mark.parametrize("seed", range(4))
def test_every_flip_is_derived_again_from_what_was_known_then(world: World, seed: int) -> None:
    camila = world.student("Camila Reyes")
    Office(world, camila, seed=seed).work(acts=14)
    flips = list(Determination.objects.filter(student=camila))
    assert len(flips) > 5
    for flip in flips:
        again = judged(student=camila, as_of=flip.as_of, at=NOW, known_at=flip.known_at)
        assert again.standing is not None
        # 0 and false and nothing are one: the finding is not there.
        assert (as_json(again.standing[flip.name]) or None) == (flip.value or None), flip.name
        assert facts_hashes(again.facts)[camila.source_id] == flip.facts_hash, flip.name


def fingerprint(student: Student) -> str:
    """Of the facts as they are the next morning, when today's missing rolls are missing."""
    return facts_hashes(judged(student=student, as_of=TODAY, at=NOW + timedelta(days=1)).facts)[student.source_id]


def test_a_changed_fact_changes_the_fingerprint(world: World) -> None:
    ana = world.student("Ana Flores")
    hashes = {fingerprint(ana)}
    Mark.objects.create(student=ana, school=world.high, date=TODAY, period=1, status="absent", recorded_at=NOW)
    hashes.add(fingerprint(ana))
    Roll.objects.create(section=world.section(2), date=TODAY, period=2, roster=[ana.pk], certified_at=NOW)
    hashes.add(fingerprint(ana))
    world.high.days.filter(date=TODAY).update(is_taught=False)
    Mark.objects.filter(student=ana).update(replaced_at=NOW)
    hashes.add(fingerprint(ana))
    assert len(hashes) == 4


def test_the_record_and_a_new_judging_give_one_answer(world: World) -> None:
    camila = world.student("Camila Reyes")
    Office(world, camila, seed=9).work(acts=6)
    as_of = TODAY - timedelta(days=1)
    later = datetime.combine(TODAY, NOW.time(), NOW.tzinfo)
    judge(camila, as_of=as_of, at=later)
    recorded = standing_of(student=camila, as_of=as_of, at=NOW)
    assert recorded == standing_of(student=camila, as_of=as_of, at=NOW, known_at=later)
    assert Standing.objects.get(student=camila).events == (recorded or {})["events"]
    assert standing_of(student=camila, as_of=date(2025, 8, 1), at=NOW) is None
    assert standing_of(student=camila, as_of=as_of, at=NOW, known_at=RECORDED) != recorded

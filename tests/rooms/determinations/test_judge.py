"""Judging: standings and flips, once each, whatever is repeated or runs beside it."""

from datetime import date, timedelta
from typing import Any

import pytest
from rooms.determinations.stories import NIGHT, THREE, judge, miss
from world import NOW, RECORDED, TODAY, World

from adsum.attendance.models import Mark
from adsum.determinations.actions.judge import JudgedForALaterDay, judge_all
from adsum.determinations.models import Determination, MonthTotal, Run, Standing
from adsum.district.models import AuditEvent
from adsum.enrollment.models import Enrollment, Student


def flips_of(student: Student) -> dict[str, Any]:
    return dict(Determination.objects.filter(student=student).order_by("pk").values_list("name", "value"))


def test_three_unexcused_days_make_ana_truant_and_owe_her_a_notice(world: World) -> None:
    ana = world.student("Ana Flores")
    miss(ana, *THREE)
    run = judge(ana)
    assert flips_of(ana) == {"truant_on": "2025-10-02", "district_truant_on": "2025-10-02", "notice_due": 1,
                             "band": "proficient", "tier": "satisfactory"}  # fmt: skip
    standing = Standing.objects.get(student=ana)
    assert (standing.school_year, standing.school, standing.grade) == (2026, world.high, "09")
    assert (standing.truant_on, standing.days_absent, standing.events) == (THREE[2], 3, 3)
    assert (run.students, run.flips, run.problems) == (1, 5, [])


def test_a_flip_carries_its_evidence_and_what_it_rests_on(world: World) -> None:
    ana = world.student("Ana Flores")
    miss(ana, *THREE)
    run = judge(ana)
    flip = Determination.objects.get(student=ana, name="truant_on")
    assert flip.evidence == {"events": [[day.isoformat(), "full_day"] for day in THREE]}
    assert (flip.run, flip.as_of, flip.known_at, flip.was) == (run, TODAY, NOW, None)
    assert flip.pack_version == run.pack_version
    assert len(flip.facts_hash) == 64


def test_the_same_facts_judged_again_write_nothing(world: World) -> None:
    ana = world.student("Ana Flores")
    miss(ana, *THREE)
    first = judge(ana)
    second = judge(ana, at=NOW + timedelta(minutes=1))
    assert (second.flips, Determination.objects.count()) == (0, first.flips)
    assert Standing.objects.get(student=ana).run == first


def test_ten_days_of_illness_are_chronic_and_not_truant(world: World) -> None:
    ben = world.student("Ben Okafor")
    miss(ben, *(date(2025, 9, 8) + timedelta(days=day) for day in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11)), reason="ILL")
    judge(ben, as_of=date(2025, 12, 19))
    standing = Standing.objects.get(student=ben)
    assert (standing.is_chronic_state, standing.truant_on, standing.notice_due) == (True, None, 0)


def test_a_late_note_takes_the_finding_back(world: World) -> None:
    noor = world.student("Noor Rahimi")
    miss(noor, *THREE)
    judge(noor)
    for mark in Mark.objects.filter(student=noor, date=THREE[2]):
        Mark.objects.filter(pk=mark.pk).update(replaced_at=NOW)
        Mark.objects.create(
            student=noor, school=mark.school, date=mark.date, period=mark.period, status="absent", reason="ILL",
            recorded_at=NOW, replaces=mark,
        )  # fmt: skip
    judge(noor, at=NOW)
    taken_back = Determination.objects.filter(student=noor).order_by("-pk").values_list("name", "value", "was")
    assert ("truant_on", None, "2025-10-02") in taken_back
    assert ("notice_due", 0, 1) in taken_back


def test_students_with_faulty_facts_are_left_out_and_listed(world: World) -> None:
    ana, camila = world.student("Ana Flores"), world.student("Camila Reyes")
    miss(ana, *THREE)
    miss(camila, *THREE)
    Mark.objects.create(
        student=ana, school=world.high, date=date(2025, 9, 6), period=1, status="absent", recorded_at=RECORDED
    )  # a Saturday
    run = judge(ana, camila)
    assert list(Standing.objects.values_list("student", flat=True)) == [camila.pk]
    assert run.students == 1
    assert {(problem["student_id"], problem["table"], problem["column"]) for problem in run.problems} == {
        ("ana", "marks", "date")
    }
    assert "2025-09-06" not in str(run.problems)  # the value stays out; the mark's id is enough


def test_a_grade_the_contract_does_not_know_is_a_fault_of_that_student_only(world: World) -> None:
    ana, camila = world.student("Ana Flores"), world.student("Camila Reyes")
    old = ana.enrollments.get()
    Enrollment.objects.filter(pk=old.pk).update(replaced_at=NOW)
    Enrollment.objects.create(
        line=old.line, source_id=old.source_id, student=ana, school=old.school, grade="PS", first_day=old.first_day,
        recorded_at=NOW, replaces=old,
    )  # fmt: skip
    run = judge(ana, camila)
    assert [problem["column"] for problem in run.problems] == ["grade"]
    assert Standing.objects.get().student == camila


def test_somebody_no_longer_enrolled_has_no_standing_and_their_findings_end(world: World) -> None:
    ana = world.student("Ana Flores")
    miss(ana, *THREE)
    judge(ana)
    Enrollment.objects.filter(student=ana).update(replaced_at=NOW)
    Mark.objects.filter(student=ana).update(replaced_at=NOW)
    judge(ana)
    assert not Standing.objects.filter(student=ana).exists()
    assert Determination.objects.filter(student=ana, name="notice_due").order_by("-pk")[0].value == 0


def test_another_clerks_newer_mark_is_not_judged_away(world: World) -> None:
    """A judging begun earlier but run later sees every mark: it says what is so, and as of which moment."""
    ana = world.student("Ana Flores")
    miss(ana, *THREE[:2])
    later = NOW + timedelta(seconds=5)
    for period in range(1, 7):
        Mark.objects.create(
            student=ana, school=world.high, date=THREE[2], period=period, status="absent", recorded_at=later
        )
    judge(ana, at=NOW)
    flip = Determination.objects.get(student=ana, name="truant_on")
    assert (flip.value, flip.known_at) == ("2025-10-02", later)


def test_rolls_still_coming_in_make_nobody_less_present(world: World) -> None:
    """In the morning no roll of the day is missing yet; the next morning each of them is."""
    liam = world.student("Liam O'Neal-Ruiz")
    judge(liam)
    morning = Standing.objects.get(student=liam)
    assert (morning.band, morning.days_incomplete, morning.is_chronic_district) == ("advanced", 0, False)
    judge(liam, at=NOW + timedelta(days=1))
    after = Standing.objects.get(student=liam)
    assert (after.days_expected, after.days_incomplete, after.band) == (morning.days_expected, 1, "proficient")


def test_a_night_judges_everybody_and_adds_up_the_months(world: World) -> None:
    ana, ben = world.student("Ana Flores"), world.student("Ben Okafor")
    miss(ana, *THREE)
    miss(ben, date(2025, 9, 8), reason="ILL")
    seen: list[tuple[int, int]] = []
    run = judge_all(by=NIGHT, at=NOW, as_of=TODAY, progress=lambda done, of: seen.append((done, of)))
    assert (run.kind, run.students, run.ended_at) == ("night", 2, NOW)
    assert seen == [(0, 2), (1, 2), (2, 2)]
    month = MonthTotal.objects.get(school=world.high, school_month=1)
    assert (month.grade, month.students, month.days_expected, month.days_absent) == ("09", 1, 19, 1)
    assert MonthTotal.objects.filter(school=world.elementary).count() == 6


def test_a_second_night_writes_no_flip(world: World) -> None:
    miss(world.student("Ana Flores"), *THREE)
    judge_all(by=NIGHT, at=NOW, as_of=TODAY)
    flips, months = Determination.objects.count(), MonthTotal.objects.count()
    run = judge_all(by=NIGHT, at=NOW, as_of=TODAY)
    assert (run.flips, Determination.objects.count(), MonthTotal.objects.count()) == (0, flips, months)


def test_a_night_is_not_taken_back_to_an_earlier_day(world: World) -> None:
    world.student("Ana Flores")
    judge_all(by=NIGHT, at=NOW, as_of=TODAY)
    runs = Run.objects.count()
    with pytest.raises(JudgedForALaterDay, match="Nothing was changed"):
        judge_all(by=NIGHT, at=NOW, as_of=TODAY - timedelta(days=1))
    assert Run.objects.count() == runs


def test_live_and_night_say_the_same(world: World) -> None:
    ana = world.student("Ana Flores")
    miss(ana, *THREE)
    judge(ana)
    live = Standing.objects.values().get(student=ana)
    run = judge_all(by=NIGHT, at=NOW, as_of=TODAY)
    assert run.flips == 0
    assert Standing.objects.values().get(student=ana) == live


def test_every_judging_leaves_one_audit_event(world: World) -> None:
    run = judge(world.student("Ana Flores"))
    event = AuditEvent.objects.get(verb="students.judged")
    assert (event.about, event.by_job) == (f"determinations.run:{run.pk}", "night")


def test_judging_needs_a_fixed_number_of_statements(world: World, django_assert_max_num_queries: Any) -> None:
    students = [world.student(name) for name in ("Ana Flores", "Camila Reyes", "Ben Okafor", "Keiko Sato")]
    for student in students:
        miss(student, *THREE)
    with django_assert_max_num_queries(26):
        judge(*students)

"""The office corrects one meeting: rows replaced and never edited, a why with every change."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from world import NOW, TODAY, World

from adsum.attendance.actions.marks_office import Correction, MeetingChanged, correct_marks
from adsum.attendance.clearing.problems import EntryRefused
from adsum.attendance.models import Mark
from adsum.attendance.queries.rosters import PRESENT, Entry
from adsum.district.models import AuditEvent, SchoolDay
from adsum.enrollment.models import Enrollment, Student
from adsum.policy.packs import load_pack

MONDAY = date(2026, 2, 9)
PACK = load_pack("lausd")
ABSENT, LATE_20 = Entry(is_absent=True), Entry(minutes_late=20)


def mark(student: Student, status: str = "absent", **columns: object) -> Mark:
    school = student.enrollments.get(replaced_at=None).school
    row = {"date": MONDAY, "period": 3, "recorded_at": NOW - timedelta(hours=2), **columns}
    if status in {"tardy", "left_early"}:
        row.setdefault("minutes", 10)
    return Mark.objects.create(student=student, school=school, status=status, **row)


def say(world: World, said: Entry, *seen: Mark, **changed: object) -> Correction:
    correction = Correction(
        student=world.student("Ana Flores"), school=world.high, date=MONDAY, period=3, said=said,
        why="The teacher told us.", seen=[one.key for one in seen],
    )  # fmt: skip
    return replace(correction, **changed)


def correct(world: World, correction: Correction, *, submission: str = "s-1") -> bool:
    return correct_marks(correction=correction, pack=PACK, submission=submission, by=world.person("clerk"), at=NOW)


def standing() -> list[tuple[str, int | None, str | None]]:
    found = Mark.objects.filter(replaced_at=None).exclude(status="present").order_by("status")
    return [(one.status, one.minutes, one.reason) for one in found]


def problems(world: World, correction: Correction) -> list[tuple[str, str, str]]:
    before = Mark.objects.count()
    with pytest.raises(EntryRefused, match=r"Nothing was changed\.") as refusal:
        correct(world, correction)
    assert (Mark.objects.count(), AuditEvent.objects.count()) == (before, 0)
    return [(problem.rule, problem.field, problem.message) for problem in refusal.value.problems]


def test_an_absence_the_teacher_missed_is_added_with_a_why(world: World) -> None:
    world.student("Ana Flores")
    assert correct(world, say(world, ABSENT))
    added = Mark.objects.get()
    assert (added.status, added.reason, added.why_changed, added.roll) == ("absent", None, "The teacher told us.", None)
    assert added.recorded_by == world.person("clerk")
    event = AuditEvent.objects.get()
    assert (event.verb, event.details["period"]) == ("attendance.marks_corrected", 3)


def test_an_absence_that_was_none_is_taken_back_and_stays_visible(world: World) -> None:
    wrong = mark(world.student("Ana Flores"), reason="UNEX")
    correct(world, say(world, PRESENT, wrong))
    assert standing() == []
    back = Mark.objects.get(status="present")
    assert (back.replaces, back.reason) == (wrong, None)
    wrong.refresh_from_db()
    assert wrong.replaced_at == NOW


def test_another_status_drops_the_reason_and_other_minutes_keep_it(world: World) -> None:
    ana = world.student("Ana Flores")
    absence = mark(ana, reason="ILL")
    correct(world, say(world, LATE_20, absence))
    assert standing() == [("tardy", 20, None)]
    tardy = mark(ana, "tardy", period=4, reason="MED")
    correct(world, say(world, Entry(minutes_late=25), tardy, period=4), submission="s-2")
    assert ("tardy", 25, "MED") in standing()


def test_absent_takes_the_place_of_late_and_left_early(world: World) -> None:
    ana = world.student("Ana Flores")
    late, left = mark(ana, "tardy"), mark(ana, "left_early")
    correct(world, say(world, ABSENT, late, left))
    assert standing() == [("absent", None, None)]
    assert Mark.objects.count() == 4


def test_left_early_is_added_beside_late(world: World) -> None:
    late = mark(world.student("Ana Flores"), "tardy", reason="ILL")
    correct(world, say(world, Entry(minutes_late=10, minutes_early=15), late))
    assert standing() == [("left_early", 15, None), ("tardy", 10, "ILL")]


def test_the_same_submission_is_saved_once(world: World) -> None:
    world.student("Ana Flores")
    assert [correct(world, say(world, ABSENT)) for _ in range(2)] == [True, False]
    assert Mark.objects.count() == 1


def test_saying_what_is_recorded_already_changes_nothing(world: World) -> None:
    absence = mark(world.student("Ana Flores"))
    said = say(world, ABSENT, absence)
    assert problems(world, said) == [("A31", "status", "This is what is recorded already.")]


def test_A01_not_on_a_day_without_school(world: World) -> None:
    world.student("Ana Flores")
    saturday = say(world, ABSENT, date=date(2026, 2, 7))
    assert problems(world, saturday) == [("A01", "date", "Feb 7, 2026 is not a school day here.")]
    SchoolDay.objects.filter(school=world.high, date=MONDAY).update(is_taught=False)
    assert problems(world, say(world, ABSENT))[0][0] == "A01"


def test_A02_not_before_the_first_day(world: World) -> None:
    ana = world.student("Ana Flores")
    Enrollment.objects.filter(student=ana).update(replaced_at=NOW)
    Enrollment.objects.create(
        source_id="e-late", student=ana, school=world.high, grade="09", first_day=TODAY, recorded_at=NOW
    )
    told = "Ana Flores was not enrolled here on Feb 9, 2026: the first day is Feb 10, 2026."
    expected = [("A02", "date", told)]
    assert problems(world, say(world, ABSENT)) == expected


def test_A03_not_after_the_last_day(world: World) -> None:
    ana = world.student("Ana Flores")
    Enrollment.objects.filter(student=ana).update(replaced_at=NOW)
    Enrollment.objects.create(
        source_id="e-left", student=ana, school=world.high, grade="09",
        first_day=date(2025, 8, 18), last_day=date(2026, 2, 6), recorded_at=NOW,
    )  # fmt: skip
    assert problems(world, say(world, ABSENT)) == [("A03", "date", "Ana Flores left on Feb 6, 2026.")]
    assert correct(world, say(world, ABSENT, date=date(2026, 2, 6)))


def test_A04_not_in_a_period_that_is_not_held(world: World) -> None:
    world.student("Ana Flores")
    assert problems(world, say(world, ABSENT, period=7)) == [
        ("A04", "period", "Period 7 does not meet on Feb 9, 2026.")
    ]


def test_A05_not_in_a_period_the_student_has_no_class_in(world: World) -> None:
    ana = world.student("Ana Flores")
    ana.seats.filter(section=world.section(6)).update(replaced_at=NOW)
    assert problems(world, say(world, ABSENT, period=6)) == [
        ("A05", "period", "Ana Flores has no class in period 6 on Feb 9, 2026.")
    ]


def test_A06_not_tomorrow(world: World) -> None:
    world.student("Ana Flores")
    tomorrow = say(world, ABSENT, date=TODAY + timedelta(days=1))
    assert problems(world, tomorrow) == [("A06", "date", "Feb 11, 2026 has not begun.")]


@pytest.mark.parametrize("minutes", [0, 56, 90])
def test_A13_not_more_minutes_than_the_period_has(world: World, minutes: int) -> None:
    world.student("Ana Flores")
    found = problems(world, say(world, Entry(minutes_late=minutes)))
    assert found[0][:2] == ("A13", "minutes_late")
    assert "the period has 55" in found[0][2]


@pytest.mark.parametrize("minutes", [1, 55])
def test_A13_the_first_and_the_last_minute_can_be(world: World, minutes: int) -> None:
    world.student("Ana Flores")
    assert correct(world, say(world, Entry(minutes_early=minutes)))


def test_A16_what_somebody_else_recorded_since_is_a_conflict(world: World) -> None:
    mark(world.student("Ana Flores"), "tardy")
    with pytest.raises(MeetingChanged, match="Nothing was saved"):
        correct(world, say(world, ABSENT))
    assert standing() == [("tardy", 10, None)]


def test_A16_a_mark_that_was_replaced_since_is_a_conflict(world: World) -> None:
    seen = mark(world.student("Ana Flores"))
    correct(world, say(world, LATE_20, seen))
    with pytest.raises(MeetingChanged):
        correct(world, say(world, PRESENT, seen), submission="s-2")
    assert standing() == [("tardy", 20, None)]


def test_A25_a_change_without_a_why_is_refused(world: World) -> None:
    absence = mark(world.student("Ana Flores"))
    assert problems(world, say(world, PRESENT, absence, why="")) == [("A25", "why", "Give a reason for the change.")]


def test_an_elementary_day_is_one_period(world: World) -> None:
    ben = world.student("Ben Okafor")
    assert correct(world, say(world, ABSENT, student=ben, school=world.elementary, period=1))


def test_a_student_without_classes_has_one_all_day_meeting(world: World) -> None:
    ana = world.student("Ana Flores")
    ana.seats.update(replaced_at=NOW)
    world.high.bell_schedules.update(is_regular=False)
    assert problems(world, say(world, ABSENT))[0][0] == "A05"
    assert correct(world, say(world, Entry(minutes_late=360), period=1))

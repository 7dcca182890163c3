"""The school year day by day: each date one kind, as the law's findings say."""

from datetime import date, timedelta

import pytest
from rooms.determinations.stories import THREE, judge, miss
from world import FIRST_DAY, LAST_DAY, NOW, RECORDED, TODAY, World

from adsum.attendance.models import Mark, Roll
from adsum.determinations.queries.history import history
from adsum.determinations.queries.judged import judged
from adsum.determinations.queries.year_picture import Day, YearPicture, year_picture
from adsum.enrollment.models import Enrollment, Student

YESTERDAY = TODAY - timedelta(days=1)  # of today no roll is certified yet


def picture_of(student: Student, *, as_of: date = YESTERDAY) -> YearPicture:
    picture = year_picture(judged(student=student, as_of=as_of, at=NOW))
    assert picture is not None
    return picture


def day_of(student: Student, on: date, *, as_of: date = YESTERDAY) -> Day:
    return next(day for day in picture_of(student, as_of=as_of).days if day.date == on)


def mark(student: Student, on: date, *, period: int = 1, **values: object) -> None:
    Mark.objects.create(
        student=student, school=student.enrollments.get().school, date=on, period=period, recorded_at=RECORDED, **values
    )


def test_the_picture_spans_the_calendar_and_holds_every_date(world: World) -> None:
    picture = picture_of(world.student("Liam O'Neal-Ruiz"))
    assert (picture.first_day, picture.last_day) == (FIRST_DAY, LAST_DAY)
    assert len(picture.days) == (LAST_DAY - FIRST_DAY).days + 1
    assert picture.told() == []


def test_plain_days(world: World) -> None:
    liam = world.student("Liam O'Neal-Ruiz")
    labor_day, saturday = date(2025, 9, 1), date(2025, 9, 6)
    kinds = {day.date: day.kind for day in picture_of(liam).days}
    assert (kinds[FIRST_DAY], kinds[labor_day], kinds[saturday], kinds[TODAY]) == (
        "present", "not_taught", "not_taught", "ahead",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        (None, "uncleared"),
        ("UNEX", "unexcused"),
        ("ILL", "excused"),
        ("OSS", "suspended"),
        ("IS-N", "independent_study"),
        ("FT", "counted"),
    ],
)
def test_a_whole_day_missed_is_what_its_reason_makes_it(world: World, reason: str | None, kind: str) -> None:
    ana = world.student("Ana Flores")
    miss(ana, THREE[0], reason=reason)
    assert day_of(ana, THREE[0]).kind == kind


def test_a_period_missed_or_minutes_missed_are_told_apart(world: World) -> None:
    camila = world.student("Camila Reyes")
    mark(camila, THREE[0], period=3, status="absent", reason="NONC")
    mark(camila, THREE[1], status="tardy", minutes=12)
    assert day_of(camila, THREE[0]).kind == "missed_part"
    assert day_of(camila, THREE[1]).kind == "late"


def test_a_day_without_a_certified_roll_is_unknown_once_it_is_over(world: World) -> None:
    ana = world.student("Ana Flores")
    assert day_of(ana, TODAY, as_of=TODAY).kind == "open"
    tomorrow = year_picture(judged(student=ana, as_of=TODAY, at=NOW + timedelta(days=1)))
    assert tomorrow is not None
    assert next(day for day in tomorrow.days if day.date == TODAY).kind == "incomplete"


def test_a_running_day_is_present_when_all_its_rolls_are_in(world: World) -> None:
    ana = world.student("Ana Flores")
    for period in range(1, 7):
        Roll.objects.create(section=world.section(period), date=TODAY, period=period, roster=[ana.pk], certified_at=NOW)
    assert day_of(ana, TODAY, as_of=TODAY).kind == "present"


def test_events_are_numbered_and_the_districts_apart(world: World) -> None:
    ana, farid = world.student("Ana Flores"), world.student("Farid Haddad")
    miss(ana, *THREE)
    assert [(day.event, day.district_event) for day in picture_of(ana).told()] == [(1, 1), (2, 2), (3, 3)]
    mark(farid, THREE[0], status="tardy", minutes=30, reason="NONC")
    assert (day_of(farid, THREE[0]).event, day_of(farid, THREE[0]).district_event) == (None, 1)


def test_before_and_after_the_enrollment_nothing_is_expected(world: World) -> None:
    ana = world.student("Ana Flores")
    old = ana.enrollments.get()
    Enrollment.objects.filter(pk=old.pk).update(replaced_at=NOW)
    Enrollment.objects.create(
        line=old.line, source_id=old.source_id, student=ana, school=old.school, grade="09", replaces=old,
        first_day=date(2025, 9, 2), last_day=date(2025, 10, 31), exit_code="T160", recorded_at=NOW,
    )  # fmt: skip
    kinds = {day.date: day.kind for day in picture_of(ana).days}
    assert (kinds[FIRST_DAY], kinds[date(2025, 9, 2)], kinds[date(2025, 11, 3)]) == (
        "not_enrolled", "present", "not_enrolled",
    )  # fmt: skip


def test_a_correction_is_not_known_before_it_was_made(world: World) -> None:
    noor = world.student("Noor Rahimi")
    miss(noor, *THREE)
    wrong = list(Mark.objects.filter(student=noor, date=THREE[2]))
    Mark.objects.filter(student=noor, date=THREE[2]).update(replaced_at=NOW)
    Mark.objects.bulk_create(
        Mark(
            student=noor, school=mark.school, date=mark.date, period=mark.period, status="absent", reason="ILL",
            recorded_at=NOW, replaces=mark,
        )
        for mark in wrong
    )  # fmt: skip
    now, then = (
        year_picture(judged(student=noor, as_of=YESTERDAY, at=NOW, known_at=moment))
        for moment in (None, NOW - timedelta(seconds=1))
    )
    assert now is not None
    assert then is not None
    assert [day.kind for day in now.told()] == ["uncleared", "uncleared", "excused"]
    assert [day.kind for day in then.told()] == ["uncleared"] * 3


def test_history_lists_flips_newest_first_and_only_those_known_then(world: World) -> None:
    ana = world.student("Ana Flores")
    miss(ana, *THREE)
    judge(ana, as_of=date(2025, 9, 30), at=NOW - timedelta(days=1))
    judge(ana, as_of=YESTERDAY, at=NOW)
    flips = history(student=ana, school_year=2026)
    assert flips[0].decided_at == NOW
    assert flips[-1].decided_at < NOW
    assert "truant_on" in {flip.name for flip in flips}
    known = history(student=ana, school_year=2026, known_at=NOW - timedelta(hours=1))
    assert "truant_on" not in {flip.name for flip in known}
    assert known

"""Letters for tests: Ana Flores's on paper with one fact or another changed, and the way to one in the database."""

from datetime import UTC, date, datetime, time
from typing import Any

from world import World

from adsum.attendance.models import Mark
from adsum.determinations.actions.judge import judge_students
from adsum.determinations.models import Standing
from adsum.district.audit import Job
from adsum.notices import actions
from adsum.notices.models import Notice
from adsum.notices.rendering.compose import Content, CountedEvent, LetterFacts, compose
from adsum.policy.packs import load_pack

ANA = {
    "reference": "k7m2p9q4x3r8t",
    "letter_date": date(2025, 10, 10),
    "school_year": 2026,
    "level": 1,
    "student_name": "Ana Flores",
    "grade": "09",
    "school_name": "Mesa Verde High",
    "school_address": "100 Mesa Road, Mesa Verde, CA 90000",
    "school_phone": "213-555-0100",
    "district_name": "Mesa Verde Unified School District",
    "principal_name": "Ruth Abara",
    "addressee_name": "Rosa Flores",
    "address_lines": ("1 Juniper Street", "Mesa Verde, CA 90000"),
    "events": (
        CountedEvent(date(2025, 9, 8), "full_day"),
        CountedEvent(date(2025, 9, 17), "period_cut"),
        CountedEvent(date(2025, 10, 2), "late"),
    ),
    "languages": ("en", "es"),
}


def content(**changed: Any) -> Content:
    """Ana's letter, composed from the pack in force on its date."""
    facts = LetterFacts(**{**ANA, **changed})
    pack = load_pack("lausd")
    letter = pack.letter("notice_of_truancy_1", on=facts.letter_date)
    return compose(letter=letter, facts=facts, pack_version=pack.version)


# --- in the database --------------------------------------------------------------------------------------------------

SEP_8, SEP_17, OCT_2, OCT_10 = date(2025, 9, 8), date(2025, 9, 17), date(2025, 10, 2), date(2025, 10, 10)
THREE_DAYS = (SEP_8, SEP_17, OCT_2)
JOB = Job("test")


def noon(day: date) -> datetime:
    """About midday in Los Angeles."""
    return datetime.combine(day, time(20, 0), tzinfo=UTC)


def absent_all_day(world: World, name: str, *days: date, reason: str | None = None) -> list[Mark]:
    """Marks in every period of these days, recorded that day; without a reason they are uncleared."""
    student = world.student(name)
    enrollment = student.enrollments.select_related("school").get(replaced_at=None)
    periods = range(1, 7) if enrollment.school == world.high else range(1, 2)
    return [
        Mark.objects.create(
            student=student,
            school=enrollment.school,
            date=day,
            period=period,
            status="absent",
            reason=reason,
            recorded_at=noon(day),
        )
        for day in days
        for period in periods
    ]


def explained(world: World, name: str, day: date, *, at: datetime, reason: str = "ILL") -> None:
    """A note came: the marks of a day are replaced by the same with a reason."""
    for mark in Mark.objects.filter(student=world.student(name), date=day, replaced_at=None):
        Mark.objects.filter(pk=mark.pk).update(replaced_at=at)
        Mark.objects.create(
            student=mark.student,
            school=mark.school,
            date=mark.date,
            period=mark.period,
            status="absent",
            reason=reason,
            recorded_at=at,
            replaces=mark,
        )


def judge(world: World, *names: str, on: date = OCT_10) -> None:
    """What happens after every mark and every night."""
    judge_students(student_ids=[world.student(name).pk for name in names], by=JOB, at=noon(on), as_of=on)


def truant(world: World, *names: str, on: date = OCT_10) -> None:
    """Three full days without a valid excuse (T1): the first letter is owed."""
    for name in names:
        absent_all_day(world, name, *THREE_DAYS)
    judge(world, *names, on=on)


def drafted(world: World, name: str, *, on: date = OCT_10, choices: tuple[str, ...] = (), level: int = 1) -> Notice:
    """The student's letter, drafted by the clerk."""
    notice, _is_new = actions.draft(
        student=world.student(name), level=level, on=on, by=world.person("clerk"), at=noon(on), choices=choices
    )
    return notice


def issued(world: World, name: str, *, on: date = OCT_10, choices: tuple[str, ...] = ()) -> Notice:
    """The student's letter, drafted and issued by the clerk."""
    notice = drafted(world, name, on=on, choices=choices)
    actions.issue(notice=notice, on=on, by=world.person("clerk"), at=noon(on))
    return Notice.objects.get(pk=notice.pk)


def standing(world: World, name: str) -> Standing:
    return Standing.objects.get(student=world.student(name))

"""The database as facts: versions, meetings out of seats, marks with what became of them."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from world import FIRST_DAY, LAST_DAY, RECORDED, TODAY, World

from adsum.attendance.models import Mark
from adsum.determinations.facts_export import export_facts
from adsum.determinations.models import Step
from adsum.district.models import Section, SectionPeriod
from adsum.enrollment.models import Enrollment, Exemption, ScheduledMeeting, Seat, Student
from adsum.policy.facts import Facts
from adsum.policy.packs import Pack, load_pack


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("lausd")


def facts_of(*students: Student, pack: Pack, known_at: datetime | None = None) -> Facts:
    return export_facts(students=[student.pk for student in students], as_of=TODAY, known_at=known_at, pack=pack)


def line_of(student: Student) -> str:
    return student.enrollments.get(replaced_at=None).line


def test_ids_are_those_of_the_other_systems(world: World, pack: Pack) -> None:
    ana = world.student("Ana Flores")
    facts = facts_of(ana, pack=pack)
    assert facts.students["student_id"].to_list() == ["ana"]
    assert facts.enrollments.select("enrollment_id", "school_id").rows() == [(line_of(ana), "mvh")]


def test_only_the_calendars_of_the_students_schools_are_read(world: World, pack: Pack) -> None:
    assert world.elementary.pk
    facts = facts_of(world.student("Ana Flores"), pack=pack)
    assert facts.calendar["school_id"].unique().to_list() == ["mvh"]
    everybody = export_facts(as_of=TODAY, pack=pack)
    assert sorted(everybody.calendar["school_id"].unique()) == ["juniper", "mvh"]


def test_seats_become_meetings_with_the_minutes_of_the_bell(world: World, pack: Pack) -> None:
    ana = world.student("Ana Flores")
    meetings = facts_of(ana, pack=pack).meetings
    assert meetings.select("enrollment_id", "period", "minutes", "first_day", "last_day").rows() == [
        (line_of(ana), period, 55, FIRST_DAY, LAST_DAY) for period in range(1, 7)
    ]


def other_section(world: World, *, period: int) -> Section:
    section = Section.objects.create(
        source_id="other", school=world.high, title="Another class", first_day=FIRST_DAY, last_day=LAST_DAY
    )
    SectionPeriod.objects.create(section=section, period=period)
    return section


def move(student: Student, *, seat: str, to: Section, on: date) -> None:
    """End a seat the day before and take another, as an import does: both recorded that day."""
    at = datetime.combine(on, time(16), UTC)
    old = Seat.objects.get(source_id=seat, replaced_at=None)
    Seat.objects.filter(pk=old.pk).update(replaced_at=at)
    Seat.objects.create(
        line=old.line, source_id=seat, student=student, section=old.section, first_day=old.first_day,
        last_day=on - timedelta(days=1), recorded_at=at, replaces=old,
    )  # fmt: skip
    Seat.objects.create(source_id=f"{seat}-new", student=student, section=to, first_day=on, recorded_at=at)


def test_a_change_of_class_within_a_period_is_one_meeting(world: World, pack: Pack) -> None:
    ana = world.student("Ana Flores")
    move(ana, seat="seat-ana-3", to=other_section(world, period=3), on=date(2025, 10, 15))
    meetings = facts_of(ana, pack=pack).meetings
    assert meetings.filter(period=3).select("first_day", "last_day").rows() == [(FIRST_DAY, LAST_DAY)]


def test_a_change_of_period_begins_and_ends_on_its_day(world: World, pack: Pack) -> None:
    ana = world.student("Ana Flores")
    move(ana, seat="seat-ana-3", to=other_section(world, period=7), on=date(2025, 10, 15))
    meetings = facts_of(ana, pack=pack).meetings
    assert meetings.filter(period=3).select("first_day", "last_day").rows() == [(FIRST_DAY, date(2025, 10, 14))]
    # No bell rings for period 7, so it has the pack's default length.
    assert meetings.filter(period=7).select("minutes", "first_day").rows() == [(360, date(2025, 10, 15))]


def test_the_schedule_is_known_as_it_was_before_a_change(world: World, pack: Pack) -> None:
    ana = world.student("Ana Flores")
    move(ana, seat="seat-ana-3", to=other_section(world, period=7), on=date(2025, 10, 15))
    before = facts_of(ana, pack=pack, known_at=datetime(2025, 10, 1, tzinfo=UTC)).meetings
    assert before.filter(period=3).select("first_day", "last_day").rows() == [(FIRST_DAY, LAST_DAY)]
    # What reached us later stands in with its first version: the other class was somebody's knowledge already.
    assert before.filter(period=7).height == 1


def test_meetings_end_with_the_enrollment(world: World, pack: Pack) -> None:
    ana = world.student("Ana Flores")
    old = ana.enrollments.get(replaced_at=None)
    at = datetime(2025, 11, 4, tzinfo=UTC)
    Enrollment.objects.filter(pk=old.pk).update(replaced_at=at)
    Enrollment.objects.create(
        line=old.line, source_id=old.source_id, student=ana, school=old.school, grade=old.grade,
        first_day=old.first_day, last_day=date(2025, 11, 3), exit_code="T160", recorded_at=at, replaces=old,
    )  # fmt: skip
    assert facts_of(ana, pack=pack).meetings["last_day"].unique().to_list() == [date(2025, 11, 3)]
    assert facts_of(ana, pack=pack, known_at=RECORDED).enrollments["last_day"].to_list() == [None]


def test_meetings_that_came_as_facts_go_before_seats(world: World, pack: Pack) -> None:
    ana = world.student("Ana Flores")
    ScheduledMeeting.objects.create(
        student=ana, school=world.high, period=1, minutes=300, first_day=FIRST_DAY, last_day=date(2025, 9, 30)
    )
    meetings = facts_of(ana, pack=pack).meetings.select("period", "minutes", "first_day", "last_day").rows()
    assert meetings[:2] == [(1, 300, FIRST_DAY, date(2025, 9, 30)), (1, 55, date(2025, 10, 1), LAST_DAY)]
    assert {row[2] for row in meetings[2:]} == {date(2025, 10, 1)}


def mark(student: Student, on: date, *, at: datetime, **values: object) -> Mark:
    school = student.enrollments.get(replaced_at=None).school
    fields = {"period": 1, "status": "absent", **values}
    return Mark.objects.create(student=student, school=school, date=on, recorded_at=at, **fields)


def test_a_replaced_mark_keeps_its_moment_and_a_taken_back_one_has_no_row_of_its_own(world: World, pack: Pack) -> None:
    ben = world.student("Ben Okafor")
    morning, noon = datetime(2026, 2, 9, 17, tzinfo=UTC), datetime(2026, 2, 9, 20, tzinfo=UTC)
    wrong = mark(ben, date(2026, 2, 9), at=morning)
    Mark.objects.filter(pk=wrong.pk).update(replaced_at=noon)
    mark(ben, date(2026, 2, 9), at=noon, status="present", replaces=wrong)
    facts = facts_of(ben, pack=pack)
    assert facts.marks.select("mark_id", "replaced_at").rows() == [(wrong.key, noon)]
    # At ten in the morning nobody knew better.
    assert facts_of(ben, pack=pack, known_at=morning).marks["replaced_at"].to_list() == [None]
    assert facts_of(ben, pack=pack, known_at=RECORDED).marks.height == 0


def test_steps_and_exemptions_are_facts(world: World, pack: Pack) -> None:
    jamal = world.student("Jamal Washington")
    steps = [
        ("notice", 1, date(2025, 10, 10), date(2025, 10, 20)),
        ("notice", 1, date(2025, 11, 3), None),
        ("conference", None, date(2025, 11, 5), None),
        ("conference", None, date(2025, 11, 6), date(2025, 11, 6)),
        ("referral", None, date(2025, 12, 1), None),
    ]
    for kind, level, on, undone_on in steps:
        Step.objects.create(
            student=jamal, kind=kind, level=level, happened_on=on, undone_on=undone_on, recorded_at=RECORDED
        )
    Exemption.objects.create(student=jamal, basis="48221", first_day=TODAY, recorded_at=RECORDED)
    facts = facts_of(jamal, pack=pack)
    assert facts.notices.select("level", "issued_on", "rescinded_on").rows() == [
        (1, date(2025, 10, 10), date(2025, 10, 20)),
        (1, date(2025, 11, 3), None),
    ]
    assert facts.conferences["attempted_on"].to_list() == [date(2025, 11, 5)]
    assert facts.referrals["referred_on"].to_list() == [date(2025, 12, 1)]
    assert facts.exemptions.select("basis", "first_day", "last_day").rows() == [("48221", TODAY, None)]


def test_a_letter_of_last_school_year_is_no_fact_of_this_one(world: World, pack: Pack) -> None:
    """Otherwise a student truant again would never be owed this year's first notice (EC 48260, 48260.5)."""
    jamal = world.student("Jamal Washington")
    for issued_on in (date(2025, 6, 30), date(2025, 7, 1)):
        Step.objects.create(student=jamal, kind="notice", level=1, happened_on=issued_on, recorded_at=RECORDED)
    assert facts_of(jamal, pack=pack).notices["issued_on"].to_list() == [date(2025, 7, 1)]

"""The student's page: what it says, what it does not say to whom, and how it looked on another day."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from rooms.determinations.stories import THREE, judge, miss
from world import NOW, RECORDED, TODAY, World

from adsum.attendance.models import Mark
from adsum.determinations.actions import record_step
from adsum.district.audit import Job
from adsum.district.models import RecordRead
from adsum.enrollment.models import Enrollment, Student

pytestmark = pytest.mark.usefixtures("at_demo_time")
QUERIES_OF_THE_PAGE = 46


def page(world: World, student: Student, *, role: str = "clerk", **asked: Any) -> Any:
    client = Client()
    client.force_login(world.person(role))
    return client.get(reverse("student", args=[student.key]), asked)


def text_of(answer: Any) -> str:
    """What a reader reads, spaces as one."""
    without_tags = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", without_tags)


@pytest.fixture
def ana(world: World) -> Student:
    student = world.student("Ana Flores")
    miss(student, *THREE[:2])
    miss(student, THREE[2], reason="UNEX")
    judge(student)
    return student


def test_the_page_says_who_where_and_how_they_stand(world: World, ana: Student) -> None:
    text = text_of(page(world, ana))
    for said in ("Ana Flores", "Grade 9", "Mesa Verde High", "14 years old", "Truant since Thu, Oct 2, 2025",
                 "First notice owed", "Not chronically absent", "3 events counted"):  # fmt: skip
        assert said in text


def test_state_and_district_stand_side_by_side_each_with_reasons_and_sources(world: World, ana: Student) -> None:
    answer = page(world, ana)
    text = text_of(answer)
    assert [side.title for side in answer.context["page"].sides] == [
        "California",
        "Los Angeles Unified School District",
    ]
    for said in ("Ed. Code 48260(a)", "BUL-4926.4", "Counted", "What would change it", "not verified"):
        assert said in text
    for side in answer.context["page"].sides:
        assert all(finding.why for finding in side.findings)


def test_the_periods_of_a_day_are_one_line(world: World, ana: Student) -> None:
    why = page(world, ana).context["page"].sides[0].findings[0].why
    assert [(line.on, line.what) for line in why.counted] == [
        (THREE[0], "Periods 1–6: absent, not explained"),
        (THREE[1], "Periods 1–6: absent, not explained"),
        (THREE[2], "Periods 1–6: absent, Unexcused"),
    ]


def test_the_calendar_has_a_square_for_every_day_and_words_for_each(world: World, ana: Student) -> None:
    text = page(world, ana).content.decode()
    assert "Mon, Sep 8, 2025: Absent, not explained yet · truancy event 1" in text
    assert "Thu, Oct 2, 2025: Absent, unexcused · truancy event 3" in text
    assert text.count('<svg role="img"') == 11
    assert text.count("<desc") == 11


def test_the_table_beside_it_says_the_same(world: World, ana: Student) -> None:
    lines = page(world, ana).context["page"].days
    assert [(line.date, line.event) for line in lines if line.event] == [(THREE[2], 3), (THREE[1], 2), (THREE[0], 1)]


def test_the_year_has_no_style_or_script_of_its_own(world: World, ana: Student) -> None:
    """The content policy would drop both."""
    text = page(world, ana).content.decode()
    assert not re.search(r'\sstyle="|<style|<script(?![^>]*\ssrc=)|\son[a-z]+="', text)


# --- who sees what ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "sees"),
    [("clerk", True), ("counselor", True), ("principal", True), ("auditor", True),
     ("teacher", False), ("region", False), ("district", False)],
)  # fmt: skip
def test_reasons_are_for_those_with_the_right_to_them(world: World, role: str, sees: bool) -> None:
    camila = world.student("Camila Reyes")
    miss(camila, THREE[0], reason="CONF")
    miss(camila, THREE[1], reason="OSS")
    miss(camila, *[THREE[2] + timedelta(days=day) for day in (0, 1, 4, 5, 6, 7)], reason="FUN")
    text = page(world, camila, role=role).content.decode()
    words = ("Confidential", "CONF", "Suspended", "OSS", "Suspension", "Funeral", "FUN", "incident")
    assert any(word in text for word in words) is sees
    assert "Absent, excused" in text
    assert ("Reasons are shown to the school office only." in text) is not sees


def test_a_right_at_another_school_is_none_here(world: World, ana: Student) -> None:
    """A clerk of the elementary school who teaches a class here sees what a teacher sees."""
    from adsum.district.models import Assignment

    teacher = world.person("teacher")
    Assignment.objects.create(staff=teacher.staff, role="clerk", school=world.elementary, first_day=RECORDED.date())
    answer = page(world, ana, role="teacher")
    assert answer.status_code == 200
    assert not answer.context["page"].rights.reads_reasons
    assert answer.context["page"].guardianships == []


@pytest.mark.parametrize(("role", "sees"), [("clerk", True), ("teacher", False), ("district", False)])
def test_families_are_for_the_office(world: World, ana: Student, role: str, sees: bool) -> None:
    assert ("Parent Flores" in text_of(page(world, ana, role=role))) is sees


def test_every_view_is_logged(world: World, ana: Student) -> None:
    page(world, ana)
    read = RecordRead.objects.get()
    assert (read.by, read.student_key, read.page) == (world.person("clerk"), ana.key, "student")


# --- another day -----------------------------------------------------------------------------------------------------


def test_the_page_as_it_looked_before_a_late_note(world: World) -> None:
    noor = world.student("Noor Rahimi")
    miss(noor, *THREE)
    noted_at = datetime(2025, 10, 20, 18, tzinfo=NOW.tzinfo)
    for mark in Mark.objects.filter(student=noor, date=THREE[2]):
        Mark.objects.filter(pk=mark.pk).update(replaced_at=noted_at)
        Mark.objects.create(
            student=noor, school=mark.school, date=mark.date, period=mark.period, status="absent", reason="ILL",
            recorded_at=noted_at, replaces=mark,
        )  # fmt: skip
    assert "Not truant" in text_of(page(world, noor))
    before = text_of(page(world, noor, as_of="2025-10-15", known_on="2025-10-15"))
    assert "Truant since Thu, Oct 2, 2025" in before
    assert "recorded by Oct 15, 2025, 11:59 p.m." in before
    hindsight = text_of(page(world, noor, as_of="2025-10-15"))
    assert "Not truant" in hindsight
    assert "Truant since" in text_of(page(world, noor, known_on="2025-10-19"))
    assert "Not truant" in text_of(page(world, noor, known_on="2025-10-20"))


def test_the_enrollment_and_the_letters_are_those_of_the_day(world: World, ana: Student) -> None:
    record_step(student=ana, kind="notice", level=1, happened_on=date(2025, 10, 10), by=Job("x"), at=NOW)
    old = ana.enrollments.get()
    Enrollment.objects.filter(pk=old.pk).update(replaced_at=NOW)
    Enrollment.objects.create(
        line=old.line, source_id=old.source_id, student=ana, school=old.school, grade="09", first_day=old.first_day,
        last_day=TODAY, exit_code="T160", recorded_at=NOW, replaces=old,
    )  # fmt: skip
    assert "exit T160" in text_of(page(world, ana))
    yesterday = text_of(page(world, ana, known_on=TODAY - timedelta(days=1)))
    assert "still enrolled" in yesterday
    assert "First notice owed" in yesterday
    assert "No letter owed" in text_of(page(world, ana))


def test_before_the_first_day_there_is_nothing_to_judge(world: World, ana: Student) -> None:
    answer = page(world, ana, as_of="2025-08-01")
    assert answer.status_code == 200
    assert "Not enrolled by" in text_of(answer)


@pytest.mark.parametrize("asked", [{"as_of": "2026-02-11"}, {"known_on": "2026-02-11"}, {"as_of": "soon"},
                                   {"as_of": "1999-01-01"}])  # fmt: skip
def test_a_day_that_cannot_be_shown_is_refused_beside_its_field(
    world: World, ana: Student, asked: dict[str, str]
) -> None:
    answer = page(world, ana, **asked)
    assert answer.status_code == 422
    assert 'href="#id_' in answer.content.decode()
    assert "Ana Flores" in answer.content.decode()


def test_records_that_contradict_each_other_are_shown_with_what_is_wrong(world: World, ana: Student) -> None:
    Mark.objects.create(
        student=ana, school=world.high, date=date(2025, 9, 6), period=1, status="absent", recorded_at=RECORDED
    )
    answer = page(world, ana)
    assert answer.status_code == 200
    assert "These records cannot be judged yet" in text_of(answer)


def test_flips_are_listed_with_the_pack_they_rest_on(world: World, ana: Student) -> None:
    text = text_of(page(world, ana))
    assert "Letter owed: 1" in text
    assert "pack 2026" in text


def test_the_page_asks_a_fixed_number_of_questions(
    world: World, ana: Student, django_assert_max_num_queries: Any
) -> None:
    client = Client()
    client.force_login(world.person("clerk"))
    miss(ana, *(date(2025, 11, 3) + timedelta(days=week * 7) for week in range(6)), reason="ILL")
    judge(ana)
    with django_assert_max_num_queries(QUERIES_OF_THE_PAGE):
        client.get(reverse("student", args=[ana.key]))


def test_without_definitions_of_a_district_the_state_stands_alone(world: World, settings: Any) -> None:
    settings.PACK = "ca"
    ana = world.student("Ana Flores")
    miss(ana, *THREE)
    judge(ana)
    answer = page(world, ana)
    assert [side.title for side in answer.context["page"].sides] == ["California"]
    assert "Truant since Thu, Oct 2, 2025" in text_of(answer)

"""Today's office: what a clerk sees of rolls and uncleared absences, and what others see of it."""

import re
from datetime import date

import pytest
from django.test import Client
from world import NOW, TODAY, World

from adsum.attendance.models import Mark, Roll
from adsum.district.models import User
from adsum.enrollment.models import Student

MONDAY = date(2026, 2, 9)

pytestmark = pytest.mark.usefixtures("at_demo_time")


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def absent(student: Student, day: date = MONDAY, period: int = 1, **columns: object) -> Mark:
    school = student.enrollments.get(replaced_at=None).school
    row = {"status": "absent", "recorded_at": NOW, **columns}
    return Mark.objects.create(student=student, school=school, date=day, period=period, **row)


def text_of(client: Client, address: str = "/office/") -> str:
    """The page's words, without tags."""
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_list_says_who_when_and_what(world: World) -> None:
    ana = world.student("Ana Flores")
    for period in (2, 3, 4, 6):
        absent(ana, period=period)
    absent(ana, period=1, status="tardy", minutes=45)
    page = text_of(signed_in(world.person("clerk")))
    assert "Flores, Ana" in page
    assert "Mon, Feb 9, 2026" in page
    assert "Absent, periods 2–4, 6; Late 45 minutes, period 1" in page
    assert "no return on record yet" in page


def test_the_deadline_is_ten_school_days_after_the_return(world: World) -> None:
    absent(world.student("Ana Flores"))
    Roll.objects.create(section=world.section(1), date=TODAY, period=1, roster=[], certified_at=NOW)
    page = text_of(signed_in(world.person("clerk")))
    assert "explain by Feb 24" in page
    assert "back Feb 10" in page


def test_an_overdue_day_says_since_when(world: World) -> None:
    world.high.rolls_from = None
    world.high.save()
    absent(world.student("Ana Flores"), date(2026, 1, 20))
    page = text_of(signed_in(world.person("clerk")))
    assert "was due Feb 4" in page
    assert "Overdue" in page
    assert "Waiting more than 10 school days 1" in page


def test_an_elementary_page_names_no_periods(world: World) -> None:
    absent(world.student("Ben Okafor"))
    page = text_of(signed_in(world.person("clerk", name="juniper clerk", school=world.elementary)))
    assert "Absent" in page
    assert "period 1" not in page


def test_rolls_past_their_window_are_listed_with_their_minutes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.student("Ana Flores")
    client = signed_in(world.person("clerk"))
    assert "Every roll that is due has been submitted." in text_of(client)  # 8:35, due by 8:45
    monkeypatch.setattr("adsum.web.clock.now", lambda: NOW.replace(hour=17, minute=0))  # 9:00
    page = text_of(client)
    assert "Course 1 Teacher Of Mesa Verde 1 1 15" in page
    assert "5 more rolls are not due yet." in page
    Roll.objects.create(section=world.section(1), date=TODAY, period=1, roster=[], certified_at=NOW)
    page = text_of(client)
    assert "Rolls submitted today 1 of 6 expected" in page
    assert "Every roll that is due has been submitted." in page


def test_a_filter_keeps_the_rest_away(world: World) -> None:
    absent(world.student("Ana Flores"))
    absent(world.student("Camila Reyes"), TODAY)
    client = signed_in(world.person("clerk"))
    for query, there in (
        ("grade=09", "Flores"),
        ("grade=10", "Reyes"),
        ("on=2026-02-10", "Reyes"),
        ("kind=absent&on=2026-02-09", "Flores"),
    ):
        page = text_of(client, f"/office/?{query}")
        assert {name for name in ("Flores", "Reyes") if f"{name}, " in page} == {there}
    assert "No uncleared absence matches this filter." in text_of(client, "/office/?old=on")


def test_a_date_that_cannot_be_read_is_said_and_filters_nothing(world: World) -> None:
    absent(world.student("Ana Flores"))
    page = text_of(signed_in(world.person("clerk")), "/office/?on=yesterday")
    assert "Enter a valid date." in page
    assert "Flores, Ana" in page


def test_a_counselor_reads_the_list_and_is_offered_no_clearing(world: World) -> None:
    absent(world.student("Ana Flores"))
    page = signed_in(world.person("counselor")).get("/office/").content.decode()
    assert "Flores, Ana" in page
    assert "office/clearing" not in re.sub(r'action="[^"]*"', "", page)
    assert 'type="checkbox" name="day"' not in page


def test_A20_a_teacher_sees_no_office_and_no_reason(world: World) -> None:
    assert signed_in(world.person("teacher")).get("/office/").status_code == 403


def test_a_school_out_of_reach_is_not_found(world: World) -> None:
    client = signed_in(world.person("clerk"))
    assert client.get(f"/office/?school={world.high.key}").status_code == 200
    assert client.get(f"/office/?school={world.elementary.key}").status_code == 404
    assert client.get("/office/?school=nothing").status_code == 404


def test_an_auditor_chooses_among_all_schools(world: World) -> None:
    absent(world.student("Ben Okafor"))
    absent(world.student("Ana Flores"))
    client = signed_in(world.person("auditor"))
    assert "Okafor, Ben" in text_of(client)  # Juniper comes first
    assert "Flores, Ana" in text_of(client, f"/office/?school={world.high.key}")


def test_long_lists_come_in_pages(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adsum.web.office.today.STUDENTS_ON_A_PAGE", 2)
    for name in ("Ana Flores", "Camila Reyes", "Keiko Sato"):
        absent(world.student(name))
    client = signed_in(world.person("clerk"))
    first, second = text_of(client), text_of(client, "/office/?page=2")
    assert ("Reyes, Camila" in first, "Sato, Keiko" in first) == (True, False)
    assert ("Reyes, Camila" in second, "Sato, Keiko" in second) == (False, True)
    assert text_of(client, "/office/?page=99") == text_of(client, "/office/?page=2")


def test_the_page_costs_the_same_statements_for_one_student_and_for_many(
    world: World, django_assert_max_num_queries: object
) -> None:
    client = signed_in(world.person("clerk"))
    absent(world.student("Ana Flores"))
    client.get("/office/")
    with django_assert_max_num_queries(24) as few:
        client.get("/office/")
    for name in ("Camila Reyes", "Keiko Sato", "Noor Rahimi", "Jamal Washington"):
        for day in (MONDAY, TODAY, date(2026, 1, 20)):
            absent(world.student(name), day)
    with django_assert_max_num_queries(24) as many:
        client.get("/office/")
    assert len(few.captured_queries) == len(many.captured_queries)

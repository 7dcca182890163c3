"""A teacher's list of the day."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from world import TODAY, World

from adsum.district.models import SchoolDay, Teaching

from .teacher import Teacher

pytestmark = pytest.mark.usefixtures("at_demo_time")


def list_of(teacher: Teacher) -> str:
    return teacher.client.get(reverse("rollcall")).content.decode()


def test_each_class_shows_time_room_roster_and_the_minutes_left(world: World) -> None:
    teacher = Teacher(world)
    teacher.section.room = "107"
    teacher.section.save()
    html = list_of(teacher)
    assert "8:30 a.m.–9:25 a.m." in html
    assert "Room 107" in html
    assert "4 students" in html
    assert "<span data-left>10</span> of 15 minutes left" in html
    assert "0 of 6 rolls certified" in html
    assert html.count("Take roll") == 1, "only the period that has begun can be taken"


def test_a_certified_class_says_when(world: World) -> None:
    teacher = Teacher(world)
    teacher.send()
    html = list_of(teacher)
    assert "✓ Certified 8:35 a.m." in html
    assert "1 of 6 rolls certified" in html


def test_a_missed_window_says_how_long_ago_it_was_due(world: World, settings: object) -> None:
    settings.DEMO_NOW = "2026-02-10T08:57"  # type: ignore[attr-defined]
    assert "due 12 minutes ago" in list_of(Teacher(world))


def test_a_day_without_school_has_no_class(world: World) -> None:
    teacher = Teacher(world)
    SchoolDay.objects.filter(date=TODAY).update(is_taught=False)
    assert "owes a roll here today" in list_of(teacher)


def test_C02_yesterdays_substitute_sees_no_class(world: World) -> None:
    substitute = world.person("teacher", name="substitute")
    teacher = Teacher(world, account=substitute)
    assert substitute.staff is not None
    Teaching.objects.create(
        section=teacher.section, staff=substitute.staff, role="substitute", first_day=TODAY - timedelta(days=3),
        last_day=TODAY - timedelta(days=1),
    )  # fmt: skip
    assert "owes a roll here today" in list_of(teacher)
    assert teacher.open().status_code == 404


def test_an_elementary_teacher_has_one_roll_a_day(world: World) -> None:
    world.section(1, school=world.elementary, teacher="juniper")
    world.student("Ben Okafor")
    client = Client()
    client.force_login(world.person("teacher", name="juniper"))
    assert client.get(reverse("rollcall")).content.decode().count('<li class="class') == 1


def test_statements_of_the_list(world: World, django_assert_max_num_queries: object) -> None:
    teacher = Teacher(world)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        list_of(teacher)


def test_the_list_speaks_spanish(world: World) -> None:
    teacher = Teacher(world)
    html = teacher.client.get(reverse("rollcall"), headers={"accept-language": "es"}).content.decode()
    assert "Mis clases de hoy" in html
    assert "Pasar lista" in html

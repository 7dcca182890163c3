"""A roll's page: the receipt, the history, and who may read it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from world import TODAY, World

from adsum.attendance.models import Mark, Roll
from adsum.web.rollcall import taking

from .teacher import ABSENT, Teacher, tardy

pytestmark = pytest.mark.usefixtures("at_demo_time")


@pytest.fixture
def teacher(world: World, monkeypatch: pytest.MonkeyPatch) -> Teacher:
    monkeypatch.setattr(taking, "judge_again", lambda **_: True)
    return Teacher(world)


def receipt(teacher: Teacher, roll: Roll | None = None) -> str:
    roll = roll or Roll.objects.latest("pk")
    return teacher.client.get(reverse("roll", kwargs={"key": roll.key})).content.decode()


def figures(html: str) -> dict[str, str]:
    import re

    return dict(re.findall(r"<dt>([^<]+)</dt><dd>(\d+)", html))


def test_the_receipt_says_who_when_how_many_and_its_number(teacher: Teacher) -> None:
    teacher.send({"Ana Flores": ABSENT, "Keiko Sato": tardy(5)})
    html, number = receipt(teacher), Roll.objects.get().receipt
    assert "On Feb 10, 2026, 8:35 a.m. by Teacher Of Mesa Verde." in html
    assert "In time." in html
    assert f"{number[:4]} {number[4:8]} {number[8:]}" in html
    assert figures(html) == {"Present": "2", "Absent": "1", "Tardy": "1", "Left early": "0"}


def test_a_late_roll_says_how_late(teacher: Teacher, settings: object) -> None:
    settings.DEMO_NOW = "2026-02-10T09:00"  # type: ignore[attr-defined]
    teacher.send()
    assert "First certified 15 minutes after it was due." in receipt(teacher)


def test_the_old_roll_stays_visible_with_who_and_when(teacher: Teacher) -> None:
    teacher.send({"Ana Flores": ABSENT})
    teacher.send({"Ana Flores": tardy(9)})
    old, new = Roll.objects.order_by("pk")
    html = receipt(teacher, new)
    assert reverse("roll", kwargs={"key": old.key}) in html
    assert "<del>Absent</del>" in html
    assert "<ins>Tardy, 9 minutes</ins>" in html
    old_html = receipt(teacher, old)
    assert "Certified, and corrected since" in old_html
    assert figures(old_html)["Absent"] == "1"


def test_the_office_reads_a_roll_without_a_way_to_change_it(world: World, teacher: Teacher) -> None:
    teacher.send({"Ana Flores": ABSENT})
    office = Client()
    office.force_login(world.person("clerk"))
    html = office.get(reverse("roll", kwargs={"key": Roll.objects.get().key})).content.decode()
    assert "Flores, Ana" in html
    assert "Correct this roll" not in html


def test_a_roll_of_another_class_is_not_found(world: World, teacher: Teacher) -> None:
    teacher.send()
    colleague = Client()
    colleague.force_login(world.person("teacher", name="colleague"))
    address = reverse("roll", kwargs={"key": Roll.objects.get().key})
    assert colleague.get(address).status_code == 404
    assert colleague.get(reverse("roll", kwargs={"key": "2222222222222"})).status_code == 404


def test_C09_the_roll_of_an_earlier_day_is_read_but_not_corrected(teacher: Teacher, settings: object) -> None:
    teacher.send({"Ana Flores": ABSENT})
    settings.DEMO_NOW = "2026-02-11T09:00"  # type: ignore[attr-defined]
    assert "Correct this roll" not in receipt(teacher)
    page = teacher.open()
    assert "has ended" in page.content.decode()


def test_a_confidential_reason_never_reaches_the_teachers_page(world: World, teacher: Teacher) -> None:
    teacher.send({"Ana Flores": ABSENT})
    absent = Mark.objects.get()
    moment = Roll.objects.get().certified_at + timedelta(minutes=1)
    Mark.objects.filter(pk=absent.pk).update(replaced_at=moment)
    Mark.objects.create(
        student=absent.student, school=absent.school, roll=absent.roll, date=TODAY, period=1, status="absent",
        reason="CONF", why_changed="physician's note", recorded_at=moment, recorded_by=world.person("clerk"),
        replaces=absent,
    )  # fmt: skip
    html = receipt(teacher) + teacher.open().content.decode()
    assert "CONF" not in html
    assert "physician" not in html


def test_statements_of_the_receipt(teacher: Teacher, django_assert_max_num_queries: Any) -> None:
    teacher.send({"Ana Flores": ABSENT, "Keiko Sato": tardy(5)})
    teacher.send({"Ana Flores": tardy(9)})
    with django_assert_max_num_queries(12):
        receipt(teacher)

"""The page that puts one meeting of one student right."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from world import NOW, TODAY, World

from adsum.attendance.models import Mark
from adsum.district.models import RecordRead
from adsum.enrollment.models import Student

from .test_clearing_pages import words
from .test_today import absent, signed_in

MONDAY = date(2026, 2, 9)

pytestmark = pytest.mark.usefixtures("at_demo_time")


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    asked: list[list[int]] = []
    monkeypatch.setattr(
        "adsum.web.office.correcting.judge_again", lambda *, student_ids, by, at: asked.append(list(student_ids))
    )
    return asked


@pytest.fixture
def clerk(world: World, judged: list[list[int]]) -> Client:
    return signed_in(world.person("clerk"))


def address(student: Student, *, day: date | None = None, period: int | None = None) -> str:
    query = "&".join(
        part for part in (f"date={day.isoformat()}" if day else "", f"period={period}" if period else "") if part
    )
    return f"/office/students/{student.key}/marks/" + (f"?{query}" if query else "")


def said(*seen: Mark, **changed: Any) -> dict[str, Any]:
    form = {
        "date": MONDAY.isoformat(), "period": 3, "status": "absent", "why": "The teacher confirmed it.",
        "submission": "one", "seen": [mark.key for mark in seen],
    }  # fmt: skip
    return {**form, **changed}


def test_the_day_is_shown_meeting_by_meeting(world: World, clerk: Client) -> None:
    ana = world.student("Ana Flores")
    absent(ana, period=3, reason="ILL")
    absent(ana, period=5, status="tardy", minutes=12)
    page = words(clerk.get(address(ana, day=MONDAY)))
    assert "3 Course 3 Absent Illness (ILL)" in page
    assert "5 Course 5 Late 12 minutes Uncleared" in page
    assert page.count("No exception recorded") == 4
    assert RecordRead.objects.get().page == "office-marks"


def test_without_a_date_the_page_opens_on_today(world: World, clerk: Client) -> None:
    assert "Recorded for Tue, Feb 10, 2026" in words(clerk.get(address(world.student("Ana Flores"))))


def test_a_chosen_meeting_opens_with_what_is_recorded(world: World, clerk: Client) -> None:
    ana = world.student("Ana Flores")
    late = absent(ana, period=3, status="tardy", minutes=12)
    page = clerk.get(address(ana, day=MONDAY, period=3)).content.decode()
    assert re.search(r'value="partial"[^>]* checked', page)
    assert 'name="minutes_late" value="12"' in page
    assert f'name="seen" value="{late.key}"' in page


def test_an_elementary_day_opens_its_only_meeting(world: World) -> None:
    ben = world.student("Ben Okafor")
    client = signed_in(world.person("clerk", name="juniper clerk", school=world.elementary))
    page = client.get(address(ben, day=MONDAY))
    assert 'name="status"' in page.content.decode()
    assert "period" not in words(page).lower()


def test_a_missed_absence_is_saved_and_judged(world: World, clerk: Client, judged: list[list[int]]) -> None:
    ana = world.student("Ana Flores")
    answer = clerk.post(address(ana), said())
    assert (answer.status_code, answer["Location"]) == (302, address(ana, day=MONDAY))
    assert Mark.objects.get().status == "absent"
    assert judged == [[ana.pk]]


def test_A25_a_change_without_a_reason_is_refused_at_its_field(world: World, clerk: Client) -> None:
    ana = world.student("Ana Flores")
    mark = absent(ana, period=3)
    answer = clerk.post(address(ana), said(mark, status="present", why=""))
    assert answer.status_code == 422
    assert words(answer).count("Give a reason for the change.") == 2
    assert Mark.objects.count() == 1


def test_A13_impossible_minutes_are_refused_at_their_field(world: World, clerk: Client) -> None:
    ana = world.student("Ana Flores")
    for minutes in ("-5", "90"):
        answer = clerk.post(address(ana), said(status="partial", minutes_late=minutes))
        assert answer.status_code == 422
        assert "the period has 55" in words(answer)
    answer = clerk.post(address(ana), said(status="partial"))
    assert answer.status_code == 422
    assert "How many minutes were missed?" in words(answer)


def test_A16_a_meeting_changed_meanwhile_is_shown_as_it_is_now(world: World, clerk: Client) -> None:
    ana = world.student("Ana Flores")
    newer = absent(ana, period=3, status="tardy", minutes=12)
    answer = clerk.post(address(ana), said())
    assert answer.status_code == 409
    assert "Somebody else changed this meanwhile" in words(answer)
    assert "Late 12 minutes" in words(answer)
    page = answer.content.decode()
    assert f'name="seen" value="{newer.key}"' in page
    assert 'value="The teacher confirmed it."' in page
    assert Mark.objects.get() == newer


def test_A06_a_day_that_has_not_begun_is_refused(world: World, clerk: Client) -> None:
    answer = clerk.post(address(world.student("Ana Flores")), said(date="2026-02-11"))
    assert answer.status_code == 422
    assert "Feb 11, 2026 has not begun." in words(answer)


def test_A01_a_day_without_school_offers_nothing(world: World, clerk: Client) -> None:
    page = clerk.get(address(world.student("Ana Flores"), day=date(2026, 2, 7)))
    assert "is not a school day here." in words(page)
    assert 'name="status"' not in page.content.decode()


def test_an_unreadable_form_changes_nothing(world: World, clerk: Client) -> None:
    ana = world.student("Ana Flores")
    for form in ({}, {"date": "x", "period": "y"}, said(status="gone"), said(period="999")):
        assert clerk.post(address(ana), form).status_code == 422
    assert not Mark.objects.exists()


def test_A38_a_student_of_another_school_is_not_found(world: World, clerk: Client) -> None:
    ben = world.student("Ben Okafor")
    assert clerk.get(address(ben)).status_code == 404
    assert clerk.post(address(ben), said(period=1)).status_code == 404
    assert not Mark.objects.exists()


def test_the_page_costs_few_statements(world: World, clerk: Client, django_assert_max_num_queries: Any) -> None:
    ana = world.student("Ana Flores")
    for period in range(1, 7):
        absent(ana, TODAY, period, recorded_by=world.person("teacher"), recorded_at=NOW)
    with django_assert_max_num_queries(22):
        clerk.get(address(ana))

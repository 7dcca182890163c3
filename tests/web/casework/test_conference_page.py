"""The page on which a counselor records a conference attempt."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from world import TODAY, World

from adsum.cases.models import ConferenceAttempt
from adsum.district.models import RecordRead


@pytest.fixture
def counselor(world: World, at_demo_time: None) -> Client:
    client = Client()
    client.force_login(world.person("counselor"))
    return client


def address(world: World) -> str:
    return reverse("conference-new", kwargs={"key": world.student("Keiko Sato").key})


def filled(number: str = "n1", **changed: str) -> dict[str, str]:
    return {
        "submission": number,
        "attempted_on": TODAY.isoformat(),
        "channel": "phone",
        "outcome": "left_message",
        "summary": "",
        **changed,
    }


def test_an_attempt_is_recorded_once_whatever_is_retried(world: World, counselor: Client) -> None:
    page = counselor.get(address(world))
    number = re.search(rb'name="submission" value="([^"]+)"', page.content)
    assert number is not None
    for _ in range(3):
        assert counselor.post(address(world), filled(number[1].decode())).status_code == 302
    attempt = ConferenceAttempt.objects.get()
    assert (attempt.attempted_on, attempt.channel, attempt.outcome) == (TODAY, "phone", "left_message")
    assert "A message was left" in counselor.get(address(world)).content.decode()


def test_the_same_number_with_other_content_is_refused(world: World, counselor: Client) -> None:
    counselor.post(address(world), filled())
    refused = counselor.post(address(world), filled(outcome="held"))
    assert (refused.status_code, ConferenceAttempt.objects.count()) == (409, 1)


@pytest.mark.parametrize(
    "changed",
    [
        {"attempted_on": date(2026, 2, 11).isoformat()},
        {"attempted_on": ""},
        {"channel": "pigeon"},
        {"outcome": ""},
        {"summary": "x" * 501},
    ],
)
def test_a_form_that_is_not_right_comes_back_with_what_is_wrong(
    world: World, counselor: Client, changed: dict[str, str]
) -> None:
    answer = counselor.post(address(world), filled(**changed))
    assert (answer.status_code, ConferenceAttempt.objects.count()) == (422, 0)
    (field,) = changed
    assert f'href="#id_{field}' in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()


def test_opening_the_page_is_logged(world: World, counselor: Client) -> None:
    counselor.get(address(world))
    assert RecordRead.objects.get().page == "conference"


def test_the_page_speaks_spanish(world: World, counselor: Client) -> None:
    counselor.cookies["django_language"] = "es"
    page = counselor.get(address(world)).content.decode()
    assert "Registrar un intento de reunión" in page
    assert "Mensaje de texto" in page

"""The audit trail and the values in force, as an auditor sees them."""

from django.test import Client
from world import NOW, World

from adsum.district import audit
from adsum.district.audit import Job


def auditor(world: World) -> Client:
    client = Client()
    client.force_login(world.person("auditor"))
    return client


def test_the_trail_shows_who_did_what_newest_first(world: World, at_demo_time: None) -> None:
    audit.record("roll.certified", about=world.high, by=world.person("teacher"), at=NOW, school=world.high)
    audit.record("night.ran", about=world.high, by=Job("night run"), at=NOW)
    text = auditor(world).get("/oversight/").content.decode()
    assert text.index("night.ran") < text.index("roll.certified")
    assert "Teacher Of Mesa Verde" in text


def test_the_trail_is_paged_without_losing_a_line(world: World, at_demo_time: None) -> None:
    for number in range(150):
        audit.record("mark.counted", about=world.high, by=Job("test"), at=NOW, number=number)
    client = auditor(world)
    first = client.get("/oversight/")
    older = first.context["page"].older_before
    second = client.get("/oversight/", {"before": older})
    seen = [event.details["number"] for event in [*first.context["page"].events, *second.context["page"].events]]
    assert seen == list(reversed(range(150)))


def test_a_wrong_filter_is_answered_not_ignored(world: World, at_demo_time: None) -> None:
    response = auditor(world).get("/oversight/", {"on": "yesterday"})
    assert response.status_code == 422
    assert "On: Enter a valid date." in response.content.decode()


def test_every_value_in_force_is_shown_with_its_source(world: World, at_demo_time: None) -> None:
    text = auditor(world).get("/policy/").content.decode()
    assert "truancy.events" in text
    assert "48260" in text


def test_a_value_that_does_not_exist_is_not_found(world: World, at_demo_time: None) -> None:
    assert auditor(world).get("/policy/no.such.value/").status_code == 404

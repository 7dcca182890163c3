"""The frame of every page: signing in, languages, headers, and the pages for what went wrong."""

import pytest
from django.test import Client
from world import PASSWORD, World

from adsum.district.models import Assignment


@pytest.fixture
def client(at_demo_time: None) -> Client:
    return Client()


def sign_in(client: Client, world: World, role: str) -> None:
    client.force_login(world.person(role))


def test_a_person_signs_in_with_mail_and_password_and_lands_where_their_work_is(client: Client, world: World) -> None:
    person = world.person("auditor")
    response = client.post("/account/sign-in/", {"login": person.email, "password": PASSWORD}, follow=True)
    assert response.status_code == 200
    assert response.request["PATH_INFO"] != "/account/sign-in/"
    assert client.session["_auth_user_id"] == str(person.pk)
    assert "Successfully" not in response.content.decode()  # no greeting by account number


def test_a_wrong_password_says_the_same_as_an_unknown_account(client: Client, world: World) -> None:
    person = world.person("clerk")
    wrong = client.post("/account/sign-in/", {"login": person.email, "password": "nothing like it"})
    unknown = client.post("/account/sign-in/", {"login": "nobody@mesaverde.example", "password": "nothing like it"})
    assert list(wrong.context["form"].non_field_errors()) == list(unknown.context["form"].non_field_errors())
    assert "_auth_user_id" not in client.session


def test_a_closed_account_cannot_sign_in(client: Client, world: World) -> None:
    person = world.person("clerk")
    type(person).objects.filter(pk=person.pk).update(is_active=False)
    client.post("/account/sign-in/", {"login": person.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_a_role_that_ended_is_gone_in_the_next_request(client: Client, world: World) -> None:
    sign_in(client, world, "auditor")
    assert client.get("/oversight/").status_code == 200
    Assignment.objects.filter(staff=world.person("auditor").staff).update(last_day="2026-02-09")
    assert client.get("/oversight/").status_code == 403


def test_somebody_without_a_role_is_told_whom_to_ask(client: Client, world: World) -> None:
    sign_in(client, world, "auditor")
    Assignment.objects.all().delete()
    response = client.get("/")
    assert response.status_code == 403
    assert "No role yet" in response.content.decode()


def test_nobody_makes_their_own_account(client: Client, world: World) -> None:
    response = client.post("/account/new/", {"email": "new@mesaverde.example", "password1": PASSWORD})
    assert "Accounts and new passwords come from the office" in response.content.decode()


def test_the_whole_frame_speaks_spanish(client: Client, world: World) -> None:
    sign_in(client, world, "auditor")
    client.post("/language/", {"language": "es", "next": "/policy/"})
    text = client.get("/policy/").content.decode()
    assert '<html lang="es" dir="ltr">' in text
    assert "Cerrar sesión" in text
    assert "Los valores vigentes" in text


def test_every_answer_carries_the_security_headers(client: Client, world: World) -> None:
    headers = client.get("/account/sign-in/").headers
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert "no-store" in headers["Cache-Control"]


def test_an_old_form_is_explained(world: World, at_demo_time: None) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/account/sign-in/", {"login": "x", "password": "y"})
    assert response.status_code == 403
    assert "too old to be sent" in response.content.decode()


def test_an_address_that_leads_nowhere_says_so(client: Client, world: World) -> None:
    sign_in(client, world, "clerk")
    response = client.get("/nothing/here/")
    assert response.status_code == 404
    assert "Nothing was changed" in response.content.decode()


def test_the_demo_offers_one_account_for_each_role(client: Client, world: World) -> None:
    staff = world.person("clerk").staff
    type(staff).objects.filter(pk=staff.pk).update(source_id="demo-clerk")
    assert "Look around the demo as" in client.get("/account/sign-in/").content.decode()


def test_demo_accounts_are_never_offered_outside_the_demo(world: World) -> None:
    staff = world.person("clerk").staff
    type(staff).objects.filter(pk=staff.pk).update(source_id="demo-clerk")
    assert "Look around the demo as" not in Client().get("/account/sign-in/").content.decode()

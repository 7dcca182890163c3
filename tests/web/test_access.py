"""The written table of URL x role x scope, compared with what every URL really answers.

The tables lie in tests/web/access/*.yaml. A URL without a row, a row without a URL, and any answer that differs fail.
Roles not named in a row are refused (403); somebody not signed in is always sent to the sign-in page.
"""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from scopes import ROLES, SCOPES, Records, build
from world import World

TABLES = Path(__file__).parent / "access"
OPEN_TO_ALL = 200


def table() -> dict[str, dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {}
    for path in sorted(TABLES.glob("*.yaml")):
        for name, row in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            assert name not in rows, f"{path.name}: {name} has a row already"
            rows[name] = row
    return rows


def patterns(resolver: URLResolver) -> list[URLPattern]:
    found: list[URLPattern] = []
    for entry in resolver.url_patterns:
        found += patterns(entry) if isinstance(entry, URLResolver) else [entry]
    return found


ROWS = table()


def test_every_url_has_a_name_a_door_and_a_row() -> None:
    routed = patterns(get_resolver())
    assert [str(p.pattern) for p in routed if not p.name] == []
    assert [p.name for p in routed if not hasattr(p.callback, "permission")] == []
    assert {p.name for p in routed} == set(ROWS)


@pytest.fixture
def records(world: World, at_demo_time: None, home: Path) -> dict[str, Records]:
    return build(world)


def ask(client: Client, name: str, row: dict[str, Any], records: Records) -> int:
    address = reverse(name, kwargs=records.resolve(row.get("args", {})))
    if row.get("method") == "POST":
        return client.post(address, {}).status_code
    return client.get(address).status_code


@pytest.mark.parametrize("role", ROLES)
def test_every_url_answers_each_role_as_the_table_says(world: World, records: dict[str, Records], role: str) -> None:
    person = world.person(role)
    wrong = []
    for name, row in ROWS.items():
        for scope in [scope for scope in (*SCOPES, "any") if scope in row]:
            client = Client()
            client.force_login(person)
            expected = row[scope].get(role, OPEN_TO_ALL if row.get("public") else 403)
            got = ask(client, name, row, records[scope if scope in records else "own_section"])
            if got != expected:
                wrong.append(f"{name} {scope}: {role} got {got}, the table says {expected}")
    assert wrong == []


def test_nobody_enters_without_signing_in(records: dict[str, Records]) -> None:
    wrong = []
    for name, row in ROWS.items():
        got = ask(Client(), name, row, records["own_section"])
        expected = row["public"] if row.get("public") else 302
        if got != expected:
            wrong.append(f"{name}: got {got}, expected {expected}")
    assert wrong == []


def test_every_url_is_opened_by_somebody_and_refused_to_somebody() -> None:
    one_sided = []
    for name, row in ROWS.items():
        answers = {answer for scope in (*SCOPES, "any") for answer in row.get(scope, {}).values()}
        if not row.get("public") and not any(answer < 400 or answer in {409, 422} for answer in answers):
            one_sided.append(f"{name} is opened by nobody")
    assert one_sided == []


def test_out_of_reach_answers_exactly_like_unknown(world: World, records: dict[str, Records]) -> None:
    """A teacher asking for a student of another region learns nothing: same status, same text as a made-up key."""
    client = Client()
    client.force_login(world.person("teacher"))
    unknown = answer_for(client, "2222222222222")
    foreign = answer_for(client, records["other_region"].keys["student"])
    assert unknown[0] == 404
    assert foreign == unknown


def answer_for(client: Client, key: str) -> tuple[int, str]:
    """Status and text of a student's page, without the key that was asked for and the form tokens of each answer."""
    response = client.get(reverse("student", kwargs={"key": key}))
    text = response.content.decode().replace(key, "KEY")
    return response.status_code, re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)

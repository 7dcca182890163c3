"""From a name to the reasons, and from a number to the students behind it, in a real browser: by keyboard, on a phone,
without scripts, in Spanish and in the dark; and what axe says of every page.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from rooms.determinations.stories import NIGHT, THREE, miss
from world import NOW, TODAY, World

from adsum.determinations.actions import judge_all

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("at_demo_time", "home")]

Open = Callable[..., Page]
PHONE = {"viewport": {"width": 360, "height": 740}}
LEAST_TARGET = 44


@pytest.fixture
def district(settings: Any, live_server: Any, world: World) -> World:
    """Ana truant, Camila absent this morning, Grace's kind of excuse for Keiko; everybody judged last night."""
    settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE = "adsum", False, False
    miss(world.student("Ana Flores"), *THREE)
    miss(world.student("Camila Reyes"), TODAY, periods=[1])
    miss(world.student("Keiko Sato"), THREE[0], reason="OSS")
    miss(world.student("Keiko Sato"), THREE[1], periods=[2], reason="NONC")
    world.student("Ben Okafor")
    judge_all(by=NIGHT, at=NOW, as_of=TODAY - timedelta(days=1))
    return world


@pytest.fixture
def open_as(browser: Browser, live_server: Any, district: World) -> Iterator[Open]:
    contexts = []

    def signed_in(role: str, **options: Any) -> Page:
        client = Client()
        client.force_login(district.person(role))
        context = browser.new_context(base_url=live_server.url, **options)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
        contexts.append(context)
        return context.new_page()

    yield signed_in
    for context in contexts:
        context.close()


def faults(page: Page) -> list[str]:
    """What axe finds, rule by rule."""
    violations = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in violations]


def addresses(district: World) -> list[str]:
    school = district.high.key
    return [
        "/students/",
        f"/students/{district.student('Ana Flores').key}/",
        f"/students/{district.student('Keiko Sato').key}/?as_of=2025-10-15&known_on=2025-10-15",
        f"/students/{district.student('Ana Flores').key}/?as_of=2030-01-01",
        f"/schools/{school}/measures/",
        f"/schools/{school}/measures/truant/",
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(open_as: Open, district: World, scheme: str) -> None:
    page = open_as("principal", color_scheme=scheme)
    found = {}
    for address in addresses(district):
        page.goto(address)
        for details in page.locator("details").all():
            details.evaluate("one => one.open = true")
        found[address] = faults(page)
    assert {address: problems for address, problems in found.items() if problems} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_districts_pages(open_as: Open, scheme: str) -> None:
    page = open_as("district", color_scheme=scheme)
    for address in ("/district/measures/", "/schools/"):
        page.goto(address)
        assert faults(page) == []


def test_from_a_name_to_the_reasons_by_keyboard(open_as: Open) -> None:
    page = open_as("clerk")
    page.goto("/students/")
    page.get_by_label("Name or student number").focus()
    page.keyboard.type("flores")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="1 student")).to_be_visible()
    page.get_by_role("link", name="Flores, Ana").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ana Flores")).to_be_visible()
    assert "flores" not in page.url.lower()
    page.locator("#finding-truancy ~ details summary").focus()
    page.keyboard.press("Enter")
    why = page.locator(".why[open]")
    expect(why.get_by_text("Ed. Code 48260(a)").first).to_be_visible()
    expect(why.get_by_text("Periods 1–6: absent, not explained")).to_have_count(3)


def test_a_past_day_without_scripts(open_as: Open, district: World) -> None:
    page = open_as("clerk", java_script_enabled=False)
    page.goto(f"/students/{district.student('Ana Flores').key}/")
    page.get_by_text("See another day").click()
    page.get_by_label("As of").fill("2025-09-30")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("This is the page as of Tue, Sep 30, 2025")).to_be_visible()
    expect(page.get_by_text("Not truant").first).to_be_visible()
    page.get_by_role("link", name="Back to today").click()
    expect(page.get_by_text("Truant since Thu, Oct 2, 2025")).to_be_visible()


def test_from_a_number_to_a_student(open_as: Open) -> None:
    page = open_as("principal")
    page.goto("/schools/")  # their only school opens at once
    expect(page.get_by_role("heading", name="Mesa Verde High")).to_be_visible()
    page.get_by_role("link", name=re.compile("Who, and why ?: Truant")).click()
    page.get_by_role("link", name="Flores, Ana").click()
    expect(page.get_by_role("heading", name="Ana Flores")).to_be_visible()


def test_on_a_phone_nothing_is_cut_off_and_everything_can_be_touched(open_as: Open, district: World) -> None:
    page = open_as("principal", **PHONE)
    for address in addresses(district):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
        small = page.evaluate(
            """least => [...document.querySelectorAll('main a.button, main button, main summary, main input')]
                .filter(one => one.getBoundingClientRect().height && one.getBoundingClientRect().height < least)
                .map(one => one.outerHTML.slice(0, 90))""",
            LEAST_TARGET,
        )
        assert small == [], address


def test_the_months_stand_two_by_two_on_a_phone(open_as: Open, district: World) -> None:
    page = open_as("clerk", **PHONE)
    page.goto(f"/students/{district.student('Ana Flores').key}/")
    first, second = (page.locator(".month").nth(number).bounding_box() for number in (0, 1))
    assert first is not None
    assert second is not None
    assert first["y"] == second["y"]


def test_the_page_reads_in_spanish(open_as: Open, district: World) -> None:
    page = open_as("clerk", locale="es-US")
    page.goto(f"/students/{district.student('Ana Flores').key}/")
    expect(page.get_by_role("heading", name="Situación y por qué")).to_be_visible()
    expect(page.get_by_text("Primer aviso pendiente")).to_be_visible()
    squares = page.locator(".month .letter").all_text_contents()
    assert squares.count("X") == 3  # sin explicar


def test_no_reason_reaches_a_teachers_browser(open_as: Open, district: World) -> None:
    page = open_as("teacher")
    page.goto(f"/students/{district.student('Keiko Sato').key}/")
    text = page.content()
    assert "Absent, excused" in text
    for word in ("OSS", "Suspended", 'class="k-suspended"', "Non-compliant"):
        assert word not in text

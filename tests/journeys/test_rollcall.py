"""A teacher's morning in a real browser: on a phone, by keyboard alone, without scripts, on two devices."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from world import PASSWORD, TODAY, World

from adsum.attendance.models import Mark, Roll

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("at_demo_time")]

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SMALLEST = {"viewport": {"width": 360, "height": 640}}
CLASS = ("Ana Flores", "Camila Reyes", "Keiko Sato", "Liam O'Neal-Ruiz")


@pytest.fixture
def school(settings: Any, live_server: Any, world: World) -> World:
    """Four named students in six classes; the live server speaks plain HTTP, so its cookies may too."""
    settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE = "adsum", False, False
    for name in CLASS:
        world.student(name)
    return world


class Devices:
    """Windows in which the teacher is signed in already."""

    def __init__(self, browser: Browser, address: str, world: World) -> None:
        self.browser, self.address, self.world = browser, address, world
        self.opened: list[BrowserContext] = []

    def open(self, **options: Any) -> Page:
        client = Client()
        client.force_login(self.world.person("teacher"))
        context = self.browser.new_context(base_url=self.address, **options)
        self.opened.append(context)
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.address}])
        return context.new_page()

    def roll(self, **options: Any) -> Page:
        """A window at the roll of period 1."""
        page = self.open(**options)
        page.goto(f"/classes/{self.world.section(1).key}/{TODAY}/1/")
        return page


@pytest.fixture
def devices(browser: Browser, live_server: Any, school: World) -> Iterator[Devices]:
    made = Devices(browser, live_server.url, school)
    yield made
    for context in made.opened:
        context.close()


def line(page: Page, name: str) -> Any:
    return page.locator("[data-pupil]").filter(has=page.locator("legend", has_text=name))


def recorded() -> dict[str, tuple[str, int | None]]:
    marks = Mark.objects.filter(replaced_at=None).exclude(status="present").select_related("student")
    return {mark.student.family_name: (mark.status, mark.minutes) for mark in marks}


def faults(page: Page) -> list[str]:
    """What axe finds, rule by rule."""
    violations = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in violations]


# --- the ways in -----------------------------------------------------------------------------------------------------


def test_on_a_phone_from_signing_in_to_the_receipt(browser: Browser, live_server: Any, school: World) -> None:
    context = browser.new_context(base_url=live_server.url, **PHONE)
    page = context.new_page()
    page.goto("/")
    page.get_by_label("Email").fill(school.person("teacher").email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="My classes today")).to_be_visible()
    expect(page.get_by_text("of 15 minutes left")).to_be_visible()
    page.get_by_role("link", name="Take roll").click()

    page.locator("legend", has_text="Flores, Ana").tap()
    for _ in range(2):
        page.locator("legend", has_text="Sato, Keiko").tap()
    expect(page.locator("[data-tally]")).to_have_text("1 absent, 1 tardy, 2 present")
    minutes = line(page, "Sato").get_by_label("min late")
    expect(minutes).to_have_value("5")  # it is 8:35, the bell rang at 8:30
    minutes.fill("4")
    page.get_by_role("button", name="Certify this roll").tap()

    expect(page.get_by_role("heading", name="Certified")).to_be_visible()
    expect(page.get_by_text(Roll.objects.get().receipt[:4]).first).to_be_visible()
    assert recorded() == {"Flores": ("absent", None), "Sato": ("tardy", 4)}
    page.get_by_role("link", name="Back to my classes").tap()
    expect(page.get_by_text("✓ Certified")).to_be_visible()
    context.close()


def test_by_keyboard_alone(devices: Devices) -> None:
    page = devices.roll()
    keys = page.keyboard
    page.get_by_role("radio", name="Present").first.focus()
    keys.press("a")  # Ana is absent
    keys.press("Tab")  # Liam, whose name begins with O, stands before Camila
    keys.press("3")
    keys.press("Tab")
    expect(line(page, "O'Neal-Ruiz").get_by_label("min late")).to_be_focused()
    keys.press("Control+a")
    keys.type("12")
    keys.press("Enter")  # on to the next student, not to the server
    expect(page.get_by_role("button", name="Certify this roll")).to_be_visible()
    assert not Roll.objects.exists()
    keys.press("l")
    expect(line(page, "Reyes").get_by_role("radio", name="Left early")).to_be_checked()
    keys.press("p")
    expect(line(page, "Reyes").get_by_role("radio", name="Present")).to_be_checked()
    expect(page.locator("[data-tally]")).to_have_text("1 absent, 1 tardy, 2 present")
    page.get_by_role("button", name="Certify this roll").focus()
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Certified")).to_be_visible()
    assert recorded() == {"Flores": ("absent", None), "O'Neal-Ruiz": ("tardy", 12)}


def test_without_scripts(devices: Devices) -> None:
    page = devices.roll(java_script_enabled=False, **PHONE)
    expect(line(page, "Sato").get_by_label("min late")).to_be_hidden()
    line(page, "Flores").get_by_role("radio", name="Absent").check()
    line(page, "Sato").get_by_role("radio", name="Tardy").check()
    expect(line(page, "Sato").get_by_label("min late")).to_be_visible()
    line(page, "Sato").get_by_label("min late").fill("12")
    page.get_by_role("button", name="Certify this roll").click()
    expect(page.get_by_role("heading", name="Certified")).to_be_visible()
    assert recorded() == {"Flores": ("absent", None), "Sato": ("tardy", 12)}

    page.get_by_role("link", name="Correct this roll").click()
    line(page, "Flores").get_by_role("radio", name="Present").check()
    page.get_by_role("button", name="Certify the correction").click()
    expect(page.locator(".history del")).to_have_text("Absent")
    assert recorded() == {"Sato": ("tardy", 12)}


def test_A29_everyone_absent_without_scripts(devices: Devices) -> None:
    page = devices.roll(java_script_enabled=False)
    for name in ("Flores", "Reyes", "Sato", "O'Neal-Ruiz"):
        line(page, name).get_by_role("radio", name="Absent").check()
    page.get_by_role("button", name="Certify this roll").click()
    expect(page.get_by_text("All 4 students absent: is this the right class and day?")).to_be_visible()
    assert not Roll.objects.exists()
    page.get_by_label("Yes, that is right. Certify it.").check()
    page.get_by_role("button", name="Certify this roll").click()
    expect(page.get_by_role("heading", name="Certified")).to_be_visible()
    assert len(recorded()) == 4


def test_A31_a_double_click_certifies_once(devices: Devices) -> None:
    page = devices.roll()
    page.get_by_role("button", name="Certify this roll").dblclick()
    expect(page.get_by_role("heading", name="Certified")).to_be_visible()
    assert Roll.objects.count() == 1


def test_A16_two_devices(devices: Devices) -> None:
    laptop, phone = devices.roll(), devices.roll(**PHONE)
    line(laptop, "Flores").get_by_role("radio", name="Absent").check()
    laptop.get_by_role("button", name="Certify this roll").click()
    expect(laptop.get_by_role("heading", name="Certified")).to_be_visible()
    phone.get_by_role("button", name="Certify this roll").click()
    expect(phone.get_by_role("cell", name="Absent")).to_be_visible()
    phone.get_by_label("I have seen both. Replace what is recorded with mine.").check()
    phone.get_by_role("button", name="Certify the correction").click()
    expect(phone.get_by_role("heading", name="Certified")).to_be_visible()
    assert recorded() == {}


def test_a_proposal_of_minutes_goes_away_with_its_mark(devices: Devices) -> None:
    page = devices.roll()
    row, name = line(page, "Flores"), page.locator("legend", has_text="Flores, Ana")
    for _ in range(3):
        name.click()
    expect(row.get_by_role("radio", name="Left early")).to_be_checked()
    expect(row.get_by_label("min late")).to_have_value("")
    expect(row.get_by_label("min left early")).to_have_value("49")
    name.click()
    page.get_by_role("button", name="Certify this roll").click()
    expect(page.get_by_text("Everybody was present.").first).to_be_visible()


def test_a_refused_line_is_reached_from_the_summary(devices: Devices) -> None:
    page = devices.roll(java_script_enabled=False)
    line(page, "Sato").get_by_role("radio", name="Tardy").check()
    page.get_by_role("button", name="Certify this roll").click()
    page.get_by_role("link", name="Sato, Keiko: minutes late: how many minutes?").click()
    expect(line(page, "Sato").get_by_label("min late")).to_be_focused()


# --- what every page owes its reader ---------------------------------------------------------------------------------


def pages_of_the_job(devices: Devices, **options: Any) -> Iterator[tuple[str, Page]]:
    page = devices.open(**options)
    page.goto("/classes/")
    yield "classes", page
    page.get_by_role("link", name="Take roll").click()
    line(page, "Flores").get_by_role("radio", name="Tardy").check()
    yield "roll", page
    line(page, "Flores").get_by_label("min late").fill("90")
    page.get_by_role("button", name="Certify this roll").click()
    yield "refused", page
    for name in ("Flores", "Reyes", "Sato", "O'Neal-Ruiz"):
        line(page, name).get_by_role("radio", name="Absent").check()
    page.get_by_role("button", name="Certify this roll").click()
    yield "question", page
    stale = devices.roll(**options)
    page.get_by_label("Yes, that is right. Certify it.").check()
    page.get_by_role("button", name="Certify this roll").click()
    yield "receipt", page
    stale.get_by_role("button", name="Certify this roll").click()
    yield "conflict", stale
    page.goto(f"/classes/{devices.world.section(3).key}/{TODAY}/3/")
    yield "not possible", page


@pytest.mark.parametrize("options", [SMALLEST, {"color_scheme": "dark", **PHONE}, {}], ids=["small", "dark", "desk"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(devices: Devices, options: dict[str, Any]) -> None:
    found = {}
    for name, page in pages_of_the_job(devices, **options):
        found[name] = faults(page)
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not wide, f"{name} scrolls sideways"
    assert {name: problems for name, problems in found.items() if problems} == {}
    assert len(found) == 7


def test_targets_are_large_enough_for_a_thumb(devices: Devices) -> None:
    page = devices.roll(**SMALLEST)
    small = page.evaluate(
        """() => [...document.querySelectorAll("main a, main button, main .choices label, main legend")]
            .map(one => [one.textContent.trim(), one.getBoundingClientRect()])
            .filter(([, box]) => box.height < 44 || box.width < 44).map(([text]) => text)"""
    )
    assert small == []

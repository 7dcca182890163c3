"""From owed to sent in a real browser: by keyboard, by phone, without scripts; and what axe says of the pages."""

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from letters import OCT_2, drafted, explained, issued, judge, noon, truant
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader
from world import TODAY, World

from adsum.cases.models import ConferenceAttempt
from adsum.district.models import User
from adsum.notices.models import Notice

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("at_demo_time", "home")]

YESTERDAY = date(2026, 2, 9)


@pytest.fixture
def office(live_server: Any, world: World) -> World:
    """Ana is owed a letter, Noor's is held, Camila's is drafted, Jamal's lost its ground, Keiko's was issued."""
    truant(world, "Ana Flores", "Noor Rahimi", "Camila Reyes", on=YESTERDAY)
    drafted(world, "Camila Reyes", on=YESTERDAY)
    truant(world, "Jamal Washington", "Keiko Sato")
    issued(world, "Keiko Sato", choices=("english_only",))
    issued(world, "Jamal Washington")
    explained(world, "Jamal Washington", OCT_2, at=noon(YESTERDAY))
    judge(world, "Jamal Washington", on=YESTERDAY)
    return world


class Desk:
    """A signed-in browser window."""

    def __init__(self, browser: Browser, address: str, person: User, **options: Any) -> None:
        client = Client()
        client.force_login(person)
        self.context = browser.new_context(base_url=address, **options)
        session = {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}
        self.context.add_cookies([{**session, "url": address}])
        self.page: Page = self.context.new_page()


@pytest.fixture
def clerk(browser: Browser, live_server: Any, office: World) -> Iterator[Page]:
    desk = Desk(browser, live_server.url, office.person("clerk"))
    yield desk.page
    desk.context.close()


def faults(page: Page) -> list[str]:
    """What axe finds, rule by rule."""
    results = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in results]


def addresses(office: World) -> list[str]:
    letters = {notice.student.given_name: notice.key for notice in Notice.objects.select_related("student")}
    return [
        "/letters/",
        f"/letters/student/{office.student('Ana Flores').key}/",
        f"/letters/student/{office.student('Noor Rahimi').key}/",
        *(f"/letters/{letters[name]}/" for name in ("Camila", "Jamal", "Keiko")),
    ]


def press_through(page: Page, wanted: str) -> None:
    """Walk with the Tab key until the focus is on something with these words, then press Enter."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if wanted in page.evaluate("document.activeElement.innerText || ''"):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"{wanted} cannot be reached with the keyboard")


def test_a_letter_is_drafted_issued_and_downloaded_with_the_keyboard_alone(clerk: Page, tmp_path: Path) -> None:
    clerk.goto("/letters/")
    press_through(clerk, "Draft this letter")
    expect(clerk.locator(".message.success")).to_have_text("1 letter drafted.")
    press_through(clerk, "Issue all 2 letters")
    expect(clerk.locator(".message.success")).to_have_text("2 letters issued.")
    notice = Notice.objects.get(student__given_name="Ana")
    press_through(clerk, "Flores, Ana")
    clerk.wait_for_url(f"**/letters/{notice.key}/")
    with clerk.expect_download() as waiting:
        press_through(clerk, "Download the PDF")
    assert waiting.value.suggested_filename == f"letter-{notice.key}.pdf"
    pages = PdfReader(io.BytesIO(Path(waiting.value.path()).read_bytes())).pages
    assert "First notification of truancy" in pages[0].extract_text()
    assert "Primera notificación" in pages[1].extract_text()


def test_a_held_letter_is_decided(clerk: Page) -> None:
    clerk.goto("/letters/")
    clerk.get_by_role("link", name="Decide Noor Rahimi").click()
    expect(clerk.get_by_text("There is no template in the family's language: Persian.")).to_be_visible()
    clerk.get_by_label("Write it in English").check()
    clerk.get_by_role("button", name="Draft it").click()
    expect(clerk.get_by_text("The letter is drafted.")).to_be_visible()
    expect(clerk.locator("article.paper")).to_have_count(1)


def test_a_letter_that_lost_its_ground_is_taken_back_with_a_reason(clerk: Page) -> None:
    clerk.goto("/letters/")
    expect(clerk.get_by_role("heading", name="To take back, or to keep with a reason")).to_be_visible()
    clerk.locator("section.attention").get_by_role("link", name="Washington, Jamal").click()
    clerk.get_by_label("Reason").last.fill("A note came on February 9.")
    clerk.get_by_role("button", name="Take the letter back").click()
    expect(clerk.locator(".message.success")).to_contain_text("Tell the family in writing.")
    expect(clerk.locator(".history")).to_contain_text("A note came on February 9.")
    assert faults(clerk) == []


def test_everything_works_without_scripts_on_a_phone(browser: Browser, live_server: Any, office: World) -> None:
    phone = Desk(
        browser, live_server.url, office.person("clerk"), java_script_enabled=False,
        viewport={"width": 360, "height": 780},
    )  # fmt: skip
    page = phone.page
    page.goto("/letters/")
    page.get_by_role("link", name="Draft Ana Flores").click()
    page.get_by_role("button", name="Draft it").click()
    page.get_by_role("button", name="Issue the letter").click()
    expect(page.get_by_text("The letter is issued. Download the PDF and send it today.")).to_be_visible()
    assert Notice.objects.get(student__given_name="Ana").issued_on == TODAY
    phone.context.close()


def test_a_counselor_records_a_conference_attempt(browser: Browser, live_server: Any, office: World) -> None:
    desk = Desk(browser, live_server.url, office.person("counselor"))
    desk.page.goto(f"/students/{office.student('Keiko Sato').key}/conference/")
    assert faults(desk.page) == []
    desk.page.get_by_role("button", name="Record the attempt").click()
    desk.page.get_by_label("Telephone").check()
    desk.page.get_by_label("A message was left").check()
    desk.page.get_by_role("button", name="Record the attempt").click()
    desk.page.wait_for_url(lambda address: "conference" not in address)
    assert ConferenceAttempt.objects.get().attempted_on == TODAY
    desk.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_and_nothing_runs_off_the_side(
    browser: Browser, live_server: Any, office: World, scheme: str, width: int
) -> None:
    desk = Desk(
        browser, live_server.url, office.person("clerk"), color_scheme=scheme, viewport={"width": width, "height": 800}
    )
    said: list[str] = []
    desk.page.on("pageerror", lambda error: said.append(str(error)))
    for address in addresses(office):
        desk.page.goto(address)
        assert faults(desk.page) == [], address
        assert desk.page.evaluate("document.documentElement.scrollWidth") <= width, address
    assert said == []
    desk.context.close()


def test_axe_finds_nothing_on_the_districts_page(browser: Browser, live_server: Any, office: World) -> None:
    desk = Desk(browser, live_server.url, office.person("district"), viewport={"width": 360, "height": 800})
    assert office.elementary
    desk.page.goto("/letters/")
    expect(desk.page.get_by_role("link", name="Mesa Verde High")).to_be_visible()
    assert faults(desk.page) == []
    desk.context.close()


def test_the_letters_speak_spanish(browser: Browser, live_server: Any, office: World) -> None:
    desk = Desk(browser, live_server.url, office.person("clerk"), locale="es-MX")
    desk.page.goto("/letters/")
    expect(desk.page.get_by_role("heading", name="Cartas de Mesa Verde High")).to_be_visible()
    desk.context.close()

"""An administrator brings a roster in, in a real browser: by keyboard, by phone, without scripts; and what axe says."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from rooms.intake.faults import with_twenty_faults
from rooms.intake.rosters import Pupil, Roster, import_package, zip_of
from world import World

from adsum.district.models import User
from adsum.enrollment.models import Enrollment
from adsum.intake.models import Package

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("at_demo_time", "home")]
IMMEDIATE = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
PHONE = {"viewport": {"width": 390, "height": 844}}


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
def done_at_once(settings: Any) -> None:
    settings.TASKS = IMMEDIATE


@pytest.fixture
def pilar(browser: Browser, live_server: Any, world: World) -> Iterator[Page]:
    desk = Desk(browser, live_server.url, world.person("administrator"))
    yield desk.page
    desk.context.close()


def faults(page: Page) -> list[str]:
    """What axe finds, rule by rule."""
    results = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in results]


def press_through(page: Page, wanted: str) -> None:
    """Walk with the Tab key until the focus is on something with these words, then press Enter."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if wanted in page.evaluate("document.activeElement.innerText || ''"):
            page.keyboard.press("Enter")
            return
    pytest.fail(f"nothing with {wanted!r} can be reached by keyboard")


def every_page(tmp_path: Path) -> list[str]:
    """One package in each state that has a page of its own."""
    import_package(Roster().zip(tmp_path, name="mesa-verde-monday.zip"))
    students = {f"S{number:02} Garcia": Pupil("mvh", "09", date(2011, 1, 1), (1,)) for number in range(20)}
    import_package(Roster(students=students, parent=None, source="Other").zip(tmp_path, name="other.zip"))
    return ["/imports/", *(f"/imports/{package.key}/" for package in Package.objects.all())]


@pytest.mark.usefixtures("done_at_once")
def test_from_file_to_receipt_by_keyboard(pilar: Page, tmp_path: Path) -> None:
    pilar.goto("/imports/")
    pilar.set_input_files("#id_file", Roster().zip(tmp_path))
    press_through(pilar, "Send and check")
    expect(pilar.get_by_role("heading", name="Apply the plan")).to_be_visible()
    press_through(pilar, "Apply 37 changes")
    expect(pilar.get_by_text("37 changes were applied by Administrator Of Mesa Verde.")).to_be_visible()
    assert Enrollment.objects.count() == 5


@pytest.mark.usefixtures("done_at_once")
def test_without_scripts_on_a_phone(browser: Browser, live_server: Any, world: World, tmp_path: Path) -> None:
    desk = Desk(browser, live_server.url, world.person("administrator"), java_script_enabled=False, **PHONE)
    page = desk.page
    page.goto("/imports/")
    page.set_input_files("#id_file", Roster().zip(tmp_path))
    page.get_by_role("button", name="Send and check").click()
    page.get_by_role("button", name="Apply 37 changes").click()
    expect(page.get_by_text("37 changes were applied")).to_be_visible()
    desk.context.close()


def test_the_page_follows_the_worker_by_itself(pilar: Page, tmp_path: Path) -> None:
    pilar.goto("/imports/")
    pilar.set_input_files("#id_file", Roster().zip(tmp_path))
    pilar.get_by_role("button", name="Send and check").click()
    expect(pilar.get_by_text("Waiting to be checked")).to_be_visible()
    assert faults(pilar) == []
    # The tests' database has one writer and does not wait: the page asks nothing while the worker is at it.
    pilar.route("**/progress/", lambda route: route.abort())
    pilar.wait_for_timeout(300)
    call_command("db_worker", batch=True, verbosity=0, interval=0, startup_delay=False)
    pilar.unroute("**/progress/")
    expect(pilar.get_by_role("heading", name="Apply the plan")).to_be_visible(timeout=10_000)


@pytest.mark.usefixtures("done_at_once")
def test_a_refused_file_lists_its_errors_and_offers_all_of_them(pilar: Page, tmp_path: Path) -> None:
    pilar.goto("/imports/")
    pilar.set_input_files("#id_file", zip_of(with_twenty_faults(), tmp_path / "bad.zip"))
    pilar.get_by_role("button", name="Send and check").click()
    expect(pilar.get_by_text("Nothing was changed. Mend what is listed")).to_be_visible()
    with pilar.expect_download() as download:
        pilar.get_by_role("link", name="Download all").click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert "classes.csv,3,grades" in text
    assert faults(pilar) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing(
    browser: Browser, live_server: Any, world: World, tmp_path: Path, theme: Any, width: int
) -> None:
    addresses = every_page(tmp_path)
    desk = Desk(
        browser, live_server.url, world.person("administrator"),
        color_scheme=theme, viewport={"width": width, "height": 900},
    )  # fmt: skip
    found = {}
    for address in addresses:
        desk.page.goto(address)
        found[address] = faults(desk.page)
        is_wide = desk.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not is_wide, f"{address} is wider than the window"
    desk.context.close()
    assert {address: rules for address, rules in found.items() if rules} == {}

"""A clerk's morning in a real browser: by keyboard, by phone, without scripts, in Spanish; and what axe says of it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from world import NOW, World

from adsum.attendance.models import Mark
from adsum.district.models import User
from adsum.enrollment.models import Student

MONDAY = date(2026, 2, 9)

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("at_demo_time")]


def absent(student: Student, day: date = MONDAY, period: int = 1, **columns: object) -> Mark:
    school = student.enrollments.get(replaced_at=None).school
    row = {"status": "absent", "recorded_at": NOW, **columns}
    return Mark.objects.create(student=student, school=school, date=day, period=period, **row)


@pytest.fixture
def morning(live_server: Any, world: World) -> World:
    """Three students of the high school have something to explain; Keiko's funeral days are used up."""
    for name in ("Ana Flores", "Camila Reyes", "Keiko Sato"):
        for period in range(1, 4):
            absent(world.student(name), period=period)
    absent(world.student("Camila Reyes"), date(2026, 1, 20), status="tardy", minutes=45)
    for day in range(26, 31):
        absent(world.student("Keiko Sato"), date(2026, 1, day), reason="FUN", incident="grandmother")
    return world


class Desk:
    """A signed-in browser window."""

    def __init__(self, browser: Browser, address: str, person: User, **options: Any) -> None:
        client = Client()
        client.force_login(person)
        self.address = address
        self.context = browser.new_context(base_url=address, **options)
        session = {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}
        self.context.add_cookies([{**session, "url": address}])
        self.page: Page = self.context.new_page()


@pytest.fixture
def clerk(browser: Browser, live_server: Any, morning: World) -> Iterator[Page]:
    desk = Desk(browser, live_server.url, morning.person("clerk"))
    yield desk.page
    desk.context.close()


def faults(page: Page) -> list[str]:
    """What axe finds, rule by rule."""
    results = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in results]


def row_of(page: Page, name: str) -> Any:
    return page.locator(f".waiting[data-name='{name}']")


def test_a_clerk_clears_one_student_with_the_keyboard_alone(clerk: Page, morning: World) -> None:
    clerk.goto("/office/")
    row_of(clerk, "Ana Flores").locator("input[name=day]").focus()
    clerk.keyboard.press("Space")
    expect(clerk.locator("[data-count]")).to_have_text("1 day ticked")
    clerk.keyboard.press("Enter")
    expect(clerk.get_by_role("heading", level=1)).to_have_text("Clear absences")
    expect(clerk.locator("#id_reason")).to_be_focused()
    clerk.keyboard.type("Illness")
    for key in ("Tab", "Space", "Tab", "Space", "Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Enter"):
        if clerk.evaluate("document.activeElement.type") == "submit":
            clerk.keyboard.press("Enter")
            break
        clerk.keyboard.press(key)
    expect(clerk.locator(".message.success")).to_contain_text("Saved: 1 day cleared. 2 students are left on this list.")
    # The next student of the list has the focus, so the clerk goes on without a mouse.
    expect(row_of(clerk, "Camila Reyes").locator("input[name=day]").first).to_be_focused()
    cleared = Mark.objects.filter(student=morning.student("Ana Flores"), replaced_at=None)
    assert set(cleared.values_list("reason", flat=True)) == {"ILL"}


def test_arrows_walk_the_list_and_a_name_is_found_without_accents(clerk: Page) -> None:
    clerk.goto("/office/")
    row_of(clerk, "Ana Flores").locator("input[name=day]").focus()
    clerk.keyboard.press("ArrowDown")
    expect(row_of(clerk, "Camila Reyes").locator("input[name=day]").first).to_be_focused()
    clerk.locator("#find").fill("kei")
    expect(row_of(clerk, "Keiko Sato")).to_be_visible()
    expect(row_of(clerk, "Ana Flores")).to_be_hidden()
    clerk.keyboard.press("Enter")
    expect(row_of(clerk, "Keiko Sato").locator("input[name=day]")).to_be_focused()


def test_the_sixth_funeral_day_is_asked_about_and_left_uncleared(clerk: Page, morning: World) -> None:
    clerk.goto("/office/")
    row_of(clerk, "Keiko Sato").get_by_role("link", name="Clear").click()
    expect(clerk.locator("#id_incident")).to_be_hidden()
    clerk.select_option("#id_reason", "FUN")
    clerk.locator("#id_incident").fill("grandmother")
    clerk.get_by_label("Parent Sato").check()
    clerk.get_by_label("Call").check()
    clerk.get_by_role("button", name="Save").click()
    expect(clerk.get_by_text("this would be day 6; the limit is 5 days per event.")).to_be_visible()
    assert faults(clerk) == []
    clerk.get_by_label("Leave these days uncleared").check()
    clerk.get_by_role("button", name="Save").click()
    expect(clerk.locator(".message.success")).to_contain_text("1 day past the limit stays uncleared.")
    standing = Mark.objects.get(student=morning.student("Keiko Sato"), date=MONDAY, period=1, replaced_at=None)
    assert (standing.reason, standing.explanation.reason) == (None, "FUN")


def test_two_clerks_on_one_absence(clerk: Page, browser: Browser, live_server: Any, morning: World) -> None:
    other = Desk(browser, live_server.url, morning.person("clerk", name="P. Lee"))
    for page, reason in ((clerk, "MED"), (other.page, "ILL")):
        page.goto("/office/")
        row_of(page, "Ana Flores").get_by_role("link", name="Clear").click()
        page.select_option("#id_reason", reason)
        page.get_by_label("Parent Flores").check()
        page.get_by_label("Note").check()
    other.page.get_by_role("button", name="Save").click()
    expect(other.page.locator(".message.success")).to_be_visible()
    clerk.get_by_role("button", name="Save").click()
    expect(clerk.get_by_role("alert")).to_contain_text("P. Lee Of Mesa Verde changed it")
    assert faults(clerk) == []
    clerk.get_by_role("link", name="Keep theirs").click()
    assert Mark.objects.filter(reason="ILL", replaced_at=None).count() == 3
    assert not Mark.objects.filter(reason="MED").exists()
    other.context.close()


def test_everything_works_without_scripts_on_a_phone(browser: Browser, live_server: Any, morning: World) -> None:
    phone = Desk(
        browser, live_server.url, morning.person("clerk"), java_script_enabled=False,
        viewport={"width": 360, "height": 780},
    )  # fmt: skip
    page = phone.page
    page.goto("/office/")
    row_of(page, "Ana Flores").locator("input[name=day]").check()
    row_of(page, "Camila Reyes").locator("input[name=day]").first.check()
    page.get_by_role("button", name="Clear the ticked days").click()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".error-summary")).to_contain_text("Reason: Choose a reason.")
    page.select_option("#id_reason", "SCHL")
    page.get_by_label("School employee").check()
    page.get_by_label("Name of that person").fill("R. Ortega")
    page.get_by_label("School staff").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".message.success")).to_contain_text("Saved: 2 days cleared.")
    phone.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_and_nothing_runs_off_the_side(
    browser: Browser, live_server: Any, morning: World, monkeypatch: pytest.MonkeyPatch, scheme: str, width: int
) -> None:
    desk = Desk(
        browser, live_server.url, morning.person("clerk"), color_scheme=scheme,
        viewport={"width": width, "height": 800},
    )  # fmt: skip
    key = morning.student("Ana Flores").key
    late = datetime(2026, 2, 10, 19, 0, tzinfo=UTC)  # 11:00: some rolls are overdue
    monkeypatch.setattr("adsum.web.clock.now", lambda: late)
    said: list[str] = []
    desk.page.on("pageerror", lambda error: said.append(str(error)))
    for address in (
        "/office/",
        f"/office/clearing/?day={key}.2026-02-09",
        f"/office/students/{key}/marks/?date=2026-02-09&period=2",
    ):
        desk.page.goto(address)
        assert faults(desk.page) == [], address
        assert desk.page.evaluate("document.documentElement.scrollWidth") <= width, address
    desk.page.goto(f"/office/clearing/?day={key}.2026-02-09")
    desk.page.get_by_role("button", name="Save").click()
    expect(desk.page.locator(".error-summary")).to_be_focused()
    assert faults(desk.page) == []
    assert said == []
    desk.context.close()


def test_the_office_speaks_spanish(browser: Browser, live_server: Any, morning: World) -> None:
    desk = Desk(browser, live_server.url, morning.person("clerk"), locale="es-MX")
    desk.page.goto("/office/")
    expect(desk.page.get_by_role("heading", name="Ausencias sin resolver")).to_be_visible()
    row_of(desk.page, "Ana Flores").get_by_role("link", name="Resolver").click()
    desk.page.get_by_role("button", name="Guardar").click()
    expect(desk.page.locator(".error-summary")).to_contain_text("¿Quién explicó la ausencia?")
    desk.context.close()


def test_a_missed_absence_is_added_from_the_correction_page(clerk: Page, morning: World) -> None:
    liam = morning.student("Liam O'Neal-Ruiz")
    clerk.goto(f"/office/students/{liam.key}/marks/?date=2026-02-09")
    clerk.get_by_role("link", name="Change period 4").click()
    clerk.get_by_label("Absent").check()
    clerk.get_by_label("Reason for the change").fill("The teacher confirmed it by note.")
    clerk.get_by_role("button", name="Save the change").click()
    expect(clerk.locator(".message.success")).to_have_text("Saved.")
    added = Mark.objects.get(student=liam)
    assert (added.period, added.status, added.why_changed) == (4, "absent", "The teacher confirmed it by note.")

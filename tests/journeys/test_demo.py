"""The demo itself, started as a newcomer starts it, and every page of it as each role sees it.

python3 run test tests/journeys/test_demo.py                         axe, width, language on every page
ADSUM_SCREENSHOTS=docs/images python3 run test tests/journeys/test_demo.py    takes the documentation's pictures too
"""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from adsum.web.signin.pages import DEMO_PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE, DESKTOP = {"width": 360, "height": 780}, {"width": 1280, "height": 900}
PATIENCE = 240  # seconds until the demo must answer, on a machine busy with other tests


@dataclass(frozen=True)
class Demo:
    address: str
    home: Path

    def student(self, name: str) -> str:
        """The key of a named student."""
        source = "demo-" + name.split(" ", 1)[0].lower()
        return self.one("SELECT key FROM enrollment_student WHERE source_id = ?", source)

    def letter(self, name: str) -> str:
        """The key of a named student's first letter."""
        query = """SELECT n.key FROM notices_notice n JOIN enrollment_student s ON s.id = n.student_id
                   WHERE s.key = ? ORDER BY n.level"""
        return self.one(query, self.student(name))

    def school(self, source_id: str) -> str:
        return self.one("SELECT key FROM district_school WHERE source_id = ?", source_id)

    def one(self, query: str, value: str) -> str:
        with sqlite3.connect(self.home / "adsum.sqlite3") as records:
            return str(records.execute(query, [value]).fetchone()[0])


@pytest.fixture(scope="module")
def demo(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """`adsum demo` in a process of its own, ended by Ctrl-C like a newcomer would."""
    home = tmp_path_factory.mktemp("demo") / "home"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "adsum", "demo", "--home", str(home), "--port", str(port), "--no-browser"]
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "ADSUM_HOME"}}
    log = (home.parent / "log").open("w+")
    process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_for(port, process, home.parent / "log")
        yield Demo(f"http://127.0.0.1:{port}", home)
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0, "the demo does not end cleanly on Ctrl-C"
        log.close()


def wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(PATIENCE * 2):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.5)
    pytest.fail(f"the demo did not start:\n{log.read_text()}")


def pages_of(demo: Demo) -> list[tuple[str, str, str]]:
    """role, path, name of the picture: every page of the path that opens with a GET."""
    ana, keiko, noor = demo.student("Ana Flores"), demo.student("Keiko Sato"), demo.student("Noor Rahimi")
    high, letter = demo.school("demo-high"), demo.letter("Noor Rahimi")
    return [
        ("", "/account/sign-in/", "sign-in"),
        ("", "/account/forgotten/", ""),
        ("teacher", "/classes/", "classes"),
        ("teacher", "first class", "roll"),
        ("clerk", "/office/", "office"),
        ("clerk", f"/office/students/{ana}/marks/", ""),
        ("clerk", f"/students/{ana}/", "student"),
        ("clerk", f"/students/{noor}/?known_on=2025-10-15&as_of=2025-10-15", ""),
        ("counselor", f"/students/{keiko}/", "habitual"),
        ("counselor", f"/students/{keiko}/conference/", ""),
        ("clerk", "/students/", ""),
        ("clerk", f"/letters/school/{high}/", "letters"),
        ("clerk", f"/letters/student/{ana}/", ""),
        ("clerk", f"/letters/{letter}/", "letter"),
        ("principal", f"/schools/{high}/measures/", "school"),
        ("principal", f"/schools/{high}/measures/truant/", ""),
        ("region", "/schools/", ""),
        ("district", "/district/measures/", "district"),
        ("administrator", "/imports/", "imports"),
        ("auditor", "/oversight/", ""),
        ("auditor", "/policy/", "policy"),
        ("auditor", "/policy/truancy.events/", ""),
        ("teacher", "/oversight/", ""),
        ("teacher", "/nothing/here/", ""),
    ]


def open_page(page: Page, demo: Demo, role: str, path: str) -> None:
    if role:
        page.goto(f"{demo.address}/account/sign-in/")
        page.fill("#id_login", f"{role}@mesaverde.example")
        page.fill("#id_password", DEMO_PASSWORD)
        page.click("main button.primary >> nth=0")
        page.wait_for_load_state()
    if path == "first class":
        page.goto(f"{demo.address}/classes/")
        page.get_by_role("link", name=re.compile("Take roll|Tomar", re.IGNORECASE)).first.click()
        page.wait_for_load_state()
    else:
        page.goto(f"{demo.address}{path}")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible_and_fits(browser: Browser, demo: Demo, size: dict[str, int], scheme: str) -> None:
    """axe finds nothing, nothing is wider than the screen, no script fails, at both sizes and in both color schemes."""
    found = []
    for role, path, picture in pages_of(demo):
        context = browser.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
        page = context.new_page()
        broken: list[str] = []
        page.on("pageerror", lambda error, broken=broken: broken.append(str(error)))
        page.on("console", lambda said, broken=broken: broken.append(said.text) if said.type == "error" else None)
        open_page(page, demo, role, path)
        found += [f"{role} {path}: {v['id']} {v['nodes'][0]['html'][:90]}" for v in violations(page)]
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            found.append(f"{role} {path}: {wide} px wider than the screen")
        found += [f"{role} {path}: {words}" for words in broken if "404" not in words and "403" not in words]
        if scheme == "light":
            keep(page, picture, size)
        context.close()
    assert found == []


def violations(page: Page) -> list[dict[str, object]]:
    return list(Axe().run(page).response["violations"])


def keep(page: Page, picture: str, size: dict[str, int]) -> None:
    """Save the page for the documentation, when asked to."""
    folder = os.environ.get("ADSUM_SCREENSHOTS")
    if folder and picture:
        Path(folder).mkdir(parents=True, exist_ok=True)
        suffix = "-phone" if size is PHONE else ""
        page.screenshot(path=str(Path(folder) / f"{picture}{suffix}.png"))


def test_every_page_speaks_spanish(browser: Browser, demo: Demo) -> None:
    """With the language chosen, no page keeps an English heading."""
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    page.goto(f"{demo.address}/account/sign-in/")
    page.get_by_role("button", name="español").click()
    english = []
    for role, path, _picture in pages_of(demo):
        if path == "first class":
            continue
        context.clear_cookies(name="adsum")
        open_page(page, demo, role, path)
        assert page.locator("html").get_attribute("lang") == "es", path
        heading = page.locator("h1").first.inner_text()
        if re.search(r"\b(the|of|and|today|not|my|find|page)\b", heading, re.IGNORECASE):
            english.append(f"{path}: {heading}")
    context.close()
    assert english == []


def test_the_fourteen_named_students_stand_as_their_stories_say(demo: Demo) -> None:
    """Each situation of the demo is what it claims to be, judged by the same rules as everybody else."""
    with sqlite3.connect(demo.home / "adsum.sqlite3") as records:
        records.row_factory = sqlite3.Row
        rows = records.execute(
            """SELECT s.given_name AS name, d.* FROM determinations_standing d
               JOIN enrollment_student s ON s.id = d.student_id WHERE s.source_id GLOB 'demo-[a-r]*'
               AND s.source_id NOT GLOB 'demo-s[0-9]*'"""
        ).fetchall()
    standing = {row["name"]: row for row in rows}
    assert standing["Ana"]["notice_due"] == 1
    assert (standing["Ben"]["is_chronic_state"], standing["Ben"]["truant_on"]) == (1, None)
    assert (standing["Camila"]["days_absent"], standing["Camila"]["events"]) == (0, 3)
    assert (standing["Diego"]["truant_on"], standing["Diego"]["district_truant_on"]) == (None, "2025-11-19")
    assert standing["Emily"]["events"] == 0
    assert (standing["Farid"]["events"], standing["Farid"]["truant_on"]) == (2, None)
    assert (standing["Grace"]["days_unexcused"], standing["Grace"]["days_absent"]) == (1, 6)
    assert (standing["Hugo"]["notice_due"], standing["Hugo"]["is_central_run"]) == (1, 0)
    assert (standing["Isabel"]["events"], standing["Isabel"]["truant_on"]) == (3, "2025-12-09")
    assert standing["Jamal"]["report_2_on"] == "2025-11-20"
    assert standing["Keiko"]["habitual_on"] == "2025-11-19"
    assert (standing["Liam"]["days_absent"], standing["Liam"]["band"]) == (0, "advanced")
    assert (standing["Mai"]["is_chronic_district"], standing["Mai"]["is_chronic_state"]) == (1, 0)
    assert (standing["Noor"]["truant_on"], standing["Noor"]["notice_due"]) == (None, 0)

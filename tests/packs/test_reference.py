"""The reference pages: up to date, complete, and every link leads somewhere."""

import re
from pathlib import Path

import pytest
from packs.small import change, write_packs

from adsum.policy.packs import load_pack, pack_names
from adsum.policy.packs.cases.rules import RULES
from adsum.policy.packs.keys import KEYS
from adsum.policy.packs.reference import pages
from adsum.policy.packs.reference.readers import keys_named, modules_reading

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
PAGES = pages(pack_names())
ALL_KEYS = sorted({key for name in pack_names() for key in load_pack(name).histories})
LINK = re.compile(r"\]\(([^)#]*)#?([^)]*)\)")


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_page_is_up_to_date(page: Path) -> None:
    assert (REFERENCE / page).read_text(encoding="utf-8") == PAGES[page], "run `adsum pack reference`"


def test_no_page_is_left_over() -> None:
    written = {path.relative_to(REFERENCE) for part in ("values", "rules") for path in (REFERENCE / part).iterdir()}
    assert written - set(PAGES) == set()


def sections(part: str) -> list[str]:
    texts = [text for page, text in PAGES.items() if page.parts[0] == part]
    return re.findall(r"^## `(.*)`$", "\n".join(texts), flags=re.MULTILINE)


def test_every_value_and_every_rule_has_one_section() -> None:
    assert sorted(sections("values")) == ALL_KEYS
    assert sorted(sections("rules")) == sorted(RULES)


def test_every_link_leads_to_a_heading() -> None:
    headings = {
        page: {title.replace(".", "").lower() for title in re.findall(r"^#+ `(.*)`$", text, flags=re.MULTILINE)}
        for page, text in PAGES.items()
    }
    dead = []
    for page, text in PAGES.items():
        for target, anchor in LINK.findall(text):
            if target.startswith("http"):
                continue
            parts = [part for part in (page.parent / target).parts if part != "."]
            while ".." in parts:
                place = parts.index("..")
                del parts[place - 1 : place + 1]
            found = Path(*parts)
            if found not in PAGES or (anchor and anchor not in headings[found]):
                dead.append(f"{page}: {target}#{anchor}")
    assert dead == []


def test_every_registered_value_is_read_by_somebody() -> None:
    readers = modules_reading(sorted(KEYS))
    assert [key for key, modules in readers.items() if not modules] == []


def test_every_registered_value_is_set_by_a_pack() -> None:
    assert sorted(set(KEYS) - set(ALL_KEYS)) == []


def test_a_key_put_together_is_found_by_the_pieces_that_stand_still() -> None:
    keys = ["ada.first_period_due", "ada.first_period_last_day", "recovery.days"]
    source = 'law.value(f"ada.{period}_period_due")\nname = f"{table}.csv"\nday = "recovery.days"'
    assert sorted(keys_named(source, keys)) == ["ada.first_period_due", "recovery.days"]


def test_a_page_of_a_former_group_is_taken_away(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from adsum.cli import main

    folder, out = write_packs(tmp_path / "packs"), tmp_path / "pages"
    door = ["pack", "reference", "--folder", str(folder), "--out", str(out)]
    assert main(door) == 0
    left = out / "values" / "former.md"
    left.write_text("# Former", encoding="utf-8")
    assert main([*door, "--check"]) == 1
    assert "former.md is out of date" in capsys.readouterr().err
    assert main(door) == 0
    assert not left.exists()
    assert main([*door, "--check"]) == 0


def test_a_value_changed_by_a_district_shows_both_histories(tmp_path: Path) -> None:
    folder = write_packs(tmp_path)
    change(folder, "bay/values/own.yaml", "2021-07-01: 3", "2021-07-01: 2")
    text = pages(["sea"], folder=folder)[Path("values/truancy.md")]
    section = text.split("## `truancy.events`")[1].split("## ")[0]
    for expected in (
        "| `sea` | 2020-07-01 | at least 4 |",
        "| `sea` | 2000-07-01 to 2020-06-30 | at least 3 |",
        "| `bay` | 2021-07-01 | at least 2 |",
        "Read by: ",
        "`policy/law.py`",
    ):
        assert expected in section

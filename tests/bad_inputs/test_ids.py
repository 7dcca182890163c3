"""Every id of the catalogue of bad inputs has a test named after it, or a line in the list of ids still open."""

import re
from collections.abc import Iterable
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent
TESTS = HERE.parent
NAMED = re.compile(r"^\s*(?:async )?def test_([A-Z]\d\d)_", re.MULTILINE)


def all_ids() -> list[str]:
    return (HERE / "ids.txt").read_text(encoding="utf-8").split()


def open_ids() -> list[str]:
    groups: dict[str, list[str]] = yaml.safe_load((HERE / "open.yaml").read_text(encoding="utf-8")) or {}
    return [found for ids in groups.values() for found in ids]


def ids_with_tests() -> set[str]:
    return {found for path in TESTS.rglob("test_*.py") for found in NAMED.findall(path.read_text(encoding="utf-8"))}


def faults(*, ids: Iterable[str], still_open: Iterable[str], tested: Iterable[str]) -> list[str]:
    """What does not fit together, in words that say what to do."""
    known, waiting, done = set(ids), set(still_open), set(tested)
    return [
        *(f"{found}: no test_{found}_... anywhere, and not in open.yaml" for found in sorted(known - waiting - done)),
        *(f"{found}: has a test now; take it out of open.yaml" for found in sorted(waiting & done)),
        *(f"{found}: in open.yaml, but the catalogue has no such id" for found in sorted(waiting - known)),
    ]


def test_every_id_has_a_test_or_is_open_and_never_both() -> None:
    assert faults(ids=all_ids(), still_open=open_ids(), tested=ids_with_tests()) == []


def test_the_catalogue_is_whole() -> None:
    counts = {"M": 68, "B": 16, "E": 23, "W": 13, "A": 38, "C": 12, "K": 10, "T": 12, "P": 7, "G": 17}
    expected = [f"{letter}{number:02}" for letter, count in counts.items() for number in range(1, count + 1)]
    assert sorted(all_ids()) == sorted(expected)


def test_no_id_is_open_twice() -> None:
    assert len(open_ids()) == len(set(open_ids()))


def test_each_fault_is_found() -> None:
    found = faults(ids=["M01", "M02", "M03"], still_open=["M02", "X99"], tested=["M01", "M02"])
    assert [line[:3] for line in found] == ["M03", "M02", "X99"]

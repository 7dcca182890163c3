"""A loaded pack answers for any day, inherits, and is read again only when a file changes."""

import time
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from packs.small import change, write_packs

from adsum.policy.packs import (
    BadPack,
    Cap,
    NotYetInForce,
    UnknownPolicyKey,
    load_pack,
    pack_names,
)

TODAY = date(2026, 2, 10)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_packs(tmp_path)


def test_a_value_changes_on_its_first_day_and_not_before(folder: Path) -> None:
    pack = load_pack("sea", folder)
    assert [pack.value("truancy.events", on=day) for day in (date(2020, 6, 30), date(2020, 7, 1))] == [3, 4]
    assert pack.entry("truancy.events", on=date(2020, 6, 30)).last_day == date(2020, 6, 30)


def test_a_day_before_the_first_value_is_refused_with_that_day(folder: Path) -> None:
    with pytest.raises(NotYetInForce, match="only from 2000-07-01 on"):
        load_pack("sea", folder).value("truancy.events", on=date(2000, 6, 30))


def test_a_missing_key_is_refused_with_its_neighbors(folder: Path) -> None:
    with pytest.raises(UnknownPolicyKey, match=r"It has truancy.events, truancy.minutes"):
        load_pack("sea", folder).value("truancy.days", on=TODAY)


def test_a_missing_pack_is_refused_with_those_there_are(folder: Path) -> None:
    with pytest.raises(BadPack, match="there are: bay, sea"):
        load_pack("lake", folder)


def test_a_districts_value_replaces_the_states_from_its_first_day(folder: Path) -> None:
    pack = load_pack("bay", folder)
    rows = [(row.pack, row.first_day.year, row.payload, row.last_day) for row in pack.history("truancy.events")]
    assert rows == [
        ("sea", 2000, 3, date(2020, 6, 30)),
        ("sea", 2020, 4, date(2021, 6, 30)),
        ("bay", 2021, 3, None),
    ]
    assert pack.value("clearing.school_days", on=date(2010, 6, 30)) == 10
    assert pack.value("clearing.school_days", on=date(2010, 7, 1)) == 20


def test_an_override_keeps_meaning_unit_and_comparison_and_brings_its_own_source(folder: Path) -> None:
    entry = load_pack("bay", folder).entry("clearing.school_days", on=TODAY)
    assert (entry.meaning, entry.unit, entry.compare) == ("days to explain", "school days", "at_most")
    assert (entry.cite, entry.pack, entry.verified) == ("Bay Bulletin 2", "bay", True)


def test_the_states_pack_does_not_have_the_districts_own_values(folder: Path) -> None:
    assert load_pack("bay", folder).has("district_truancy.minutes")
    assert not load_pack("sea", folder).has("district_truancy.minutes")


@pytest.mark.parametrize(
    ("compare", "below", "equal", "above"),
    [
        ("at_least", False, True, True),
        ("more_than", False, False, True),
        ("at_most", True, True, False),
        ("less_than", True, False, False),
        ("exactly", False, True, False),
    ],
)
def test_an_amount_meets_a_value_the_way_it_compares(
    folder: Path, compare: str, below: bool, equal: bool, above: bool
) -> None:
    change(folder, "sea/values/truancy.yaml", "compare: more_than", f"compare: {compare}")
    entry = load_pack("sea", folder).entry("truancy.minutes", on=TODAY)
    assert [entry.is_met_by(amount) for amount in (29, 30, 31)] == [below, equal, above]


def test_an_unchanged_pack_is_read_once(folder: Path) -> None:
    assert load_pack("bay", folder) is load_pack("bay", folder)


def test_a_changed_file_of_the_parent_is_seen_and_changes_both_versions(folder: Path) -> None:
    before = {name: load_pack(name, folder) for name in ("sea", "bay")}
    change(folder, "sea/values/truancy.yaml", "2000-07-01: 30", "2000-07-01: 305")
    after = {name: load_pack(name, folder) for name in ("sea", "bay")}
    assert after["bay"].value("truancy.minutes", on=TODAY) == 305
    for name in before:
        assert before[name].version != after[name].version


def test_a_worked_case_does_not_change_the_version(folder: Path) -> None:
    before = load_pack("sea", folder).version
    change(folder, "sea/cases/values.yaml", "30 is not more than 30", "thirty is not more than thirty")
    assert load_pack("sea", folder).version == before


def test_an_ended_reason_is_unknown_after_its_end(folder: Path) -> None:
    change(folder, "sea/reasons.yaml", "{excused: true}\n", "{excused: true}\n    2025-07-01: ended\n")
    pack = load_pack("sea", folder)
    assert "ILL" in pack.reasons(on=date(2025, 6, 30))
    assert "ILL" not in pack.reasons(on=date(2025, 7, 1))


def test_loading_is_quick() -> None:
    load_pack("lausd")
    started = time.perf_counter()
    for _ in range(20):
        load_pack("lausd")
    assert (time.perf_counter() - started) / 20 < 0.02


# --- the packs of this repository ---------------------------------------------------------------------------------


def test_the_packs_of_this_repository_load() -> None:
    assert {"ca", "lausd"} <= set(pack_names())
    assert load_pack("lausd").lineage() == ["lausd", "lacoe", "ca"]


def test_shares_are_exact_fractions() -> None:
    assert load_pack("ca").value("chronic_absence.absent_share", on=TODAY) == Fraction(1, 10)


def test_a_caller_cannot_change_the_pack() -> None:
    pack = load_pack("lausd")
    pack.value("central_run.kinds", on=TODAY).append("other")
    assert pack.value("central_run.kinds", on=TODAY) == ["comprehensive"]


CAPS = {
    "FUN": Cap(5, "incident"),
    "GRIEF": Cap(3, "incident"),
    "RETR": Cap(1, "term"),
    "RELI": Cap(4, "school_month"),
    "ENT": Cap(5, "school_year"),
    "PERF": Cap(5, "school_year"),
    "CIVIC": Cap(1, "school_year"),
}
CODES = (
    "ILL QUAR MED CONF FUN JURY CHILD JPR RETR PREC MILF NATZ CULT CIVIC GRIEF MEPS ADMIN ENT PERF RELI IMM NURSE "
    "OSS ISS SCHL FT IS-Y IS-N UNEX NONC"
)


def test_the_catalogue_of_reasons_is_whole_and_has_the_contracts_caps_and_grades() -> None:
    reasons = load_pack("ca").reasons(on=TODAY)
    assert list(reasons) == CODES.split()
    assert {code: reason.cap for code, reason in reasons.items() if reason.cap} == CAPS
    assert {code: min(reason.grades) for code, reason in reasons.items() if reason.grades} == {
        "CONF": "07",
        "CIVIC": "06",
    }
    assert [code for code, reason in reasons.items() if reason.counts_truancy] == ["UNEX", "NONC"]
    assert {code for code, reason in reasons.items() if reason.earns_day} == {"RELI", "ISS", "SCHL", "FT", "IS-Y"}
    assert [code for code, reason in reasons.items() if reason.confidential] == ["CONF"]


def test_every_reason_is_known_on_every_day_of_the_pack() -> None:
    assert list(load_pack("ca").reasons(on=date(2000, 7, 1))) == CODES.split()


def test_state_county_district_and_kind_of_school_make_one_pack(tmp_path: Path) -> None:
    """Each may change what the one above it leaves open; nearer values win, and the state's line holds for all."""
    folder = write_packs(tmp_path)
    change(folder, "bay/pack.yaml", "jurisdiction: district", "jurisdiction: county")
    for name, parent, days in (("town", "bay", 15), ("evening", "town", 12)):
        home = folder / name
        (home / "values").mkdir(parents=True)
        (home / "pack.yaml").write_text(
            f"name: {name}\ntitle: {name}\nversion: '1'\nextends: {parent}\njurisdiction: district\n", encoding="utf-8"
        )
        (home / "values" / "own.yaml").write_text(
            f"clearing.school_days:\n  values: {{2020-07-01: {days}}}\n  source: {{cite: {name} rule}}\n",
            encoding="utf-8",
        )
    pack = load_pack("evening", folder)
    assert pack.lineage() == ["evening", "town", "bay", "sea"]
    by_day = {date(2005, 1, 1): 10, date(2015, 1, 1): 20, date(2025, 1, 1): 12}
    assert {day: pack.value("clearing.school_days", on=day) for day in by_day} == by_day
    assert [row.pack for row in pack.history("clearing.school_days")] == ["sea", "bay", "evening"]
    with (folder / "evening/values/own.yaml").open("a", encoding="utf-8") as file:
        file.write("truancy.events:\n  values: {2022-07-01: 5}\n  source: {cite: evening rule}\n")
    with pytest.raises(BadPack, match="allows only a stricter value"):
        load_pack("evening", folder)

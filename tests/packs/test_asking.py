"""Asking a pack: an answer names the values it rests on, and which of them nobody has verified."""

from datetime import date

import pytest

from adsum.policy.entry.ages import entry_grade
from adsum.policy.packs import NotYetInForce, UnknownPolicyKey, load_pack
from adsum.policy.packs.asking import Asking, Used, WrongQuestion
from adsum.policy.packs.state_checks import state_fault

CA, LAUSD = load_pack("ca"), load_pack("lausd")
ON = date(2025, 10, 10)


def test_what_was_asked_is_remembered_once_and_in_order() -> None:
    asking = Asking(CA, on=ON)
    assert asking.used() == Used(())
    assert asking.value("continuation.day_minutes") == 180
    assert asking.meets("short_term.longest_days", 30)
    assert not asking.meets("short_term.longest_days", 31)
    assert asking.used().keys == ("continuation.day_minutes", "short_term.longest_days")


def test_an_answer_names_its_sources() -> None:
    found = entry_grade(birth_date=date(2019, 9, 1), pack=CA, on=ON)
    assert found.grade == "01"
    assert found.used.keys == ("school_year.first_day", "entry_age.day", "entry_age.first_grade")
    assert found.used.unverified == ("entry_age.first_grade",)
    assert found.used.values[1].cite == "Ed. Code 48000, 48010"


def test_asking_whether_a_pack_has_a_value_is_not_resting_on_it() -> None:
    asking = Asking(LAUSD, on=date(2023, 6, 30))
    assert not asking.has("district_transitional_kindergarten.age")
    assert asking.used().keys == ()
    assert Asking(LAUSD, on=date(2023, 7, 1)).has("district_transitional_kindergarten.age")
    assert not Asking(CA, on=ON).has("district_transitional_kindergarten.age")


def test_two_answers_rest_on_the_values_of_both() -> None:
    one, other = Asking(CA, on=ON), Asking(CA, on=ON)
    one.value("entry_age.day")
    other.value("entry_age.day")
    other.value("entry_age.kindergarten")
    assert (one.used() + other.used()).keys == ("entry_age.day", "entry_age.kindergarten")


def test_a_value_that_is_not_there_or_not_yet_is_an_error() -> None:
    with pytest.raises(UnknownPolicyKey):
        Asking(CA, on=ON).value("recovery.dais")
    with pytest.raises(NotYetInForce, match="only from 2025-07-01"):
        Asking(CA, on=date(2025, 6, 30)).value("recovery.days")


def test_a_check_of_the_state_has_its_code_from_the_pack() -> None:
    asking = Asking(CA, on=ON)
    assert state_fault(asking, "spells_overlap").code == "SENR0178"
    assert asking.used().unverified == ("calpads.checks",)
    with pytest.raises(WrongQuestion, match=r"calpads\.checks of the pack 'ca' has no check 'spells_cross'"):
        state_fault(asking, "spells_cross")

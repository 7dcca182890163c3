"""The worked cases of the packs hold, for the engine and for its slow twin, and each would notice a wrong value."""

import inspect
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache

import pytest
from cases.alterations import altered_reasons, altered_values
from cases.examples import EXAMPLES, PACKS
from policy import twin

from adsum.policy.packs import Pack, load_pack, packs_folder
from adsum.policy.packs.cases.engine import judge
from adsum.policy.packs.cases.model import Case, RuleCase, StudentCase
from adsum.policy.packs.cases.reading import CaseBook, read_cases
from adsum.policy.packs.cases.rules import RULES
from adsum.policy.packs.cases.running import differences, values_proven
from adsum.policy.packs.cases.story import Tables
from adsum.policy.packs.checker import check_pack
from adsum.policy.packs.problems import Problems


@cache
def book_of(name: str) -> CaseBook:
    problems = Problems()
    book = read_cases(lineage=load_pack(name).lineage(), folder=packs_folder(), problems=problems)
    assert problems == []
    return book


CASES = {case.id: (name, case) for name in PACKS for case in book_of(name).cases}


TWIN_PACKS = ("ca", "lausd")  # the twin spells out the contract, not what a template chooses


def twin_judge(tables: Tables, pack: Pack, as_of: date, known_at: datetime | None) -> Tables:
    return twin.determine(tables, as_of=as_of, known_at=known_at, is_district=pack.has("attendance_bands"))


@pytest.mark.parametrize("case_id", CASES)
def test_the_engine_answers_as_the_case_says(case_id: str) -> None:
    name, case = CASES[case_id]
    assert differences(case, pack=load_pack(name), book=book_of(name), judge=judge) == []


STORIES = [case_id for case_id, (name, case) in CASES.items() if isinstance(case, StudentCase) and name in TWIN_PACKS]


@pytest.mark.parametrize("case_id", STORIES)
def test_the_twin_answers_as_the_case_says(case_id: str) -> None:
    name, case = CASES[case_id]
    assert differences(case, pack=load_pack(name), book=book_of(name), judge=twin_judge) == []


def test_every_worked_example_is_a_case_or_waits_by_name() -> None:
    waiting = [case.id for name in PACKS for case in book_of(name).open]
    assert sorted(set(CASES) & set(waiting)) == []
    assert sorted(set(EXAMPLES) - set(CASES) - set(waiting)) == []
    assert sorted(set(waiting) - set(EXAMPLES)) == []


@pytest.mark.parametrize("name", PACKS)
def test_the_pack_check_finds_nothing(name: str) -> None:
    report = check_pack(name, judge=judge)
    assert [str(problem) for problem in report.problems] == []
    assert report.cases == len(book_of(name).cases)


OWN_VALUES = [(name, key) for name in PACKS for key, rows in load_pack(name).histories.items() if rows[-1].pack == name]


@pytest.mark.parametrize(("name", "key"), OWN_VALUES)
def test_a_value_a_little_off_makes_one_of_its_cases_fail(name: str, key: str) -> None:
    cases = [case for case in book_of(name).cases if key in proven_by(name, case.id)]
    changed = dict(altered_values(load_pack(name), key))
    assert [what for what, pack in changed.items() if not is_noticed(pack, name, cases)] == []


@pytest.mark.parametrize("code", load_pack("ca").reason_rows)
def test_a_reason_treated_otherwise_makes_one_of_its_cases_fail(code: str) -> None:
    cases = [case for case in book_of("ca").cases if isinstance(case, StudentCase) and code in case.reasons()]
    changed = dict(altered_reasons(load_pack("ca"), code))
    assert [what for what, pack in changed.items() if not is_noticed(pack, "ca", cases)] == []


@cache
def proven_by(name: str, case_id: str) -> set[str]:
    return values_proven(CASES[case_id][1], pack=load_pack(name))


def is_noticed(pack: Pack, name: str, cases: Iterable[Case]) -> bool:
    try:
        return any(differences(case, pack=pack, book=book_of(name), judge=judge) for case in cases)
    except ArithmeticError:
        return True  # a day of 0 minutes: the rule cannot even divide by it


def test_every_rule_has_a_case() -> None:
    asked = {case.rule for _, case in CASES.values() if isinstance(case, RuleCase)}
    assert sorted(set(RULES) - asked) == []


@pytest.mark.parametrize("name", RULES)
def test_what_a_case_may_leave_out_has_a_default_in_the_rule(name: str) -> None:
    parameters = inspect.signature(RULES[name].ask).parameters
    asked = {argument: kind.may_lack for argument, kind in RULES[name].given.items()}
    has_default = {key: each.default is not each.empty for key, each in parameters.items() if key not in ("pack", "on")}
    assert asked == has_default

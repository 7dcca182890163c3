"""Rules of entry beyond the worked cases: days of the calendar, and questions that have no answer."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adsum.policy.entry.ages import age_on, birthday_on, compulsory, entry_grade
from adsum.policy.entry.exit_codes import exit_check
from adsum.policy.entry.immunization import add_months, conditional_reviews, immunization_standing, next_dose
from adsum.policy.entry.no_shows import no_show_due, no_show_step
from adsum.policy.entry.papers import proof
from adsum.policy.entry.permits import appeal_due
from adsum.policy.entry.residence import investigation
from adsum.policy.entry.spells import Spell, closing, spell_faults
from adsum.policy.entry.withdrawals import withdrawal
from adsum.policy.packs import load_pack
from adsum.policy.packs.asking import WrongQuestion

CA, LAUSD = load_pack("ca"), load_pack("lausd")
ON = date(2025, 10, 10)
DAYS = st.dates(date(2000, 1, 1), date(2030, 12, 31))


@given(birth_date=DAYS, age=st.integers(0, 30))
def test_the_day_before_a_birthday_is_one_year_younger(birth_date: date, age: int) -> None:
    birthday = birthday_on(birth_date, age=age)
    assert age_on(birth_date, day=birthday) == age
    assert age_on(birth_date, day=birthday - timedelta(days=1)) == age - 1


def test_somebody_born_on_a_leap_day_has_the_birthday_on_1_march_in_other_years() -> None:
    assert birthday_on(date(2020, 2, 29), age=5) == date(2025, 3, 1)
    assert birthday_on(date(2020, 2, 29), age=4) == date(2024, 2, 29)


ORDER = ("01", "KN", "TK", "TE", None)


@given(birth_date=st.dates(date(2016, 1, 1), date(2023, 12, 31)), year=st.integers(2015, 2026))
def test_a_day_younger_is_never_a_grade_higher(birth_date: date, year: int) -> None:
    on = date(year, 10, 10)
    grades = [entry_grade(birth_date=birth_date + timedelta(days=more), pack=LAUSD, on=on).grade for more in (0, 1)]
    assert ORDER.index(grades[0]) <= ORDER.index(grades[1])


@given(birth_date=st.dates(date(2016, 1, 1), date(2023, 12, 31)), day=st.dates(date(2024, 7, 1), date(2025, 6, 30)))
def test_every_day_of_a_school_year_gives_the_same_grade(birth_date: date, day: date) -> None:
    first = entry_grade(birth_date=birth_date, pack=LAUSD, on=date(2024, 7, 1)).grade
    assert entry_grade(birth_date=birth_date, pack=LAUSD, on=day).grade == first


def test_from_2025_nobody_is_admitted_before_the_states_window() -> None:
    born = [date(2019, 1, 1) + timedelta(days=number) for number in range(365 * 4)]
    assert "TE" not in {entry_grade(birth_date=day, pack=LAUSD, on=ON).grade for day in born}


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2025, 6, 10), 4, date(2025, 10, 10)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (date(2025, 1, 31), 12, date(2026, 1, 31)),
    ],
)
def test_months_later(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


def test_no_review_is_due_within_the_first_thirty_days() -> None:
    reviews = conditional_reviews(admitted_on=ON, through=ON + timedelta(days=29), pack=CA, on=ON)
    assert reviews.review_on == ()


def test_a_school_without_a_day_taught_since_closes_on_the_first_day() -> None:
    found = closing(former_first_day=date(2025, 10, 6), days_taught=[], new_first_day=date(2025, 10, 7), pack=CA, on=ON)
    assert found.last_day == date(2025, 10, 6)


def test_what_a_special_population_rests_on_is_named() -> None:
    found = immunization_standing(doses={}, birth_date=date(2019, 5, 5), special_population="foster", pack=CA, on=ON)
    assert found.status == "immediate"
    assert {"special_populations.kinds", "immunization.doses"} <= set(found.used.keys)


def test_the_clocks_of_doses_say_that_their_table_was_not_read() -> None:
    found = next_dose(vaccine="mmr", given=[date(2025, 6, 10)], birth_date=date(2020, 5, 20), pack=CA, on=ON)
    assert "immunization.intervals" in found.used.unverified


BORN = date(2012, 5, 5)
WRONG: dict[str, tuple[Callable[..., Any], dict[str, Any], str]] = {
    "an unknown completion": (exit_check, {"code": "E230", "grade": "12", "completion": "999"}, "exit_codes.compl"),
    "an unknown leave": (withdrawal, {"kind": "holiday"}, "there is no leave of kind 'holiday'"),
    "an unknown entry": (next_dose, {"vaccine": "mmr", "given": [], "birth_date": BORN, "entry": "x"}, "no entry 'x'"),
    "an unknown exemption": (
        immunization_standing,
        {"doses": {}, "birth_date": BORN, "exemptions": {"mmr": "belief"}},
        "there is no exemption 'belief'",
    ),
    "an unknown whereabouts": (
        no_show_step,
        {"was_here_last_june": True, "whereabouts": "moon", "last_day_of_last_year": ON},
        "no row for 'moon'",
    ),
    "no day taught": (no_show_due, {"first_expected_day": ON, "days_taught": []}, "add its days"),
    "an unknown proof": (proof, {"of": "height", "papers": []}, "nothing is listed as proof of 'height'"),
    "an unknown outcome": (investigation, {"facts": ["mail"], "found": "unsure"}, "there is no outcome 'unsure'"),
    "a late arrival without a day": (compulsory, {"birth_date": BORN, "ground": "late_arrival"}, "days left"),
    "a spell backwards": (
        spell_faults,
        {"spells": [Spell("mesa", ON, ON - timedelta(days=1), 10)]},
        "swap the two",
    ),
}


@pytest.mark.parametrize("question", WRONG)
def test_a_question_without_an_answer_says_what_is_wrong(question: str) -> None:
    rule, asked, words = WRONG[question]
    with pytest.raises(WrongQuestion) as refused:
        rule(**asked, pack=CA, on=ON)
    assert words in str(refused.value)


@given(denied_on=DAYS)
def test_an_appeal_never_ends_on_a_weekend_here_and_never_early(denied_on: date) -> None:
    due_on = appeal_due(denied_on=denied_on, pack=LAUSD, on=ON).due_on
    assert due_on.weekday() < 5
    assert timedelta(days=30) <= due_on - denied_on <= timedelta(days=32)

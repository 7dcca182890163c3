"""The first notification of truancy says what the law demands on the letter's date."""

from datetime import date

import pytest

from adsum.policy.packs import TEMPLATE_FIELDS, Letter, NotYetInForce, UnknownPolicyKey, load_pack

OLD, NEW = date(2025, 6, 30), date(2025, 7, 1)
WARNINGS = {"parent_may_be_prosecuted", "student_may_be_prosecuted", "driving_privilege", "attend_one_day"}


def letter(day: date) -> Letter:
    return load_pack("lausd").letter("notice_of_truancy_1", on=day)


def test_on_the_last_day_of_june_2025_the_letter_still_warns() -> None:
    ids = {element.id for element in letter(OLD).elements}
    assert len(ids) == 8
    assert ids >= WARNINGS
    assert letter(OLD).last_day == OLD


def test_from_july_2025_the_letter_has_seven_elements_and_no_warning() -> None:
    ids = [element.id for element in letter(NEW).elements]
    assert ids == [
        "student_is_truant",
        "parent_must_ensure_attendance",
        "alternative_programs",
        "right_to_meet",
        "mental_health_and_support",
        "help_with_attendance",
        "research_on_missed_days",
    ]


@pytest.mark.parametrize("day", [OLD, NEW])
def test_every_text_can_be_filled_in_in_both_languages(day: date) -> None:
    found = letter(day)
    fields = dict.fromkeys(TEMPLATE_FIELDS, "x")
    for text in [found.title, *found.texts.values(), *(element.text for element in found.elements)]:
        assert set(text) == {"en", "es"}
        assert text["en"] != text["es"] or "{" in text["en"]
        for language in text:
            assert "{" not in text[language].format(**fields)


def test_both_languages_name_the_same_fields() -> None:
    found = letter(NEW)
    for text in [*found.texts.values(), *(element.text for element in found.elements)]:
        named = [{field for field in TEMPLATE_FIELDS if f"{{{field}}}" in text[language]} for language in ("en", "es")]
        assert named[0] == named[1]


def test_an_unknown_letter_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownPolicyKey):
        load_pack("ca").letter("notice_of_truancy_9", on=NEW)


def test_a_letter_before_the_packs_first_day_is_refused() -> None:
    with pytest.raises(NotYetInForce):
        letter(date(2000, 6, 30))

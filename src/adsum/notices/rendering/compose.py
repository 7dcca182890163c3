"""The words of a letter: the pack's text for the letter's date, filled with this student's facts.

    in      the pack's Letter in force on the letter's date, LetterFacts
    out     the content of a notice (JSON): every word of every page, and the facts behind them

The content is the letter: the PDF and the preview on the page are both made from it and from nothing else, so that the
same words come out years later, whatever the pack has become. Which elements it holds depends on the letter's date.
Source: EC 48260.5, 48985.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import formats, translation

from adsum.policy.packs import Letter

Content = dict[str, Any]
FIELD = re.compile(r"\{([^{}]*)\}")
LONG_DATE = {"en": "F j, Y", "es": r"j \d\e F \d\e Y"}
SHORT_DATE = {"en": "D, M j, Y", "es": "D j b Y"}
REGIONS = {"en": "US", "es": "US"}


class MissingLetterField(Exception):
    """Refusal: the letter names something that is not known about this student or school."""


@dataclass(frozen=True)
class CountedEvent:
    """A date that counted: kind is full_day, period_cut or late, as in the facts contract."""

    date: date
    kind: str


@dataclass(frozen=True)
class LetterFacts:
    """What is known about the student, the school and the family on the letter's date. Empty text: not known."""

    reference: str
    letter_date: date
    school_year: int
    level: int
    student_name: str
    grade: str
    school_name: str
    school_address: str
    school_phone: str
    district_name: str
    principal_name: str
    addressee_name: str
    address_lines: tuple[str, ...]
    events: tuple[CountedEvent, ...]
    languages: tuple[str, ...]
    is_to_student: bool = False

    @property
    def years(self) -> str:
        return f"{self.school_year - 1}-{self.school_year % 100:02d}"


def compose(*, letter: Letter, facts: LetterFacts, pack_version: str) -> Content:
    """Everything the letter says, in every one of its languages. Raises MissingLetterField."""
    unnamed = Words(letter=letter, facts=facts, language=facts.languages[0])("addressee_unnamed")
    return {
        "letter": {
            "name": letter.name,
            "pack": letter.pack,
            "pack_version": pack_version,
            "in_force_from": letter.first_day.isoformat(),
            "elements": [element.id for element in letter.elements],
        },
        "letter_date": facts.letter_date.isoformat(),
        "events": [{"date": event.date.isoformat(), "kind": event.kind} for event in facts.events],
        "address": [facts.addressee_name or unnamed, *facts.address_lines],
        "head": {
            "school": facts.school_name,
            "line": " · ".join(part for part in (facts.school_address, facts.school_phone) if part),
            "district": facts.district_name,
        },
        "footer": f"{facts.school_name} · {facts.reference}",
        "pages": [page(letter=letter, facts=facts, language=language) for language in facts.languages],
    }


def page(*, letter: Letter, facts: LetterFacts, language: str) -> dict[str, Any]:
    """The letter in one language."""
    words = Words(letter=letter, facts=facts, language=language)
    has_phone = "" if facts.school_phone else "_without_phone"
    return {
        "language": language,
        "region": REGIONS[language],
        "title": words.fill(letter.title[language]),
        "facts": words.labelled_facts(),
        "greeting": words("greeting_to_student" if facts.is_to_student else "greeting"),
        "opening": words("opening"),
        "dates_heading": words("dates_heading"),
        "dates_intro": words("dates_intro"),
        "event_labels": [words("label_event_date"), words("label_event_kind")],
        "events": [[written(event.date, language, SHORT_DATE), words(f"event_{event.kind}")] for event in facts.events],
        "correct_heading": words("correct_heading"),
        "correct": words(f"correct{has_phone}"),
        "elements_heading": words("elements_heading"),
        "elements": [words.fill(element.text[language]) for element in letter.elements],
        "contact_heading": words("contact_heading"),
        "contact": words(f"contact{has_phone}"),
        "languages": words("languages"),
        "closing": words("closing"),
        "signature": words.signature(),
        "draft_word": words("label_draft"),
    }


class Words:
    """The pack's pieces of text in one language, with the facts filled in."""

    def __init__(self, *, letter: Letter, facts: LetterFacts, language: str) -> None:
        self.letter, self.facts, self.language = letter, facts, language
        self.fields = fields_of(facts, language)

    def __call__(self, name: str) -> str:
        return self.fill(self.letter.texts[name][self.language])

    def fill(self, text: str) -> str:
        """Put the facts in, once: braces inside a name stay what they are."""
        return FIELD.sub(self._field, text)

    def _field(self, found: re.Match[str]) -> str:
        name = found[1]
        if not self.fields.get(name):
            raise MissingLetterField(
                f"Letter {self.facts.reference} names {{{name}}}, which is not known. Nothing was written. "
                "Enter it, or change the letter's text in the policy pack."
            )
        return self.fields[name]

    def labelled_facts(self) -> list[list[str]]:
        grade = self.letter.texts.get(f"grade_{self.facts.grade}", {}).get(self.language, self.facts.grade.lstrip("0"))
        return [
            [self("label_letter_date"), self.fields["letter_date"]],
            [self("label_student"), self.facts.student_name],
            [self("label_grade"), grade],
            [self("label_school_year"), self.facts.years],
            [self("label_reference"), self.facts.reference],
        ]

    def signature(self) -> list[str]:
        """Who signs: the principal by name where one is known, the school and the district always."""
        principal = [f"{self.facts.principal_name}, {self('label_principal')}"] if self.facts.principal_name else []
        return [*principal, self("signature")]


def fields_of(facts: LetterFacts, language: str) -> Mapping[str, str]:
    """The fields a pack's text may name (policy.packs.TEMPLATE_FIELDS), as text in one language."""
    days = [written(event.date, language, LONG_DATE) for event in facts.events]
    return {
        "student_name": facts.student_name,
        "student_grade": facts.grade.lstrip("0"),
        "school_name": facts.school_name,
        "school_address": facts.school_address,
        "school_phone": facts.school_phone,
        "district_name": facts.district_name,
        "contact_name": facts.principal_name or facts.school_name,
        "contact_phone": facts.school_phone,
        "letter_date": written(facts.letter_date, language, LONG_DATE),
        "school_year": facts.years,
        "event_dates": "; ".join(days),
        "event_count": str(len(days)),
        "truant_on": days[-1] if days else "",
    }


def written(day: date, language: str, form: Mapping[str, str]) -> str:
    """A date as the language writes it, whatever language the page or the terminal runs in."""
    with translation.override(language):
        return formats.date_format(day, form[language])

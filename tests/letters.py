"""Letters for tests of paper: Ana Flores's first notification, with one fact or another changed."""

from datetime import date
from typing import Any

from adsum.notices.rendering.compose import Content, CountedEvent, LetterFacts, compose
from adsum.policy.packs import load_pack

ANA = {
    "reference": "k7m2p9q4x3r8t",
    "letter_date": date(2025, 10, 10),
    "school_year": 2026,
    "level": 1,
    "student_name": "Ana Flores",
    "grade": "09",
    "school_name": "Mesa Verde High",
    "school_address": "100 Mesa Road, Mesa Verde, CA 90000",
    "school_phone": "213-555-0100",
    "district_name": "Mesa Verde Unified School District",
    "principal_name": "Ruth Abara",
    "addressee_name": "Rosa Flores",
    "address_lines": ("1 Juniper Street", "Mesa Verde, CA 90000"),
    "events": (
        CountedEvent(date(2025, 9, 8), "full_day"),
        CountedEvent(date(2025, 9, 17), "period_cut"),
        CountedEvent(date(2025, 10, 2), "late"),
    ),
    "languages": ("en", "es"),
}


def content(**changed: Any) -> Content:
    """Ana's letter, composed from the pack in force on its date."""
    facts = LetterFacts(**{**ANA, **changed})
    pack = load_pack("lausd")
    letter = pack.letter("notice_of_truancy_1", on=facts.letter_date)
    return compose(letter=letter, facts=facts, pack_version=pack.version)

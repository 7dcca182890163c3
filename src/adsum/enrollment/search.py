"""Finding a student by name or number, whatever the accents and capitals on either side.

A letter of the query stands for itself and all its accented forms, so "nguyen" finds Nguyễn and "pena" finds Peña; a
name typed with accents finds the plain spelling as well. Each word of the query must be in some part of the name.
"""

import re
import unicodedata
from collections import defaultdict
from functools import cache

from django.db.models import Q, QuerySet

from adsum.enrollment.models import Student

LATIN = [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)]  # Latin-1 Supplement, Extended-A and -B, Additional
NOT_DECOMPOSED = {"đ": "d", "ø": "o", "ł": "l", "ı": "i", "ħ": "h"}
NAMES = ("given_name", "middle_name", "family_name", "preferred_name")


def found(students: QuerySet[Student], *, query: str) -> QuerySet[Student]:
    """The students whose student number begins with the query, or whose name holds all its words."""
    words = query.split()
    by_number = Q(local_id__istartswith=query.strip()) | Q(state_id=query.strip())
    by_name = Q()
    for word in words:
        pattern = name_pattern(word)
        by_name &= Q(*((f"{name}__iregex", pattern) for name in NAMES), _connector=Q.OR)
    return students.filter(by_number | by_name).order_by("family_name", "given_name", "pk")


def letters(query: str) -> int:
    """How many letters and digits a query has: what makes it narrow enough."""
    return sum(character.isalnum() for character in query)


def name_pattern(word: str) -> str:
    """A regular expression, for either database, of a word with any accents."""
    return "".join(_any_accent(character) for character in _plain(word))


def _any_accent(character: str) -> str:
    forms = _forms().get(character)
    return f"[{character}{forms}]" if forms else re.escape(character)


@cache
def _forms() -> dict[str, str]:
    """Plain letter -> its accented forms, small and capital."""
    forms: dict[str, str] = defaultdict(str)
    for code in LATIN:
        if len(base := _plain(chr(code))) == 1 and base.isascii() and base.isalpha():
            forms[base] += chr(code)
    return dict(forms)


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = (NOT_DECOMPOSED.get(character, character) for character in decomposed)
    return "".join(character for character in bare if not unicodedata.combining(character))

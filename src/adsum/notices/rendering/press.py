"""The press: content in, PDF out. Tagged for screen readers (PDF/UA-1), and the same bytes every time.

The letter's words reach Typst as JSON strings, never as markup. Fonts are those inside the typst wheel; where a name
needs a script they lack, the system's Noto fonts are added. A letter with a character that no font can draw is refused
with the character named: a box on an official letter helps nobody.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from adsum.notices.rendering.compose import Content

TEMPLATE = Path(__file__).with_name("letter.typ")
LETTERS_PER_DOCUMENT = 200  # more in one document costs memory, not time
MAIN_FONT = "Libertinus Serif"
USUAL_POINTS = 10.0
LENGTH_OF_A_DATE = 40
FIRST_PAGE_ROOM = {10.4: 2690, 10.0: 2800, 9.6: 2940}  # points: the longest text that fits, as tried
OTHER_PAGE_ROOM = {10.4: 3850, 10.0: 4000, 9.6: 4600}
SYSTEM_FONTS = Path("/usr/share/fonts")
NOT_DRAWN = re.compile(r'the text `"(.+?)"` could not be displayed')
# Invisible characters that change how the text around them reads. Joiners (U+200C, U+200D) belong to some scripts.
HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs"})
JOINERS = "\u200c\u200d"


_drawn: set[str] = set()


class CannotPrint(Exception):
    """Refusal: a character of the letter cannot be drawn. Names the characters only, never the text around them."""

    def __init__(self, characters: Sequence[str]) -> None:
        self.characters = tuple(dict.fromkeys(characters))
        self.named = ", ".join(named_character(character) for character in self.characters)
        super().__init__(
            f"No font here can draw {self.named}. The letter was not made. Correct the spelling in the student's or "
            "the family's record, or install the Noto fonts of that script (adsum doctor says which are missing)."
        )


def print_letters(letters: Sequence[Content], *, is_draft: bool = False) -> bytes:
    """One PDF with these letters, in this order. Raises CannotPrint, ValueError for none or too many."""
    if not 1 <= len(letters) <= LETTERS_PER_DOCUMENT:
        raise ValueError(f"A document holds 1 to {LETTERS_PER_DOCUMENT} letters, not {len(letters)}.")
    refuse_hidden_characters(letters)
    try:
        return compile_pdf(letters, families=(MAIN_FONT,), is_draft=is_draft)
    except CannotPrint:
        families = (MAIN_FONT, *noto_families())
        if len(families) == 1:
            raise
        return compile_pdf(letters, families=families, is_draft=is_draft)


def check_can_print(letter: Content) -> None:
    """Whether every character of a letter can be drawn. Raises CannotPrint.

    Printed only for a character not drawn before: a process that drafts a thousand letters meets a few dozen of them.
    """
    printed = [letter[part] for part in ("address", "head", "footer", "pages")]
    characters = {character for text in texts_in(printed) for character in text}
    if not characters <= _drawn:
        print_letters([letter], is_draft=True)
        _drawn.update(characters)


def compile_pdf(letters: Sequence[Content], *, families: tuple[str, ...], is_draft: bool) -> bytes:
    has_noto = len(families) > 1
    letter_date = max(date.fromisoformat(letter["letter_date"]) for letter in letters)
    given = document(letters, families=families, letter_date=letter_date, is_draft=is_draft)
    # A path, not bytes: a compiler made from bytes works only once.
    compiler = typst.Compiler(str(TEMPLATE), font_paths=fonts(with_noto=has_noto), ignore_system_fonts=True)
    try:
        pdf = compiler.compile(
            format="pdf",
            pdf_standards="ua-1",
            sys_inputs={"letters": json.dumps(given, ensure_ascii=False)},
            timestamp=datetime(letter_date.year, letter_date.month, letter_date.day, tzinfo=UTC),
        )
    except typst.TypstError as error:
        undrawn = [unescaped(text) for text in NOT_DRAWN.findall(f"{error.message}\n{error.diagnostic}")]
        if undrawn:
            # `from None`: Typst's own message may quote a name.
            raise CannotPrint([character for text in undrawn for character in text]) from None
        raise
    assert isinstance(pdf, bytes)
    return pdf


def document(
    letters: Sequence[Content], *, families: tuple[str, ...], letter_date: date, is_draft: bool
) -> dict[str, Any]:
    """What the template reads: strings, numbers and lists of them."""
    first = letters[0]
    return {
        "title": first["pages"][0]["title"],
        "author": first["head"]["district"] or first["head"]["school"],
        "date": {"year": letter_date.year, "month": letter_date.month, "day": letter_date.day},
        "fonts": families,
        "letters": [
            {
                "address": letter["address"],
                "head": letter["head"],
                "footer": letter["footer"],
                "pages": [
                    {
                        **page,
                        "is_first": index == 0,
                        "draft_word": page["draft_word"] if is_draft else "",
                        "points": points_of(page, is_first=index == 0),
                    }
                    for index, page in enumerate(letter["pages"])
                ],
            }
            for letter in letters
        ],
    }


def points_of(page: Mapping[str, Any], *, is_first: bool) -> float:
    """The size of the type: the largest at which a page in one language is one page, as far as its length tells.

    Measuring in Typst would be exact and three times slower.
    """
    length = sum(map(len, texts_in(page))) + LENGTH_OF_A_DATE * len(page["events"])
    room = FIRST_PAGE_ROOM if is_first else OTHER_PAGE_ROOM
    return next((points for points, most in room.items() if length <= most), USUAL_POINTS)


@cache
def fonts(*, with_noto: bool) -> typst.Fonts:
    """Loaded once: looking through a folder of fonts takes longer than a letter."""
    folders = [str(SYSTEM_FONTS)] if with_noto else []
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)


@cache
def noto_families() -> tuple[str, ...]:
    """The system's Noto families for running text, in a fixed order; empty where none is installed."""
    if not SYSTEM_FONTS.is_dir():
        return ()
    found = [family for family in fonts(with_noto=True).families() if re.match(r"Noto (Serif|Sans)\b", family)]
    return tuple(sorted(found, key=lambda family: (family not in {"Noto Serif", "Noto Sans"}, family)))


def refuse_hidden_characters(letters: Sequence[Content]) -> None:
    """Control characters and direction overrides have no glyph and can make a line read as something else."""
    hidden = [c for text in texts_in(list(letters)) for c in text if unicodedata.category(c) in HIDDEN]
    if hidden := [c for c in hidden if c not in JOINERS]:
        raise CannotPrint(hidden)


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts_in(part)


def unescaped(text: str) -> str:
    """Typst writes a control or odd character as \\u{7}."""
    return re.sub(r"\\u\{([0-9a-fA-F]+)\}", lambda found: chr(int(found[1], 16)), text)


def named_character(character: str) -> str:
    shown = f"“{character}” " if character.isprintable() else ""
    return f"{shown}(U+{ord(character):04X} {unicodedata.name(character, 'unnamed')})"

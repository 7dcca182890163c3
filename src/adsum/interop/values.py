"""One value of a cell: text in, a typed value out, or `BadValue` that says what is wrong and how to write it.

Dates are never guessed and ids never repaired. Codes are trimmed (a space around a code changes nothing); names and
other texts are kept exactly as given. All functions take text that is not blank.
"""

import re
import sys
import unicodedata
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TypeVar

from adsum.interop.problems import INVISIBLE, shown

Item = TypeVar("Item")

FIRST_YEAR, LAST_YEAR = 1900, 2100  # outside these a date is a slip, whatever it means

PLAIN_ID = re.compile(r"[!-~]+")
SCIENTIFIC = re.compile(r"[+-]?\d(\.\d+)?E\+\d{2,3}")  # as spreadsheets write it; "3E1" may be a class code
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
DAY_AND_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ].+")
SERIAL_DAY = re.compile(r"\d{5}(\.\d+)?")
MONTH_NAME_DAY = re.compile(r"\d{1,2}-[A-Za-z]{3}(-\d{2,4})?|[A-Za-z]{3}-\d{2}")
SLASHED = re.compile(r"(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})", re.ASCII)
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})")
NO_NUMBER = re.compile(r"0{9,}|9{9,}")  # nobody's number; a short 0000 or 9999 may be a real code
NUMBER_STARTS = frozenset("+-0123456789")
PLACEHOLDERS = frozenset({"NULL", "null", "(null)", "N/A", "n/a", "#N/A", "#REF!", "#VALUE!", "NaN", "-", "--", "?"})


class BadValue(Exception):
    """A value that cannot be used. Its message stands without the place: that is added by the reader of the row."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)  # the message may quote a name or a birth date: keep it out of tracebacks
        self.code = code
        self.message = message


def parse_id(text: str) -> str:
    """An id as it is. Never trimmed: two ids that look the same must not both exist."""
    if not PLAIN_ID.fullmatch(text):
        if INVISIBLE.search(text):
            raise BadValue("M45", "contains an invisible character.")
        if any(character.isspace() for character in text):
            raise BadValue("M47", "contains a space.")
        text = unicodedata.normalize("NFC", text)
    _refuse_damaged_id(text)
    return sys.intern(text)  # the same id stands in many rows: keep it once


def parse_code(text: str) -> str:
    """A code of the sending system: trimmed, but not what a spreadsheet or a form left behind."""
    text = text.strip()
    _refuse_damaged_id(text)
    return text


def _refuse_damaged_id(text: str) -> None:
    if text[0] not in NUMBER_STARTS and text not in PLACEHOLDERS:
        return  # nearly all ids: this runs for every one of millions
    if text in PLACEHOLDERS or NO_NUMBER.fullmatch(text):
        raise BadValue("M53", f'"{shown(text)}" is a placeholder. Leave an unknown value empty.')
    if SCIENTIFIC.fullmatch(text):
        raise BadValue("M48", f'"{shown(text)}" was changed by a spreadsheet. Export the column as text.')


def parse_text(text: str) -> str:
    """Free text, kept as given."""
    return text


def parse_name(text: str) -> str:
    """A name or title, kept as given: apostrophes, hyphens, accents, one letter are all names."""
    if text.strip() in PLACEHOLDERS:
        raise BadValue("M53", f'"{shown(text.strip())}" is a placeholder. Leave an unknown name empty.')
    return text


@lru_cache(maxsize=50_000)
def parse_day(text: str) -> date:
    """A date written YYYY-MM-DD, and nothing else."""
    text = text.strip()
    if not (DAY.fullmatch(text) and text.isascii()):
        raise _bad_day(text)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadValue("M51", f"{text} does not exist.") from None
    if not FIRST_YEAR <= day.year < LAST_YEAR:
        raise BadValue("M51", f"{text} cannot be meant: the year is outside {FIRST_YEAR} to {LAST_YEAR}.")
    return day


def _bad_day(text: str) -> BadValue:
    quoted = f'"{shown(text)}"'
    if text in PLACEHOLDERS:
        return BadValue("M53", f"{quoted} is a placeholder. Leave an unknown date empty.")
    if DAY_AND_TIME.fullmatch(text):
        return BadValue("M52", f"{quoted}: give a date without a time (a zone can move it to the day before).")
    if SERIAL_DAY.fullmatch(text) or MONTH_NAME_DAY.fullmatch(text):
        return BadValue("M49", f"{quoted} was changed by a spreadsheet; write dates as YYYY-MM-DD.")
    return BadValue("M50", f"{quoted} must be written YYYY-MM-DD{_readings(text)}.")


def _readings(text: str) -> str:
    """What the writer may have meant; both, when it could be two days."""
    match = SLASHED.fullmatch(text)
    if match is None:
        return ", for example 2026-03-04"
    first, second, third = match.groups()
    orders = [(first, second, third)] if len(first) == 4 else [(third, first, second), (third, second, first)]
    days = {f"{year}-{int(month):02}-{int(day):02}" for year, month, day in orders if _is_day(year, month, day)}
    return f", such as {' or '.join(sorted(days))}" if days else ", for example 2026-03-04"


def _is_day(year: str, month: str, day: str) -> bool:
    return len(year) == 4 and 1 <= int(month) <= 12 and 1 <= int(day) <= 31


def parse_instant(text: str) -> datetime:
    """A moment with its zone, as UTC: 2026-02-10T16:05:00Z or 2026-02-10T08:05:00-08:00."""
    text = text.strip()
    if not (INSTANT.fullmatch(text) and text.isascii()):
        raise BadValue("M50", f'"{shown(text)}" must be a moment with its zone, such as 2026-02-10T16:05:00Z.')
    try:
        moment = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadValue("M51", f"{shown(text)} does not exist.") from None
    if not FIRST_YEAR <= moment.year < LAST_YEAR:
        raise BadValue("M51", f"{text} cannot be meant: the year is outside {FIRST_YEAR} to {LAST_YEAR}.")
    return moment


def parse_number(text: str) -> int:
    """A whole number in plain digits."""
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise BadValue("M56", f'"{shown(text)}" is not a plain number.')
    return int(text)


def parse_year(text: str) -> int:
    """A school year, named by the calendar year in which it ends."""
    year = parse_number(text)
    if not FIRST_YEAR <= year < LAST_YEAR:
        raise BadValue("M56", f'"{shown(text)}" is not a school year; write the year in which it ends, such as 2026.')
    return year


def parse_boolean(text: str) -> bool:
    """`true` or `false`, in small letters."""
    return _one_of({"true": True, "false": False}, text.strip(), "use true or false")


def parse_bit(text: str) -> bool:
    """`1` or `0`."""
    return _one_of({"1": True, "0": False}, text.strip(), "use 1 or 0")


def _one_of(meanings: dict[str, bool], text: str, hint: str) -> bool:
    if text not in meanings:
        raise BadValue("M54", f'"{shown(text)}" is not understood: {hint}.')
    return meanings[text]


def choice_of(codes: Collection[str], *, what: str, extension: str | None = None) -> Callable[[str], str]:
    """A parser for a code out of a fixed list. Codes that begin with `extension` pass as well."""
    allowed = {code: code for code in codes}

    def parse(text: str) -> str:
        code = allowed.get(text) or allowed.get(text.strip())
        if code is not None:
            return code
        if extension and text.strip().startswith(extension):
            return text.strip()
        raise _unknown_code(text.strip(), codes=codes, what=what)

    return parse


def _unknown_code(text: str, *, codes: Collection[str], what: str) -> BadValue:
    if text in PLACEHOLDERS:
        return BadValue("M53", f'"{shown(text)}" is a placeholder. Leave an unknown value empty.')
    for code in codes:
        if code.casefold() == text.casefold():
            return BadValue("M55", f'"{shown(text)}" must be written "{code}".')
    return BadValue("M55", f'"{shown(text)}" is not a {what}. Known: {", ".join(sorted(codes))}.')


def list_of(parse: Callable[[str], Item]) -> Callable[[str], tuple[Item, ...]]:
    """A parser for several values in one cell, with commas between them. Empty items are nothing."""

    def parse_list(text: str) -> tuple[Item, ...]:
        return tuple(parse(item.strip()) for item in text.split(",") if item.strip())

    return parse_list

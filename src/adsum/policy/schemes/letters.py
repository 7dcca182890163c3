"""Letters and codes: which languages a school's letters need, and what a district's own reason code stands for.

    letter_languages       the languages of one school's notices
    languages_by_school    school, language: those each school needs besides English
    local_reason           the reason of the pack that a local code stands for; an unknown one is never guessed

Source: Ed. Code 48985; the district's table of reason codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import polars as pl

from adsum.policy.packs import Pack
from adsum.policy.packs.asking import Asking, Table, Used, WrongQuestion

KEY = "notices.language_share"
EVERY_LEVEL = "both"


@dataclass(frozen=True)
class LetterLanguages:
    """Languages besides English, by their number of speakers."""

    languages: tuple[str, ...]
    used: Used


@dataclass(frozen=True)
class LocalReason:
    """`reason` None: the district has not said what the code means. `is_verified`: somebody has read its table."""

    reason: str | None
    is_verified: bool
    used: Used


def letter_languages(*, pupils: int, speakers: Mapping[str, int], pack: Pack, on: date) -> LetterLanguages:
    """The languages besides English that a school's notices go out in.

    in      pupils: all of the school, of the year before; speakers: pupils by one primary language other than English
    """
    if pupils < 1:
        raise WrongQuestion("a school without pupils sends no letters; give last year's count")
    asking = Asking(pack, on=on)
    needed = [language for language, count in speakers.items() if asking.meets(KEY, Fraction(count, pupils))]
    return LetterLanguages(tuple(sorted(needed, key=lambda name: (-speakers[name], name))), asking.used())


def languages_by_school(counts: pl.DataFrame, *, pack: Pack, on: date) -> Table:
    """The same for every school.

    in      counts: school_id, language | speakers, pupils
    out     school_id, language; sorted
    """
    asking = Asking(pack, on=on)
    share: Fraction = asking.value(KEY)
    is_needed = pl.col("speakers").cast(pl.Int64) * share.denominator >= pl.col("pupils") * share.numerator
    return Table(counts.filter(is_needed).select("school_id", "language").sort("school_id", "language"), asking.used())


def local_reason(*, code: str, level: str, pack: Pack, on: date) -> LocalReason:
    """What a district's own reason code stands for at a school of some level.

    edges   the same code may mean one thing in elementary schools and another elsewhere
    """
    asking = Asking(pack, on=on)
    for row in asking.value("district_reasons.local_codes"):
        if row["code"] == code and row["level"] in (level, EVERY_LEVEL):
            return LocalReason(row["reason"], row["verified"], asking.used())
    return LocalReason(None, False, asking.used())

"""How long a school day must be to count, by grade, and the programs with shorter days.

    school_day             does a day of some minutes count for a grade?
    concurrent_day         grades 11 and 12 who also attend college: part of a day
    work_experience_day    the last term of grade 12 in work experience: minutes by the hour
    religious_release      a release for religious instruction is protected only after a whole minimum day

Source: Ed. Code 46112-46117, 46141, 46146, 46147, 46014.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from adsum.policy.packs import Pack
from adsum.policy.packs.asking import Asking, Used, WrongQuestion


@dataclass(frozen=True)
class SchoolDay:
    """`is_too_long` only for a kindergarten day that is not an extended one."""

    minutes_needed: int
    counts: bool
    is_too_long: bool
    used: Used


@dataclass(frozen=True)
class PartOfDay:
    """A share of one day of attendance, at most a whole one."""

    days: Fraction
    used: Used


@dataclass(frozen=True)
class Release:
    is_protected: bool
    used: Used


def minutes_needed(asking: Asking, grade: str) -> int:
    """Minutes of the shortest day that counts for a grade."""
    for row in asking.value("minimum_day.minutes"):
        if grade in row["grades"]:
            return int(row["minutes"])
    raise WrongQuestion(f"there is no grade {grade!r}; grades are TK, KN, 01 to 12")


def school_day(*, grade: str, minutes: int, is_extended: bool = False, pack: Pack, on: date) -> SchoolDay:
    """Whether a day counts.

    in      minutes of instruction offered; is_extended: the school runs an extended kindergarten day
    """
    asking = Asking(pack, on=on)
    needed = minutes_needed(asking, grade)
    is_too_long = False
    if grade in asking.value("kindergarten_day.grades") and not is_extended:
        is_too_long = not asking.meets("kindergarten_day.longest_minutes", minutes)
    return SchoolDay(needed, minutes >= needed, is_too_long, asking.used())


def concurrent_day(*, grade: str, minutes: int, pack: Pack, on: date) -> PartOfDay:
    """Part of a day for a student who attends college besides.

    out     minutes as a share of the minimum day, at most 1; nothing below the program's own minimum
    """
    asking = Asking(pack, on=on)
    if grade not in asking.value("concurrent_day.grades") or not asking.meets("concurrent_day.minutes", minutes):
        return PartOfDay(Fraction(0), asking.used())
    return PartOfDay(min(Fraction(minutes, minutes_needed(asking, grade)), Fraction(1)), asking.used())


def work_experience_day(*, minutes: int, pack: Pack, on: date) -> PartOfDay:
    """Part of a day in the last term of grade 12: only whole steps of minutes count, at most one day on a date."""
    asking = Asking(pack, on=on)
    step, day = asking.value("work_experience.step_minutes"), asking.value("work_experience.day_minutes")
    return PartOfDay(min(Fraction(minutes // step * step, day), Fraction(1)), asking.used())


def religious_release(*, grade: str, minutes_attended: int, dates_before: int = 0, pack: Pack, on: date) -> Release:
    """Whether leaving for religious instruction is protected.

    in      minutes attended that day; dates_before: releases earlier in the same school month
    edges   not protected is an early leave without excuse: an event only if the minutes missed make one
    """
    asking = Asking(pack, on=on)
    cap = pack.reasons(on=on)["RELI"].cap
    is_within = cap is None or dates_before < cap.count
    return Release(is_within and minutes_attended >= minutes_needed(asking, grade), asking.used())

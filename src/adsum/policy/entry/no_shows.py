"""No-shows: students expected who did not come.

    no_show_due       the day at whose end a missing student is processed
    no_show_step      what to do about one, with the state's code and the day it carries

Source: the district's bulletin XIII; CALPADS exit reasons N470, E140, T200 and the chart of no-shows.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from adsum.policy.entry.withdrawals import steps_missing
from adsum.policy.packs import Pack
from adsum.policy.packs.asking import Asking, Used, WrongQuestion


@dataclass(frozen=True)
class NoShowDue:
    due_on: date
    used: Used


@dataclass(frozen=True)
class NoShowStep:
    """What to do.

    step        refuse: attendance says the student was there; keep: stays enrolled, absences go on;
                no_show: never came, the enrollment is taken back; change_last_exit: last June's exit gets the code
    code        the state's code, None while the student is kept
    exit_on     the day the code carries, None where only the school can say (any day before school began)
    missing     what stands between keeping and closing
    """

    step: str
    code: str | None
    exit_on: date | None
    missing: tuple[str, ...]
    used: Used


def no_show_due(*, first_expected_day: date, days_taught: Sequence[date], pack: Pack, on: date) -> NoShowDue:
    """The day at whose end a student who did not come is processed.

    in      first_expected_day: the student's own, a later one for those who said they would come later
    """
    asking = Asking(pack, on=on)
    following = [day for day in sorted(days_taught) if day >= first_expected_day]
    count: int = asking.value("no_show.school_days")
    if len(following) < count:
        raise WrongQuestion(f"the calendar has no {count} days taught from {first_expected_day} on; add its days")
    return NoShowDue(following[count - 1], asking.used())


def no_show_step(
    *,
    was_here_last_june: bool,
    whereabouts: str,
    last_day_of_last_year: date,
    days_unexcused: int = 0,
    steps_done: Collection[str] = (),
    is_marked_present: bool = False,
    pack: Pack,
    on: date,
) -> NoShowStep:
    """What to do about a student who did not come.

    in      was_here_last_june: ended last year at this school, expected back; whereabouts: unknown, or where the
            student was found (public_school, private_school, other_state, other_country)
    edges   one meeting marked present is an arrival: attendance is corrected first
    """
    asking = Asking(pack, on=on)
    if is_marked_present:
        return NoShowStep("refuse", None, None, ("attendance_says_present",), asking.used())
    row = no_show_row(asking, was_here_last_june, whereabouts)
    if not was_here_last_june:
        return NoShowStep("no_show", row["code"], None, (), asking.used())
    if whereabouts != "unknown":
        return NoShowStep("change_last_exit", row["code"], last_day_of_last_year, (), asking.used())
    missing = steps_missing(asking, steps_done, days_unexcused, is_located=False)
    return NoShowStep("keep", None if missing else row["code"], None, missing, asking.used())


def no_show_row(asking: Asking, was_here_last_june: bool, whereabouts: str) -> dict[str, Any]:
    rows: list[dict[str, Any]] = asking.value("no_show.codes")
    for row in rows:
        if row["was_here_last_june"] == was_here_last_june and row["whereabouts"] in (whereabouts, "any"):
            return row
    known = sorted({row["whereabouts"] for row in rows})
    raise WrongQuestion(f"no_show.codes has no row for {whereabouts!r}; it knows {', '.join(known)}")

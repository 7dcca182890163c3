"""The review team at a school and the review board above it: notices, papers, clocks, endings, the yearly report.

    team_meeting        were letter and forms out in time?
    packet              is a referral's packet complete?
    board_clocks        the days by which things are due after a referral and around a hearing
    case_ending         may a case be closed, and how?
    board_report        what is counted | count: the yearly report to the county

Source: the district's guide for review teams; Ed. Code 48263, 48273, 48321.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from adsum.policy.packs import Pack
from adsum.policy.packs.asking import Asking, Table, Used, WrongQuestion

MONITOR, AGREEMENT = "monitor", "agreement"


@dataclass(frozen=True)
class TeamMeeting:
    """`may_be_held`: the letter went out in time. `warnings`: what is late and does not stop the meeting."""

    may_be_held: bool
    days_of_notice: int
    warnings: tuple[str, ...]
    used: Used


@dataclass(frozen=True)
class Packet:
    is_complete: bool
    missing: tuple[str, ...]
    used: Used


@dataclass(frozen=True)
class BoardClocks:
    screening_due: date
    offer_due: date
    notice_due: date
    first_review: date
    used: Used


@dataclass(frozen=True)
class CaseEnding:
    """`ending` None: the case stays open."""

    ending: str | None
    why: str
    used: Used


def team_meeting(
    *, meeting_on: date, letter_on: date, forms_on: date | None = None, pack: Pack, on: date
) -> TeamMeeting:
    """Whether a family and the teachers were told early enough.

    in      letter_on: mailed to the family; forms_on: the teachers' forms were handed out
    """
    asking = Asking(pack, on=on)
    notice = (meeting_on - letter_on).days
    warnings = []
    if forms_on is not None and not asking.meets("review_team.forms_days", (meeting_on - forms_on).days):
        warnings.append("forms_late")
    return TeamMeeting(asking.meets("review_team.letter_days", notice), notice, tuple(warnings), asking.used())


def packet(*, to: str, papers: Collection[str], pack: Pack, on: date) -> Packet:
    """Whether a referral to the resource panel or the review board has its papers.

    in      to: panel or board
    """
    asking = Asking(pack, on=on)
    needed = [row["paper"] for row in asking.value("review_board.packet") if to in row["for"]]
    if not needed:
        raise WrongQuestion(f"nothing is referred to {to!r}; review_board.packet knows panel and board")
    missing = tuple(paper for paper in needed if paper not in papers)
    return Packet(not missing, missing, asking.used())


def board_clocks(
    *, complete_on: date, hearing_on: date, days_taught: Sequence[date], pack: Pack, on: date
) -> BoardClocks:
    """The days by which a referral is screened and a hearing offered, the family told, the agreement looked at.

    in      complete_on: the packet was complete
    """
    asking = Asking(pack, on=on)
    screening_due = school_day_after(complete_on, days_taught, asking.value("review_board.screening_school_days"))
    offer_due = school_day_after(screening_due, days_taught, asking.value("review_board.offer_school_days"))
    notice = timedelta(days=asking.value("review_board.notice_days"))
    review = timedelta(days=asking.value("review_board.first_review_days"))
    return BoardClocks(screening_due, offer_due, hearing_on - notice, hearing_on + review, asking.used())


def school_day_after(day: date, days_taught: Sequence[date], count: int) -> date:
    following = [taught for taught in sorted(days_taught) if taught > day]
    if len(following) < count:
        raise WrongQuestion(f"the calendar has fewer than {count} days taught after {day}; add the next year's")
    return following[count - 1]


def case_ending(*, state: str, school_days_kept: int = 0, has_failed: bool = False, pack: Pack, on: date) -> CaseEnding:
    """Whether a case of the review board may be closed.

    in      state: agreement, monitor, ...; school_days_kept: school days on which the agreement was kept;
            has_failed: a review found it broken
    edges   a hearing alone closes nothing: an agreement is watched first
    """
    asking = Asking(pack, on=on)
    if state not in (MONITOR, AGREEMENT):
        return CaseEnding(None, "no_agreement_yet", asking.used())
    if has_failed:
        return CaseEnding("referred_to_court", "agreement_broken", asking.used())
    if asking.meets("review_board.kept_school_days", school_days_kept):
        return CaseEnding("closed_improved", "agreement_kept", asking.used())
    return CaseEnding(None, "agreement_is_watched", asking.used())


def board_report(cases: pl.DataFrame, *, is_public: bool = False, pack: Pack, on: date) -> Table:
    """The yearly report to the county: referrals by type, and petitions to the juvenile court.

    in      cases: case_id | referral (attendance, behavior, both), is_petition, referred_on; of the school year
    out     counted (referrals of a type, all referrals, petitions) | count; null in a public copy where the count is
            small enough to point at somebody
    """
    asking = Asking(pack, on=on)
    by_type = cases.group_by("referral").agg(count=pl.len().cast(pl.Int64)).sort("referral")
    rows = [(row["referral"], row["count"]) for row in by_type.to_dicts()]
    rows += [("all", cases.height), ("petitions", int(cases["is_petition"].sum()))]
    smallest: int = asking.value("reports.smallest_group")
    told = [(name, None if is_public and 0 < count < smallest else count) for name, count in rows]
    return Table(pl.DataFrame(told, schema={"counted": pl.String(), "count": pl.Int64()}, orient="row"), asking.used())

"""The questions that come back with a form (409): somebody else's change, a limit, a letter that counted the day."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from adsum.attendance.queries.excuse_limits import LimitUse
from adsum.attendance.queries.versions import Change
from adsum.district.pack import pack_in_force
from adsum.notices.models import Notice
from adsum.policy.packs import Pack
from adsum.web.office.choosing import Offer
from adsum.web.office.words import cap_words, one_mark, reason_label


@dataclass(frozen=True)
class Asked:
    """What has to be answered before the entry is saved."""

    changes: Sequence[Change] = ()
    uses: Sequence[LimitUse] = ()
    letters: Sequence[Notice] = ()


@dataclass(frozen=True)
class ChangeAsked:
    """A mark that somebody else has replaced: who, when, and by what."""

    student: str
    date: date
    period: int
    who: str
    when: datetime
    theirs: str
    is_taken_back: bool


@dataclass(frozen=True)
class LimitAsked:
    """A limit the entry would pass. `number` is the day it would be on `date`, the first one past the limit."""

    student: str
    reason: str
    number: int
    date: date
    limit: str
    saved: Sequence[date]
    beyond: Sequence[date]
    to_leave: Sequence[date]
    source: str
    quote: str


@dataclass(frozen=True)
class Questions:
    changes: list[ChangeAsked] = field(default_factory=list)
    limits: list[LimitAsked] = field(default_factory=list)
    letters: Sequence[Notice] = ()
    mine: str = ""

    @classmethod
    def of(cls, asked: Asked, *, offer: Offer, reason: str) -> "Questions":
        pack = pack_in_force()
        names = {mark.student_id: mark.student.name for mark in offer.marks}
        return cls(
            changes=[_change(change, pack=pack) for change in asked.changes],
            limits=[_limit(use, name=names[use.student], pack=pack) for use in asked.uses],
            letters=asked.letters,
            mine=reason_label(reason, pack=pack) if reason else "",
        )


def _change(change: Change, *, pack: Pack) -> ChangeAsked:
    staff = getattr(change.now.recorded_by, "staff", None)
    return ChangeAsked(
        student=change.seen.student.name,
        date=change.seen.date,
        period=change.seen.period,
        who=staff.name if staff else _("The system"),
        when=change.now.recorded_at,
        theirs=f"{one_mark(change.now)}, {reason_label(change.now.reason, pack=pack)}",
        is_taken_back=change.is_taken_back,
    )


def _limit(use: LimitUse, *, name: str, pack: Pack) -> LimitAsked:
    number, day = use.beyond[0]
    reason = pack.reasons(on=day)[use.reason]
    return LimitAsked(
        student=name,
        reason=reason_label(use.reason, pack=pack),
        number=number,
        date=day,
        limit=cap_words(use.cap),
        saved=use.saved,
        beyond=[day for _, day in use.beyond],
        to_leave=use.to_leave,
        source=reason.source.cite,
        quote=reason.source.quote or "",
    )

"""Clearing: the office records who explained an absence and gives it a reason, or says why it stays without one.

    clear_absences     one or many marks, of one or many students, with one explanation for each student

The marks' keys are the version the clerk saw: a mark that somebody else has replaced since is a conflict, never
overwritten. Past an excuse's limit the clerk decides knowingly. Every mark becomes a new row with the same status.
Source: EC 46012, 5 CCR 306 (who explains), BUL-4926.4 X-e (kept five years).
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from adsum.attendance.clearing.checks import check_can_clear
from adsum.attendance.clearing.entry import ClearingEntry, OverLimit
from adsum.attendance.models import Explanation, Mark
from adsum.attendance.queries.excuse_limits import LimitUse, Use, limit_uses
from adsum.attendance.queries.versions import Change, changes_of
from adsum.district import audit
from adsum.district.audit import Actor
from adsum.district.submissions import once
from adsum.policy.packs import Pack

NO_MARKS: frozenset[int] = frozenset()


class AbsenceChanged(Exception):
    """Conflict: somebody else has changed marks of this entry since the clerk saw them."""

    def __init__(self, changes: Sequence[Change]) -> None:
        self.changes = list(changes)
        keys = ", ".join(change.seen.key for change in self.changes)
        super().__init__(f"Changed by somebody else since: {keys}. Nothing was saved. Compare and choose.")


class LimitReached(Exception):
    """To be confirmed: the entry goes past an excuse's limit."""

    def __init__(self, uses: Sequence[LimitUse]) -> None:
        self.uses = list(uses)
        super().__init__(
            "The entry goes past the limit of its reason. Nothing was saved; decide about the days beyond."
        )


@dataclass(frozen=True)
class Cleared:
    """What was saved. `is_first` is false when the same submission had been saved before."""

    students: list[int]
    days: int
    marks: int
    left_uncleared: int
    is_first: bool

    @property
    def cleared_days(self) -> int:
        return self.days - self.left_uncleared


@transaction.atomic
def clear_absences(
    *, marks: Collection[str], entry: ClearingEntry, pack: Pack, submission: str, by: Actor, at: datetime
) -> Cleared:
    """Record the explanation and give every mark its reason.

    Raises EntryRefused, AbsenceChanged, LimitReached, SubmissionReused; then nothing was changed.
    """
    answer, is_first = once(
        key=submission,
        action="attendance.clear_absences",
        content={"marks": sorted(marks), **asdict(entry)},
        by=by,
        at=at,
        effect=lambda: _clear(keys=marks, entry=entry, pack=pack, by=by, at=at),
    )
    return Cleared(**answer, is_first=is_first)


@transaction.atomic
def note_refusal(*, marks: Collection[Mark], rules: Collection[str], by: Actor, at: datetime) -> None:
    """Keep who tried what and was refused: ids and rules, nothing of the entry itself."""
    if marks:
        first, *_ = marks
        audit.record(
            "attendance.clearing_refused",
            about=first, by=by, at=at, school=first.school,
            marks=sorted(mark.pk for mark in marks), rules=sorted(set(rules)),
        )  # fmt: skip


def _clear(*, keys: Collection[str], entry: ClearingEntry, pack: Pack, by: Actor, at: datetime) -> dict[str, Any]:
    marks = _locked(keys)
    check_can_clear(marks=marks, entry=entry, pack=pack, at=at)
    changes = changes_of(marks)
    if changes:
        raise AbsenceChanged(changes)
    beyond = _decided(marks, entry=entry, pack=pack)
    explanations = _explain(marks, entry=entry, by=by, at=at)
    new = _replace(marks, entry=entry, beyond=beyond, explanations=explanations, pack=pack, by=by, at=at)
    audit.record(
        "attendance.absences_cleared",
        about=new[0],
        by=by,
        at=at,
        school=marks[0].school,
        explanations=[explanation.pk for explanation in explanations.values()],
        replaced=[mark.pk for mark in marks],
        left_uncleared=sorted(beyond),
        over_limit=entry.over_limit,
    )
    return {
        "students": sorted({mark.student_id for mark in marks}),
        "days": len({(mark.student_id, mark.date) for mark in marks}),
        "marks": len(marks),
        "left_uncleared": len({(mark.student_id, mark.date) for mark in marks if mark.pk in beyond}),
    }


def _locked(keys: Collection[str]) -> list[Mark]:
    """The marks with these keys, held until the end so that two clerks cannot both be first."""
    found = Mark.objects.select_for_update(of=("self",)).filter(key__in=set(keys)).order_by("pk")
    marks = list(found.select_related("student", "school"))
    if not marks or len(marks) != len(set(keys)):
        raise Mark.DoesNotExist(
            f"{len(set(keys)) - len(marks)} of {len(set(keys))} marks do not exist. Nothing was changed. "
            "Open the list again and choose anew."
        )
    return marks


def _decided(marks: Sequence[Mark], *, entry: ClearingEntry, pack: Pack) -> frozenset[int]:
    """Ids of the marks to be left without a reason because they are past its limit. Raises LimitReached."""
    uses = [use for use in _limit_uses_of(marks, entry=entry, pack=pack) if use.beyond]
    if uses and entry.over_limit not in OverLimit.values:
        raise LimitReached(uses)
    if entry.over_limit != OverLimit.LEAVE:
        return NO_MARKS
    left = {(use.student, day) for use in uses for day in use.to_leave}
    return frozenset(mark.pk for mark in marks if (mark.student_id, mark.date) in left)


def _limit_uses_of(marks: Sequence[Mark], *, entry: ClearingEntry, pack: Pack) -> list[LimitUse]:
    """What the entry would use of its reason's limit."""
    added = [Use(mark.student_id, mark.school_id, mark.date, entry.reason, entry.incident) for mark in marks]
    return limit_uses(added, pack=pack, replaced=[mark.pk for mark in marks])


def _explain(marks: Sequence[Mark], *, entry: ClearingEntry, by: Actor, at: datetime) -> dict[int, Explanation]:
    """One explanation for each student, by student id."""
    assert entry.given_on is not None  # check_can_clear refuses an entry without it
    students = list(dict.fromkeys(mark.student_id for mark in marks))
    explanations = Explanation.objects.bulk_create(
        Explanation(
            student_id=student,
            channel=entry.channel,
            given_by_id=entry.given_by,
            given_by_other=entry.given_by_other,
            given_on=entry.given_on,
            reason=entry.reason,
            incident=entry.incident,
            comment=entry.comment,
            recorded_at=at,
            recorded_by=audit.person(by),
        )
        for student in students
    )
    return dict(zip(students, explanations, strict=True))


def _replace(
    marks: Sequence[Mark],
    *,
    entry: ClearingEntry,
    beyond: frozenset[int],
    explanations: dict[int, Explanation],
    pack: Pack,
    by: Actor,
    at: datetime,
) -> list[Mark]:
    """Close the old rows, then add one new row for each."""
    closed = Mark.objects.filter(pk__in=[mark.pk for mark in marks], replaced_at__isnull=True).update(replaced_at=at)
    if closed != len(marks):
        raise AbsenceChanged(changes_of([Mark.objects.get(pk=mark.pk) for mark in marks]))
    return Mark.objects.bulk_create(
        Mark(
            student_id=mark.student_id,
            school_id=mark.school_id,
            roll_id=mark.roll_id,
            date=mark.date,
            period=mark.period,
            status=mark.status,
            minutes=mark.minutes,
            reason=None if mark.pk in beyond else entry.reason,
            incident=None if mark.pk in beyond else entry.incident or None,
            explanation=explanations[mark.student_id],
            why_changed=entry.why,
            recorded_at=at,
            recorded_by=audit.person(by),
            replaces=mark,
        )
        for mark in marks
    )

"""Rows of a roster: what another system may tell us of students, families, enrollments and seats, without our keys.

Students and guardians are written in place. Enrollments and seats are versions: a changed row replaces the current
version of its line, and what the row does not say (exit code, ADA) is handed on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar, cast

from django.db.models import F

from adsum.district.audit import Actor, person
from adsum.district.models import School, Section
from adsum.district.roster import RowChange
from adsum.district.roster_tables import Progress, RosterTable, batches_of, unseen
from adsum.enrollment.models import Enrollment, Guardian, Guardianship, ScheduledMeeting, Seat, Student
from adsum.enrollment.models.enrollments import CURRENT, Version

AnyRow = TypeVar("AnyRow")


@dataclass(frozen=True, slots=True, repr=False)
class StudentRow:
    source_id: str
    local_id: str
    state_id: str
    given_name: str
    middle_name: str
    family_name: str
    preferred_name: str
    birth_date: date


@dataclass(frozen=True, slots=True, repr=False)
class GuardianRow:
    source_id: str
    given_name: str
    family_name: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True, repr=False)
class EnrollmentRow:
    source_id: str
    student: str
    school: str
    grade: str
    status: int
    first_day: date
    last_day: date | None


@dataclass(frozen=True, slots=True, repr=False)
class SeatRow:
    source_id: str
    student: str
    section: str
    first_day: date
    last_day: date | None


@dataclass(frozen=True, slots=True)
class FamilyTie:
    """A guardian of a student, by their ids; `is_active`: receives letters and may explain absences."""

    student: str
    guardian: str
    relation: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A period a student was scheduled for in a past year."""

    student: str
    school: str
    period: int
    minutes: int
    first_day: date
    last_day: date | None


class VersionTable(RosterTable[AnyRow]):
    """A table whose rows are replaced, never edited. Only current versions are rows of a roster."""

    def standing(self, **where: object) -> dict[str, AnyRow]:
        return super().standing(replaced_at__isnull=True, **where)

    def write_versions(
        self,
        *,
        add: Sequence[AnyRow],
        change: Sequence[RowChange[Any]],
        take_back: Sequence[str],
        by: Actor,
        at: datetime,
        progress: Progress = unseen,
    ) -> None:
        """Close every version that goes before any new one is written: two of them must never share a day."""
        if not (add or change or take_back):
            return
        keys, stamp = self._reference_keys(), {"recorded_at": at, "recorded_by": person(by)}
        replaced = self._current([change.was for change in change])
        self._close([*(version.pk for version in replaced.values()), *self._keys(take_back)], at=at)
        changed = [self._next(replaced[each.was], self.values(each.row, keys), stamp) for each in change]
        total, done = len(add) + len(change), 0
        added = (self.model(**self.values(row, keys), **stamp) for row in add)
        for versions in (changed, added):
            for batch in batches_of(versions, self.batch_size):
                self.model._default_manager.bulk_create(batch)
                progress(done := done + len(batch), total)

    def _current(self, source_ids: Sequence[str]) -> dict[str, Version]:
        found: dict[str, Version] = {}
        for batch in batches_of(source_ids, self.batch_size):
            versions: Any = self.model._default_manager.filter(CURRENT, source_id__in=batch)
            found |= {version.source_id: version for version in versions}
        return found

    def _keys(self, source_ids: Sequence[str]) -> list[int]:
        return [version.pk for version in self._current(source_ids).values()]

    def _close(self, keys: Sequence[int], *, at: datetime) -> None:
        for batch in batches_of(keys, self.batch_size):
            self.model._default_manager.filter(CURRENT, pk__in=batch).update(replaced_at=at)

    def _next(self, old: Version, values: dict[str, Any], stamp: dict[str, Any]) -> Version:
        """The version that replaces `old`: what the row says, and what only we know of it."""
        own = {"id", "recorded_at", "recorded_by_id", "replaced_at", "replaces_id"}
        kept = {f.attname: getattr(old, f.attname) for f in self.model._meta.concrete_fields if f.attname not in own}
        if values.get("last_day", old) is None and "exit_code" in kept:
            kept["exit_code"] = ""  # an enrollment that is open again was not left
        version: Any = self.model(**{**kept, **values, **stamp}, replaces=old)
        return cast(Version, version)


STUDENTS = RosterTable(StudentRow, model=Student)
GUARDIANS = RosterTable(GuardianRow, model=Guardian)
ENROLLMENTS = VersionTable(EnrollmentRow, model=Enrollment, references={"student": Student, "school": School})
SEATS = VersionTable(SeatRow, model=Seat, references={"student": Student, "section": Section})


def standing_ties() -> dict[tuple[str, str], FamilyTie]:
    """Every family tie, by student and guardian. One statement."""
    rows = Guardianship.objects.annotate(student_ref=F("student__source_id"), guardian_ref=F("guardian__source_id"))
    return {
        (student, guardian): FamilyTie(student, guardian, relation, letters or explains)
        for student, guardian, relation, letters, explains in rows.values_list(
            "student_ref", "guardian_ref", "relation", "receives_letters", "may_explain"
        )
    }


def standing_meetings() -> set[MeetingRow]:
    """The scheduled meetings of past years. One statement."""
    columns = ("student__source_id", "school__source_id", "period", "minutes", "first_day", "last_day")
    return {MeetingRow(*row) for row in ScheduledMeeting.objects.values_list(*columns)}

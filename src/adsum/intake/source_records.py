"""What another system has sent so far: which ids it uses, and which of its records we may end.

A record is ended only when the same system sent it before and its whole list no longer has it. What people made here by
hand, or another system sent, is left alone.
"""

from collections.abc import Collection, Container, Iterator, Mapping
from datetime import datetime
from functools import cached_property

from adsum.district.models import Course, Region, School, Section, Staff, Term
from adsum.district.roster_tables import BATCH, Progress, batches_of, unseen
from adsum.enrollment.models import Guardian, Student
from adsum.intake.models import SourceRecord
from adsum.interop.oneroster import Package as RosterPackage

KINDS = ("orgs", "academicSessions", "courses", "classes", "users", "roles", "enrollments")
FAMILIES, DERIVED = "agents", "memberships"  # kinds of our own: family ties, and enrollments that classes imply
OURS = {
    "orgs": (School, Region),
    "academicSessions": (Term,),
    "courses": (Course,),
    "classes": (Section,),
    "users": (Student, Staff, Guardian),
    "roles": (),
    "enrollments": (),
}
Sent = dict[str, dict[str, str]]  # kind -> source id -> the system that sent it


def tie_id(student: str, guardian: str) -> str:
    """The id of a family tie. Ids of other systems hold no spaces."""
    return f"{student} {guardian}"


class Everything(Container[str]):
    """Holds any id: for files whose records we do not keep."""

    def __contains__(self, record_id: object) -> bool:
        return True


class KnownRecords(Mapping[str, Container[str]]):
    """For each file the ids that our records hold; each kind is read when it is first asked for."""

    def __init__(self) -> None:
        self._kept: dict[str, Container[str]] = {"userProfiles": Everything()}

    def __getitem__(self, name: str) -> Container[str]:
        if name not in self._kept:
            if name not in OURS:
                raise KeyError(name)
            sent = set(SourceRecord.objects.filter(kind=name).values_list("source_id", flat=True))
            for model in OURS[name]:
                sent.update(model._default_manager.values_list("source_id", flat=True))
            self._kept[name] = frozenset(sent)
        return self._kept[name]

    def __iter__(self) -> Iterator[str]:
        return iter((*OURS, "userProfiles"))

    def __len__(self) -> int:
        return len(OURS) + 1


class SentRecords:
    """The records every system has sent, by kind. One statement for each kind that is asked for."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._kinds: Sent = {}

    def of(self, kind: str) -> dict[str, str]:
        """Source id -> the system that sent it."""
        if kind not in self._kinds:
            rows = SourceRecord.objects.filter(kind=kind).values_list("source_id", "source")
            self._kinds[kind] = dict(rows.iterator(chunk_size=10_000))
        return self._kinds[kind]

    def missing(self, kind: str, *, named: Container[str]) -> list[str]:
        """What this system sent before and does not send now."""
        return [
            source_id for source_id, source in self.of(kind).items() if source == self.source and source_id not in named
        ]

    def of_others(self, kind: str, *, named: Container[str]) -> int:
        """How many records other systems sent that this package does not name."""
        return sum(source != self.source and source_id not in named for source_id, source in self.of(kind).items())

    @cached_property
    def ended_ties(self) -> frozenset[str]:
        """Family ties that were switched off because the system no longer named them."""
        rows = SourceRecord.objects.filter(kind=FAMILIES, ended_at__isnull=False)
        return frozenset(rows.values_list("source_id", flat=True))


def ids_of(package: RosterPackage) -> dict[str, list[str]]:
    """The ids of a package by kind; what it deletes is not among them."""
    return {kind: [record.sourced_id for record in package.table(kind) if not record.is_deleted] for kind in KINDS}


def remember(
    named: Mapping[str, Collection[str]], *, sent: SentRecords, ended_ties: Collection[str], at: datetime,
    progress: Progress = unseen,
) -> None:  # fmt: skip
    """Write down what the system has sent now. Called within the action that applies the package."""
    source, total, done = sent.source, sum(len(ids) for ids in named.values()), 0
    for kind, ids in named.items():
        before = sent.of(kind)
        new = (
            SourceRecord(source=source, kind=kind, source_id=each) for each in dict.fromkeys(ids) if each not in before
        )
        for batch in batches_of(new, BATCH):
            SourceRecord.objects.bulk_create(batch)
            progress(done := done + len(batch), total)
        moved = [each for each in ids if before.get(each, source) != source]
        for batch in batches_of(moved, BATCH):
            SourceRecord.objects.filter(kind=kind, source_id__in=batch).update(source=source)
    again = sent.ended_ties.intersection(named.get(FAMILIES, ()))
    for ids, moment in ((again, None), (ended_ties, at)):
        for batch in batches_of(ids, BATCH):
            SourceRecord.objects.filter(kind=FAMILIES, source_id__in=batch).update(ended_at=moment)

"""What became of marks since somebody looked at them: the newer row, who wrote it and when."""

from collections.abc import Sequence
from dataclasses import dataclass

from adsum.attendance.models import Mark


@dataclass(frozen=True)
class Change:
    """A mark as it was seen, and the row that stands in its place now."""

    seen: Mark
    now: Mark

    @property
    def is_taken_back(self) -> bool:
        """Whether the student now counts as present in that meeting."""
        return self.now.status == Mark.Status.PRESENT


def changes_of(seen: Sequence[Mark]) -> list[Change]:
    """The marks that are not current any more, each with its newest version. One statement, and only if there are."""
    stale = [mark for mark in seen if mark.replaced_at is not None or mark.status == Mark.Status.PRESENT]
    if not stale:
        return []
    rows = Mark.objects.filter(
        student__in={mark.student_id for mark in stale},
        school__in={mark.school_id for mark in stale},
        date__in={mark.date for mark in stale},
        replaces__isnull=False,
    ).select_related("recorded_by__staff", "student", "school")
    newer = {row.replaces_id: row for row in rows}
    return [Change(mark, now=_newest(mark, newer)) for mark in stale]


def newest_of(seen: Sequence[Mark]) -> list[Mark]:
    """Each mark's newest version, in the order given."""
    newest = {change.seen.pk: change.now for change in changes_of(seen)}
    return [newest.get(mark.pk, mark) for mark in seen]


def _newest(mark: Mark, newer: dict[int | None, Mark]) -> Mark:
    while mark.pk in newer:
        mark = newer[mark.pk]
    return mark

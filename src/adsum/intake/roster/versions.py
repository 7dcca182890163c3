"""What becomes of a membership (an enrollment, a seat) when its source sends it again.

    the same membership         its line goes on, as a new version if anything differs
    another place or person     the id was used again: the old line ends, a new one begins
    it begins after it ended    the student came back: the old line stays as it was, a new one begins
    a new id, the same days     the source renumbered: our line goes on under the new id

An old line that gives its id away keeps it with a number behind it, "r-ana (1)": ids of other systems hold no spaces.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Generic, TypeVar, cast

from adsum.district.roster import RowChange, RowChanges
from adsum.enrollment.roster import EnrollmentRow, SeatRow
from adsum.intake.roster.frame import ONE_DAY

Membership = TypeVar("Membership", EnrollmentRow, SeatRow)


@dataclass(slots=True)
class Line(Generic[Membership]):
    """A membership as it is to stand; `was` is the id under which it stands now, None for a new one."""

    was: str | None
    row: Membership


@dataclass(frozen=True, slots=True)
class Wanted(Generic[Membership]):
    """A membership as a source sends it. `is_start_said`: it gives a begin date, the row's is not a default of ours."""

    row: Membership
    is_start_said: bool


class Standings(Generic[Membership]):
    """The memberships of our records, by id, by student and place, and their predecessors under the same id."""

    def __init__(self, rows: Mapping[str, Membership], *, named: Collection[str]) -> None:
        self.rows: Mapping[str, Membership] = rows
        self._by_place: dict[tuple[str, str], list[Membership]] = defaultdict(list)
        self._earlier: dict[str, list[Membership]] = defaultdict(list)
        for source_id, row in rows.items():
            if " " in source_id:
                self._earlier[source_id.split(" ", 1)[0]].append(row)
            elif source_id not in named:
                self._by_place[row.student, place(row)].append(row)

    def follow(self, wanted: Wanted[Membership], *, day: date, new_year: date | None = None) -> list[Line[Membership]]:
        """The lines that stand after the source has sent this membership."""
        row = wanted.row
        ours = self.rows.get(row.source_id)
        if ours is None:
            renumbered = self._renumbered(row)
            if renumbered is None:
                return [Line(None, row)]
            return [Line(renumbered.source_id, row if wanted.is_start_said else _started(row, renumbered.first_day))]
        row = self._after_its_predecessors(wanted, ours)
        starts_on = _new_start(row, ours, day=day, new_year=new_year)
        if starts_on is None:
            return [Line(row.source_id, row)]
        lines = self._retired(ours, before=starts_on)
        lines.append(Line(None, _started(row, starts_on)))
        return lines

    def _renumbered(self, row: Membership) -> Membership | None:
        """Our membership of the same student at the same place on the same days, that no row of the file names."""
        same = [ours for ours in self._by_place.get((row.student, place(row)), ()) if _overlap(ours, row)]
        if not same:
            return None
        chosen = max(same, key=lambda ours: (ours.first_day, ours.source_id))
        self._by_place[row.student, place(row)].remove(chosen)
        return chosen

    def _after_its_predecessors(self, wanted: Wanted[Membership], ours: Membership) -> Membership:
        """A source that goes on saying when the first line began does not make the later one begin then."""
        row = wanted.row
        earlier = self._earlier.get(row.source_id, ())
        if not wanted.is_start_said or any(row.first_day <= (each.last_day or date.max) for each in earlier):
            return _started(row, ours.first_day) if place(row) == place(ours) else row
        return row

    def _retired(self, ours: Membership, *, before: date) -> list[Line[Membership]]:
        source_id = f"{ours.source_id} ({len(self._earlier.get(ours.source_id, ())) + 1})"
        last_day = min(ours.last_day or date.max, before - ONE_DAY)
        if last_day < ours.first_day:
            return [Line(ours.source_id, cast(Membership, NEVER_BEGAN))]
        return [Line(ours.source_id, replace(ours, source_id=source_id, last_day=last_day))]


NEVER_BEGAN: Any = None  # stands for a line that is taken back


def place(row: EnrollmentRow | SeatRow) -> str:
    """Where a membership is: the school, or the section."""
    return row.school if isinstance(row, EnrollmentRow) else row.section


def is_on(row: EnrollmentRow | SeatRow, day: date) -> bool:
    return row.first_day <= day and (row.last_day is None or row.last_day >= day)


def _overlap(one: Membership, other: Membership) -> bool:
    return one.first_day <= (other.last_day or date.max) and other.first_day <= (one.last_day or date.max)


def _started(row: Membership, first_day: date) -> Membership:
    """The row with this first day; a last day before it is moved with it."""
    if row.last_day is not None and row.last_day < first_day:
        return replace(row, first_day=min(first_day, row.last_day))
    return replace(row, first_day=first_day)


def _new_start(row: Membership, ours: Membership, *, day: date, new_year: date | None) -> date | None:
    """The day on which a new line begins under the id; None when ours goes on."""
    if (row.student, place(row)) != (ours.student, place(ours)):
        return row.first_day if row.first_day > ours.first_day else day
    if ours.last_day is not None and row.first_day > ours.last_day:
        return row.first_day
    if isinstance(row, EnrollmentRow) and isinstance(ours, EnrollmentRow) and new_year is not None:
        is_promoted = row.grade != ours.grade and ours.first_day < new_year
        if is_promoted and (row.last_day is None or row.last_day >= new_year):
            return new_year
    return None


def changes_of(
    lines: Iterable[Line[Membership]], standing: Mapping[str, Membership]
) -> tuple[RowChanges[Membership], int]:
    """What has to be written so that these lines stand, and how many of them stand already."""
    changes: RowChanges[Membership] = RowChanges()
    same = 0
    for line in lines:
        if line.was is None:
            changes.add.append(line.row)
        elif line.row is NEVER_BEGAN:
            changes.take_back.append(line.was)
        elif line.row == standing[line.was]:
            same += 1
        else:
            changes.change.append(RowChange(line.was, line.row))
    return changes, same


def closed(row: Membership, *, last_day: Callable[[Membership], date]) -> Line[Membership] | None:
    """A line that its source has no longer; None when it had ended before."""
    last = last_day(row)
    if row.last_day is not None and row.last_day <= last:
        return None
    return Line(row.source_id, replace(row, last_day=last) if last >= row.first_day else NEVER_BEGAN)

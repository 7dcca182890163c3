"""What can be wrong with a mark.

Marks are checked part by part, like they are judged. Within a part each rule takes the marks and gives those at fault:
    place       a date not taught, outside enrollment, in a period not scheduled
    beside      a second absence in a meeting, an absence beside a tardy or early leave
    itself      an unknown reason, impossible minutes, replaced before recorded
Marks that a rule needs a cell of, and that have it empty, are passed over: the empty cell has been reported.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property, partial
from itertools import chain

import polars as pl

from adsum.policy.check.faults import problems
from adsum.policy.check.tables import broken_references, cell_problems
from adsum.policy.facts import KEYS, NEVER, Facts, FactsProblem
from adsum.policy.law import through
from adsum.policy.meanings import COUNT_BITS
from adsum.policy.packs import Pack
from adsum.policy.parts import MARKS_AT_ONCE, is_in_order, parts, side_by_side
from adsum.policy.runs import PackedCounts, add_up_runs, rises
from adsum.policy.schedule import ALL_DAY, PeriodBits, schedule_blocks, spells
from adsum.policy.taught import LATEST, Taught

MEETING = ["student_id", "date", "school_id", "period"]
DAY = MEETING[:-1]
BESIDE = PackedCounts(("absences", "others", "marks"))
MOST_MARKS = 2**COUNT_BITS - 1  # so many can be counted of a day


def marks_problems(facts: Facts, *, pack: Pack, marks_at_once: int = MARKS_AT_ONCE) -> Iterator[FactsProblem]:
    yield from marks_without_student(facts)
    yield from doubled_mark_ids(facts)
    taught = Taught.of(facts.calendar, year_first=date.min, through=LATEST)
    narrow = partial(pl.LazyFrame.drop_nulls, subset="student_id")
    cut = parts(facts, narrow=narrow, in_order=is_in_order(facts), marks_at_once=marks_at_once)

    def checked(part: Facts) -> list[FactsProblem]:
        return list(PartCheck(part, taught=taught, pack=pack).problems())

    yield from chain.from_iterable(side_by_side(cut, checked))


def marks_without_student(facts: Facts) -> Iterator[FactsProblem]:
    """A part is cut by student: marks of none are looked at by themselves."""
    lost = facts.marks.lazy().filter(pl.col("student_id").is_null()).collect(engine="streaming")
    yield from cell_problems(facts, "marks", lost)


def doubled_mark_ids(facts: Facts) -> Iterator[FactsProblem]:
    """Marks whose id an earlier row has. Ids that rise all through the file, as most do, need no looking up."""
    ids = facts.marks.lazy().select("mark_id", "row").filter(pl.col("mark_id").is_not_null())
    rising = ids.select((pl.col("mark_id") > pl.col("mark_id").shift()).fill_null(True).all())
    if rising.collect(engine="streaming").item():
        return
    doubled = ids.group_by("mark_id").agg(first_row=pl.col("row").min(), rows=pl.len()).filter(pl.col("rows") > 1)
    later = ids.join(doubled, on="mark_id").filter(pl.col("row") > pl.col("first_row")).collect(engine="streaming")
    message = "is the id of row {first_row} already. Give every mark an id of its own; a correction is a new mark."
    yield from problems(facts, "marks", later, column="mark_id", message=message)


class PartCheck:
    """The rules over one part of the marks. Every method gives the problems of one rule."""

    def __init__(self, facts: Facts, *, taught: Taught, pack: Pack) -> None:
        self.facts = facts
        self.taught = taught
        self.pack = pack
        self.marks = facts.marks_in_memory
        self.bits = PeriodBits.of(facts.meetings)
        self.all_day_minutes = int(pack.history("meeting.default_minutes")[-1].payload)

    def problems(self) -> Iterator[FactsProblem]:
        yield from cell_problems(self.facts, "marks", self.marks)
        for column, target in (("student_id", "students"), ("school_id", "schools")):
            yield from self.unknown(column, target)
        yield from self.unknown_reasons()
        yield from self.replaced_too_early()
        yield from self.impossible_minutes()
        yield from self.out_of_place()
        yield from self.beside_each_other()

    def told(self, faults: pl.DataFrame, *, column: str, message: str) -> Iterator[FactsProblem]:
        yield from problems(self.facts, "marks", faults, column=column, message=message)

    def unknown(self, column: str, target: str) -> Iterator[FactsProblem]:
        """Marks of a student or school that is in no table. One row stands for all that follow it alike."""
        heads = self.marks.filter(pl.col(column) != pl.col(column).shift()) if self.marks.height > 1 else self.marks
        named = pl.concat([self.marks.head(1), heads]).select(column).drop_nulls().unique()
        missing = named.join(self.facts.table(target), on=column, how="anti")
        if missing.height:
            rows = self.marks.join(missing, on=column, how="semi")
            yield from broken_references(self.facts, "marks", rows, column=column, target=target)

    def unknown_reasons(self) -> Iterator[FactsProblem]:
        """Reasons the pack does not have, or not on the mark's date."""
        codes = self.marks.select(pl.col("reason").drop_nulls().unique()).to_series()
        rows = self.pack.all_reasons()
        known = {row.code for row in rows}
        strange = [code for code in codes.to_list() if code not in known]
        message = f"is no reason of the pack {self.pack.name}. Use one of its codes, or leave it empty: uncleared."
        yield from self.told(self.marks.filter(pl.col("reason").is_in(strange)), column="reason", message=message)
        in_force = pl.lit(False)
        for first, last in {(row.first_day, through(row)) for row in rows}:
            span = [row.code for row in rows if (row.first_day, through(row)) == (first, last)]
            in_force = in_force | (pl.col("reason").is_in(span) & pl.col("date").is_between(first, last))
        out_of_force = self.marks.filter(pl.col("reason").is_in(list(known)) & ~in_force)
        message = f"is not in force on {{date}} in the pack {self.pack.name}. Use a code that was, or correct the date."
        yield from self.told(out_of_force, column="reason", message=message)

    def replaced_too_early(self) -> Iterator[FactsProblem]:
        early = self.marks.filter(pl.col("replaced_at") < pl.col("recorded_at"))
        message = "lies before recorded_at {recorded_at}. A mark is replaced when it has been recorded, or later."
        yield from self.told(early, column="replaced_at", message=message)

    def impossible_minutes(self) -> Iterator[FactsProblem]:
        is_missing = (pl.col("status") != "absent") & pl.col("minutes").is_null()
        message = "is empty for a {status} mark. Give the minutes missed; only an absence takes the meeting's."
        yield from self.told(self.marks.filter(is_missing), column="minutes", message=message)
        message = "is less than one minute. Give the minutes missed."
        yield from self.told(self.marks.filter(pl.col("minutes") < 1), column="minutes", message=message)

    def out_of_place(self) -> Iterator[FactsProblem]:
        """Marks on dates not taught, outside enrollment, in a period not scheduled, or longer than their meeting."""
        placed = self.marks.select("row", *MEETING, "minutes").drop_nulls(MEETING)
        within = self._on_schedule(placed)
        bit = self.bits.bit(pl.col("period")).cast(self.bits.type)
        is_scheduled = (pl.col("scheduled") & bit) != 0
        is_idle = self.taught.month("date").is_null()
        doubtful = within.filter(is_idle | ~is_scheduled)  # few: nothing more is copied than these
        stray = _without(placed, within)
        paged = stray.join(self.taught.pages, on="school_id", how="left")
        idle = [each.filter(is_idle).select(placed.columns) for each in (doubtful, paged)]
        yield from self.on_days_not_taught(pl.concat(idle).unique("row"))
        yield from self.outside_enrollment(_without(stray, _held(stray, self.enrollments)))
        yield from self.not_scheduled(doubtful.filter(~is_idle), within=within, is_scheduled=is_scheduled)
        yield from self.longer_than_meeting(within.filter((pl.col("minutes") > self.shortest_meeting) & is_scheduled))

    @cached_property
    def shortest_meeting(self) -> int:
        shortest = self.facts.meetings["minutes"].min()
        return min(self.all_day_minutes, shortest if isinstance(shortest, int) else self.all_day_minutes)

    @cached_property
    def enrollments(self) -> pl.DataFrame:
        """The enrollments as spans. One whose own dates are at fault is open: it is not told again for every mark."""
        return self.facts.enrollments.unique("enrollment_id", keep="first", maintain_order=True).select(
            "student_id",
            "enrollment_id",
            "school_id",
            pl.col("first_day").fill_null(date.min),
            last_day=pl.when(pl.col("last_day") >= pl.col("first_day")).then("last_day").otherwise(NEVER),
        )

    def _on_schedule(self, marks: pl.DataFrame) -> pl.DataFrame:
        """The marks with the spells that hold them: enrollment_id, page, scheduled (bits). Mostly one each.

        edges   a date that is not taught may lie in no spell, though it lies in the enrollment
        """
        meetings = self.facts.meetings.drop_nulls(["enrollment_id", "period", "first_day"])
        if not meetings.select(rises(KEYS["meetings"]).all()).item():
            meetings = meetings.unique(KEYS["meetings"], keep="first")
        blocks = schedule_blocks(meetings, masks={"scheduled": self.bits.bit(pl.col("period"))}, bits=self.bits)
        pages = self.enrollments.join(self.taught.pages, on="school_id", how="left")
        all_day = {"scheduled": self.bits.bit(pl.lit(ALL_DAY))}
        return _held(marks, spells(pages, blocks, all_day=all_day, bits=self.bits, taught=self.taught))

    def on_days_not_taught(self, idle: pl.DataFrame) -> Iterator[FactsProblem]:
        known = idle.join(self.facts.schools.select("school_id").unique(), on="school_id", how="semi")
        message = (
            f"is not taught at school {{school_id}}. Correct the date, or the day in {self.facts.file('calendar')}."
        )
        yield from self.told(known, column="date", message=message)

    def outside_enrollment(self, outside: pl.DataFrame) -> Iterator[FactsProblem]:
        for column, table in (("student_id", "students"), ("school_id", "schools")):  # unknown ones are told already
            outside = outside.join(self.facts.table(table).select(column).unique(), on=column, how="semi")
        message = "lies outside every enrollment of student {student_id} at school {school_id}. " + (
            f"Correct the mark's date or school, or the enrollment in {self.facts.file('enrollments')}."
        )
        yield from self.told(outside, column="date", message=message)

    def not_scheduled(
        self, loose: pl.DataFrame, *, within: pl.DataFrame, is_scheduled: pl.Expr
    ) -> Iterator[FactsProblem]:
        """A mark is in place if any enrollment that holds it has its period that day."""
        if loose.height:
            loose = loose.join(within.filter(is_scheduled), on="row", how="anti").unique("row")
        message = "is not scheduled on {date} for student {student_id} at school {school_id}. " + (
            f"Correct the period, or the meetings in {self.facts.file('meetings')}; without meetings it is 1."
        )
        yield from self.told(loose, column="period", message=message)

    def longer_than_meeting(self, long: pl.DataFrame) -> Iterator[FactsProblem]:
        """Marks longer than the shortest meeting there is: of several enrollments that hold one, the longest counts."""
        lengths = self._meeting_minutes(long).group_by("row").agg(pl.col("meeting_minutes").max())
        message = "is more than the {meeting_minutes} minutes of the meeting. Give the minutes missed of this meeting."
        too_long = long.unique("row").join(lengths, on="row").filter(pl.col("minutes") > pl.col("meeting_minutes"))
        yield from self.told(too_long, column="minutes", message=message)

    def _meeting_minutes(self, held: pl.DataFrame) -> pl.DataFrame:
        """row | meeting_minutes of the mark's meeting, for each enrollment that holds it; all day without meetings."""
        meetings = self.facts.meetings.select(
            "enrollment_id",
            "period",
            pl.col("first_day").alias("meeting_first"),
            pl.col("last_day").fill_null(NEVER).alias("meeting_last"),
            meeting_minutes="minutes",
        )
        joined = held.join(meetings, on=["enrollment_id", "period"], how="left")
        is_then = pl.col("date").is_between("meeting_first", "meeting_last")
        then = joined.group_by("row", "enrollment_id").agg(pl.col("meeting_minutes").filter(is_then).max())
        return then.select("row", pl.col("meeting_minutes").fill_null(self.all_day_minutes))

    def beside_each_other(self) -> Iterator[FactsProblem]:
        """Current marks that cannot stand in one meeting together, and more marks than a day can hold."""
        told = self.marks.select(*MEETING, "status", "row", is_current=pl.col("replaced_at").is_null()).drop_nulls()
        days = self._days(told)
        absences, others = (BESIDE.count(name, of="beside") for name in ("absences", "others"))
        is_doubtful = ((absences > 0) & (others > 0)) | (pl.col("lost").bitwise_count_ones() != absences)
        doubtful = told.filter("is_current").join(days.filter(is_doubtful), on=DAY, how="semi")
        yield from self.absences_beside_others(doubtful)
        crowded = told.join(days.filter(BESIDE.count("marks", of="beside") > MOST_MARKS), on=DAY, how="semi")
        message = (
            f"is one of more than {MOST_MARKS} marks of one student on one date at one school. Remove the repeated."
        )
        yield from self.told(crowded.unique(DAY, keep="first"), column="date", message=message)

    def _days(self, told: pl.DataFrame) -> pl.DataFrame:
        """student_id, date, school_id | lost (bits of the current absences added up), beside (counts)."""
        is_absent = pl.col("is_current") & (pl.col("status") == "absent")
        is_other = pl.col("is_current") & (pl.col("status") != "absent")
        lost = pl.when(is_absent).then(self.bits.bit(pl.col("period"))).otherwise(0).cast(pl.UInt64)
        counted = told.select(*DAY, lost=lost, beside=BESIDE.number([is_absent, is_other, pl.lit(True)]))
        return add_up_runs(counted, keys=DAY, totals=["lost", "beside"])

    def absences_beside_others(self, doubtful: pl.DataFrame) -> Iterator[FactsProblem]:
        """Looked at exactly: only the marks of days that hold an absence beside something else, or one twice."""
        is_absent = pl.col("status") == "absent"
        absences = doubtful.sort("row").with_columns(
            first_row=pl.col("row").filter(is_absent).first().over(MEETING),
            other_row=pl.col("row").filter(~is_absent).first().over(MEETING),
        )
        absences = absences.filter(is_absent)
        message = (
            "is a second current absence in this meeting; row {first_row} is the first. "
            "Remove one, or give the one that was corrected its replaced_at."
        )
        second = absences.filter(pl.col("row") > pl.col("first_row"))
        yield from self.told(second, column="status", message=message)
        message = (
            "stands beside the tardy or left_early of row {other_row} in the same meeting. "
            "Remove one, or give the one that was corrected its replaced_at."
        )
        yield from self.told(absences.filter(pl.col("other_row").is_not_null()), column="status", message=message)


def _held(marks: pl.DataFrame, spans: pl.DataFrame) -> pl.DataFrame:
    """The marks with the spans that hold them, of the same student and school; in the order of the marks."""
    at = spans.rename({"school_id": "enrolled_at"})
    is_held = (pl.col("school_id") == pl.col("enrolled_at")) & pl.col("date").is_between("first_day", "last_day")
    return marks.join(at, on="student_id", maintain_order="left").filter(is_held)


def _without(marks: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """The marks of which no row stands among the others. Mostly none: then counting is enough."""
    is_new = (pl.col("row") != pl.col("row").shift()).fill_null(True)
    if others.select(is_new.sum()).item() == marks.height:
        return marks.clear()
    return marks.join(others, on="row", how="anti")

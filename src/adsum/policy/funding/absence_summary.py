"""The yearly absence summary that goes to the state (CALPADS file STAS): every expected day in one of seven sums.

    DaySums             the seven sums of one student at one school, with the days expected
    day_sums            student, school | the sums: all students, from findings and marks
    absence_summary     one student's sums checked, with the fields the state knows them by
    hourly_sums         hours of an hourly school turned into days
    summary_exemption   who is left out of the summary

An expected day is attended in person, or absent (suspended, excused, unexcused), or served in school suspension, or
spent in independent study that earns attendance or does not.
Source: CALPADS file STAS, fields 13.13 to 13.24.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import polars as pl

from adsum.policy.packs import Pack
from adsum.policy.packs.asking import Asking, Table, Used, WrongQuestion
from adsum.policy.packs.state_checks import StateFault, state_faults

SUMS = (
    "attended",
    "suspended",
    "in_school_suspension",
    "excused",
    "unexcused",
    "study_not_earning",
    "study_earning",
)
ABSENT_SUMS = ("suspended", "excused", "unexcused", "study_not_earning")
DAY_REASON_SUMS = {  # how an absent day of the findings is summed
    "suspended": "suspended",
    "excused": "excused",
    "unexcused": "unexcused",
    "independent_study": "study_not_earning",
}


@dataclass(frozen=True)
class AbsenceSummary:
    """`fields` by the state's numbers; `days_absent` is what chronic absence is counted from."""

    fields: Mapping[str, int]
    days_absent: int
    is_chronic: bool
    is_accepted: bool
    faults: tuple[StateFault, ...]
    used: Used


@dataclass(frozen=True)
class HourlySums:
    """Days, exact; a page rounds them."""

    attended: Fraction
    suspended: Fraction
    in_school_suspension: Fraction
    excused: Fraction
    unexcused: Fraction
    is_chronic: bool
    used: Used


@dataclass(frozen=True)
class SummaryExemption:
    """`is_reported` false: no record at all may be sent. Exempt records carry no counts."""

    is_reported: bool
    is_exempt: bool
    days_reported: int
    used: Used


def absence_summary(
    *,
    expected: int,
    sums: Mapping[str, int],
    recovery_days: int = 0,
    school: str = "",
    pack: Pack,
    on: date,
) -> AbsenceSummary:
    """One record of the summary, checked the way the state will.

    in      sums: days by the names of SUMS (a missing one is 0); school: its state number, if known
    out     fields by number; faults: none when the state will take the record
    """
    unknown = set(sums) - set(SUMS)
    if unknown:
        raise WrongQuestion(f"there is no sum {', '.join(sorted(unknown))}; sums are {', '.join(SUMS)}")
    asking = Asking(pack, on=on)
    told = as_reported({name: sums.get(name, 0) for name in SUMS}, asking)
    faults = state_faults(asking, failed_checks(expected, told, recovery_days, school, asking))
    fields = {row["field"]: told[row["sum"]] for row in asking.value("absence_summary.fields")}
    days_absent = sum(told[name] for name in ABSENT_SUMS)
    is_chronic = asking.meets("chronic_absence.days_expected", expected) and asking.meets(
        "chronic_absence.absent_share", Fraction(days_absent, expected)
    )
    is_accepted = not any(fault.severity == "fatal" for fault in faults)
    return AbsenceSummary(fields, days_absent, is_chronic, is_accepted, faults, asking.used())


def as_reported(sums: dict[str, int], asking: Asking) -> dict[str, int]:
    """Until 2020-21 days of in-school suspension were reported within the days attended, and again beside them."""
    if not asking.value("absence_summary.attended_holds_in_school_suspension"):
        return sums
    return sums | {"attended": sums["attended"] + sums["in_school_suspension"]}


def failed_checks(
    expected: int, told: Mapping[str, int], recovery_days: int, school: str, asking: Asking
) -> dict[str, bool]:
    """The state's checks by our names, and whether each fails."""
    is_inside = asking.value("absence_summary.attended_holds_in_school_suspension")
    in_school = told["in_school_suspension"]
    whole = sum(told.values()) - (in_school if is_inside else 0)
    room = expected - told["attended"] - (0 if is_inside else in_school)
    return {
        "absence_days_sum": whole != expected,
        "study_not_earning_within": told["study_not_earning"] > room,
        "suspended_within": told["suspended"] > room,
        "unexcused_within": told["unexcused"] > room,
        "excused_within": told["excused"] > room,
        "study_earning_within": told["study_earning"] > room,
        "recovery_days_at_one_school": recovery_days > 0 and not asking.meets("recovery.days", recovery_days),
        "school_without_summary": school in asking.value("absence_summary.schools_left_out"),
    }


def hourly_sums(
    *,
    days_expected: int,
    hours_scheduled: int,
    attended: int,
    suspended: int = 0,
    in_school_suspension: int = 0,
    excused: int = 0,
    unexcused: int = 0,
    pack: Pack,
    on: date,
) -> HourlySums:
    """Hours of a school that counts hours, as days: the part of the scheduled hours times the days expected."""
    if hours_scheduled < 1 or days_expected < 1:
        raise WrongQuestion("hours become days only where hours were scheduled and days expected")
    asking = Asking(pack, on=on)
    days_of_hour = Fraction(days_expected, hours_scheduled)
    absent_share = Fraction(suspended + excused + unexcused, hours_scheduled)
    is_chronic = asking.meets("chronic_absence.days_expected", days_expected) and asking.meets(
        "chronic_absence.absent_share", absent_share
    )
    return HourlySums(
        attended=attended * days_of_hour,
        suspended=suspended * days_of_hour,
        in_school_suspension=in_school_suspension * days_of_hour,
        excused=excused * days_of_hour,
        unexcused=unexcused * days_of_hour,
        is_chronic=is_chronic,
        used=asking.used(),
    )


def summary_exemption(
    *, days_expected: int, days_exempt: int = 0, exempt_kind: str = "", is_no_show: bool = False, pack: Pack, on: date
) -> SummaryExemption:
    """Whether a student has a record in the summary, and one with counts.

    in      exempt_kind: what exempted the student on `days_exempt` of the days
    edges   exempt for more than half of the year: exempt; for less, the other days are reported
    """
    asking = Asking(pack, on=on)
    if is_no_show:
        return SummaryExemption(False, False, 0, asking.used())
    if exempt_kind and exempt_kind not in asking.value("absence_summary.exempt_kinds"):
        raise WrongQuestion(f"{exempt_kind!r} exempts nobody; what does is in absence_summary.exempt_kinds")
    is_exempt = days_exempt > 0 and asking.meets("absence_summary.exempt_share", Fraction(days_exempt, days_expected))
    return SummaryExemption(True, is_exempt, 0 if is_exempt else days_expected - days_exempt, asking.used())


def day_sums(expected: pl.DataFrame, *, days: pl.DataFrame, served: pl.DataFrame) -> pl.DataFrame:
    """The seven sums of all students.

    in      expected: student_id, school_id | days_expected
            days: student_id, school_id, date | day_status, day_reason, as in the findings
            served: student_id, school_id, date | sum (in_school_suspension or study_earning), as from served_days
    out     student_id, school_id | days_expected, days_incomplete, the seven sums (int); sorted
    edges   a day without a submitted roll is in no sum: it is named, and the state's sum does not come out until the
            roll is found
    """
    key = ["student_id", "school_id"]
    absent = days.filter(pl.col("day_status") == "absent").select(*key, sum=reason_sum())
    told = pl.concat([absent, served.select(*key, pl.col("sum").cast(pl.String))])
    counts = told.group_by(key).agg(
        pl.col("sum").eq(name).sum().cast(pl.Int64).alias(name) for name in SUMS if name != "attended"
    )
    incomplete = days.filter(pl.col("day_status") == "incomplete").group_by(key)
    rows = expected.join(counts, on=key, how="left").join(
        incomplete.agg(days_incomplete=pl.len().cast(pl.Int64)), on=key, how="left"
    )
    rows = rows.with_columns(pl.exclude(*key).fill_null(0))
    others = [pl.col(name) for name in (*SUMS, "days_incomplete") if name != "attended"]
    rows = rows.with_columns(attended=pl.col("days_expected") - pl.sum_horizontal(others))
    return rows.select(*key, "days_expected", "days_incomplete", *SUMS).sort(key)


def reason_sum() -> pl.Expr:
    return pl.col("day_reason").cast(pl.String).replace_strict(DAY_REASON_SUMS, return_dtype=pl.String)


def served_days(marks: pl.DataFrame, *, periods: pl.DataFrame, pack: Pack, on: date) -> Table:
    """Whole days served in school suspension or in independent study that earns attendance.

    in      marks: student_id, school_id, date, period | status, reason; those that count
            periods: student_id, school_id, date | periods: meetings scheduled that day (1 when none is)
    out     student_id, school_id, date | sum
    edges   a day with one meeting attended, or with another reason in any meeting, is not such a day
    """
    asking = Asking(pack, on=on)
    sums = {row["reason"]: row["sum"] for row in asking.value("absence_summary.served_reasons")}
    key = ["student_id", "school_id", "date"]
    away = marks.filter((pl.col("status").cast(pl.String) == "absent") & pl.col("reason").is_not_null()).select(
        *key, "period", sum=pl.col("reason").cast(pl.String).replace_strict(sums, default=None, return_dtype=pl.String)
    )
    whole = away.group_by(key).agg(
        told=pl.col("period").n_unique(), sum=pl.col("sum").first(), is_one=pl.col("sum").n_unique() == 1
    )
    served = whole.filter(pl.col("is_one") & pl.col("sum").is_not_null()).join(periods, on=key)
    return Table(served.filter(pl.col("told") >= pl.col("periods")).select(*key, "sum").sort(key), asking.used())

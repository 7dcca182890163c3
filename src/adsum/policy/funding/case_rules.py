"""What worked cases may ask of the rules of funding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import Any

import polars as pl

from adsum.policy.funding.absence_summary import absence_summary, hourly_sums, served_days, summary_exemption
from adsum.policy.funding.chronic_reports import chronic_reports
from adsum.policy.funding.continuation import continuation_week
from adsum.policy.funding.elsewhere import agreement_in_time, home_hospital_week, reengagement
from adsum.policy.funding.emergency import closure_month, emergency_day
from adsum.policy.funding.instructional_time import year_of_days, year_of_minutes
from adsum.policy.funding.minimum_day import concurrent_day, religious_release, school_day, work_experience_day
from adsum.policy.funding.periods import PERIODS, FundedAda, Period, PeriodMonths, funded_ada, period_ada, period_months
from adsum.policy.funding.recovery import may_recover, recovery_class, recovery_days, recovery_reported
from adsum.policy.funding.school_months import SchoolMonth, SchoolMonths, Span, school_months
from adsum.policy.funding.weekend import make_up_week
from adsum.policy.packs import Pack
from adsum.policy.packs.asking import Table
from adsum.policy.packs.cases.calendars import TaughtDay
from adsum.policy.packs.cases.rule import OPTIONAL_CALENDAR, Rule
from adsum.policy.packs.keys import GRADE
from adsum.policy.packs.payloads import DAY, FLAG, INTEGER, SHARE, TEXT, list_of, one_of, optional, record, table_of

SPANS = list_of(record(first_day=DAY, last_day=DAY))
MONTHS = list_of(record(last_day=DAY, days_attended=INTEGER, days_taught=INTEGER))


def months_of_year(
    *, first_day: date, last_day: date, left_out: list[dict[str, date]] | None = None, pack: Pack, on: date
) -> SchoolMonths:
    spans = [Span(**span) for span in left_out or []]
    return school_months(first_day=first_day, last_day=last_day, left_out=spans, pack=pack, on=on)


def months_of_period(
    *,
    period: Period,
    in_year: date,
    calendar: list[TaughtDay] | None = None,
    months: list[dict[str, date]] | None = None,
    pack: Pack,
    on: date,
) -> PeriodMonths:
    """The months of a test calendar, or others told by their days."""
    told = [SchoolMonth(number, **month) for number, month in enumerate(months or [], start=1)]
    return period_months(period=period, in_year=in_year, months=told or months_in(calendar or []), pack=pack, on=on)


def months_in(calendar: list[TaughtDay]) -> list[SchoolMonth]:
    by_month = groupby(calendar, key=lambda row: row.school_month)
    days = {number: [row.day for row in rows] for number, rows in by_month}
    return [SchoolMonth(number, taught[0], taught[-1]) for number, taught in days.items()]


@dataclass(frozen=True)
class OneSchool:
    """The tables of one school with one grade span, month by month."""

    ada: pl.DataFrame
    calendar: pl.DataFrame

    @classmethod
    def of(cls, months: list[dict[str, Any]]) -> OneSchool:
        """Each month's taught days lie before its last day, which the calendar lists as not taught."""
        ada, calendar = [], []
        for number, month in enumerate(months, start=1):
            cell = {"school_id": "school", "grade_span": "9-12", "school_month": number}
            ada.append(cell | {"days_attended": month["days_attended"], "days_taught": month["days_taught"]})
            row = {"school_id": "school", "date": month["last_day"], "school_month": number}
            calendar += [row | {"is_taught": taught} for taught in [0, *[1] * month["days_taught"]]]
        return cls(pl.DataFrame(ada), pl.DataFrame(calendar))


def ada_of_period(*, period: Period, in_year: date, months: list[dict[str, Any]], pack: Pack, on: date) -> Table:
    school = OneSchool.of(months)
    return period_ada(school.ada, calendar=school.calendar, period=period, in_year=in_year, pack=pack, on=on)


def served_day(*, periods: int, marks: list[dict[str, Any]], pack: Pack, on: date) -> Table:
    """One student's day: how many meetings it has, and the absences in them."""
    who = {"student_id": "student", "school_id": "school", "date": on}
    told = [who | {"period": mark["period"], "status": "absent", "reason": mark["reason"]} for mark in marks]
    return served_days(pl.DataFrame(told), periods=pl.DataFrame([who | {"periods": periods}]), pack=pack, on=on)


def funded(*, current: int, earlier: list[int], pack: Pack, on: date) -> FundedAda:
    return funded_ada(current=Fraction(current), earlier=[Fraction(year) for year in earlier], pack=pack, on=on)


RULES: Mapping[str, Rule] = {
    "funding.school_months": Rule(months_of_year, {"first_day": DAY, "last_day": DAY, "left_out": optional(SPANS)}),
    "funding.period_months": Rule(
        months_of_period,
        {"period": one_of(*PERIODS), "in_year": DAY, "calendar": OPTIONAL_CALENDAR, "months": optional(SPANS)},
    ),
    "funding.period_ada": Rule(ada_of_period, {"period": one_of(*PERIODS), "in_year": DAY, "months": MONTHS}),
    "funding.funded_ada": Rule(funded, {"current": INTEGER, "earlier": list_of(INTEGER)}),
    "funding.school_day": Rule(school_day, {"grade": GRADE, "minutes": INTEGER, "is_extended": optional(FLAG)}),
    "funding.concurrent_day": Rule(concurrent_day, {"grade": GRADE, "minutes": INTEGER}),
    "funding.work_experience_day": Rule(work_experience_day, {"minutes": INTEGER}),
    "funding.religious_release": Rule(
        religious_release, {"grade": GRADE, "minutes_attended": INTEGER, "dates_before": optional(INTEGER)}
    ),
    "funding.continuation_week": Rule(continuation_week, {"minutes": INTEGER, "holidays": optional(INTEGER)}),
    "funding.make_up_week": Rule(make_up_week, {"weekdays_attended": INTEGER, "weekend_classes": INTEGER}),
    "funding.recovery_days": Rule(
        recovery_days, {"grade": GRADE, "sessions": list_of(record(date=DAY, minutes=INTEGER))}
    ),
    "funding.recovery_reported": Rule(
        recovery_reported,
        {"earned": table_of(INTEGER), "days_absent": INTEGER, "days_suspended": optional(INTEGER)},
    ),
    "funding.recovery_class": Rule(recovery_class, {"grade": GRADE, "students": INTEGER, "teachers": INTEGER}),
    "funding.may_recover": Rule(may_recover, {"is_classroom_based": FLAG, "independent_study_days": optional(INTEGER)}),
    "funding.emergency_day": Rule(
        emergency_day,
        {
            "grade": GRADE,
            "minutes_held": INTEGER,
            "students_attended": INTEGER,
            "students_usual": INTEGER,
            "is_record_lost": optional(FLAG),
        },
    ),
    "funding.closure_month": Rule(
        closure_month, {"days_scheduled": INTEGER, "days_closed": INTEGER, "days_attended": INTEGER}
    ),
    "funding.year_of_days": Rule(
        year_of_days, {"days_taught": INTEGER, "days_credited": optional(INTEGER), "is_charter": optional(FLAG)}
    ),
    "funding.year_of_minutes": Rule(year_of_minutes, {"grade": GRADE, "minutes_offered": INTEGER}),
    "funding.home_hospital_week": Rule(home_hospital_week, {"minutes": list_of(INTEGER)}),
    "funding.agreement_in_time": Rule(
        agreement_in_time, {"days_planned": INTEGER, "school_days_to_signature": INTEGER}
    ),
    "funding.reengagement": Rule(
        reengagement,
        {
            "days_without_work": INTEGER,
            "week_days_without_work": INTEGER,
            "week_days": INTEGER,
            "four_weeks_share_missing": optional(SHARE),
            "is_agreement_broken": optional(FLAG),
        },
    ),
    "funding.absence_summary": Rule(
        absence_summary,
        {
            "expected": INTEGER,
            "sums": table_of(INTEGER),
            "recovery_days": optional(INTEGER),
            "school": optional(TEXT),
        },
    ),
    "funding.served_day": Rule(served_day, {"periods": INTEGER, "marks": list_of(record(period=INTEGER, reason=TEXT))}),
    "funding.hourly_sums": Rule(
        hourly_sums,
        {
            "days_expected": INTEGER,
            "hours_scheduled": INTEGER,
            "attended": INTEGER,
            "suspended": optional(INTEGER),
            "in_school_suspension": optional(INTEGER),
            "excused": optional(INTEGER),
            "unexcused": optional(INTEGER),
        },
    ),
    "funding.summary_exemption": Rule(
        summary_exemption,
        {
            "days_expected": INTEGER,
            "days_exempt": optional(INTEGER),
            "exempt_kind": optional(TEXT),
            "is_no_show": optional(FLAG),
        },
    ),
    "funding.chronic_reports": Rule(
        chronic_reports,
        {"grade": GRADE, "days_expected": INTEGER, "days_absent": INTEGER, "recovery_days": optional(INTEGER)},
    ),
}

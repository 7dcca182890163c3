"""School months and the reports of the year, over tables; single schools are worked cases in the pack."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from policy.tables import calendar, drawn, judged, school

from adsum.policy.funding.periods import district_ada, months_held, period_ada, period_months
from adsum.policy.funding.school_months import Span, months_taught, school_months
from adsum.policy.packs import load_pack
from adsum.policy.packs.asking import WrongQuestion

CA = load_pack("ca")
ON = date(2026, 6, 30)


def test_months_derived_from_the_first_day_are_those_of_the_calendar() -> None:
    winter = Span(date(2025, 12, 22), date(2026, 1, 9))
    derived = school_months(
        first_day=date(2025, 8, 18), last_day=date(2026, 6, 12), left_out=[winter], pack=CA, on=ON
    ).months
    told = months_taught(pl.DataFrame(calendar())).to_dicts()
    assert [month.number for month in derived] == [row["school_month"] for row in told]
    assert [month.last_day for month in derived] == [row["last_day"] for row in told]
    assert sum(row["days_taught"] for row in told) == len(calendar())


def test_a_year_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(WrongQuestion, match="swap the two"):
        school_months(first_day=date(2025, 8, 18), last_day=date(2025, 8, 17), pack=CA, on=ON)


def test_a_month_closes_on_a_day_off_that_the_calendar_lists() -> None:
    rows = drawn("""
        school_id | date       | is_taught | school_month
        mesa      | 2025-12-30 | 1         | 5
        mesa      | 2025-12-31 | 1         | 5
        mesa      | 2026-01-01 | 0         | 5
        """)
    (month,) = months_taught(pl.DataFrame(rows)).to_dicts()
    assert (month["last_day"], month["days_taught"]) == (date(2026, 1, 1), 2)
    held, _ = months_held(pl.DataFrame(rows), period="first", in_year=ON, pack=CA, on=ON)
    assert held.height == 0


def test_second_period_of_a_year_of_findings() -> None:
    """Ana misses two days of months 1 to 7; what she misses in month 8 is not in the second period."""
    facts = school(
        marks="""
        date       | reason
        2025-09-08 | ILL
        2026-03-02 | ILL
        2026-04-01 | ILL    # month 8
        """
    )
    ada = judged(facts).ada
    found = period_ada(ada, calendar=facts.calendar, period="second", in_year=ON, pack=CA, on=ON)
    taught = sum(row["school_month"] <= 7 for row in calendar())
    assert found.rows.to_dicts() == [
        {
            "school_id": "mesa",
            "grade_span": "9-12",
            "days_attended": taught - 2,
            "days_taught": taught,
            "ada": Decimal(2000 * (taught - 2) // taught + 1) // 2 / 1000,
        }
    ]
    assert "ada.second_period_last_day" in found.used.keys
    assert found.used.unverified == ("ada.second_period_due",)


def test_a_grade_span_without_anybody_in_a_month_still_divides_by_its_days() -> None:
    ada = pl.DataFrame(
        drawn("""
        school_id | grade_span | school_month | days_attended | days_taught
        mesa      | 9-12       | 1            | 20            | 20
        """)
    )
    months = pl.DataFrame(
        [
            {"school_id": "mesa", "date": date(2025, 8, day), "is_taught": 1, "school_month": 1 + (day > 20)}
            for day in range(1, 31)
        ]
    )
    (row,) = period_ada(ada, calendar=months, period="first", in_year=ON, pack=CA, on=ON).rows.to_dicts()
    assert (row["days_taught"], row["ada"]) == (30, Decimal("0.667"))


def test_thousandths_are_rounded_half_up() -> None:
    """1 / 2000 is half a thousandth."""
    ada = pl.DataFrame([{"school_id": "m", "grade_span": "9-12", "school_month": 1, "days_attended": 1}])
    months = pl.DataFrame([{"school_id": "m", "date": date(2025, 9, 1), "is_taught": 1, "school_month": 1}] * 2000)
    (row,) = period_ada(ada, calendar=months, period="first", in_year=ON, pack=CA, on=ON).rows.to_dicts()
    assert row["ada"] == Decimal("0.001")


def test_schools_add_up_by_grade_span() -> None:
    periods = pl.DataFrame(
        {
            "school_id": ["cottonwood", "mesa", "mesa"],
            "grade_span": ["7-8", "7-8", "9-12"],
            "ada": [Decimal("95.250"), Decimal("4.500"), Decimal("101.125")],
        }
    )
    assert district_ada(periods).rows() == [("7-8", Decimal("99.750")), ("9-12", Decimal("101.125"))]


def test_an_empty_year_has_no_average() -> None:
    facts = school()
    nothing = judged(facts).ada.clear()
    found = period_ada(nothing, calendar=facts.calendar, period="first", in_year=ON, pack=CA, on=ON)
    assert found.rows.height == 0


@pytest.mark.parametrize(
    ("period", "due_on"),
    [("first", date(2026, 1, 15)), ("second", date(2026, 5, 1)), ("annual", date(2026, 7, 15))],
)
@pytest.mark.parametrize("in_year", [date(2025, 7, 1), date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30)])
def test_any_day_of_the_year_tells_the_year(period: str, due_on: date, in_year: date) -> None:
    found = period_months(period=period, in_year=in_year, months=(), pack=CA, on=ON)  # type: ignore[arg-type]
    assert (found.first_day, found.due_on) == (date(2025, 7, 1), due_on)

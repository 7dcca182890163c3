"""Why a report changed: parts that add up, and the late corrections behind them."""

from datetime import UTC, date, datetime
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from policy.tables import drawn, judged, school

from adsum.policy.funding.change import Change, explain_change, late_corrections
from adsum.policy.funding.periods import months_held
from adsum.policy.packs import load_pack

CA = load_pack("ca")
NO_CORRECTIONS = pl.DataFrame(
    schema={
        "school_id": pl.String,
        "school_month": pl.Int64,
        "marks_recorded": pl.Int64,
        "marks_replaced": pl.Int64,
        "students": pl.Int64,
    }
)


def explained(before: str, after: str) -> Change:
    header = "school_id | grade_span | school_month | days_attended | days_taught\n"
    frames = [pl.DataFrame(drawn(header + table)) for table in (before, after)]
    return explain_change(*frames, corrections=NO_CORRECTIONS)


def parts(change: Change) -> dict[tuple[str, int], float]:
    return {(row["school_id"], row["school_month"]): round(row["part"], 6) for row in change.months.to_dicts()}


def test_a_month_that_lost_days_is_the_whole_change() -> None:
    found = explained(
        """
        mesa | 9-12 | 1 | 1900 | 20
        mesa | 9-12 | 2 | 1900 | 20
        """,
        """
        mesa | 9-12 | 1 | 1900 | 20
        mesa | 9-12 | 2 | 1780 | 20
        """,
    )
    assert found.total == pytest.approx(-3.0)
    assert parts(found) == {("mesa", 2): -3.0, ("mesa", 1): 0.0}


def test_a_month_added_counts_by_how_far_it_lies_from_the_average() -> None:
    found = explained("mesa | 9-12 | 1 | 2000 | 20", "mesa | 9-12 | 1 | 2000 | 20\nmesa | 9-12 | 2 | 1900 | 20")
    assert found.total == pytest.approx(-2.5)
    assert parts(found) == {("mesa", 2): -2.5, ("mesa", 1): 0.0}


def test_closed_days_change_the_divisor_of_their_month() -> None:
    """Two days closed later: the same attendance in 18 days is a higher average."""
    found = explained("mesa | 9-12 | 1 | 1800 | 20", "mesa | 9-12 | 1 | 1800 | 18")
    assert found.total == pytest.approx(10.0)


def test_a_school_in_one_report_only_is_wholly_gained_or_lost() -> None:
    found = explained("mesa | 9-12 | 1 | 1900 | 20", "cottonwood | 7-8 | 1 | 600 | 20")
    assert {row["school_id"]: row["part"] for row in found.schools.to_dicts()} == {"mesa": -95.0, "cottonwood": 30.0}
    assert list(found.schools["school_id"]) == ["mesa", "cottonwood"]  # the largest first, whichever its sign
    assert found.total == pytest.approx(-65.0)


def test_the_same_report_twice_has_not_changed() -> None:
    report = "mesa | 9-12 | 1 | 1900 | 20\nmesa | 9-12 | 2 | 1890 | 20"
    found = explained(report, report)
    assert found.total == 0
    assert set(parts(found).values()) == {0.0}


def test_two_empty_reports() -> None:
    empty = judged(school()).ada.clear()
    assert explain_change(empty, empty, corrections=NO_CORRECTIONS).total == 0


def test_a_month_in_which_a_grade_span_had_nobody_divides_all_the_same() -> None:
    found = explained(
        "mesa | 7-8 | 1 | 200 | 20\nmesa | 9-12 | 2 | 1900 | 20",
        "mesa | 7-8 | 1 | 240 | 20\nmesa | 9-12 | 2 | 1900 | 20",
    )
    assert found.total == pytest.approx(1.0)


CELLS = st.dictionaries(
    st.tuples(st.sampled_from(["juniper", "mesa"]), st.sampled_from(["4-6", "9-12"]), st.integers(1, 4)),
    st.integers(0, 5000),
)
TAUGHT = st.dictionaries(st.tuples(st.sampled_from(["juniper", "mesa"]), st.integers(1, 4)), st.integers(1, 20))


def report_of(cells: dict[tuple[str, str, int], int], taught: dict[tuple[str, int], int]) -> pl.DataFrame:
    rows = [(*cell, days, taught.get((cell[0], cell[2]), 19)) for cell, days in cells.items()]
    names = ["school_id", "grade_span", "school_month", "days_attended", "days_taught"]
    types = [pl.String, pl.String, pl.Int64, pl.Int64, pl.Int64]
    return pl.DataFrame(rows, schema=dict(zip(names, types, strict=True)), orient="row")


def sum_of_averages(report: pl.DataFrame) -> Fraction:
    """Slowly: every school and grade span, its days attended over the days its school taught.

    A month in which a grade span had nobody divides all the same, as far as the school taught in it.
    """
    taught = {(row["school_id"], row["school_month"]): row["days_taught"] for row in report.to_dicts()}
    total = Fraction(0)
    for school_id, span in {(row["school_id"], row["grade_span"]) for row in report.to_dicts()}:
        own = report.filter((pl.col("school_id") == school_id) & (pl.col("grade_span") == span))
        days = sum(count for (school, _), count in taught.items() if school == school_id)
        total += Fraction(int(own["days_attended"].sum()), days)
    return total


@given(before=CELLS, after=CELLS, taught=TAUGHT)
def test_parts_add_up_to_the_change(
    before: dict[tuple[str, str, int], int], after: dict[tuple[str, str, int], int], taught: dict[tuple[str, int], int]
) -> None:
    one, other = report_of(before, taught), report_of(after, taught)
    found = explain_change(one, other, corrections=NO_CORRECTIONS)
    assert found.total == pytest.approx(found.schools["part"].sum())
    assert found.total == pytest.approx(found.months["part"].sum())
    assert found.total == pytest.approx(float(sum_of_averages(other) - sum_of_averages(one)))


MARKS = """
    date       | reason | recorded_at               | replaced_at
    2025-09-08 | UNEX   | 2025-09-08 16:00          | 2026-01-20 10:00   # attended after all
    2025-09-09 | ILL    | 2026-01-20 10:00          | -                  # found late
    2025-10-20 | ILL    | 2026-01-20 10:00          | -                  # found late, month 3
    2025-10-21 | ILL    | 2025-10-21 16:00          | -                  # known all along
    2026-02-02 | ILL    | 2026-02-02 16:00          | -                  # after the first report's last day
    """
FIRST_REPORT, SECOND_REPORT = datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)


def test_late_corrections_by_month() -> None:
    facts = school(marks=MARKS)
    found = late_corrections(
        facts.marks_in_memory,
        calendar=facts.calendar,
        through=date(2025, 12, 31),
        known_at=FIRST_REPORT,
        until=SECOND_REPORT,
    )
    assert found.rows() == [("mesa", 1, 1, 1, 1), ("mesa", 3, 1, 0, 1)]


@pytest.mark.parametrize(
    ("known_at", "until", "count"),
    [("2026-01-20T10:00", "2026-05-01", 0), ("2026-01-20T09:59", "2026-01-20T10:00", 1)],
)
def test_a_correction_at_the_moment_of_a_report_belongs_to_that_report(known_at: str, until: str, count: int) -> None:
    facts = school(marks="date | reason | recorded_at\n2025-09-09 | ILL | 2026-01-20 10:00")
    moments = [datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (known_at, until)]
    found = late_corrections(
        facts.marks_in_memory,
        calendar=facts.calendar,
        through=date(2025, 12, 31),
        known_at=moments[0],
        until=moments[1],
    )
    assert found["marks_recorded"].sum() == count


def test_the_change_between_two_determinations_is_traced_to_the_month_corrected() -> None:
    """The same days, known on two dates: the second report lost one day in month 3 and none in month 1."""
    facts = school(marks=MARKS)
    months, _ = months_held(facts.calendar, period="first", in_year=date(2025, 9, 1), pack=CA, on=date(2026, 1, 1))
    held = months.select("school_id", "school_month")
    before, after = (
        judged(facts, as_of="2025-12-31", known_at=known_at).ada.join(held, on=["school_id", "school_month"])
        for known_at in ("2026-01-15", "2026-05-01")
    )
    corrections = late_corrections(
        facts.marks_in_memory,
        calendar=facts.calendar,
        through=date(2025, 12, 31),
        known_at=FIRST_REPORT,
        until=SECOND_REPORT,
    )
    found = explain_change(before, after, corrections=corrections)
    taught = int(months["days_taught"].sum())
    assert found.total == pytest.approx(-1 / taught)
    largest, *others = found.months.to_dicts()
    assert (largest["school_month"], largest["marks_recorded"], largest["students"]) == (3, 1, 1)
    assert [row["school_month"] for row in others if row["marks_recorded"]] == [1]
    assert all(row["part"] == 0 for row in others)

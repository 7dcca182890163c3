"""Student-days by school, grade and school month, added up batch by batch for the measures pages."""

from collections import Counter, defaultdict

from adsum.determinations.judging.answers import Answers
from adsum.determinations.models import MonthTotal, Run
from adsum.district.models import School

Key = tuple[str, str, int]  # school_id, grade, school_month
COUNTS = ("days_expected", "days_absent", "days_unexcused")


class MonthSums:
    """The sums of a run so far."""

    def __init__(self) -> None:
        self.sums: dict[Key, Counter[str]] = defaultdict(Counter)

    def add(self, answers: Answers) -> None:
        """Count every student's months at the school and in the grade they now stand in."""
        for row in answers.months.iter_rows(named=True):
            standing = answers.standings.get(row["student_id"])
            if standing is not None:
                key = (standing["school_id"], standing["grade"], row["school_month"])
                self.sums[key].update({"students": 1, **{name: row[name] for name in COUNTS}})

    def rows(self, *, run: Run, school_year: int) -> list[MonthTotal]:
        schools = dict(School.objects.values_list("source_id", "pk"))
        return [
            MonthTotal(
                run=run, school_id=schools[school], school_year=school_year, school_month=month, grade=grade, **counts
            )
            for (school, grade, month), counts in sorted(self.sums.items())
        ]

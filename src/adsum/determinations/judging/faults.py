"""Facts that break a rule of the contract: whose they are, and the facts without those students.

One student's faulty row must not keep the others from being judged; the student is left out and listed by id.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from adsum.determinations.judging.fingerprints import OF_ENROLLMENTS, OF_SCHOOLS, OF_STUDENTS
from adsum.policy.facts import GRADES, KEYS, Facts, FactsProblem

Tables = dict[str, pl.DataFrame]


@dataclass(frozen=True)
class Fault:
    """One problem of one student, without the value that is wrong: it may be a birth date or a reason."""

    student_id: str
    table: str
    row_id: str
    column: str
    message: str

    def as_json(self) -> dict[str, str]:
        return {
            "student_id": self.student_id,
            "table": self.table,
            "row": self.row_id,
            "column": self.column,
            "message": self.message,
        }


def faults(problems: Sequence[FactsProblem], facts: Facts) -> list[Fault]:
    """The problems by student. One of a school's calendar is a problem of every student of the school."""
    found: list[Fault] = []
    for problem in problems:
        table = problem.file.removesuffix(".csv")
        row = facts.tables()[table].lazy().filter(pl.col("row") == problem.row).collect()
        row_id = "-".join(str(value) for value in row.select(KEYS[table]).row(0)) if row.height else ""
        students = _students(table, row, facts)
        found += [Fault(student, table, row_id, problem.column, problem.message) for student in students]
    return found


def without_stale_marks(facts: Facts, problems: Sequence[FactsProblem]) -> tuple[Facts, list[FactsProblem]]:
    """Take out replaced marks that break a rule, with their problems: they contradict records that were corrected after
    them, such as an enrollment that ended earlier than was thought. They count nowhere any more; the others stay.
    """
    marks = facts.marks_in_memory
    faulty = {problem.row for problem in problems if problem.file == facts.file("marks")}
    if not faulty:
        return facts, list(problems)
    is_stale = pl.col("row").is_in(faulty) & pl.col("replaced_at").is_not_null()
    stale = set(marks.filter(is_stale)["row"].to_list())
    kept = [one for one in problems if one.file != facts.file("marks") or one.row not in stale]
    return replace(facts, marks=marks.filter(~is_stale)), kept


def unreadable(tables: Tables) -> list[Fault]:
    """Students whose enrollment has a grade that the facts tables cannot hold: an import may have brought one."""
    wrong = tables["enrollments"].filter(~pl.col("grade").is_in(GRADES))
    message = f"is no grade of the facts contract; known are {' '.join(GRADES)}. Correct the enrollment's grade."
    return [
        Fault(student, "enrollments", enrollment, "grade", message)
        for student, enrollment in wrong.select("student_id", "enrollment_id").sort("student_id").iter_rows()
    ]


def without(tables: Tables, students: set[str]) -> Tables:
    """The same tables without these students."""
    if not students:
        return tables
    gone = tables["enrollments"].filter(pl.col("student_id").is_in(students))["enrollment_id"].to_list()
    kept = {name: tables[name].filter(~pl.col("student_id").is_in(students)) for name in OF_STUDENTS}
    kept |= {name: tables[name].filter(~pl.col("enrollment_id").is_in(gone)) for name in OF_ENROLLMENTS}
    return {**tables, **kept}


def _students(table: str, row: pl.DataFrame, facts: Facts) -> list[str]:
    """Everybody whom a faulty row concerns; a fault of the whole table concerns all."""
    if not row.height:
        return sorted(facts.students["student_id"].to_list())
    if table in OF_STUDENTS:
        return [str(row["student_id"][0])]
    key = "enrollment_id" if table in OF_ENROLLMENTS else "school_id"
    assert key == "enrollment_id" or table in OF_SCHOOLS
    concerned = facts.enrollments.filter(pl.col(key) == row[key][0])
    return sorted(concerned["student_id"].unique().to_list())

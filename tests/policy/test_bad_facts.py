"""Bad facts are refused whole: one planted fault for every rule of the contract, and the near-miss that is right.

Each test plants its fault in an otherwise valid folder, runs `adsum determine`, and expects exit code 3, one line
naming file, row (as a text editor counts, the header being row 1), column and value, and nothing written.
"""

import copy
import csv
from dataclasses import dataclass
from pathlib import Path

import pytest

from adsum.cli import main

from .folders import OPTIONAL, TABLES

Rows = list[dict[str, str]]
Folder = dict[str, Rows]


# --- a valid folder ----------------------------------------------------------------------------------------------


def drawn(text: str) -> Rows:
    """Rows drawn with bars; `-` is empty."""
    header, *lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return [dict(zip(header, ["" if cell == "-" else cell for cell in line], strict=True)) for line in lines]


VALID: Folder = {
    "schools": drawn("""
        school_id | name               | region | level      | kind
        juniper   | Juniper Elementary | North  | elementary | comprehensive
        mesa      | Mesa Verde High    | North  | high       | comprehensive
        """),
    "calendar": drawn("""
        school_id | date       | is_taught | school_month | term
        juniper   | 2025-09-08 | 1         | 1            | fall
        juniper   | 2025-09-09 | 1         | 1            | fall
        juniper   | 2025-09-10 | 0         | 1            | fall
        juniper   | 2025-09-11 | 1         | 1            | fall
        mesa      | 2025-09-08 | 1         | 1            | fall
        mesa      | 2025-09-09 | 1         | 1            | fall
        mesa      | 2025-09-11 | 1         | 1            | fall
        """),
    "students": drawn("""
        student_id | birth_date
        ana        | 2011-02-03
        ben        | 2016-03-04
        camila     | 2010-05-06
        """),
    "enrollments": drawn("""
        enrollment_id | student_id | school_id | grade | first_day  | last_day   | status | earns_ada
        ana-mesa      | ana        | mesa      | 09    | 2025-09-08 | -          | 10     | 1
        ben-juniper   | ben        | juniper   | 04    | 2025-09-08 | 2025-09-10 | 10     | 1
        camila-mesa   | camila     | mesa      | 10    | 2025-09-09 | -          | 10     | 1
        """),
    "meetings": drawn("""
        enrollment_id | period | minutes | first_day  | last_day
        ana-mesa      | 1      | 55      | 2025-09-08 | 2026-06-30
        ana-mesa      | 2      | 55      | 2025-09-08 | 2026-06-30
        ana-mesa      | 3      | 30      | 2025-09-09 | 2025-09-09
        camila-mesa   | 2      | 55      | 2025-09-09 | 2026-06-30
        """),
    "marks": drawn("""
        mark_id | student_id | school_id | date       | period | status     | minutes | reason | incident | recorded_at          | replaced_at
        m1      | ana        | mesa      | 2025-09-08 | 1      | absent     | -       | ILL    | -        | 2025-09-08T16:00:00Z | -
        m2      | ana        | mesa      | 2025-09-09 | 1      | tardy      | 20      | UNEX   | -        | 2025-09-09T16:00:00Z | -
        m3      | ana        | mesa      | 2025-09-09 | 2      | left_early | 31      | NONC   | -        | 2025-09-09T17:00:00Z | -
        m4      | ben        | juniper   | 2025-09-08 | 1      | absent     | -       | -      | -        | 2025-09-08T16:00:00Z | -
        m5      | ana        | mesa      | 2025-09-11 | 1      | absent     | 55      | FUN    | aunt     | 2025-09-11T16:00:00Z | -
        """),  # noqa: E501
    "unsubmitted": drawn("""
        enrollment_id | date       | period
        camila-mesa   | 2025-09-09 | 2
        """),
    "notices": drawn("""
        student_id | level | issued_on  | rescinded_on
        ana        | 1     | 2025-09-10 | 2025-09-11
        """),
    "conferences": drawn("""
        student_id | attempted_on
        ana        | 2025-09-10
        """),
    "referrals": drawn("""
        student_id | referred_on
        ana        | 2025-09-11
        """),
    "exemptions": drawn("""
        student_id | basis          | first_day  | last_day
        camila     | private school | 2025-09-11 | -
        """),
}


@dataclass(frozen=True)
class Change:
    """One cell changed (`row` given, the header being row 1) or one row added, a copy of the first."""

    name: str
    table: str
    cells: dict[str, str]
    row: int | None = None
    column: str = ""  # where the fault ought to be reported; the first changed cell when not given
    shown: str | None = None  # the value that ought to be shown; the cell's when not given

    def apply(self, folder: Folder) -> None:
        if self.row is None:
            folder[self.table].append({**folder[self.table][0], **self.cells})
        else:
            folder[self.table][self.row - 2].update(self.cells)

    @property
    def place(self) -> tuple[str, int, str, str]:
        """File, row, column and value that the error must name."""
        row = self.row if self.row is not None else len(VALID[self.table]) + 2
        column = self.column or next(iter(self.cells))
        value = self.shown if self.shown is not None else self.cells.get(column, VALID[self.table][0][column])
        return f"{self.table}.csv", row, column, value


def mark(name: str, *, column: str = "", shown: str | None = None, **cells: str) -> Change:
    """One mark added: Ana's absence of 11 September in period 2, with some cells different."""
    good = {"mark_id": "new", "date": "2025-09-11", "period": "2", "status": "absent", "minutes": "", "reason": "ILL"}
    return Change(name, "marks", {**good, **cells}, column=column or next(iter(cells), "period"), shown=shown)


def absence_beside(name: str, **cells: str) -> Change:
    return mark(name, column="status", **cells)


FAULTS = [
    # a broken key
    Change("a school twice", "schools", {"school_id": "juniper"}),
    Change("a date of a school twice", "calendar", {"school_id": "juniper"}, column="date"),
    Change("a student twice", "students", {"student_id": "ana"}),
    Change("an enrollment twice", "enrollments", {"enrollment_id": "ana-mesa", "last_day": "2025-09-08"}),
    Change("a meeting twice", "meetings", {"period": "1"}),
    mark("a mark id twice", mark_id="m1"),
    Change("an unsubmitted meeting twice", "unsubmitted", {"period": "2"}),
    Change("a notice twice", "notices", {"level": "1"}),
    Change("a key left empty", "students", {"student_id": ""}),
    # a broken reference
    Change("calendar of no school", "calendar", {"school_id": "nowhere"}),
    Change(
        "enrollment of no student", "enrollments", {"enrollment_id": "new", "student_id": "nobody"}, column="student_id"
    ),
    Change(
        "enrollment at no school",
        "enrollments",
        {"enrollment_id": "new", "student_id": "ben", "school_id": "nowhere"},
        column="school_id",
    ),
    Change("meeting of no enrollment", "meetings", {"enrollment_id": "nothing"}),
    mark("mark of no student", student_id="nobody"),
    mark("mark at no school", school_id="nowhere"),
    Change("unsubmitted meeting of no enrollment", "unsubmitted", {"enrollment_id": "nothing"}),
    Change("notice to no student", "notices", {"student_id": "nobody"}),
    Change("conference with no student", "conferences", {"student_id": "nobody"}),
    Change("referral of no student", "referrals", {"student_id": "nobody"}),
    Change("exemption of no student", "exemptions", {"student_id": "nobody"}),
    # a date or code that does not parse
    Change("a day that does not exist", "students", {"birth_date": "2011-02-30"}, row=2),
    Change("a birth date left empty", "students", {"birth_date": ""}, row=2),
    Change("an American date", "calendar", {"date": "09/08/2025"}, row=2),
    Change("a moment for a day", "enrollments", {"first_day": "2025-09-08T00:00:00Z"}, row=2),
    Change("a date without zeros", "enrollments", {"last_day": "2025-9-10"}, row=3),
    Change("a meeting from no day", "meetings", {"first_day": "soon"}, row=2),
    Change("a mark on no day", "marks", {"date": "2025-13-01"}, row=2),
    Change("a mark recorded at no moment", "marks", {"recorded_at": "yesterday"}, row=2),
    Change("a mark recorded never", "marks", {"recorded_at": ""}, row=2),
    Change("a mark replaced at no moment", "marks", {"replaced_at": "2025-09-08T25:00:00Z"}, row=2),
    Change("an unsubmitted meeting on no day", "unsubmitted", {"date": "x"}, row=2),
    Change("a notice of no day", "notices", {"issued_on": "2025-02-29"}, row=2),
    Change("a notice rescinded on no day", "notices", {"rescinded_on": "never"}, row=2),
    Change("a conference on no day", "conferences", {"attempted_on": "20250910"}, row=2),
    Change("a referral on no day", "referrals", {"referred_on": "?"}, row=2),
    Change("an exemption to no day", "exemptions", {"last_day": "open"}, row=2),
    Change("an unknown level of school", "schools", {"level": "college"}, row=2),
    Change("an unknown kind of school", "schools", {"kind": "Continuation"}, row=2),
    Change("taught in words", "calendar", {"is_taught": "yes"}, row=2),
    Change("a school month in words", "calendar", {"school_month": "one"}, row=2),
    Change("a grade that is none", "enrollments", {"grade": "13"}, row=2),
    Change("a grade without its zero", "enrollments", {"grade": "9"}, row=2),
    Change("an enrollment status that is none", "enrollments", {"status": "11"}, row=2),
    Change("earning in words", "enrollments", {"earns_ada": "true"}, row=2),
    Change("a meeting's period in words", "meetings", {"period": "first"}, row=2),
    Change("a meeting's minutes in words", "meetings", {"minutes": "5x"}, row=2),
    Change("a mark's period in words", "marks", {"period": "1st"}, row=2),
    Change("a mark's minutes with a fraction", "marks", {"minutes": "20.5"}, row=3),
    Change("a mark status that is none", "marks", {"status": "present"}, row=2),
    Change("a mark status in capitals", "marks", {"status": "Absent"}, row=2),
    Change("a notice level that is none", "notices", {"level": "4"}, row=2),
    # an unknown reason
    Change("an unknown reason", "marks", {"reason": "SICK"}, row=2),
    Change("a reason in small letters", "marks", {"reason": "ill"}, row=2),
    # last_day before first_day
    Change("an enrollment that ends before it begins", "enrollments", {"last_day": "2025-09-07"}, row=3),
    Change("a meeting that ends before it begins", "meetings", {"last_day": "2025-09-07"}, row=2),
    Change("an exemption that ends before it begins", "exemptions", {"last_day": "2025-09-10"}, row=2),
    # two open enrollments of status 10
    Change(
        "two open primary enrollments",
        "enrollments",
        {"enrollment_id": "new", "school_id": "juniper", "status": "10"},
        column="status",
    ),
    # where a mark may not be
    mark("a mark on a holiday", student_id="ben", school_id="juniper", date="2025-09-10", period="1", column="date"),
    mark("a mark on a date without a row", date="2025-09-12", column="date"),
    mark(
        "a replaced mark on a date without a row", date="2025-09-12", replaced_at="2025-09-20T16:00:00Z", column="date"
    ),
    mark("a mark before enrollment", student_id="camila", date="2025-09-08", column="date"),
    mark(
        "a mark after enrollment", student_id="ben", school_id="juniper", date="2025-09-11", period="1", column="date"
    ),
    mark("a mark at a school without enrollment", school_id="juniper", period="1", column="date"),
    mark("a mark in a period not scheduled", period="4"),
    mark("a mark in a period of another day", period="3"),
    mark("a mark in the all-day period of a scheduled student", student_id="camila", period="1", column="period"),
    # marks that cannot stand together
    absence_beside("a second current absence in one meeting", period="1"),
    absence_beside("an absence beside a tardy", date="2025-09-09", period="1"),
    absence_beside("an absence beside an early leaving", date="2025-09-09", period="2"),
    # minutes
    Change("a tardy of no minute", "marks", {"minutes": "0"}, row=3),
    Change("a tardy of less than no minute", "marks", {"minutes": "-5"}, row=3),
    Change("a tardy longer than its meeting", "marks", {"minutes": "56"}, row=3),
    Change("an absence longer than its meeting", "marks", {"minutes": "56"}, row=2),
    Change("an absence longer than the all-day meeting", "marks", {"minutes": "361"}, row=5),
    # moments
    Change(
        "a mark replaced before it was recorded",
        "marks",
        {"replaced_at": "2025-09-08T15:59:59Z"},
        row=2,
    ),
]

NEAR_MISSES = [
    Change("the folder as it is", "students", {}, row=2),
    Change("one id in two tables", "students", {"student_id": "mesa"}),
    Change("a date again at another school", "calendar", {"school_id": "mesa", "date": "2025-09-10", "is_taught": "0"}),
    Change("ids that look like numbers", "students", {"student_id": "007"}),
    Change("a notice issued again", "notices", {"level": "1", "issued_on": "2025-09-12", "rescinded_on": ""}),
    Change("a period again in another enrollment", "meetings", {"enrollment_id": "camila-mesa", "period": "1"}),
    Change("a period again after its end", "meetings", {"period": "3", "first_day": "2025-09-10"}),
    Change("29 February of a leap year", "students", {"birth_date": "2012-02-29"}, row=2),
    Change("no last day", "enrollments", {"last_day": ""}, row=3),
    Change("a last day", "exemptions", {"last_day": "2025-09-12"}, row=2),
    Change("enrolled for one day", "enrollments", {"last_day": "2025-09-08"}, row=3),
    Change("exempt for one day", "exemptions", {"last_day": "2025-09-11"}, row=2),
    Change(
        "a closed primary enrollment beside an open one",
        "enrollments",
        {"enrollment_id": "new", "school_id": "juniper", "last_day": "2025-09-08"},
    ),
    Change(
        "an open secondary enrollment beside the primary",
        "enrollments",
        {"enrollment_id": "new", "school_id": "juniper", "status": "20"},
    ),
    Change(
        "an open short-term enrollment beside the primary",
        "enrollments",
        {"enrollment_id": "new", "school_id": "juniper", "status": "30"},
    ),
    Change(
        "the mark's first enrolled day",
        "marks",
        {"mark_id": "new", "student_id": "camila", "date": "2025-09-09", "period": "2"},
    ),
    Change(
        "the mark's last enrolled day",
        "marks",
        {"mark_id": "new", "student_id": "ben", "school_id": "juniper", "date": "2025-09-09", "period": "1"},
    ),
    Change("the period of that day only", "marks", {"mark_id": "new", "date": "2025-09-09", "period": "3"}),
    mark("a mark in the other scheduled period"),
    mark("an absence that replaced another", date="2025-09-11", period="1", replaced_at="2025-09-12T16:00:00Z"),
    mark("a replaced absence beside a tardy", date="2025-09-09", period="1", replaced_at="2025-09-12T16:00:00Z"),
    mark("a tardy and an early leaving", date="2025-09-09", period="1", status="left_early", minutes="10"),
    mark("one minute", status="tardy", minutes="1"),
    mark("all of the meeting's minutes", status="tardy", minutes="55"),
    mark("an absence with its minutes", minutes="55"),
    Change("all of the all-day meeting's minutes", "marks", {"minutes": "360"}, row=5),
    Change("replaced in the second of recording", "marks", {"replaced_at": "2025-09-08T16:00:00Z"}, row=2),
    Change("an uncleared mark", "marks", {"reason": ""}, row=2),
    Change(
        "an unsubmitted meeting that carries a mark",
        "unsubmitted",
        {"enrollment_id": "ana-mesa", "date": "2025-09-08", "period": "1"},
    ),
    Change("the second notice", "notices", {"level": "2"}),
]

GRADES = ["TK", "KN", *(f"{grade:02d}" for grade in range(1, 13))]
REASONS = (
    "ILL QUAR MED CONF FUN JURY CHILD JPR RETR PREC MILF NATZ CULT CIVIC GRIEF MEPS ADMIN ENT PERF RELI IMM NURSE "
    "OSS ISS SCHL FT IS-Y IS-N UNEX NONC"
)


# --- the tests ---------------------------------------------------------------------------------------------------


@pytest.fixture
def refuse(tmp_path, capsys):
    """Determine a folder that must be refused; give the lines of the refusal."""

    def run(folder: Folder) -> list[str]:
        assert determine(folder, tmp_path) == 3
        assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())
        captured = capsys.readouterr()
        return (captured.out + captured.err).splitlines()

    return run


def determine(folder: Folder, place: Path) -> int:
    write(folder, place / "facts")
    arguments = ["determine", str(place / "facts"), "--as-of", "2026-02-10", "--out", str(place / "out")]
    return main(arguments)


def write(folder: Folder, place: Path) -> None:
    place.mkdir()
    for name, rows in folder.items():
        with (place / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]) if rows else list(TABLES[name]))
            writer.writeheader()
            writer.writerows(rows)


def with_changes(*changes: Change) -> Folder:
    folder = copy.deepcopy(VALID)
    for change in changes:
        change.apply(folder)
    return folder


def assert_named(lines: list[str], change: Change) -> None:
    """One line names file, row, column and value, and says more than that: how to mend it."""
    file, row, column, value = change.place
    parts = (file, f"row {row}", column, value)
    matching = [line for line in lines if all(part in line for part in parts)]
    assert matching, "\n".join([f"{change.name}: no line names {parts} in", *lines])
    assert len(matching[0]) > len(" ".join(parts)) + 20, matching[0]


def named(changes: list[Change]) -> list[object]:
    return [pytest.param(change, id=change.name) for change in changes]


@pytest.mark.parametrize("fault", named(FAULTS))
def test_refused_and_named(fault, refuse):
    assert_named(refuse(with_changes(fault)), fault)


@pytest.mark.parametrize("near_miss", named(NEAR_MISSES))
def test_accepted(near_miss, tmp_path):
    assert determine(with_changes(near_miss), tmp_path) == 0
    assert (tmp_path / "out" / "standing.csv").exists()


TWENTY = [
    "a school twice",
    "calendar of no school",
    "a day that does not exist",
    "a grade that is none",
    "an enrollment that ends before it begins",
    "two open primary enrollments",
    "meeting of no enrollment",
    "a meeting's minutes in words",
    "an unknown reason",
    "a tardy of no minute",
    "an absence longer than the all-day meeting",
    "a mark on a holiday",
    "a mark before enrollment",
    "a mark in a period not scheduled",
    "a second current absence in one meeting",
    "an unsubmitted meeting on no day",
    "a notice level that is none",
    "conference with no student",
    "a referral on no day",
    "an exemption that ends before it begins",
]


def test_a_folder_with_twenty_faults_lists_all_twenty(refuse):
    faults = [next(fault for fault in FAULTS if fault.name == name) for name in TWENTY]
    lines = refuse(with_changes(*faults))
    added = dict.fromkeys(VALID, 0)
    for fault in faults:
        if fault.row is None:
            row = len(VALID[fault.table]) + 2 + added[fault.table]
            added[fault.table] += 1
            file, _, column, value = fault.place
            assert any(all(part in line for part in (file, f"row {row}", column, value)) for line in lines), fault.name
        else:
            assert_named(lines, fault)


@pytest.mark.parametrize("grade", GRADES)
def test_every_grade_is_accepted(grade, tmp_path):
    assert determine(with_changes(Change("grade", "enrollments", {"grade": grade}, row=2)), tmp_path) == 0


@pytest.mark.parametrize("reason", REASONS.split())
def test_every_reason_of_the_catalogue_is_accepted(reason, tmp_path):
    assert determine(with_changes(Change("reason", "marks", {"reason": reason}, row=2)), tmp_path) == 0


@pytest.mark.parametrize("table", OPTIONAL)
def test_an_optional_table_may_be_missing(table, tmp_path):
    folder = with_changes()
    del folder[table]
    assert determine(folder, tmp_path) == 0


@pytest.mark.parametrize("table", [name for name in TABLES if name not in OPTIONAL])
def test_a_missing_table_is_refused_and_named(table, refuse):
    folder = with_changes()
    del folder[table]
    assert any(f"{table}.csv" in line for line in refuse(folder))


@pytest.mark.parametrize("table", TABLES)
def test_a_missing_column_is_refused_and_named(table, refuse):
    folder = with_changes()
    column = list(TABLES[table])[-1]
    for row in folder[table]:
        del row[column]
    assert any(f"{table}.csv" in line and column in line for line in refuse(folder))


@pytest.mark.parametrize("table", TABLES)
def test_an_unknown_column_is_ignored(table, tmp_path):
    folder = with_changes()
    for row in folder[table]:
        row["colour"] = "green"
    assert determine(folder, tmp_path) == 0


@pytest.mark.parametrize("table", [*OPTIONAL, "marks"])
def test_a_table_may_be_empty(table, tmp_path):
    assert determine({**with_changes(), table: []}, tmp_path) == 0


def test_all_tables_may_be_empty(tmp_path):
    assert determine({table: [] for table in TABLES}, tmp_path) == 0
    assert (tmp_path / "out" / "standing.csv").read_text(encoding="utf-8").count("\n") == 1

"""Reading a facts folder: what is accepted in CSV and in Parquet, and what is named when it is not."""

from datetime import UTC, date, datetime, time
from pathlib import Path

import polars as pl
import pytest

from adsum.interop import facts_folder
from adsum.policy.facts import COLUMNS, KEYS, OPTIONAL, REFERENCES, Facts

from .tables import absences, calendar, judged, school

TEXTS = {
    "schools": "school_id,name,region,level,kind\nmesa,Mesa Verde High,North,high,comprehensive\n",
    "calendar": "school_id,date,is_taught,school_month,term\nmesa,2025-09-08,1,1,fall\nmesa,2025-09-09,1,1,fall\n",
    "students": "student_id,birth_date\nana,2011-02-03\n",
    "enrollments": "enrollment_id,student_id,school_id,grade,first_day,last_day,status,earns_ada\n"
    "ana-mesa,ana,mesa,09,2025-08-18,,10,1\n",
    "meetings": "enrollment_id,period,minutes,first_day,last_day\nana-mesa,1,55,2025-08-18,\n",
    "marks": "mark_id,student_id,school_id,date,period,status,minutes,reason,incident,recorded_at,replaced_at\n"
    "m1,ana,mesa,2025-09-08,1,absent,,UNEX,,2025-09-08T16:00:00Z,\n",
}
MARKS_HEADER = TEXTS["marks"].splitlines()[0]


@pytest.fixture
def read(tmp_path):
    """Read a folder of the texts above, some of them replaced (None: no such file)."""

    def run(**tables: str | bytes | None):
        for name, text in {**TEXTS, **tables}.items():
            if text is not None:
                content = text if isinstance(text, bytes) else text.encode()
                (tmp_path / f"{name}.csv").write_bytes(content)
        return facts_folder.read(tmp_path)

    return run


def places(problems):
    return [(problem.file, problem.row, problem.column, problem.value) for problem in problems]


def mark(*cells):
    names = MARKS_HEADER.split(",")
    given = dict(zip(names, TEXTS["marks"].splitlines()[1].split(","), strict=True)) | dict(cells)
    return MARKS_HEADER + "\n" + ",".join(given[name] for name in names) + "\n"


def test_a_whole_folder(read):
    facts, problems = read()
    assert problems == []
    row = facts.marks_in_memory.row(0, named=True)
    assert (row["date"], row["minutes"], row["reason"], row["row"]) == (date(2025, 9, 8), None, "UNEX", 2)
    assert row["recorded_at"] == datetime(2025, 9, 8, 16, tzinfo=UTC)
    assert all(facts.table(name).is_empty() for name in OPTIONAL)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\r").encode(),
        lambda text: text.replace("\n", "\n\n").encode(),
        lambda text: text.rstrip("\n").encode(),
        lambda text: ("colour," + text.replace("\n", "\ngreen,")).removesuffix("green,").encode(),
        lambda text: ("row," + text.replace("\n", "\n17,")).removesuffix("17,").encode(),
        lambda text: text.replace("2025-09-08,", '"2025-09-08", ').encode(),
    ],
    ids=["byte-order mark", "CR LF", "CR", "blank lines", "no last line end", "extra column", "a column row", "quotes"],
)
def test_the_same_rows_however_they_are_written(read, change):
    facts, problems = read(marks=change(TEXTS["marks"]))
    assert problems == []
    assert facts.marks_in_memory.drop("row").equals(read()[0].marks_in_memory.drop("row"))


def test_rows_are_counted_like_lines_in_an_editor(read):
    two_lines = 'mesa,"Mesa\nVerde",North,high,comprehensive\npinon,Piñon,North,college,continuation\n'
    schools = TEXTS["schools"].splitlines()[0] + "\n\n" + two_lines
    facts, problems = read(schools=schools)
    assert places(problems) == [("schools.csv", 5, "level", "college")]
    assert facts.schools["row"].to_list() == [3, 5]
    assert facts.schools["name"].to_list() == ["Mesa\nVerde", "Piñon"]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("date", "2025-9-08"),
        ("date", "09/08/2025"),
        ("date", "2025-02-30"),
        ("date", "2025-09-08T00:00:00Z"),
        ("period", "1st"),
        ("period", "1.0"),
        ("minutes", "1e1"),
        ("minutes", "12345678901"),
        ("status", "Absent"),
        ("recorded_at", "2025-09-08"),
        ("recorded_at", "2025-09-08T25:00:00Z"),
        ("replaced_at", "soon"),
    ],
)
def test_a_cell_that_does_not_parse_is_named(read, column, value):
    _, problems = read(marks=mark((column, value)))
    assert places(problems) == [("marks.csv", 2, column, value)]
    assert len(problems[0].message) > 20


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-09-08T16:00:00Z", time(16)),
        ("2025-09-08 16:00:00", time(16)),  # the column is UTC
        ("2025-09-08T09:00:00-07:00", time(16)),
        ("2025-09-08T16:00:00.250Z", time(16, 0, 0, 250_000)),
        ("2025-09-08T16:00:00+00:00", time(16)),
    ],
)
def test_moments_may_be_written_with_a_zone_or_in_utc(read, text, moment):
    facts, problems = read(marks=mark(("recorded_at", text)))
    assert problems == []
    assert facts.marks_in_memory["recorded_at"][0] == datetime.combine(date(2025, 9, 8), moment, tzinfo=UTC)


def test_an_empty_text_in_quotes_is_nothing(read):
    facts, problems = read(marks=mark(("incident", '""'), ("reason", '""'), ("minutes", '""')))
    assert problems == []
    row = facts.marks_in_memory.row(0, named=True)
    assert (row["incident"], row["reason"], row["minutes"]) == (None, None, None)


def test_spaces_around_codes_and_numbers_are_nothing_but_ids_are_taken_as_they_are(read):
    facts, problems = read(marks=mark(("status", " absent"), ("period", "1 "), ("reason", " UNEX"), ("mark_id", " m1")))
    assert problems == []
    row = facts.marks_in_memory.row(0, named=True)
    assert (row["status"], row["period"], row["reason"], row["mark_id"]) == ("absent", 1, "UNEX", " m1")


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("mesa,2025-09-08,1,1\n", 3),  # too few
        ("mesa,2025-09-08,1,1,fall,x\n", 3),  # too many
        ('mesa,2025-09-08,1,1,fall "late"\n', 3),  # a quote inside
        ('mesa,2025-09-08,1,1,"fall\n', 3),  # cut off
        ("mesa,2025-09\n", 3),
    ],
)
def test_a_line_that_is_no_record_is_named(read, text, row):
    first = "school_id,date,is_taught,school_month,term\nmesa,2025-09-09,1,1,fall\n"
    _, problems = read(calendar=first + text)
    assert [(problem.file, problem.row) for problem in problems] == [("calendar.csv", row)]


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", "school_id,name\n".encode("utf-16"), b"school_id,name\nmesa,Pi\xf1on\n"],
    ids=["no bytes", "a line end", "UTF-16", "not UTF-8"],
)
def test_a_file_that_is_no_table_is_named(read, content):
    _, problems = read(schools=content)
    assert (problems[0].file, problems[0].row) == ("schools.csv", 0)


def test_a_missing_file_and_a_missing_column_are_named(read):
    _, problems = read(students=None, calendar="school_id,date,is_taught,school_month\n")
    assert [(problem.file, problem.column) for problem in problems] == [("calendar.csv", "term"), ("students.csv", "")]


def test_a_column_twice_is_named(read):
    _, problems = read(students="student_id,student_id,birth_date\nana,ana,2011-02-03\n")
    assert [(problem.file, problem.column) for problem in problems] == [("students.csv", "student_id")]


def test_a_table_in_two_files_is_named(read, tmp_path):
    pl.DataFrame({"student_id": ["ana"], "birth_date": [date(2011, 2, 3)]}).write_parquet(tmp_path / "students.parquet")
    _, problems = read()
    assert [(problem.file, problem.row) for problem in problems] == [("students.csv", 0)]
    assert "students.parquet" in problems[0].message


def test_a_parquet_file_cut_off_is_named(read, tmp_path):
    (tmp_path / "students.parquet").write_bytes(b"PAR1 and then nothing")
    _, problems = read(students=None)
    assert [(problem.file, problem.row) for problem in problems] == [("students.parquet", 0)]


def test_problems_do_not_show_values_where_a_log_might():
    problem = facts_folder.read(Path("/nonexistent"))[1][0]
    assert "message" not in repr(problem)


# --- Parquet -----------------------------------------------------------------------------------------------------


def write_parquet(folder, facts: Facts, **changed: pl.DataFrame):
    for name in COLUMNS:
        table = changed.get(name, facts.marks_in_memory if name == "marks" else facts.table(name))
        table.drop("row", strict=False).write_parquet(folder / f"{name}.parquet")
    return facts_folder.read(folder)


FACTS = school(marks=absences("2025-09-08 2025-09-09", reason="UNEX"))


def answers(facts):
    return {name: table.to_dicts() for name, table in judged(facts).tables().items()}


def test_parquet_is_read_as_it_was_written(tmp_path):
    facts, problems = write_parquet(tmp_path, FACTS)
    assert problems == []
    assert isinstance(facts.marks, pl.LazyFrame)  # scanned when needed, for they may be larger than memory
    assert answers(facts) == answers(FACTS)


def test_parquet_of_other_writers(tmp_path):
    """Wider and narrower numbers, numbers with a fraction of nothing, text codes, days as moments, naive moments."""
    marks = FACTS.marks_in_memory.with_columns(
        pl.col("date").cast(pl.Datetime("ns")),
        pl.col("period").cast(pl.Int64),
        pl.col("minutes").cast(pl.Float64),
        pl.col("status").cast(pl.String).cast(pl.Categorical),
        pl.col("reason").cast(pl.String),
        pl.col("recorded_at").dt.replace_time_zone(None).cast(pl.Datetime("ms")),
        replaced_at=pl.lit(None),
    )
    enrollments = FACTS.enrollments.with_columns(pl.col("earns_ada").cast(pl.Boolean), pl.col("status").cast(pl.Int8))
    facts, problems = write_parquet(tmp_path, FACTS, marks=marks, enrollments=enrollments)
    assert problems == []
    assert answers(facts) == answers(FACTS)


@pytest.mark.parametrize(
    ("column", "values", "shown"),
    [
        ("date", pl.Series(["2025-09-08T12:00:00", "2025-09-09T00:00:00"]).str.to_datetime(), "2025-09-08"),
        ("minutes", pl.Series([12.5, 13.0]), "12.5"),
        ("period", pl.Series([2**40, 1]), str(2**40)),
        ("status", pl.Series(["gone", "absent"]), "gone"),
    ],
)
def test_parquet_cells_that_mean_nothing_are_named(tmp_path, column, values, shown):
    marks = FACTS.marks_in_memory.with_columns(values.alias(column))
    _, problems = write_parquet(tmp_path, FACTS, marks=marks)
    assert [(problem.file, problem.row, problem.column) for problem in problems] == [("marks.parquet", 2, column)]
    assert shown in problems[0].value


def test_a_parquet_column_of_another_kind_is_named(tmp_path):
    marks = FACTS.marks_in_memory.with_columns(date=pl.lit(True))
    _, problems = write_parquet(tmp_path, FACTS, marks=marks)
    assert [(problem.file, problem.row, problem.column) for problem in problems] == [("marks.parquet", 0, "date")]


def test_ids_are_numbers_only_where_all_tables_say_so(tmp_path):
    rows = {"students": [{"student_id": 7}], "enrollments": [{"student_id": 7, "enrollment_id": 1}]}
    numbered = school(**rows, marks=absences("2025-09-08", student_id=7, mark_id=1, reason="UNEX"))
    facts, problems = write_parquet(tmp_path, numbered)
    assert problems == []
    assert facts.students.schema["student_id"] == pl.Int64
    text = numbered.students.with_columns(pl.col("student_id").cast(pl.String))
    facts, problems = write_parquet(tmp_path, numbered, students=text)
    assert problems == []
    assert [facts.students["student_id"].to_list(), facts.enrollments["student_id"].to_list()] == [["7"], ["7"]]
    assert judged(facts).standing["student_id"].to_list() == ["7"]


def test_csv_and_parquet_may_stand_side_by_side(tmp_path):
    write_parquet(tmp_path, FACTS)
    (tmp_path / "students.parquet").unlink()
    (tmp_path / "students.csv").write_text("student_id,birth_date\nana,2011-02-03\n", encoding="utf-8")
    facts, problems = facts_folder.read(tmp_path)
    assert problems == []
    assert answers(facts) == answers(FACTS)


def test_every_column_of_the_keys_and_references_exists():
    names = {table: {column.name for column in columns} for table, columns in COLUMNS.items()}
    assert all(set(key) <= names[table] for table, key in KEYS.items())
    assert all(column in names[table] and column in names[target] for table, column, target in REFERENCES)


def test_the_calendar_of_the_tests_is_tc_1():
    months = {}
    for row in calendar():
        months.setdefault(row["school_month"], []).append(row["date"])
    assert [(str(days[0]), str(days[-1])) for days in months.values()][4:6] == [
        ("2025-12-08", "2026-01-23"),
        ("2026-01-26", "2026-02-20"),
    ]

"""The tables that are one query each: students, enrollments, schools, calendar, marks, exemptions."""

from collections.abc import Collection, Iterable
from datetime import datetime

import polars as pl
from django.db.models import Q

from adsum.attendance.models import Mark
from adsum.determinations.facts_export.frames import MOMENT, Students, frame, picked
from adsum.determinations.facts_export.versions import standing_version
from adsum.district.models import School, SchoolDay
from adsum.enrollment.models import Enrollment, Exemption, Student

SCHOOLS = {"school_id": pl.String, "name": pl.String, "region": pl.String, "level": pl.String, "kind": pl.String}
CALENDAR = {
    "school_id": pl.String,
    "date": pl.Date,
    "is_taught": pl.Int64,
    "school_month": pl.Int64,
    "term": pl.String,
}
STUDENTS = {"student_id": pl.String, "birth_date": pl.Date}
ENROLLMENTS = {
    "enrollment_id": pl.String,
    "student_id": pl.String,
    "school_id": pl.String,
    "grade": pl.String,
    "first_day": pl.Date,
    "last_day": pl.Date,
    "status": pl.Int64,
    "earns_ada": pl.Int64,
}
KEYS = {"student_key": pl.Int64, "school_key": pl.Int64}  # primary keys, to join what another room names by them
MARKS = {
    "mark_id": pl.String,
    "student_id": pl.String,
    "school_id": pl.String,
    "date": pl.Date,
    "period": pl.Int64,
    "status": pl.String,
    "minutes": pl.Int64,
    "reason": pl.String,
    "incident": pl.String,
    "recorded_at": MOMENT,
    "replaced_at": MOMENT,
}
EXEMPTIONS = {"student_id": pl.String, "basis": pl.String, "first_day": pl.Date, "last_day": pl.Date}


def students_table(students: Students) -> pl.DataFrame:
    rows = Student.objects.filter(**picked(students, path="pk")).order_by("source_id")
    return frame(rows.values_list("source_id", "birth_date"), STUDENTS)


def enrollments_table(students: Students, *, known_at: datetime | None) -> pl.DataFrame:
    """One row for each enrollment: its version standing at `known_at`, with primary keys in two columns more."""
    rows = Enrollment.objects.filter(standing_version(known_at), **picked(students)).order_by("line")
    columns = ("line", "student__source_id", "school__source_id", "grade", "first_day", "last_day", "status")
    found = rows.values_list(*columns, "earns_ada", "student_id", "school_id")
    return frame(((*row[:7], int(row[7]), *row[8:]) for row in found), {**ENROLLMENTS, **KEYS})


def marks_table(students: Students, *, known_at: datetime | None) -> pl.DataFrame:
    """Every mark with what became of it. A row that takes a mark back says nothing by itself: it is left out."""
    known = Q() if known_at is None else Q(recorded_at__lte=known_at)
    rows = Mark.objects.filter(known, **picked(students)).exclude(status=Mark.Status.PRESENT).order_by("key")
    marks = frame(
        rows.values_list(
            "key", "student__source_id", "school__source_id", "date", "period", "status", "minutes", "reason",
            "incident", "recorded_at", "replaced_at",
        ),
        MARKS,
    )  # fmt: skip
    return marks if known_at is None else marks.with_columns(replaced_at=_known(pl.col("replaced_at"), known_at))


def exemptions_table(students: Students, *, known_at: datetime | None) -> pl.DataFrame:
    rows = Exemption.objects.filter(standing_version(known_at), **picked(students)).order_by("pk")
    return frame(rows.values_list("student__source_id", "basis", "first_day", "last_day"), EXEMPTIONS)


def schools_table(school_ids: Collection[str] | None) -> pl.DataFrame:
    rows = School.objects.filter(**_named(school_ids, "source_id")).order_by("source_id")
    return frame(rows.values_list("source_id", "name", "region__name", "level", "kind"), SCHOOLS)


def calendar_table(school_ids: Collection[str] | None) -> pl.DataFrame:
    rows = SchoolDay.objects.filter(**_named(school_ids, "school__source_id")).order_by("school__source_id", "date")
    days = rows.values_list("school__source_id", "date", "is_taught", "school_month", "term")
    return frame(((school, day, int(taught), month, term) for school, day, taught, month, term in days), CALENDAR)


def schools_named(*tables: pl.DataFrame) -> frozenset[str]:
    """The ids of every school that these tables speak of."""
    return frozenset(_all(table["school_id"].unique().to_list() for table in tables))


def _all(lists: Iterable[list[str]]) -> Iterable[str]:
    return (name for names in lists for name in names)


def _named(school_ids: Collection[str] | None, path: str) -> dict[str, Collection[str]]:
    return {} if school_ids is None else {f"{path}__in": school_ids}


def _known(moment: pl.Expr, known_at: datetime) -> pl.Expr:
    """A replacement that came after `known_at` was not known then."""
    return pl.when(moment <= known_at).then(moment)

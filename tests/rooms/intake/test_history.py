"""Last year's attendance comes in as CSV: the contract's rules hold beside our records, and again changes nothing."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from adsum.attendance.models import Mark
from adsum.cli import main
from adsum.district.models import School, SchoolDay
from adsum.enrollment.models import ScheduledMeeting, Student
from adsum.intake import actions
from adsum.intake.models import Package

from .rosters import NOW, TERMINAL, Roster, changes, codes, findings, folder_of, import_package, land_and_check

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_demo_time")]

CALENDAR = """
    school_id  | date       | is_taught | school_month | term
    mvh        | 2025-09-08 | 1         | 1            | fall
    mvh        | 2025-09-09 | 1         | 1            | fall
    mvh        | 2025-09-10 | 0         | 1            | fall
    cottonwood | 2025-09-08 | 1         | 1            | fall
"""
MEETINGS = """
    enrollment_id | period | minutes | first_day  | last_day
    r-ana         | 1      | 55      | 2025-08-18 | 2025-12-19
    r-ana         | 2      | 30      | 2025-08-18 | 2025-12-19
"""
MARKS = """
    mark_id | student_id | school_id  | date       | period | status     | minutes | reason | incident | recorded_at          | replaced_at
    m1      | ana        | mvh        | 2025-09-08 | 1      | absent     |         |        |          | 2025-09-08T16:00:00Z | 2025-09-09T16:00:00Z
    m2      | ana        | mvh        | 2025-09-08 | 1      | absent     |         | ILL    |          | 2025-09-09T16:00:00Z |
    m3      | ana        | mvh        | 2025-09-09 | 2      | tardy      | 12      |        |          | 2025-09-09T16:00:00Z |
    m4      | ana        | mvh        | 2025-09-09 | 2      | left_early | 8       |        |          | 2025-09-09T17:00:00Z |
    m5      | diego      | cottonwood | 2025-09-08 | 1      | absent     |         | FUN    | aunt     | 2025-09-08T16:00:00Z |
"""  # noqa: E501


def csv(drawn: str) -> bytes:
    rows = [[cell.strip() for cell in line.split("|")] for line in drawn.strip().splitlines()]
    return "\r\n".join(",".join(row) for row in [*rows, []]).encode("utf-8")


def history(folder: Path, *, calendar: str = CALENDAR, meetings: str = MEETINGS, marks: str = MARKS) -> Path:
    drawn = {"calendar.csv": calendar, "meetings.csv": meetings, "marks.csv": marks}
    return folder_of({name: csv(text) for name, text in drawn.items() if text}, folder)


@pytest.fixture
def district(home: Path, tmp_path: Path) -> Package:
    return import_package(Roster().zip(tmp_path))


def test_marks_days_and_meetings_are_written_as_they_were_recorded(district: Package, tmp_path: Path) -> None:
    package = import_package(history(tmp_path / "h"))
    assert package.kind == "history"
    assert changes(package) == {"calendar": (4, 0, 0), "meetings": (2, 0, 0), "marks": (5, 0, 0)}
    first, second = Mark.objects.get(key="m1"), Mark.objects.get(key="m2")
    assert (first.reason, first.recorded_at) == (None, datetime(2025, 9, 8, 16, tzinfo=UTC))
    assert first.replaced_at == second.recorded_at
    assert (second.reason, second.recorded_by) == ("ILL", None)
    assert Mark.objects.get(key="m5").incident == "aunt"
    assert SchoolDay.objects.filter(school__source_id="mvh", is_taught=True).count() == 2
    meeting = ScheduledMeeting.objects.get(period=2)
    assert (meeting.student.source_id, meeting.minutes, meeting.last_day) == ("ana", 30, date(2025, 12, 19))


def test_the_same_history_again_changes_nothing(district: Package, tmp_path: Path) -> None:
    package = import_package(history(tmp_path / "h"))
    again = actions.land(source=tmp_path / "h", file_name="h", by=TERMINAL, at=NOW)
    assert (again.is_new, again.package) == (False, package)
    more = import_package(history(tmp_path / "more", meetings=""))
    assert (changes(more), more.plan["kinds"]["marks"]["same"]) == ({}, 5)
    assert Mark.objects.count() == 5


def test_what_was_brought_in_is_good_facts(district: Package, tmp_path: Path) -> None:
    from adsum.determinations.facts_export import export_facts
    from adsum.district.pack import pack_in_force
    from adsum.policy.check import check

    import_package(history(tmp_path / "h"))
    assert check(export_facts(as_of=date(2026, 2, 10), pack=pack_in_force()), pack=pack_in_force()) == []


def test_a_replacement_that_has_become_known_is_added(district: Package, tmp_path: Path) -> None:
    open_marks = MARKS.replace("| 2025-09-09T16:00:00Z\n", "|\n").replace(
        "    m2      | ana        | mvh        | 2025-09-08 | 1      | absent     |         | ILL    |          "
        "| 2025-09-09T16:00:00Z |\n", "",
    )  # fmt: skip
    import_package(history(tmp_path / "early", marks=open_marks))
    assert Mark.objects.get(key="m1").replaced_at is None
    package = import_package(history(tmp_path / "late"))
    assert changes(package) == {"marks": (1, 1, 0)}
    assert Mark.objects.get(key="m1").replaced_at == datetime(2025, 9, 9, 16, tzinfo=UTC)


def test_a_mark_cleared_here_since_stays_as_it_is(district: Package, tmp_path: Path) -> None:
    import_package(history(tmp_path / "h"))
    ours = Mark.objects.get(key="m3")
    Mark.objects.filter(key="m3").update(replaced_at=NOW)
    Mark.objects.create(
        student=ours.student, school=ours.school, date=ours.date, period=2, status="tardy", minutes=12, reason="ILL",
        recorded_at=NOW, replaces=ours,
    )  # fmt: skip
    package = import_package(history(tmp_path / "again", calendar=""))
    assert changes(package) == {}


TARDY = "ana        | mvh        | 2025-09-09 | 2      | tardy      | 12      |"
FAULTS = {
    "unknown student": (TARDY, TARDY.replace("ana ", "nobody "), "M62", "student_id"),
    "unknown school": (TARDY, TARDY.replace("mvh ", "nowhere "), "M62", "school_id"),
    "not taught": (TARDY, TARDY.replace("-09 |", "-10 |"), "I20", "date"),
    "no calendar row": (TARDY, TARDY.replace("-09 |", "-12 |"), "I20", "date"),
    "period not scheduled": (TARDY, TARDY.replace("| 2 ", "| 3 "), "I20", "period"),
    "longer than the meeting": (TARDY, TARDY.replace("12", "31"), "I20", "minutes"),
    "unknown reason": ("| ILL    |", "| SICK   |", "M55", "reason"),
    "second absence": (TARDY, TARDY.replace("tardy", "absent").replace("12", "  "), "I20", "status"),
}


@pytest.mark.parametrize("what", FAULTS)
def test_a_fault_beside_our_records_is_told_at_its_row(district: Package, tmp_path: Path, what: str) -> None:
    old, new, code, field = FAULTS[what]
    assert MARKS.count(old) == 1
    package = land_and_check(history(tmp_path / "h", marks=MARKS.replace(old, new)))
    assert package.state == "refused"
    refusing = [found for found in findings(package) if found[1] == "refuse-set"]
    assert {(found[0], found[2], found[4]) for found in refusing} >= {(code, "marks.csv", field)}
    assert all(found[3] in {3, 4, 5} for found in refusing)
    assert (Mark.objects.count(), SchoolDay.objects.count()) == (0, 0)


def test_outside_the_enrollment(district: Package, tmp_path: Path) -> None:
    early = CALENDAR + "    mvh        | 2025-08-11 | 1         | 1            | fall\n"
    marks = MARKS.replace(TARDY, TARDY.replace("2025-09-09", "2025-08-11"))
    package = land_and_check(history(tmp_path / "h", calendar=early, marks=marks))
    assert "lies outside every enrollment" in package.findings.get(severity="refuse-set").message


def test_all_faults_at_once_those_of_a_row_and_those_beside_our_records(
    district: Package, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    marks = MARKS
    for old, new in (
        ("m1      | ana", "m1      | nobody"),
        ("| ILL    |", "| SICK   |"),
        ("| 12      |", "| 1.5     |"),
        ("2025-09-09 | 2      | left_early", "2025-09-10 | 2      | left_early"),
        ("FUN    | aunt", "FUN    | " + "a" * 70),
    ):
        assert marks.count(old) == 1
        marks = marks.replace(old, new)
    assert main(["import", str(history(tmp_path / "h", marks=marks)), "--check"]) == 3
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("marks.csv")]
    assert sorted(line.split(":")[0] for line in lines) == [
        "marks.csv 2 student_id",
        "marks.csv 3 reason",
        "marks.csv 4 minutes",
        "marks.csv 5 date",
        "marks.csv 6 incident",
    ]


def test_a_mark_beside_one_of_ours_is_refused_not_doubled(district: Package, tmp_path: Path) -> None:
    import_package(history(tmp_path / "days", marks=""))
    ana, high = Student.objects.get(source_id="ana"), School.objects.get(source_id="mvh")
    Mark.objects.create(student=ana, school=high, date=date(2025, 9, 8), period=1, status="absent", recorded_at=NOW)
    package = land_and_check(history(tmp_path / "h"))
    assert [found for found in findings(package) if found[0] == "I12"] == [
        ("I12", "refuse-set", "marks.csv", 3, "status")
    ]
    assert Mark.objects.count() == 1


def test_a_known_id_with_other_content_is_refused(district: Package, tmp_path: Path) -> None:
    import_package(history(tmp_path / "h"))
    package = land_and_check(history(tmp_path / "other", marks=MARKS.replace("| ILL    |", "| FUN    |")))
    assert ("M60", "refuse-set", "marks.csv", 3, "mark_id") in findings(package)


def test_a_school_day_with_attendance_stays_one(district: Package, tmp_path: Path) -> None:
    import_package(history(tmp_path / "h"))
    closed = CALENDAR.replace(
        "2025-09-08 | 1         | 1            | fall\n    mvh", "2025-09-08 | 0         | 1            | fall\n    mvh"
    )
    package = land_and_check(history(tmp_path / "closed", calendar=closed, meetings="", marks=""))
    assert [found[:4] for found in findings(package)] == [("I14", "refuse-set", "calendar.csv", 2)]


def test_a_calendar_alone_ends_the_warning_that_there_is_none(district: Package, tmp_path: Path) -> None:
    assert "I01" in codes(district)
    import_package(history(tmp_path / "h", meetings="", marks=""))
    other = import_package(Roster(is_turned=True).zip(tmp_path, name="turned.zip"))
    assert "1 school has" in other.findings.get(code="I01").message  # only the elementary school is left


def test_an_open_meeting_ends_with_its_school_year(district: Package, tmp_path: Path) -> None:
    package = import_package(history(tmp_path / "h", meetings=MEETINGS.replace("2025-12-19", "          ")))
    assert set(ScheduledMeeting.objects.values_list("last_day", flat=True)) == {date(2026, 6, 30)}
    assert "I13" in codes(package, "warn")


def test_one_csv_alone_is_history_too(district: Package, tmp_path: Path) -> None:
    import_package(history(tmp_path / "days", marks=""))
    path = tmp_path / "marks.csv"
    path.write_bytes(csv(MARKS))
    assert changes(import_package(path)) == {"marks": (5, 0, 0)}

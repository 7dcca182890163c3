"""A second package: what changes, what ends, what begins anew, what was never meant."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from adsum.attendance.models import Mark
from adsum.district.models import Assignment, School, Section, Teaching
from adsum.enrollment.models import Enrollment, Guardianship, Seat, Student
from adsum.intake import actions
from adsum.intake.models import Package

from .rosters import (
    NOW,
    TERMINAL,
    TODAY,
    YEAR,
    YESTERDAY,
    Pupil,
    Roster,
    as_delta,
    changes,
    codes,
    import_package,
    land_and_check,
    zip_of,
)

pytestmark = pytest.mark.django_db
TUESDAY_LAST_WEEK = datetime(2026, 2, 3, 16, 0, tzinfo=UTC)
Span = tuple[date, date | None]


@pytest.fixture
def district(home: Path, tmp_path: Path) -> Roster:
    """Mesa Verde as it was imported last week, to be changed and imported again."""
    import_package(Roster().zip(tmp_path, name="first.zip"), at=TUESDAY_LAST_WEEK)
    return Roster()


def approved(path: Path) -> Package:
    """Applied after whatever has to be confirmed was confirmed."""
    package = land_and_check(path)
    assert package.state == "planned", [(f.code, f.message) for f in package.findings.all()]
    Package.objects.filter(pk=package.pk).update(needs_second_person=False)
    if package.confirmations:
        actions.confirm(package=package, why="a test of what follows", by=TERMINAL, at=NOW)
    package = actions.apply(package=package, by=TERMINAL, at=NOW)
    package.refresh_from_db()
    return package


def stays(student: str) -> list[tuple[str, str, Span, int]]:
    """Current enrollments: id, school, span, status."""
    rows = Enrollment.objects.filter(student__source_id=student, replaced_at=None).order_by("first_day", "pk")
    return [(row.source_id, row.school.source_id, (row.first_day, row.last_day), row.status) for row in rows]


def seats(student: str) -> set[tuple[str, Span]]:
    rows = Seat.objects.filter(student__source_id=student, replaced_at=None)
    return {(row.section.source_id, (row.first_day, row.last_day)) for row in rows}


def test_a_new_name_is_written_in_place(district: Roster, tmp_path: Path) -> None:
    district.students["Ana Flores"].names = ("Ana", "Flores-Kim")
    package = import_package(district.zip(tmp_path))
    assert changes(package) == {"students": (0, 1, 0)}
    assert Student.objects.get(source_id="ana").family_name == "Flores-Kim"


def test_an_empty_cell_takes_nothing_away(district: Roster, tmp_path: Path) -> None:
    Student.objects.filter(source_id="camila").update(local_id="4402", home_language="es")
    district.is_turned = True
    assert changes(import_package(district.zip(tmp_path))) == {}
    assert Student.objects.get(source_id="camila").local_id == "4402"


def test_a_corrected_grade_is_a_new_version(district: Roster, tmp_path: Path) -> None:
    district.students["Camila Reyes"].grade = "11"
    assert changes(import_package(district.zip(tmp_path))) == {"enrollments": (0, 1, 0)}
    old, new = Enrollment.objects.filter(student__source_id="camila").order_by("pk")
    assert (old.grade, old.replaced_at, new.grade, new.replaces, new.line) == ("10", NOW, "11", old, old.line)


def test_what_a_whole_file_leaves_out_ended_the_day_before(district: Roster, tmp_path: Path) -> None:
    del district.students["Liam O'Neal-Ruiz"]
    package = approved(district.zip(tmp_path))
    assert changes(package) == {"enrollments": (0, 0, 1), "seats": (0, 0, 1)}
    assert stays("liam") == [("r-liam", "mvh", (YEAR[0], YESTERDAY), 10)]
    assert seats("liam") == {("mvh-2", (YEAR[0], YESTERDAY))}
    assert Student.objects.filter(source_id="liam").exists()


def test_an_end_is_not_moved_by_the_next_file(district: Roster, tmp_path: Path) -> None:
    del district.students["Liam O'Neal-Ruiz"]
    approved(district.zip(tmp_path))
    district.schools["mvh"] = "Mesa Verde High School"
    package = import_package(district.zip(tmp_path, name="next.zip"), at=NOW + timedelta(days=1))
    assert changes(package) == {"schools": (0, 1, 0)}
    assert stays("liam")[0][2] == (YEAR[0], YESTERDAY)


def test_attendance_recorded_today_keeps_today(district: Roster, tmp_path: Path) -> None:
    liam = Student.objects.get(source_id="liam")
    high = School.objects.get(source_id="mvh")
    Mark.objects.create(student=liam, school=high, date=TODAY, period=2, status="absent", recorded_at=NOW)
    del district.students["Liam O'Neal-Ruiz"]
    approved(district.zip(tmp_path))
    assert stays("liam")[0][2] == (YEAR[0], TODAY)


def test_what_another_system_or_a_person_made_is_left_alone(district: Roster, tmp_path: Path) -> None:
    high = School.objects.get(source_id="mvh")
    grace = Student.objects.create(
        source_id="grace", given_name="Grace", family_name="Kim", birth_date=date(2011, 1, 1)
    )
    Enrollment.objects.create(
        source_id="by-hand", student=grace, school=high, grade="09", first_day=YEAR[0], recorded_at=NOW
    )
    other = Roster(
        source="Other SIS", students={"Noor Rahimi": Pupil("mvh", "11", date(2009, 2, 2), (1,))}, parent=None
    )
    package = approved(other.zip(tmp_path, name="other.zip"))
    assert "I08" in codes(package, "warn")
    assert stays("ana") == [("r-ana", "mvh", (YEAR[0], None), 10)]
    district.is_turned = True
    package = approved(district.zip(tmp_path))
    assert changes(package).get("enrollments", (0, 0, 0))[2] == 0
    assert stays("grace") == [("by-hand", "mvh", (YEAR[0], None), 10)]
    assert stays("noor") == [("r-noor", "mvh", (YEAR[0], None), 10)]


def test_an_enrollment_that_never_began_is_taken_back(district: Roster, tmp_path: Path) -> None:
    district.students["Noor Rahimi"] = Pupil("mvh", "11", date(2009, 2, 2), (1,), begins_on=date(2026, 3, 2))
    import_package(district.zip(tmp_path, name="with.zip"))
    del district.students["Noor Rahimi"]
    approved(district.zip(tmp_path, name="without.zip"))
    assert (stays("noor"), seats("noor")) == ([], set())
    assert Enrollment.objects.get(student__source_id="noor").replaced_at == NOW  # the row itself stays


def test_a_transfer_ends_one_school_and_begins_the_other(district: Roster, tmp_path: Path) -> None:
    moved = Pupil("mvh", "09", date(2013, 5, 20), (1,), begins_on=date(2026, 1, 12), role_id="r-diego-2")
    district.students["Diego Morales"] = moved
    approved(district.zip(tmp_path))
    assert stays("diego") == [
        ("r-diego", "cottonwood", (YEAR[0], date(2026, 1, 11)), 10),
        ("r-diego-2", "mvh", (date(2026, 1, 12), None), 10),
    ]


def test_a_transfer_under_the_same_role_keeps_the_old_school_in_the_past(district: Roster, tmp_path: Path) -> None:
    district.students["Diego Morales"] = replace(district.students["Diego Morales"], school="mvh", grade="09")
    approved(district.zip(tmp_path))
    then = [
        ("r-diego (1)", "cottonwood", (YEAR[0], YESTERDAY), 10),
        ("r-diego", "mvh", (TODAY, None), 10),
    ]
    assert stays("diego") == then
    district.schools["mvh"] = "Mesa Verde High School"  # the role goes on saying that it began in August
    package = import_package(district.zip(tmp_path, name="next.zip"), at=NOW + timedelta(days=1))
    assert (changes(package), stays("diego")) == ({"schools": (0, 1, 0)}, then)


def test_a_student_who_comes_back_gets_a_second_enrollment(district: Roster, tmp_path: Path) -> None:
    ana = district.students["Ana Flores"]
    ana.ends_on = date(2025, 10, 31)
    approved(district.zip(tmp_path, name="left.zip"))
    ana.begins_on, ana.ends_on = date(2026, 2, 2), None
    approved(district.zip(tmp_path, name="back.zip"))
    assert stays("ana") == [
        ("r-ana (1)", "mvh", (YEAR[0], date(2025, 10, 31)), 10),
        ("r-ana", "mvh", (date(2026, 2, 2), None), 10),
    ]


def test_a_new_school_year_opens_a_new_enrollment_in_the_next_grade(district: Roster, tmp_path: Path) -> None:
    next_year = Roster(year=(date(2026, 8, 17), date(2027, 6, 11)))
    next_year.students["Ana Flores"].grade = "10"
    approved(next_year.zip(tmp_path))
    rows = Enrollment.objects.filter(student__source_id="ana", replaced_at=None).order_by("first_day")
    assert [(row.grade, row.first_day, row.last_day) for row in rows] == [
        ("09", YEAR[0], date(2026, 8, 16)),
        ("10", date(2026, 8, 17), None),
    ]


def test_new_ids_for_the_same_memberships_go_on_with_the_same_lines(district: Roster, tmp_path: Path) -> None:
    files = {
        name: data.replace(b"\nr-", b"\nrole-").replace(b"\ns-", b"\nseat-") for name, data in district.files().items()
    }
    line = Enrollment.objects.get(student__source_id="ana").line
    package = import_package(zip_of(files, tmp_path / "renumbered.zip"))
    assert changes(package)["enrollments"] == (0, 5, 0)
    assert changes(package)["seats"] == (0, 7, 0)
    current = Enrollment.objects.get(student__source_id="ana", replaced_at=None)
    assert (current.source_id, current.line) == ("role-ana", line)


def test_a_second_school_on_the_same_days_is_secondary(district: Roster, tmp_path: Path) -> None:
    files = district.files()
    files["roles.csv"] += b"r-ana-x,,,ana,primary,student,2025-08-18,,cottonwood,\r\n"
    package = import_package(zip_of(files, tmp_path / "two.zip"))
    assert stays("ana") == [
        ("r-ana", "mvh", (YEAR[0], None), 10),
        ("r-ana-x", "cottonwood", (YEAR[0], None), 20),
    ]
    assert "I05" in codes(package, "warn")


def test_classes_of_a_student_without_a_role_there_imply_the_enrollment(home: Path, tmp_path: Path) -> None:
    files = Roster().files()
    rows = files["roles.csv"].split(b"\r\n")
    files["roles.csv"] = b"\r\n".join(row for row in rows if not row.startswith(b"r-ben"))
    import_package(zip_of(files, tmp_path / "x.zip"))
    assert stays("ben") == [("ben:juniper", "juniper", (YEAR[0], None), 10)]
    import_package(Roster().zip(tmp_path, name="later.zip"))  # now with the role: the same line goes on
    assert stays("ben") == [("r-ben", "juniper", (YEAR[0], None), 10)]
    assert Enrollment.objects.filter(student__source_id="ben").values("line").distinct().count() == 1


def test_rights_and_classes_of_staff_end_with_the_file(district: Roster, tmp_path: Path) -> None:
    district.teacher_is_enabled = False
    approved(district.zip(tmp_path))
    assert Assignment.objects.get().last_day == YESTERDAY
    assert set(Teaching.objects.values_list("last_day", flat=True)) == {YESTERDAY}


def test_a_class_that_is_gone_has_ended(district: Roster, tmp_path: Path) -> None:
    district.periods["mvh"] = (1,)
    for pupil in district.students.values():
        pupil.periods = (1,)
    approved(district.zip(tmp_path))
    assert Section.objects.get(source_id="mvh-2").last_day == YESTERDAY
    assert seats("camila") == {("mvh-1", (YEAR[0], None)), ("mvh-2", (YEAR[0], YESTERDAY))}


def test_a_parent_no_longer_named_gets_no_letters_and_again_when_named_again(district: Roster, tmp_path: Path) -> None:
    district.students["Ana Flores"].agents = ()
    import_package(district.zip(tmp_path, name="without.zip"))
    tie = Guardianship.objects.get()
    assert (tie.receives_letters, tie.may_explain) == (False, False)
    import_package(Roster(schools={**district.schools, "mvh": "MVH"}).zip(tmp_path, name="with.zip"))
    tie.refresh_from_db()
    assert (tie.receives_letters, tie.may_explain) == (True, True)


def test_a_parent_whom_the_office_switched_off_stays_off(district: Roster, tmp_path: Path) -> None:
    Guardianship.objects.update(receives_letters=False, may_explain=False)
    district.is_turned = True
    import_package(district.zip(tmp_path))
    assert Guardianship.objects.get().receives_letters is False


def test_a_delta_changes_only_what_it_names(district: Roster, tmp_path: Path) -> None:
    district.students["Camila Reyes"].names = ("Camila", "Reyes-Soto")
    delta = as_delta(district.files(), only=("camila",))
    package = import_package(zip_of(delta, tmp_path / "delta.zip"))
    assert changes(package) == {"students": (0, 1, 0)}
    assert Enrollment.objects.filter(replaced_at=None, last_day=None).count() == 5


def test_a_delta_ends_what_it_marks_as_deleted(district: Roster, tmp_path: Path) -> None:
    delta = as_delta(district.files(), only=("r-liam", "s-liam-2"), deleted=("r-liam", "s-liam-2"),
                     at="2026-02-06T20:00:00Z")  # fmt: skip
    approved(zip_of(delta, tmp_path / "delta.zip"))
    assert stays("liam")[0][2] == (YEAR[0], date(2026, 2, 5))
    assert seats("liam") == {("mvh-2", (YEAR[0], date(2026, 2, 5)))}


def test_a_delta_may_name_what_only_our_records_hold(district: Roster, tmp_path: Path) -> None:
    district.students["Noor Rahimi"] = Pupil("mvh", "11", date(2009, 2, 2), (1,))
    delta = as_delta(district.files(), only=("noor", "r-noor", "s-noor-1"))
    package = import_package(zip_of(delta, tmp_path / "delta.zip"))
    assert changes(package) == {"students": (1, 0, 0), "enrollments": (1, 0, 0), "seats": (1, 0, 0)}


@pytest.mark.parametrize(("is_last_day", "expected"), [(True, date(2026, 1, 30)), (False, date(2026, 1, 29))])
def test_what_an_end_date_means_is_a_value_of_the_pack(
    district: Roster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_last_day: bool, expected: date
) -> None:
    from adsum.intake import examining

    pack = examining.pack_in_force()

    class Other:
        def value(self, key: str, *, on: date) -> object:
            return is_last_day if key == "oneroster.end_date_is_last_day" else pack.value(key, on=on)

    monkeypatch.setattr(examining, "pack_in_force", Other)
    district.students["Liam O'Neal-Ruiz"].ends_on = date(2026, 1, 30)
    approved(district.zip(tmp_path))
    assert stays("liam")[0][2] == (YEAR[0], expected)


def test_attendance_left_outside_an_enrollment_is_said(district: Roster, tmp_path: Path) -> None:
    liam, high = Student.objects.get(source_id="liam"), School.objects.get(source_id="mvh")
    Mark.objects.create(student=liam, school=high, date=date(2026, 2, 2), period=2, status="absent", recorded_at=NOW)
    district.students["Liam O'Neal-Ruiz"].ends_on = date(2026, 1, 30)
    assert "I10" in codes(land_and_check(district.zip(tmp_path)), "warn")

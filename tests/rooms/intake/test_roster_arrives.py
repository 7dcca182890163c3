"""A OneRoster package becomes schools, classes, people and memberships; applied again it changes nothing."""

from datetime import date
from pathlib import Path

import pytest

from adsum.district.models import Assignment, AuditEvent, Region, School, Section, SectionPeriod, Staff, Teaching, Term
from adsum.enrollment.models import Enrollment, Guardian, Guardianship, Seat, Student
from adsum.intake import actions
from adsum.intake.models import Package

from .rosters import NOW, TERMINAL, YEAR, Roster, changes, codes, folder_of, import_package, land_and_check, zip_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def applied(home: Path, tmp_path: Path) -> Package:
    return import_package(Roster().zip(tmp_path))


def test_schools_get_their_region_and_a_level_from_their_grades(applied: Package) -> None:
    assert {(s.source_id, s.level, s.kind, s.region.name) for s in School.objects.select_related("region")} == {
        ("mvh", "high", "comprehensive", "Region North"),
        ("cottonwood", "middle", "comprehensive", "Region North"),
        ("juniper", "elementary", "comprehensive", "Region North"),
    }
    assert Region.objects.count() == 1


def test_classes_get_term_days_room_and_periods(applied: Package) -> None:
    section = Section.objects.get(source_id="mvh-2")
    assert (section.first_day, section.last_day, section.room, section.term.title) == (*YEAR, "Room 12", "The year")
    assert list(SectionPeriod.objects.filter(section=section).values_list("period", flat=True)) == [2]
    assert Term.objects.get().school_year == 2026


def test_staff_get_their_roles_and_classes(applied: Package) -> None:
    lee = Staff.objects.get()
    assert (lee.name, lee.email, lee.user) == ("Pat Lee", "p.lee@example.org", None)
    role = Assignment.objects.get()
    assert (role.role, role.school.source_id, role.first_day, role.last_day) == ("teacher", "mvh", YEAR[0], None)
    assert Teaching.objects.filter(staff=lee, role="teacher").count() == 4


def test_students_get_enrollment_seats_and_family(applied: Package) -> None:
    ana = Student.objects.get(source_id="ana")
    assert (ana.name, ana.birth_date, ana.state_id) == ("Ana Flores", date(2011, 3, 2), "1000000001")
    enrollment = Enrollment.objects.get(student=ana)
    assert (enrollment.source_id, enrollment.grade, enrollment.status) == ("r-ana", "09", 10)
    assert (enrollment.first_day, enrollment.last_day, enrollment.recorded_at) == (YEAR[0], None, NOW)
    assert set(Seat.objects.filter(student=ana).values_list("section__source_id", flat=True)) == {"mvh-1", "mvh-2"}
    rosa = Guardian.objects.get()
    assert (rosa.phone, rosa.email) == ("+52 55 1234 5678", "rosa@example.org")
    tie = Guardianship.objects.get(student=ana, guardian=rosa)
    assert (tie.relation, tie.receives_letters, tie.may_explain) == ("parent", True, True)


def test_the_plan_counts_what_it_did(applied: Package) -> None:
    assert changes(applied) == {
        "regions": (1, 0, 0), "schools": (3, 0, 0), "terms": (1, 0, 0), "courses": (3, 0, 0), "sections": (4, 0, 0),
        "students": (5, 0, 0), "staff": (1, 0, 0), "guardians": (1, 0, 0), "assignments": (1, 0, 0),
        "teachings": (4, 0, 0), "enrollments": (5, 0, 0), "seats": (7, 0, 0), "families": (1, 0, 0),
    }  # fmt: skip
    assert applied.plan["kinds"]["students"]["examples"] == {"add": ["ana", "camila", "liam", "diego", "ben"]}
    assert codes(applied) == ["I01"]  # no school has a calendar


def test_one_event_says_what_was_applied_and_names_nobody(applied: Package) -> None:
    event = AuditEvent.objects.get(verb="package.applied")
    assert event.by_job == "terminal"
    assert event.about == f"intake.package:{applied.pk}"
    assert event.details["counts"]["students"] == [5, 0, 0]
    assert "Flores" not in str(list(AuditEvent.objects.values_list("details", flat=True)))


def test_M22_the_same_file_again_says_when_and_by_whom(applied: Package, tmp_path: Path) -> None:
    again = actions.land(source=tmp_path / "roster.zip", file_name="roster.zip", by=TERMINAL, at=NOW)
    assert (again.is_new, again.package) == (False, applied)
    assert (again.package.applied_at, again.package.applied_by) == (NOW, None)
    assert Package.objects.count() == 1
    assert Enrollment.objects.count() == 5


def test_M22_the_same_content_in_a_folder_is_the_same_package(applied: Package, tmp_path: Path) -> None:
    package = land_and_check(folder_of(Roster().files(), tmp_path / "loose"))
    assert (package.state, package.same_as, package.path) == ("unchanged", applied, "")


def test_content_that_says_the_same_in_other_bytes_changes_nothing(applied: Package, tmp_path: Path) -> None:
    package = import_package(Roster(is_turned=True).zip(tmp_path, name="turned.zip"))
    assert (package.fingerprint == applied.fingerprint, changes(package), package.plan["total"]) == (False, {}, 0)
    assert (Enrollment.objects.count(), Seat.objects.count(), Student.objects.count()) == (5, 7, 5)


def test_an_account_made_by_hand_becomes_the_employee_of_that_address(home: Path, tmp_path: Path) -> None:
    from adsum.district.actions import open_account

    staff = open_account(
        email="P.Lee@example.org", given_name="Pat", family_name="Lee", password="x" * 14, by=TERMINAL, at=NOW
    )
    import_package(Roster().zip(tmp_path))
    staff.refresh_from_db()
    assert (staff.source_id, staff.user.email) == ("lee", "p.lee@example.org")
    assert Assignment.objects.get().staff == staff


@pytest.mark.parametrize("role", ["systemAdministrator", "aide", "proctor"])
def test_a_file_never_makes_an_administrator(home: Path, tmp_path: Path, role: str) -> None:
    district = Roster(teacher_role=role)
    package = import_package(district.zip(tmp_path))
    assert Assignment.objects.count() == 0
    assert Staff.objects.count() == 1
    assert "I07" in codes(package, "warn")


def test_a_person_whose_account_is_switched_off_gets_no_rights(home: Path, tmp_path: Path) -> None:
    import_package(Roster(teacher_is_enabled=False).zip(tmp_path))
    assert (Assignment.objects.count(), Teaching.objects.count(), Staff.objects.count()) == (0, 0, 1)


def test_a_student_without_birth_date_is_refused_at_the_row(home: Path, tmp_path: Path) -> None:
    district = Roster()
    district.students["Diego Morales"].birth_date = None
    package = land_and_check(district.zip(tmp_path))
    assert package.state == "refused"
    problem = package.findings.get(severity="refuse-set")
    assert (problem.code, problem.file, problem.row, problem.field) == ("I03", "demographics.csv", 5, "birthDate")
    assert Student.objects.count() == 0


def test_a_package_of_students_without_demographics_is_refused_in_one_line(home: Path, tmp_path: Path) -> None:
    files = Roster().files()
    del files["demographics.csv"]
    files["manifest.csv"] = files["manifest.csv"].replace(b"file.demographics,bulk", b"file.demographics,absent")
    package = land_and_check(zip_of(files, tmp_path / "x.zip"))
    assert [(f.code, f.message) for f in package.findings.filter(severity="refuse-set")] == [
        ("I03", "is not in the package: 5 new students have no birth date. Export it, too.")
    ]


def test_a_grade_no_attendance_is_kept_for_has_no_enrollment(home: Path, tmp_path: Path) -> None:
    district = Roster()
    district.students["Ben Okafor"].grade = "PK"
    package = import_package(district.zip(tmp_path))
    assert not Enrollment.objects.filter(student__source_id="ben").exists()
    assert not Seat.objects.filter(student__source_id="ben").exists()
    assert "I04" in codes(package, "warn")


def test_a_student_without_any_grade_waits_for_review(home: Path, tmp_path: Path) -> None:
    district = Roster()
    district.students["Ben Okafor"].grade = ""
    package = import_package(district.zip(tmp_path))
    assert "I04" in codes(package, "hold")
    assert package.plan["held"] == 1
    assert not Seat.objects.filter(student__source_id="ben").exists()


def test_the_level_and_kind_somebody_corrected_stay(applied: Package, tmp_path: Path) -> None:
    School.objects.filter(source_id="juniper").update(level="span", kind="other")
    district = Roster()
    district.schools["juniper"] = "Juniper School"
    import_package(district.zip(tmp_path))
    school = School.objects.get(source_id="juniper")
    assert (school.name, school.level, school.kind) == ("Juniper School", "span", "other")


def test_the_kind_of_a_continuation_school_is_taken_from_its_name_and_said(home: Path, tmp_path: Path) -> None:
    district = Roster()
    district.schools["cottonwood"] = "Piñon Continuation High"
    package = import_package(district.zip(tmp_path))
    assert School.objects.get(source_id="cottonwood").kind == "continuation"
    assert "I06" in codes(package, "warn")

"""What stands between a package and the records: review, confirmation, a second person, one import at a time."""

import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from world import World

from adsum.attendance.models import Mark
from adsum.district.models import AuditEvent, School
from adsum.district.pack import pack_in_force
from adsum.enrollment.models import Enrollment, Seat, Student
from adsum.intake import actions
from adsum.intake.confirmations import larger_than_usual
from adsum.intake.models import Package
from adsum.intake.one_at_a_time import import_lock
from adsum.intake.refusals import ImportRunning, IntakeRefused, NotConfirmed, NotPlanned, PlanMoved, SecondPersonNeeded
from adsum.intake.roster.plan import EndedShare

from .rosters import (
    NOW,
    TERMINAL,
    YEAR,
    Pupil,
    Roster,
    as_delta,
    changes,
    codes,
    findings,
    import_package,
    land_and_check,
    zip_of,
)

pytestmark = pytest.mark.django_db
LAST_WEEK = datetime(2026, 2, 3, 16, 0, tzinfo=UTC)


@pytest.fixture
def district(home: Path, tmp_path: Path) -> Roster:
    """Mesa Verde as it was imported last week, from an export of that morning."""
    import_package(Roster().zip(tmp_path, name="first.zip", at=datetime(2026, 2, 3, 6, 0)), at=LAST_WEEK)  # noqa: DTZ001
    return Roster()


def school_of(count: int) -> Roster:
    """A package with `count` students in one high school."""
    students = {f"S{number:03} Garcia": Pupil("mvh", "09", date(2011, 1, 1), (1,)) for number in range(count)}
    return Roster(students=students, parent=None)


# --- somebody else under a known id ----------------------------------------------------------------------------------


def test_M61_a_known_id_that_is_somebody_else_waits_and_the_rest_is_applied(district: Roster, tmp_path: Path) -> None:
    ana = district.students["Ana Flores"]
    ana.names, ana.birth_date = ("Luis", "Ortiz"), date(2012, 9, 9)
    del district.students["Liam O'Neal-Ruiz"]
    district.students["Camila Reyes"].names = ("Camila", "Reyes-Soto")
    package = import_package(district.zip(tmp_path))
    assert ("M61", "hold", "users.csv", 2, "sourcedId") in findings(package)
    assert package.plan["held"] == 1
    assert Student.objects.get(source_id="ana").given_name == "Ana"
    assert Enrollment.objects.get(student__source_id="ana", replaced_at=None).last_day is None  # nor ended
    assert Student.objects.get(source_id="camila").family_name == "Reyes-Soto"
    assert Enrollment.objects.get(student__source_id="liam", replaced_at=None).last_day is not None


@pytest.mark.parametrize(
    ("names", "birth_date"), [(("Ana", "Flores-Kim"), date(2011, 3, 2)), (("Ana", "Flores"), date(2011, 3, 3))]
)
def test_one_of_name_and_birth_date_may_change(
    district: Roster, tmp_path: Path, names: tuple[str, str], birth_date: date
) -> None:
    ana = district.students["Ana Flores"]
    ana.names, ana.birth_date = names, birth_date
    assert changes(import_package(district.zip(tmp_path))) == {"students": (0, 1, 0)}


def test_an_employee_id_that_is_somebody_else_passes_no_account_on(district: Roster, tmp_path: Path) -> None:
    files = district.files()
    files["users.csv"] = files["users.csv"].replace(b"Pat,Lee", b"Max,Ito").replace(b"p.lee@", b"m.ito@")
    package = import_package(zip_of(files, tmp_path / "x.zip"))
    assert codes(package, "hold") == ["M61"]


def test_M64_an_ssid_that_is_another_students_waits(district: Roster, tmp_path: Path) -> None:
    district.students["Noor Rahimi"] = Pupil("mvh", "11", date(2009, 2, 2), (1,), state_id="1000000001")
    del district.students["Ana Flores"]
    package = land_and_check(district.zip(tmp_path))
    assert "M64" in codes(package, "hold")
    assert "noor" not in package.plan["kinds"]["students"]["examples"].get("add", [])


def test_M64_two_ssids_for_one_student_wait_with_everything_of_theirs(district: Roster, tmp_path: Path) -> None:
    district.students["Ana Flores"].state_id = "1000000009"
    district.students["Ana Flores"].grade = "10"
    package = import_package(district.zip(tmp_path))
    assert codes(package, "hold") == ["M64"]
    assert changes(package) == {}
    assert Student.objects.get(source_id="ana").state_id == "1000000001"


# --- deleting history ------------------------------------------------------------------------------------------------


def test_M65_a_student_with_attendance_is_not_deleted(district: Roster, tmp_path: Path) -> None:
    liam, high = Student.objects.get(source_id="liam"), School.objects.get(source_id="mvh")
    Mark.objects.create(student=liam, school=high, date=date(2026, 2, 2), period=2, status="absent", recorded_at=NOW)
    delta = as_delta(district.files(), only=("ben", "liam"), deleted=("liam",))
    package = land_and_check(zip_of(delta, tmp_path / "delta.zip"))
    assert package.state == "refused"
    assert ("M65", "refuse-set", "users.csv", 2, "status") in findings(package)
    assert Enrollment.objects.filter(last_day=None, replaced_at=None).count() == 5


def test_M65_a_student_without_history_is_ended_and_stays_on_record(district: Roster, tmp_path: Path) -> None:
    delta = as_delta(district.files(), only=("liam",), deleted=("liam",))
    import_package(zip_of(delta, tmp_path / "delta.zip"))
    assert Enrollment.objects.get(student__source_id="liam", replaced_at=None).last_day == date(2026, 2, 9)
    assert Student.objects.filter(source_id="liam").exists()


# --- going back ------------------------------------------------------------------------------------------------------


def test_M23_an_older_export_waits_for_a_reason(district: Roster, tmp_path: Path) -> None:
    district.students["Camila Reyes"].grade = "11"
    older = land_and_check(district.zip(tmp_path, at=datetime(2026, 2, 2, 6, 0)))  # noqa: DTZ001
    assert [each["code"] for each in older.confirmations] == ["M23"]
    assert "2026-02-02" in older.confirmations[0]["message"]
    with pytest.raises(NotConfirmed):
        actions.apply(package=older, by=TERMINAL, at=NOW)
    assert Enrollment.objects.filter(grade="11").count() == 0
    actions.confirm(package=older, why="the newer export was wrong", by=TERMINAL, at=NOW)
    applied = actions.apply(package=older, by=TERMINAL, at=NOW)
    applied.refresh_from_db()
    assert (applied.state, applied.confirmed_why) == ("applied", "the newer export was wrong")


def test_M23_a_newer_export_does_not_wait(district: Roster, tmp_path: Path) -> None:
    district.students["Camila Reyes"].grade = "11"
    newer = land_and_check(district.zip(tmp_path, at=datetime(2026, 2, 9, 6, 0)))  # noqa: DTZ001
    assert newer.confirmations == []


def test_M23_a_file_that_another_one_followed_is_older(district: Roster, tmp_path: Path) -> None:
    district.students["Camila Reyes"].grade = "11"
    import_package(zip_of(district.files(), tmp_path / "second.zip"))
    again = land_and_check(Roster().zip(tmp_path, name="first.zip"))
    assert [each["code"] for each in again.confirmations] == ["M23"]


@pytest.mark.parametrize("why", ["", "  ok ", "x" * 301])
def test_a_reason_somebody_can_read_next_year(district: Roster, tmp_path: Path, why: str) -> None:
    district.students["Camila Reyes"].grade = "11"
    older = land_and_check(district.zip(tmp_path, at=datetime(2026, 2, 2, 6, 0)))  # noqa: DTZ001
    with pytest.raises(IntakeRefused, match="reason"):
        actions.confirm(package=older, why=why, by=TERMINAL, at=NOW)


# --- far more than usual ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "asked"),
    [
        ({"mvh": (4, 40)}, False),  # ten percent, but only four
        ({"mvh": (5, 40)}, True),
        ({"mvh": (49, 5_000)}, False),
        ({"mvh": (50, 5_000)}, False),  # one percent of the district
        ({"mvh": (51, 5_000)}, True),
        ({"mvh": (4, 100), "juniper": (0, 900)}, False),
        ({"mvh": (5, 100), "juniper": (0, 900)}, False),  # five percent of the school
        ({"mvh": (6, 100), "juniper": (0, 900)}, True),
        ({}, False),
    ],
)
def test_M66_below_at_and_above_the_usual_shares(counts: dict[str, tuple[int, int]], asked: bool) -> None:
    found = larger_than_usual(EndedShare({"enrollments": counts}), day=NOW.date(), pack=pack_in_force())
    assert bool(found) is asked


def test_M66_the_school_that_is_hit_hardest_is_named() -> None:
    counts = {"mvh": (6, 100), "cottonwood": (3, 20), "juniper": (0, 9_000)}
    [found] = larger_than_usual(EndedShare({"seats": counts}), day=NOW.date(), pack=pack_in_force())
    assert found["message"].startswith("This file would end 6 of 100 places in classes at school mvh.")


def test_M66_the_second_person_is_somebody_else(world: World, home: Path, tmp_path: Path) -> None:
    pilar, other = world.person("administrator"), world.person("administrator", name="second")
    district = school_of(20)
    import_package(district.zip(tmp_path, name="first.zip"), at=LAST_WEEK)
    district.students = dict(list(district.students.items())[:10])
    package = land_and_check(district.zip(tmp_path), by=pilar)
    assert "10 of 20 enrollments" in package.confirmations[0]["message"]
    for person in (pilar, TERMINAL):
        with pytest.raises(SecondPersonNeeded):
            actions.confirm(package=package, why="the school has closed", by=person, at=NOW)
    with pytest.raises(NotConfirmed):
        actions.apply(package=package, by=pilar, at=NOW)
    assert Enrollment.objects.filter(replaced_at=None, last_day=None).count() == 20
    actions.confirm(package=package, why="the school has closed", by=other, at=NOW)
    actions.apply(package=package, by=pilar, at=NOW)
    package.refresh_from_db()
    assert (package.confirmed_by, package.applied_by) == (other, pilar)
    assert AuditEvent.objects.get(verb="package.confirmed").details == {"codes": ["M66", "M66"]}


def test_M66_places_in_classes_count_as_well(home: Path, tmp_path: Path) -> None:
    district = school_of(20)
    import_package(district.zip(tmp_path, name="first.zip"), at=LAST_WEEK)
    for name in list(district.students)[:10]:
        district.students[name].periods = ()
    package = land_and_check(district.zip(tmp_path))
    assert "10 of 20 places in classes" in package.confirmations[0]["message"]


# --- one at a time, as it was shown ----------------------------------------------------------------------------------


def test_M24_a_second_import_is_refused_while_one_runs(home: Path, tmp_path: Path) -> None:
    package = land_and_check(Roster().zip(tmp_path))
    Package.objects.filter(pk=package.pk).update(state="applying", began_at=NOW)
    with import_lock():
        with pytest.raises(ImportRunning, match=r"is running \(started 08:35\)"):
            actions.land(source=tmp_path / "roster.zip", file_name="x.zip", by=TERMINAL, at=NOW)
        with pytest.raises(ImportRunning):
            actions.apply(package=package, by=TERMINAL, at=NOW)
        with pytest.raises(ImportRunning):
            actions.check(package=package, by=TERMINAL, at=NOW)
    assert Enrollment.objects.count() == 0
    assert Package.objects.count() == 1


def test_M24_two_at_the_same_moment_apply_once(home: Path, tmp_path: Path) -> None:
    package = land_and_check(Roster().zip(tmp_path))
    outcomes: list[object] = []
    holding, go = threading.Event(), threading.Event()

    def first() -> None:
        with import_lock():
            holding.set()
            go.wait(5)

    thread = threading.Thread(target=first)
    thread.start()
    holding.wait(5)
    with pytest.raises(ImportRunning):
        actions.apply(package=package, by=TERMINAL, at=NOW)
    go.set()
    thread.join()
    outcomes += [actions.apply(package=package, by=TERMINAL, at=NOW) for _ in range(2)]
    assert Enrollment.objects.count() == 5
    assert AuditEvent.objects.filter(verb="package.applied").count() == 1


def test_a_state_left_behind_by_a_dead_process_is_put_right(home: Path, tmp_path: Path) -> None:
    package = land_and_check(Roster().zip(tmp_path))
    Package.objects.filter(pk=package.pk).update(state="applying", began_at=NOW)
    actions.apply(package=package, by=TERMINAL, at=NOW + timedelta(hours=1))
    package.refresh_from_db()
    assert (package.state, package.began_at) == ("applied", None)


def test_a_plan_that_our_records_have_left_behind_is_shown_anew(district: Roster, tmp_path: Path) -> None:
    district.students["Camila Reyes"].names = ("Camila", "Reyes-Soto")
    package = land_and_check(district.zip(tmp_path))
    Student.objects.filter(source_id="camila").update(family_name="Reyes-Soto")
    with pytest.raises(PlanMoved, match="Nothing was applied"):
        actions.apply(package=package, by=TERMINAL, at=NOW)
    package.refresh_from_db()
    assert (package.state, package.plan["total"]) == ("planned", 0)
    actions.apply(package=package, by=TERMINAL, at=NOW)


def test_a_refused_package_cannot_be_applied_and_is_not_kept(home: Path, tmp_path: Path) -> None:
    files = Roster().files()
    files["roles.csv"] = files["roles.csv"].replace(b",student,", b",Student,")
    package = land_and_check(zip_of(files, tmp_path / "x.zip"))
    assert (package.state, package.error_count, package.path) == ("refused", 5, "")
    with pytest.raises(NotPlanned, match="Nothing was changed"):
        actions.apply(package=package, by=TERMINAL, at=NOW)
    kept = {path.name for path in (home / "landed").iterdir()}
    assert kept == {"import.lock", f"{package.key}.findings.csv"}


def test_an_error_of_ours_leaves_the_records_and_can_be_tried_again(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from adsum.intake.roster import writing

    package = land_and_check(Roster().zip(tmp_path))

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr(writing, "remember", fail)
    with pytest.raises(RuntimeError):
        actions.apply(package=package, by=TERMINAL, at=NOW)
    assert (Enrollment.objects.count(), Student.objects.count()) == (0, 0)
    monkeypatch.undo()
    package = actions.check(package=package, by=TERMINAL, at=NOW)
    actions.apply(package=package, by=TERMINAL, at=NOW)
    assert (Enrollment.objects.count(), Seat.objects.count()) == (5, 7)


def test_texts_longer_than_our_records_hold_are_refused(home: Path, tmp_path: Path) -> None:
    district = Roster()
    district.students["Ana Flores"].names = ("A" * 130, "Flores")
    package = land_and_check(district.zip(tmp_path))
    assert ("M57", "refuse-set", "users.csv", 2, "givenName") in findings(package)


def test_another_district_is_refused(home: Path, tmp_path: Path, settings: object) -> None:
    settings.DISTRICT_ID = "1964725"  # type: ignore[attr-defined]
    package = land_and_check(Roster().zip(tmp_path))
    assert codes(package) == ["M25"]
    assert School.objects.count() == 0


def test_statements_grow_with_batches_and_not_with_rows(
    home: Path, tmp_path: Path, django_assert_max_num_queries: object
) -> None:
    package = land_and_check(school_of(900).zip(tmp_path))
    with django_assert_max_num_queries(160):  # type: ignore[operator]
        actions.apply(package=package, by=TERMINAL, at=NOW)
    assert Enrollment.objects.count() == 900
    assert Enrollment.objects.filter(first_day=YEAR[0]).count() == 900

"""`adsum import`: exit codes, what it prints, and that --check writes nothing anywhere."""

from datetime import datetime
from pathlib import Path

import pytest
from world import World

from adsum.attendance.models import Mark
from adsum.cli import main
from adsum.district.models import AuditEvent, School
from adsum.enrollment.models import Enrollment, Student
from adsum.intake.models import Package

from .faults import FAULTS, with_twenty_faults
from .rosters import NOW, Pupil, Roster, import_package, zip_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home", "at_demo_time")]


def printed(capsys: pytest.CaptureFixture[str]) -> str:
    caught = capsys.readouterr()
    return caught.out + caught.err


def test_a_package_is_applied_and_says_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(Roster().zip(tmp_path))]) == 0
    text = printed(capsys)
    assert "students     5 added" in text
    assert "added: ana, camila, liam, diego, ben" in text
    assert "Applied: 37 changes, in one piece." in text
    assert "`adsum night`" in text
    assert "Flores" not in text
    assert Enrollment.objects.count() == 5


def test_M22_again_says_when_and_by_whom(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package = str(Roster().zip(tmp_path))
    assert main(["import", package]) == 0
    printed(capsys)
    assert main(["import", package]) == 0
    text = printed(capsys)
    assert "This was applied already on 2026-02-10 08:35 by the terminal. Nothing was changed." in text


def test_check_reads_and_reports_and_writes_nothing(
    tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(Roster().zip(tmp_path)), "--check"]) == 0
    assert "Only checked. Nothing was changed." in printed(capsys)
    assert (Package.objects.count(), School.objects.count(), AuditEvent.objects.count()) == (0, 0, 0)
    assert not (home / "landed").exists()


@pytest.mark.parametrize("option", [["--check"], []])
def test_a_package_with_twenty_faults_lists_twenty_and_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: list[str]
) -> None:
    import_package(Roster().zip(tmp_path, name="good.zip"))
    liam, high = Student.objects.get(source_id="liam"), School.objects.get(source_id="mvh")
    Mark.objects.create(student=liam, school=high, date=NOW.date(), period=2, status="absent", recorded_at=NOW)
    before = everything()
    assert main(["import", str(zip_of(with_twenty_faults(), tmp_path / "bad.zip")), *option]) == 3
    errors = [line for line in printed(capsys).splitlines() if line.endswith("]") and "(warn)" not in line]
    found = sorted((line.split(": ", 1)[0], line[-4:-1]) for line in errors)
    assert found == sorted(FAULTS)
    assert len(FAULTS) == 20
    assert everything() == before
    assert Package.objects.count() == (1 if option else 2)


def everything() -> list[object]:
    """Rows of the records that an import could touch."""
    from adsum.district.models import Course, Section, Staff, Term
    from adsum.enrollment.models import Guardian, Seat

    models = (School, Term, Course, Section, Staff, Student, Guardian, Enrollment, Seat, Mark)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_a_missing_path_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(tmp_path / "none.zip")]) == 2
    assert "Nothing was done" in printed(capsys)


def test_a_file_that_is_no_package_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "roster.zip"
    path.write_bytes(b"%PDF-1.7 not a package")
    assert main(["import", str(path), "--check"]) == 3
    assert "roster.zip: this is not a text table; it looks like a PDF document" in printed(capsys)


def test_a_database_that_is_not_migrated_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from adsum.cli import import_

    monkeypatch.setattr(import_, "migrations_waiting", lambda: "59 migrations wait")
    assert main(["import", str(Roster().zip(tmp_path))]) == 1
    assert "Run `adsum migrate` first. Nothing was done." in printed(capsys)


def test_an_account_that_may_not_import_is_wrong_usage(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clerk = world.person("clerk")
    assert main(["import", str(Roster().zip(tmp_path)), "--by", clerk.email]) == 2
    assert Package.objects.count() == 0


def test_an_older_package_waits_for_a_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import_package(Roster().zip(tmp_path, name="first.zip", at=datetime(2026, 2, 9, 6, 0)))  # noqa: DTZ001
    district = Roster()
    district.students["Camila Reyes"].grade = "11"
    older = str(district.zip(tmp_path, at=datetime(2026, 2, 8, 6, 0)))  # noqa: DTZ001
    assert main(["import", older]) == 1
    assert "is older than the one in use" in printed(capsys)
    assert main(["import", older, "--confirm-why", "yesterday's export was wrong"]) == 0
    assert Enrollment.objects.filter(grade="11", replaced_at=None).count() == 1


def test_M66_a_second_person_approves_what_the_first_one_sent(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pilar, other = world.person("administrator").email, world.person("administrator", name="second").email
    students = {f"S{number:02} Garcia": Pupil("mvh", "09", NOW.date(), (1,)) for number in range(20)}
    import_package(Roster(students=students, parent=None).zip(tmp_path, name="first.zip"))
    half = str(Roster(students=dict(list(students.items())[:10]), parent=None).zip(tmp_path))
    assert main(["import", half, "--by", pilar, "--confirm-why", "the school closes"]) == 1
    assert "Somebody other than the person who sent this package must approve it" in printed(capsys)
    assert main(["import", half, "--by", other, "--confirm-why", "the school closes"]) == 0
    package = Package.objects.first()
    assert package is not None
    assert (package.landed_by.email, package.confirmed_by.email) == (pilar, other)  # type: ignore[union-attr]

"""The import pages: sending, watching, reading what is wrong, approving, applying."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from rooms.intake.faults import FAULTS, with_twenty_faults
from rooms.intake.rosters import NOW, Pupil, Roster, import_package, zip_of
from world import World

from adsum.attendance.models import Mark
from adsum.district.models import AuditEvent, School
from adsum.enrollment.models import Enrollment, Student
from adsum.intake.models import Package
from adsum.intake.one_at_a_time import import_lock
from adsum.web.intake import acts, uploads

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home", "at_demo_time")]
IMMEDIATE = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture(autouse=True)
def _work_is_done_at_once(settings: object) -> None:
    settings.TASKS = IMMEDIATE  # type: ignore[attr-defined]


@pytest.fixture
def pilar(world: World) -> Client:
    return signed_in(world, "administrator")


def signed_in(world: World, role: str, name: str = "") -> Client:
    client = Client()
    client.force_login(world.person(role, name=name))
    return client


def send(client: Client, path: Path) -> Package:
    """Send a file; the package it became."""
    response = client.post("/imports/files/", {"file": SimpleUploadedFile(path.name, path.read_bytes())})
    assert response.status_code == 302, response.content.decode()
    return Package.objects.get(key=response["Location"].split("/")[2])


def apply(client: Client, package: Package, **more: str) -> int:
    data = {"submission": f"submission-{package.key}", **more}
    return client.post(f"/imports/{package.key}/application/", data).status_code


def text_of(client: Client, package: Package) -> str:
    response = client.get(f"/imports/{package.key}/")
    assert response.status_code == 200
    return response.content.decode()


def leaving(count: int, of: int) -> tuple[Roster, Roster]:
    students = {f"S{number:02} Garcia": Pupil("mvh", "09", date(2011, 1, 1), (1,)) for number in range(of)}
    return Roster(students=students, parent=None), Roster(students=dict(list(students.items())[count:]), parent=None)


def test_a_file_is_sent_checked_shown_and_applied(pilar: Client, tmp_path: Path) -> None:
    package = send(pilar, Roster().zip(tmp_path))
    assert package.state == "planned"
    text = text_of(pilar, package)
    assert "Apply 37 changes" in text
    assert "ana, camila, liam, diego, ben" in text
    assert School.objects.filter(source_id="mvh", name="Mesa Verde High", rolls_from=None).count() == 0
    assert apply(pilar, package) == 302
    text = text_of(pilar, package)
    assert "On Feb 10, 2026, 8:35 a.m., 37 changes were applied by Administrator Of Mesa Verde." in text
    assert "Nobody was judged anew" in text
    assert Enrollment.objects.count() == 5
    event = AuditEvent.objects.get(verb="package.applied")
    assert event.by is not None


def test_applying_twice_is_applying_once(pilar: Client, tmp_path: Path) -> None:
    package = send(pilar, Roster().zip(tmp_path))
    assert [apply(pilar, package) for _ in range(2)] == [302, 302]
    assert AuditEvent.objects.filter(verb="package.applied").count() == 1


def test_M22_the_same_file_again_leads_to_its_receipt(pilar: Client, tmp_path: Path) -> None:
    first = send(pilar, Roster().zip(tmp_path))
    apply(pilar, first)
    again = send(pilar, tmp_path / "roster.zip")
    assert again == first
    text = text_of(pilar, again)
    assert "This file was applied before. Nothing was changed." in text
    assert "37 changes were applied by Administrator Of Mesa Verde." in text


def test_M22_the_same_content_says_when_it_was_applied(pilar: Client, tmp_path: Path) -> None:
    apply(pilar, send(pilar, Roster().zip(tmp_path)))
    other = send(pilar, Roster().zip(tmp_path, name="other.zip", at=NOW))
    assert other.state == "unchanged"
    assert "On Feb 10, 2026, 8:35 a.m., what this file says was applied already. Nothing was changed." in text_of(
        pilar, other
    )


def test_a_package_with_twenty_faults_shows_twenty_and_changes_nothing(pilar: Client, tmp_path: Path) -> None:
    import_package(Roster().zip(tmp_path, name="good.zip"))
    liam, high = Student.objects.get(source_id="liam"), School.objects.get(source_id="mvh")
    Mark.objects.create(student=liam, school=high, date=NOW.date(), period=2, status="absent", recorded_at=NOW)
    package = send(pilar, zip_of(with_twenty_faults(), tmp_path / "bad.zip"))
    assert (package.state, package.error_count) == ("refused", 20)
    text = text_of(pilar, package)
    assert text.count('<span class="badge bad">error</span>') == 20
    assert "Nothing was changed. Mend what is listed and send the file again." in text
    lines = list(csv.DictReader(io.StringIO(download(pilar, package))))
    refusing = [line for line in lines if line["severity"].startswith("refuse")]
    found = sorted((f"{line['file']} {line['row']} {line['field']}", line["code"]) for line in refusing)
    assert found == sorted(FAULTS)
    assert list(lines[0]) == ["code", "severity", "file", "row", "field", "value", "message"]
    assert apply(pilar, package) == 422
    assert Enrollment.objects.filter(replaced_at=None, last_day=None).count() == 5


def download(client: Client, package: Package) -> str:
    response = client.get(f"/imports/{package.key}/findings.csv")
    assert "attachment" in response["Content-Disposition"]
    return b"".join(response.streaming_content).decode("utf-8")


def test_of_many_findings_the_first_thousand_are_shown_and_all_are_in_the_download(
    pilar: Client, tmp_path: Path
) -> None:
    students = {f"S{number:04} Garcia": Pupil("mvh", "09", None, ()) for number in range(1_100)}
    package = send(pilar, Roster(students=students, parent=None).zip(tmp_path))
    assert package.error_count == 1_100
    text = text_of(pilar, package)
    assert text.count('<span class="badge bad">error</span>') == 1_000
    assert f"{package.problem_count - 1_000} more are only in the download." in text
    assert len(download(pilar, package).splitlines()) == package.problem_count + 1


def test_M14_a_request_that_announces_too_much_is_not_read(
    pilar: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "FORM_BYTES", 0)
    monkeypatch.setattr(acts, "is_too_large", lambda request: uploads.is_too_large(request, limit=1_000))
    path = Roster().zip(tmp_path)
    response = pilar.post("/imports/files/", {"file": SimpleUploadedFile("roster.zip", path.read_bytes())})
    assert response.status_code == 413
    assert "The upload was stopped; nothing was changed." in response.content.decode()
    assert Package.objects.count() == 0


@pytest.mark.parametrize(("more", "status"), [(-1, 413), (0, 302), (1, 302)], ids=["above", "at", "below"])
def test_M14_the_upload_is_stopped_at_the_limit_while_it_comes(
    pilar: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: int, status: int
) -> None:
    path = Roster().zip(tmp_path)
    limit = path.stat().st_size + more
    monkeypatch.setattr(acts, "Quota", lambda request: uploads.Quota(request, limit=limit))
    response = pilar.post("/imports/files/", {"file": SimpleUploadedFile("roster.zip", path.read_bytes())})
    assert response.status_code == status
    assert Package.objects.count() == (0 if status == 413 else 1)


def test_a_form_without_a_file_says_so_next_to_the_field(pilar: Client) -> None:
    response = pilar.post("/imports/files/", {})
    assert response.status_code == 422
    assert '<a href="#id_file">File: This field is required.</a>' in response.content.decode()


def test_a_file_may_not_be_sent_from_another_site(world: World, tmp_path: Path) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.person("administrator"))
    path = Roster().zip(tmp_path)
    response = client.post("/imports/files/", {"file": SimpleUploadedFile("roster.zip", path.read_bytes())})
    assert response.status_code == 403
    assert Package.objects.count() == 0


def test_M23_an_older_file_is_applied_with_a_reason_only(pilar: Client, tmp_path: Path) -> None:
    from datetime import datetime

    apply(pilar, send(pilar, Roster().zip(tmp_path, name="new.zip", at=datetime(2026, 2, 9, 6, 0))))  # noqa: DTZ001
    district = Roster()
    district.students["Camila Reyes"].grade = "11"
    older = send(pilar, district.zip(tmp_path, name="old.zip", at=datetime(2026, 2, 8, 6, 0)))  # noqa: DTZ001
    assert "is older than the one in use" in text_of(pilar, older)
    assert apply(pilar, older) == 409
    assert apply(pilar, older, why="no") == 409
    assert Enrollment.objects.filter(grade="11").count() == 0
    assert apply(pilar, older, why="the newer export was wrong") == 302
    assert "the newer export was wrong" in text_of(pilar, older)
    assert Enrollment.objects.filter(grade="11", replaced_at=None).count() == 1


def test_M66_a_large_change_waits_for_somebody_else(world: World, pilar: Client, tmp_path: Path) -> None:
    before, after = leaving(10, of=20)
    import_package(before.zip(tmp_path, name="before.zip"))
    package = send(pilar, after.zip(tmp_path))
    text = text_of(pilar, package)
    assert "You sent this file. Somebody else has to approve it" in text
    assert "Approve and apply" not in text
    assert apply(pilar, package, why="the school has closed") == 409
    other = signed_in(world, "administrator", name="second")
    assert "Approve and apply" in text_of(other, package)
    assert apply(other, package, why="the school has closed") == 302
    package.refresh_from_db()
    assert (package.state, package.confirmed_by == package.landed_by) == ("applied", False)


def test_M24_a_second_import_is_refused_while_one_runs(pilar: Client, tmp_path: Path) -> None:
    path = Roster().zip(tmp_path)
    with import_lock():
        response = pilar.post("/imports/files/", {"file": SimpleUploadedFile("roster.zip", path.read_bytes())})
    assert response.status_code == 422
    assert "An import is running. Nothing was changed." in response.content.decode()
    assert Package.objects.count() == 0


def test_while_no_worker_has_taken_it_up_the_page_says_so(
    pilar: Client, tmp_path: Path, settings: object, django_assert_max_num_queries: object
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}  # type: ignore[attr-defined]
    package = send(pilar, Roster().zip(tmp_path))
    assert package.state == "landed"
    text = text_of(pilar, package)
    assert "Waiting to be checked" in text
    assert "<code>adsum worker</code>" in text
    assert f'hx-get="/imports/{package.key}/progress/"' in text
    fragment = pilar.get(f"/imports/{package.key}/progress/", headers={"HX-Request": "true"})
    assert "Waiting to be checked" in fragment.content.decode()
    assert "<html" not in fragment.content.decode()


def test_the_worker_takes_up_what_waits(
    pilar: Client, tmp_path: Path, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.management import call_command
    from django_tasks_db.management.commands import db_worker

    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)  # the test's own connection stays
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}  # type: ignore[attr-defined]
    package = send(pilar, Roster().zip(tmp_path))
    call_command("db_worker", batch=True, verbosity=0, interval=0, startup_delay=False)
    package.refresh_from_db()
    assert package.state == "planned"
    assert apply(pilar, package) == 302
    assert "Waiting to be applied" in text_of(pilar, package)
    call_command("db_worker", batch=True, verbosity=0, interval=0, startup_delay=False)
    package.refresh_from_db()
    assert (package.state, package.applied_by) == ("applied", package.landed_by)


def test_the_progress_asks_for_the_page_anew_when_it_is_over(pilar: Client, tmp_path: Path) -> None:
    package = send(pilar, Roster().zip(tmp_path))
    response = pilar.get(f"/imports/{package.key}/progress/", headers={"HX-Request": "true"})
    assert response["HX-Refresh"] == "true"


def test_what_was_interrupted_says_so_and_can_be_checked_again(pilar: Client, tmp_path: Path) -> None:
    package = send(pilar, Roster().zip(tmp_path))
    Package.objects.filter(pk=package.pk).update(state="applying", began_at=NOW)
    assert "This was interrupted. Nothing of it was written." in text_of(pilar, package)
    assert pilar.post(f"/imports/{package.key}/check/").status_code == 302
    package.refresh_from_db()
    assert package.state == "planned"
    assert apply(pilar, package) == 302


def test_a_plan_that_moved_is_shown_anew(pilar: Client, tmp_path: Path) -> None:
    import_package(Roster().zip(tmp_path, name="first.zip"))
    district = Roster()
    district.students["Camila Reyes"].names = ("Camila", "Reyes-Soto")
    package = send(pilar, district.zip(tmp_path))
    Student.objects.filter(source_id="camila").update(family_name="Reyes-Soto")
    assert apply(pilar, package) == 302
    text = text_of(pilar, package)
    assert "Our records have changed since the plan was shown, so nothing was applied." in text
    assert "Note that nothing has changed" in text


def test_an_auditor_reads_and_does_nothing(world: World, pilar: Client, tmp_path: Path) -> None:
    package = send(pilar, Roster().zip(tmp_path))
    auditor = signed_in(world, "auditor")
    text = text_of(auditor, package)
    assert "An administrator can apply it." in text
    assert "<form method" not in text.split("<main", 1)[1]
    assert apply(auditor, package) == 403


def test_the_list_shows_every_file_with_its_state(
    pilar: Client, tmp_path: Path, django_assert_max_num_queries: object
) -> None:
    apply(pilar, send(pilar, Roster().zip(tmp_path)))
    send(pilar, zip_of({"manifest.csv": b""}, tmp_path / "empty.zip"))
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        text = pilar.get("/imports/").content.decode()
    assert text.index("empty.zip") < text.index("roster.zip")
    assert "Refused" in text
    assert "Applied" in text


def test_a_packages_page_asks_a_fixed_number_of_times(
    pilar: Client, tmp_path: Path, django_assert_max_num_queries: object
) -> None:
    package = send(pilar, zip_of(with_twenty_faults(), tmp_path / "bad.zip"))
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        text_of(pilar, package)


def test_markup_in_a_file_name_and_a_value_stays_text(pilar: Client, tmp_path: Path) -> None:
    files = Roster().files()
    files["roles.csv"] = files["roles.csv"].replace(b",student,", b",<script>alert(1)</script>,")
    package = send(pilar, zip_of(files, tmp_path / "<b>x.zip"))
    text = text_of(pilar, package)
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert "<b>x.zip" not in text

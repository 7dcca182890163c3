"""What is landed: a copy under a name of our own, for its owner alone; links and folders are seen, not followed."""

import re
import stat
from pathlib import Path

import pytest

from adsum.cli import main
from adsum.intake import actions, landing
from adsum.intake.codes import INTAKE_CODES
from adsum.intake.landing import TooLarge, copy_in, landed_path, safe_name
from adsum.intake.models import Package
from adsum.interop.limits import Limits
from adsum.interop.problem_codes import PROBLEM_CODES

from .rosters import NOW, TERMINAL, Roster, codes, folder_of, import_package, land_and_check, zip_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
ROOM = Path(landing.__file__).parent


def test_the_copy_has_a_name_of_ours_and_is_the_owners_alone(home: Path, tmp_path: Path) -> None:
    package = actions.land(source=Roster().zip(tmp_path), file_name="../../etc/x.zip", by=TERMINAL, at=NOW).package
    copy = home / "landed" / package.path
    assert (copy.parent, package.path.isalnum()) == (home / "landed", True)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("given", "safe"), [("../../etc/x.csv", "x.csv"), ("C:\\x.csv", "x.csv"), ("..", "upload"), ("a\x00b", "ab")]
)
def test_a_single_file_keeps_only_the_last_part_of_its_name(given: str, safe: str) -> None:
    assert safe_name(given) == safe


def test_M09_a_link_in_a_folder_is_refused_and_never_followed(home: Path, tmp_path: Path) -> None:
    folder = folder_of(Roster().files(), tmp_path / "package")
    (folder / "users.csv").unlink()
    (folder / "users.csv").symlink_to("/etc/passwd")
    package = land_and_check(folder)
    assert (package.state, codes(package)[0]) == ("refused", "M09")
    assert not any("root:" in path.read_text() for path in (home / "landed").rglob("*") if path.is_file())


def test_M11_a_folder_in_a_folder_is_refused(tmp_path: Path) -> None:
    folder = folder_of(Roster().files(), tmp_path / "package")
    folder_of({"users.csv": b"x"}, folder / "inner")
    assert "M11" in codes(land_and_check(folder))


def test_M04_a_damaged_zip_file_is_refused(tmp_path: Path) -> None:
    path = Roster().zip(tmp_path)
    path.write_bytes(path.read_bytes()[:-200])
    assert codes(land_and_check(path)) == ["M04"]


@pytest.mark.parametrize(("more", "is_taken"), [(-1, False), (0, True), (1, True)], ids=["above", "at", "below"])
def test_M14_a_file_over_the_limit_is_not_kept(home: Path, tmp_path: Path, more: int, is_taken: bool) -> None:
    path = Roster().zip(tmp_path)
    limits = Limits(upload_bytes=path.stat().st_size + more)
    if is_taken:
        assert landed_path(copy_in(path, file_name="x.zip", limits=limits).name).read_bytes() == path.read_bytes()
    else:
        with pytest.raises(TooLarge, match="nothing was changed"):
            copy_in(path, file_name="x.zip", limits=limits)
        assert list((home / "landed").iterdir()) == []


def test_a_package_of_version_1_1_is_applied_like_one_of_1_2(tmp_path: Path) -> None:
    from adsum.enrollment.models import Enrollment

    files = Roster().files()
    roles = {
        row.split(",")[3]: (row.split(",")[5], row.split(",")[8])
        for row in files.pop("roles.csv").decode().splitlines()[1:]
    }
    header = (
        "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,"
        "middleName,identifier,email,sms,phone,agentSourcedIds,grades,password"
    )
    rows = [line.split(",") for line in files["users.csv"].decode().splitlines()[1:]]
    flat = [[*row[:4], roles[row[0]][1], roles[row[0]][0], row[4], *row[5:16]] for row in rows]
    files["users.csv"] = "\n".join([header, *(",".join(row) for row in flat), ""]).encode()
    files["manifest.csv"] = files["manifest.csv"].replace(b"version,1.2", b"version,1.1")
    files["manifest.csv"] = files["manifest.csv"].replace(b"file.roles,bulk", b"file.roles,absent")
    package = import_package(zip_of(files, tmp_path / "old.zip"))
    assert Enrollment.objects.get(student__source_id="ana").source_id == "ana:mvh"
    line = Enrollment.objects.get(student__source_id="ana").line
    import_package(Roster().zip(tmp_path))  # the system moves to 1.2: roles have ids of their own now
    current = Enrollment.objects.get(student__source_id="ana", replaced_at=None)
    assert (current.source_id, current.line, package.plan["kinds"]["seats"]["add"]) == ("r-ana", line, 7)


def test_every_code_of_a_finding_has_its_words() -> None:
    used = {
        code
        for path in ROOM.rglob("*.py")
        for code in re.findall(r'"([MIR]\d\d)"', path.read_text(encoding="utf-8"))
        if path.name != "codes.py"
    }
    assert used - set(INTAKE_CODES) - set(PROBLEM_CODES) == set()
    assert set(INTAKE_CODES) - used - set(PROBLEM_CODES) == set()


def test_nothing_about_a_person_reaches_a_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    import logging

    with caplog.at_level(logging.DEBUG):
        assert main(["import", str(Roster().zip(tmp_path))]) == 0
        district = Roster()
        district.students["Ana Flores"].names = ("Ana\x07", "Flores")
        assert main(["import", str(district.zip(tmp_path, name="bad.zip"))]) == 3
    ours = [record for record in caplog.records if not record.name.startswith("django.db")]
    assert "Flores" not in " ".join(record.getMessage() for record in ours)
    assert Package.objects.count() == 2

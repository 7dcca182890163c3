"""Opening what somebody sent: M01 to M15, and what must be accepted beside them."""

import io
import stat
import struct
import zipfile
from pathlib import Path

import pytest
from interop.mesa_verde import codes, folder_of, only, package, place, read, spoiled, zip_of

from adsum.interop.limits import Limits
from adsum.interop.oneroster import read_package

SMALL = Limits(upload_bytes=100_000, unpacked_bytes=20_000, ratio_from_bytes=1_000_000)


def with_member(name: str, data: bytes = b"x") -> bytes:
    return zip_of({**package(), name: data})


def refused_as(data: bytes, code: str, *, limits: Limits = SMALL, file: str = "upload.zip") -> str:
    """The message of the only problem, after checking that the file is refused for it."""
    reading = read(data, limits=limits)
    problem = only(reading.problems)
    assert reading.package is None
    assert place(problem)[:3] == (code, "refuse-file", file)
    return problem.message


def test_the_example_package_is_accepted_without_a_word() -> None:
    reading = read(package())
    assert codes(reading.problems) == []
    assert reading.package is not None
    assert [user.family_name for user in reading.package.users][:2] == ["Flores", "Morales"]


def test_a_folder_and_a_zip_file_are_the_same_package(tmp_path: Path) -> None:
    zipped, loose = read(package()), read_package(folder_of(package(), tmp_path))
    assert zipped.package is not None
    assert zipped.package == loose.package
    assert len(zipped.package.fingerprint) == 64


def test_M01_empty_file() -> None:
    reading = read({**package(), "users.csv": b""})
    assert place(reading.problems.shown[0]) == ("M01", "refuse-file", "users.csv", None, "")
    assert "0 bytes" in reading.problems.shown[0].message
    assert reading.package is None


@pytest.mark.parametrize("nothing", [b"", b"\xef\xbb\xbf", b"\r\n\r\n"])
def test_M01_a_file_of_nothing_readable_is_empty_too(nothing: bytes) -> None:
    assert codes(read({**package(), "demographics.csv": nothing}).problems) == ["M01"]


def test_M01_empty_upload() -> None:
    assert refused_as(b"", "M01").startswith("the file is empty")


def test_a_path_that_does_not_exist_is_said_so(tmp_path: Path) -> None:
    reading = read_package(tmp_path / "nowhere.zip")
    assert reading.refused
    assert "no such file" in only(reading.problems).message


def test_a_path_that_may_not_be_read_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "export.zip"
    path.write_bytes(zip_of(package()))
    monkeypatch.setattr(Path, "open", forbidden)
    problem = only(read_package(path).problems)
    assert place(problem) == ("M04", "refuse-file", "export.zip", None, "")
    assert "Permission denied" in problem.message


def test_M04_damaged_member() -> None:
    data = zip_of(package(), compression=zipfile.ZIP_STORED)
    reading = read(data.replace(b"Algebra 1 / 1", b"Algebra 1 / 7"))
    assert place(reading.problems.shown[0])[:3] == ("M04", "refuse-file", "upload.zip")
    assert reading.problems.shown[0].message == "the ZIP is damaged: classes.csv fails its checksum."
    assert reading.package is None


@pytest.mark.parametrize("kept", [0.5, 0.99])
def test_M04_cut_off_zip_file(kept: float) -> None:
    data = zip_of(package())
    assert "damaged" in refused_as(data[: int(len(data) * kept)], "M04")


def test_M04_file_called_zip_that_is_none() -> None:
    assert "not a ZIP file" in refused_as(b"sourcedId,status\nu-1,\n", "M04")


def test_M05_encrypted_zip_file() -> None:
    data = bytearray(zip_of({"users.csv": b"secret"}))
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(magic) + offset
        data[at : at + 2] = struct.pack("<H", 1)
    assert "password" in refused_as(bytes(data), "M05")


def test_M06_bomb_is_stopped_while_unpacking() -> None:
    zeros = zip_of({**package(), "users.csv": b"0" * 50_000})
    reading = read(zeros, limits=SMALL)
    assert place(reading.problems.shown[0])[:3] == ("M06", "refuse-file", "upload.zip")
    assert "more than 19.5 KB (limit)" in reading.problems.shown[0].message
    assert reading.package is None


def test_M06_size_is_counted_not_believed() -> None:
    """The directory claims one byte; the member has 50,000."""
    data = bytearray(zip_of({**package(), "users.csv": b"0" * 50_000}))
    at = data.index(b"users.csv", data.index(b"PK\x01\x02")) - 46 + 24
    assert struct.unpack_from("<I", data, at) == (50_000,)
    struct.pack_into("<I", data, at, 1)
    reading = read(bytes(data), limits=SMALL)
    assert reading.package is None
    assert codes(reading.problems)[0] in {"M04", "M06"}  # stopped by us or by the unpacker, either way not read


def test_M06_unpacked_size_below_at_and_above_the_limit() -> None:
    size = sum(len(data) for data in package().values())
    for limit, is_refused in ((size + 1, False), (size, False), (size - 1, True)):
        reading = read(package(), limits=Limits(unpacked_bytes=limit))
        assert reading.refused is is_refused
        assert ("M06" in codes(reading.problems)) is is_refused


def test_M06_ratio_below_at_and_above_the_limit() -> None:
    stored = zip_of(package(), compression=zipfile.ZIP_STORED)
    unpacked = sum(len(data) for data in package().values())
    assert unpacked < len(stored)
    rows = "".join(f"x-{number},,,k-alg-1,s-mesa,u-ana,student,,,\n" for number in range(5_000))
    packed = zip_of(spoiled("enrollments.csv", "e-mai,", rows + "e-mai,"))
    ratio = (unpacked + len(rows)) / len(packed)
    for limit, is_refused in ((int(ratio) + 1, False), (int(ratio), True)):
        reading = read(packed, limits=Limits(unpacked_ratio=limit, ratio_from_bytes=100))
        assert ("M06" in codes(reading.problems)) is is_refused
    assert not read(packed, limits=Limits(unpacked_ratio=1)).refused, "small files may pack well"


def test_M07_archive_inside_archive() -> None:
    message = refused_as(with_member("rosters.zip", zip_of(package())), "M07")
    assert message == "the package contains another archive (rosters.zip). Only .csv files are accepted."


def test_M07_archive_that_calls_itself_csv() -> None:
    reading = read({**package(), "users.csv": zip_of(package())})
    assert place(reading.problems.shown[0])[:3] == ("M13", "refuse-file", "users.csv")


@pytest.mark.parametrize(
    "name",
    ["../../etc/x.csv", "C:\\x.csv", "/abs.csv", "C:users.csv", "a/../users.csv", "..\\users.csv", "users.csv\x00.exe",
     "./users.csv"],
)  # fmt: skip
def test_M08_unsafe_member_name(name: str) -> None:
    harmless = "_" * len(name)  # the writer would mend some of these names
    data = with_member(harmless).replace(harmless.encode(), name.encode())
    assert "Nothing was unpacked" in refused_as(data, "M08")


def test_M08_member_name_that_turns_its_direction() -> None:
    assert refused_as(with_member("users\u202evsc.csv"), "M08")


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO])
def test_M09_link_or_device(kind: int) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in package().items():
            member = zipfile.ZipInfo(name)
            member.external_attr = (kind | 0o777) << 16 if name == "users.csv" else 0o644 << 16
            archive.writestr(member, b"/etc/passwd" if name == "users.csv" else data)
    assert "only plain files" in refused_as(stream.getvalue(), "M09")


def test_M09_link_in_a_folder(tmp_path: Path) -> None:
    folder_of(package(), tmp_path)
    (tmp_path / "users.csv").unlink()
    (tmp_path / "users.csv").symlink_to("/etc/passwd")
    reading = read_package(tmp_path)
    assert place(only(reading.problems))[:2] == ("M09", "refuse-file")
    assert reading.package is None


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("copy", ["Users.csv", "users.csv", "USERS.CSV"])
def test_M10_the_same_member_twice(copy: str) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in [*package().items(), (copy, package()["users.csv"])]:
            archive.writestr(name, data)
    problem = read(stream.getvalue()).problems.shown[0]
    assert place(problem)[:3] == ("M10", "refuse-file", "upload.zip")
    assert "users.csv 2 times" in problem.message


def test_M11_files_in_a_subfolder() -> None:
    data = zip_of({f"export/{name}": data for name, data in package().items()})
    reading = read(data)
    assert reading.package is None
    assert set(codes(reading.problems)) == {"M11"}
    problem = next(problem for problem in reading.problems if "users.csv" in problem.message)
    assert problem.message == 'users.csv is inside the folder "export". Put all files at the top.'


def test_M11_subfolder_of_a_folder(tmp_path: Path) -> None:
    folder_of(package(), tmp_path)
    (tmp_path / "older").mkdir()
    (tmp_path / "older" / "users.csv").write_bytes(b"x")
    assert place(only(read_package(tmp_path).problems))[:2] == ("M11", "refuse-file")


@pytest.mark.parametrize("name", ["run.exe", "readme.txt", "users.xlsx", "users"])
def test_M12_file_that_does_not_belong_there(name: str) -> None:
    assert refused_as(with_member(name), "M12") == f"{name} is not a OneRoster file. Take it out."


@pytest.mark.parametrize("name", ["extra.csv", "Thumbs.db", ".DS_Store", "__MACOSX/._users.csv"])
def test_M12_harmless_file_is_ignored_with_a_warning(name: str) -> None:
    reading = read(with_member(name))
    assert not reading.refused
    assert place(only(reading.problems))[:3] == ("M12", "warn", "upload.zip")
    assert "ignored" in only(reading.problems).message


def test_M12_wrong_capital_letters_are_named() -> None:
    files = package()
    files["Users.csv"] = files.pop("users.csv")
    problem = read(files).problems.shown[0]
    assert problem.message == 'Users.csv must be named "users.csv" (capital letters count).'


def test_gradebook_files_are_known_and_ignored_with_a_warning() -> None:
    files = spoiled("manifest.csv", "file.orgs,bulk", "file.orgs,bulk\nfile.results,bulk")
    reading = read({**files, "results.csv": b"sourcedId\nx\n"})
    assert not reading.refused
    assert place(only(reading.problems)) == ("R02", "warn", "upload.zip", None, "")


@pytest.mark.parametrize(
    ("content", "looks_like"),
    [
        (b"<!DOCTYPE html><html><body>Please sign in</body></html>", "web page (was the download signed in?)"),
        (b"\n  <html lang='en'>", "web page"),
        (b"%PDF-1.7\n...", "PDF"),
        (b"<?xml version='1.0'?><rows/>", "XML"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 20, "Excel"),
        (b'{"users": []}', "JSON"),
        (b"\x1f\x8b\x08\x00", "packed archive"),
        (zip_of({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), "Excel"),
    ],
)
def test_M13_content_is_not_what_the_name_says(content: bytes, looks_like: str) -> None:
    reading = read({**package(), "demographics.csv": content})
    problem = only(reading.problems)
    assert place(problem) == ("M13", "refuse-file", "demographics.csv", None, "")
    assert looks_like in problem.message


def test_M13_workbook_instead_of_a_package() -> None:
    data = zip_of({"[Content_Types].xml": b"", "xl/workbook.xml": b"", "xl/worksheets/sheet1.xml": b""})
    assert "workbook" in refused_as(data, "M13")


def test_M13_web_page_instead_of_a_package() -> None:
    assert "signed in" in refused_as(b"<html>Sign in</html>", "M13")


def test_M13_archive_of_another_kind() -> None:
    assert "ZIP" in refused_as(b"7z\xbc\xaf\x27\x1c" + b"\x00" * 50, "M13")


@pytest.mark.parametrize("over", [-1, 0, 1])
def test_M14_upload_over_the_limit(over: int) -> None:
    data = zip_of(package())
    reading = read(data, limits=Limits(upload_bytes=len(data) - over))
    if over <= 0:
        assert codes(reading.problems) == []
    else:
        assert place(only(reading.problems))[:3] == ("M14", "refuse-file", "upload.zip")


def test_M14_upload_over_the_limit_from_a_path_or_folder(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    path.write_bytes(zip_of(package()))
    assert codes(read_package(path, limits=Limits(upload_bytes=100)).problems) == ["M14"]
    path.unlink()
    reading = read_package(folder_of(package(), tmp_path), limits=Limits(unpacked_bytes=100))
    assert reading.problems.shown[0].code == "M14"
    assert reading.package is None


def test_M15_too_many_members() -> None:
    files = package()
    assert not read(files, limits=Limits(members=len(files))).refused
    assert refused_as(zip_of(files), "M15", limits=Limits(members=len(files) - 1)).startswith("holds 10 files")


def test_M16_xml_with_entities_is_refused_and_never_parsed() -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    reading = read({**package(), "demographics.csv": laughs})
    assert place(only(reading.problems)) == ("M16", "refuse-file", "demographics.csv", None, "")
    assert refused_as(b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>', "M16")

"""The package as a whole: manifest, bulk and delta, references, both versions.

M02, M18 to M21, M25, M59, M60 and M62 to M64.
"""

from datetime import UTC, datetime

import pytest
from interop.mesa_verde import (
    MANIFEST,
    USERS,
    Files,
    as_delta,
    codes,
    only,
    package,
    place,
    read,
    spoiled,
    with_row,
    without,
)

from adsum.interop.oneroster import Expectation


def header_only(file: str, files: Files | None = None) -> Files:
    files = package() if files is None else files
    return {**files, file: files[file].splitlines(keepends=True)[0]}


# --- manifest --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", ["demographics.csv", "userProfiles.csv"])
def test_M02_header_without_rows_in_a_bulk_file(file: str) -> None:
    files = header_only(file)
    files["roles.csv"] = files["roles.csv"].replace(b",p-ana", b",")
    reading = read(files, known={file.removesuffix(".csv"): {f"x-{number}" for number in range(31_204)}})
    problem = only(reading.problems)
    assert place(problem) == ("M02", "refuse-file", file, None, "")
    assert f"would end 31,204 {file.removesuffix('.csv')}" in problem.message
    assert reading.package is None


def test_M02_header_without_rows_is_nothing_new_in_a_delta() -> None:
    reading = read(header_only("demographics.csv", as_delta()))
    assert codes(reading.problems) == []


def test_M18_manifest_missing() -> None:
    files = package()
    del files["manifest.csv"]
    problem = only(read(files).problems)
    assert place(problem) == ("M18", "refuse-file", "manifest.csv", None, "")
    assert read(files).package is None


def test_M19_manifest_says_bulk_and_the_file_is_absent() -> None:
    files = package()
    del files["demographics.csv"]
    problem = only(read(files).problems)
    assert place(problem) == ("M19", "refuse-file", "manifest.csv", 12, "file.demographics")
    assert problem.message == 'says demographics.csv is "bulk", but the package has no demographics.csv.'


@pytest.mark.parametrize("change", [("demographics,bulk", "demographics,absent"), ("file.demographics,bulk\n", "")])
def test_M19_manifest_says_absent_and_the_file_is_there(change: tuple[str, str]) -> None:
    reading = read(spoiled("manifest.csv", *change))
    problem = only(reading.problems)
    assert place(problem)[:3] == ("M19", "refuse-file", "manifest.csv")
    assert problem.field == "file.demographics"
    assert reading.package is None


def test_M19_does_not_hide_errors_in_the_rows() -> None:
    files = spoiled("manifest.csv", "demographics,bulk", "demographics,absent")
    assert codes(read(spoiled("demographics.csv", "female", "F", files=files)).problems) == ["M19", "M55"]


@pytest.mark.parametrize("version", ["2.9", "1.0", "", "1.2.1", "v1.2"])
def test_M20_unknown_version(version: str) -> None:
    reading = read(spoiled("manifest.csv", "oneroster.version,1.2", f"oneroster.version,{version}"))
    problem = only(reading.problems)
    assert place(problem) == ("M20", "refuse-file", "manifest.csv", 3, "oneroster.version")
    assert problem.message == f'OneRoster version "{version}" is not supported (1.1, 1.2).'
    assert reading.package is None


def test_M20_version_missing() -> None:
    problem = only(read(spoiled("manifest.csv", "oneroster.version,1.2\n", "")).problems)
    assert place(problem) == ("M20", "refuse-file", "manifest.csv", None, "oneroster.version")


def test_M20_unknown_version_of_the_manifest() -> None:
    problem = only(read(spoiled("manifest.csv", "manifest.version,1.0", "manifest.version,2.0")).problems)
    assert place(problem) == ("M20", "refuse-file", "manifest.csv", 2, "manifest.version")


@pytest.mark.parametrize(
    ("row", "severity"),
    [("file.users,bulk", "refuse-file"), ("file.orgs2,bulk", "refuse-file"), ("file.results,some", "refuse-file"),
     ("file.orgs2,absent", None), ("colour,blue", "warn")],
)  # fmt: skip
def test_manifest_rows_that_are_not_understood(row: str, severity: str | None) -> None:
    problems = read(with_row("manifest.csv", row)).problems
    assert [(problem.code, problem.severity, problem.row) for problem in problems] == (
        [("R05", severity, 13)] if severity else []
    )


def test_the_source_system_is_kept() -> None:
    reading = read(with_row("manifest.csv", "source.systemName,Old SIS\nsource.systemCode,sis-7"))
    assert reading.package is not None
    assert (reading.package.source_system, reading.package.source_code) == ("Old SIS", "sis-7")


@pytest.mark.parametrize(
    ("old", "new", "field"), [("u-ana,,,true", "u-ana,active,,true", "status"),
                              ("u-ana,,,true", "u-ana,,2026-02-09T12:00:00Z,true", "dateLastModified")]
)  # fmt: skip
def test_M21_bulk_rows_with_status_or_date(old: str, new: str, field: str) -> None:
    reading = read(spoiled("users.csv", old, new))
    problem = only(reading.problems)
    assert place(problem) == ("M21", "refuse-set", "users.csv", 2, field)
    assert problem.message == "must be empty in a bulk file."
    assert reading.package is None


@pytest.mark.parametrize(
    ("new", "field"), [("u-ana,active,,", "dateLastModified"), ("u-ana,,2026-02-09T12:00:00Z,", "status")]
)
def test_M21_delta_rows_without_status_or_date(new: str, field: str) -> None:
    reading = read(spoiled("users.csv", "u-ana,active,2026-02-09T12:00:00Z,", new, files=as_delta()))
    problem = only(reading.problems)
    assert place(problem) == ("M21", "refuse-set", "users.csv", 2, field)
    assert problem.message == "required in a delta file."
    assert reading.package is None


def test_a_delta_says_when_it_was_made_and_what_is_deleted() -> None:
    files = spoiled("users.csv", "u-mai,active,2026-02-09T12:00:00Z", "u-mai,tobedeleted,2026-02-09T13:30:00Z",
                    files=as_delta())  # fmt: skip
    reading = read(files)
    assert codes(reading.problems) == []
    assert reading.package is not None
    assert reading.package.mode == "delta"
    assert reading.package.exported_at == datetime(2026, 2, 9, 13, 30, tzinfo=UTC)
    assert [user.sourced_id for user in reading.package.users if user.is_deleted] == ["u-mai"]


def test_modes_may_differ_by_file() -> None:
    files = {**as_delta(), "users.csv": package()["users.csv"]}
    files = spoiled("manifest.csv", "file.users,delta", "file.users,bulk", files=files)
    reading = read(files, known={})
    assert codes(reading.problems) == []
    assert reading.package is not None
    assert reading.package.mode == "mixed"
    assert (reading.package.modes["users"], reading.package.modes["orgs"]) == ("bulk", "delta")


def test_a_bulk_package_does_not_say_when_it_was_made() -> None:
    reading = read(package())
    assert reading.package is not None
    assert (reading.package.mode, reading.package.exported_at) == ("bulk", None)


def test_the_fingerprint_follows_the_content() -> None:
    prints = {
        reading.package.fingerprint
        for files in (package(), package(), spoiled("users.csv", "Diego,", "Diega,"), as_delta(),
                      without("demographics.csv"))
        if (reading := read(files)).package
    }  # fmt: skip
    assert len(prints) == 4


# --- whose package ---------------------------------------------------------------------------------------------------

OURS = Expectation(district_identifier="1964733", school_year=2026)


def test_our_own_package_is_expected() -> None:
    assert codes(read(package(), expected=OURS).problems) == []


def test_M25_wrong_district() -> None:
    reading = read(spoiled("orgs.csv", "1964733", "1964725"), expected=OURS)
    problem = only(reading.problems)
    assert place(problem) == ("M25", "refuse-file", "orgs.csv", 2, "identifier")
    assert problem.message == "district 1964725 is not your district (1964733)."
    assert reading.package is None


def test_M25_wrong_school_year() -> None:
    reading = read(package(), expected=Expectation(school_year=2027))
    assert place(only(reading.problems)) == ("M25", "refuse-file", "academicSessions.csv", 2, "schoolYear")
    assert reading.package is None


def test_M25_test_data() -> None:
    files = spoiled("orgs.csv", "Mesa Verde Unified", "Sandbox District")
    reading = read(files, expected=OURS)
    assert place(only(reading.problems)) == ("M25", "refuse-file", "orgs.csv", 2, "name")
    assert codes(read(files, expected=Expectation(is_test_welcome=True)).problems) == []
    assert codes(read(files).problems) == [], "nobody asked"


# --- keys ------------------------------------------------------------------------------------------------------------


def test_M59_identical_row_twice_is_counted_once() -> None:
    row = package()["users.csv"].decode().splitlines()[2]
    reading = read(with_row("users.csv", row))
    problem = only(reading.problems)
    assert place(problem) == ("M59", "warn", "users.csv", 8, "sourcedId")
    assert problem.message == "rows 3 and 8 are identical; counted once."
    assert reading.package is not None
    assert len(reading.package.users) == 6
    assert reading.rows_read["users"] == 7


def test_M60_same_key_with_different_content() -> None:
    reading = read(with_row("demographics.csv", "u-ana,,,2011-03-20,female,,,,,,,,,,,"))
    problem = only(reading.problems)
    assert place(problem) == ("M60", "refuse-set", "demographics.csv", 4, "sourcedId")
    assert problem.message.startswith("rows 2 and 4 share sourcedId u-ana but differ in birthDate, americanIndian")
    assert reading.package is None


# --- references ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new", "row", "field", "target"),
    [
        ("orgs.csv", "1930001,d-1", "1930001,d-9", 3, "parentSourcedId", "orgs"),
        ("academicSessions.csv", "2025-12-19,y-2026", "2025-12-19,y-9", 3, "parentSourcedId", "academicSessions"),
        ("courses.csv", "c-alg,,,y-2026", "c-alg,,,y-9", 2, "schoolYearSourcedId", "academicSessions"),
        ("courses.csv", "09,d-1", "09,d-9", 2, "orgSourcedId", "orgs"),
        ("classes.csv", '"09,10",c-alg', '"09,10",c-9', 2, "courseSourcedId", "courses"),
        ("classes.csv", '"t-fall,t-spring"', '"t-fall,t-9"', 2, "termSourcedIds", "academicSessions"),
        ("classes.csv", ",s-cotton,", ",s-9,", 3, "schoolSourcedId", "orgs"),
        ("users.csv", "u-rosa,09", "u-9,09", 2, "agentSourcedIds", "users"),
        ("roles.csv", "r-mai,,,u-mai", "r-mai,,,u-9", 5, "userSourcedId", "users"),
        ("roles.csv", "s-mesa,p-ana", "s-mesa,p-9", 2, "userProfileSourcedId", "userProfiles"),
        ("enrollments.csv", "e-ana,,,k-alg-1", "e-ana,,,c-9", 2, "classSourcedId", "classes"),
        ("enrollments.csv", "s-mesa,u-ana", "s-mesa,u-9", 2, "userSourcedId", "users"),
        ("demographics.csv", "u-ana", "u-9", 2, "sourcedId", "users"),
        ("userProfiles.csv", "p-ana,,,u-ana", "p-ana,,,u-9", 2, "userSourcedId", "users"),
    ],
)
def test_M62_reference_to_something_that_is_not_there(
    file: str, old: str, new: str, row: int, field: str, target: str
) -> None:
    reading = read(spoiled(file, old, new))
    problem = next(problem for problem in reading.problems if problem.code == "M62")
    assert place(problem) == ("M62", "refuse-set", file, row, field)
    assert problem.message == f'"{problem.value}" is not in {target}.csv.'
    assert reading.package is None


def test_M62_our_records_count_for_files_that_are_absent_or_delta() -> None:
    files = without("courses.csv")
    assert codes(read(files, known={"courses": {"c-alg", "c-eng"}}).problems) == []
    problem = only(read(files, known={"courses": {"c-alg"}}).problems)
    assert place(problem) == ("M62", "refuse-set", "classes.csv", 3, "courseSourcedId")
    assert problem.message == '"c-eng" is in neither courses.csv nor our records.'
    delta = spoiled("enrollments.csv", "2026-02-09T12:00:00Z,k-eng-2,s-cotton,u-diego",
                    "2026-02-09T12:00:00Z,k-9,s-cotton,u-diego", files=as_delta())  # fmt: skip
    assert codes(read(delta, known={"classes": {"k-9"}}).problems) == []
    assert codes(read(delta, known={}).problems) == ["M62"]


def test_M62_our_records_do_not_count_beside_a_bulk_file() -> None:
    """What a bulk file does not hold, it ends."""
    files = spoiled("enrollments.csv", "e-ana,,,k-alg-1", "e-ana,,,c-9")
    assert codes(read(files, known={"classes": {"c-9"}}).problems) == ["M62"]


def test_without_our_records_such_references_are_only_counted() -> None:
    problem = only(read(without("courses.csv")).problems)
    assert place(problem) == ("R09", "warn", "classes.csv", None, "courseSourcedId")
    assert problem.message == "2 references to courses outside the package could not be checked."


def test_a_row_with_a_bad_value_is_still_there_to_be_referred_to() -> None:
    assert codes(read(spoiled("users.csv", "u-ana,,,true", "u-ana,,,yes")).problems) == ["M54"]


def test_M63_circle() -> None:
    files = spoiled("orgs.csv", "1964733,\n", "1964733,s-mesa\n")
    reading = read(files)
    problem = only(reading.problems)
    assert place(problem) == ("M63", "refuse-set", "orgs.csv", 2, "parentSourcedId")
    assert problem.message == "makes a circle (d-1 > s-mesa > d-1)."
    assert reading.package is None


def test_M63_own_parent_and_a_circle_of_terms() -> None:
    files = spoiled("orgs.csv", "1930002,d-1", "1930002,s-cotton")
    files = spoiled("academicSessions.csv", "2026-06-11,,2026", "2026-06-11,t-fall,2026", files=files)
    problems = read(files).problems
    assert [(problem.code, problem.file, problem.row) for problem in problems] == [
        ("M63", "orgs.csv", 4), ("M63", "academicSessions.csv", 2),
    ]  # fmt: skip


def test_M64_two_students_with_one_state_id_wait_for_review() -> None:
    reading = read(spoiled("users.csv", "SSID:1000000002", "SSID:1000000001"))
    assert [place(problem) for problem in reading.problems] == [
        ("M64", "hold", "users.csv", 2, "userIds"), ("M64", "hold", "users.csv", 3, "userIds"),
    ]  # fmt: skip
    assert reading.package is not None, "the others need not wait"
    assert reading.package.held_user_ids == {"u-ana", "u-diego"}


def test_M64_one_student_with_two_state_ids_waits_for_review() -> None:
    reading = read(spoiled("users.csv", "{SSID:1000000001}", '"{SSID:1000000001},{SSID:1000000009}"'))
    assert {place(problem) for problem in reading.problems} == {("M64", "hold", "users.csv", 2, "userIds")}
    assert reading.package is not None
    assert reading.package.held_user_ids == {"u-ana"}


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("userProfiles.csv", "p-ana,,,u-ana", "p-ana,,,u-mai",
         ("R06", "refuse-set", "roles.csv", 2, "userProfileSourcedId")),
        ("users.csv", "08,,,,,,s-cotton", "08,,,,,,s-mesa",
         ("R06", "warn", "users.csv", 5, "primaryOrgSourcedId")),
        ("enrollments.csv", "k-eng-2,s-cotton,u-mai", "k-eng-2,s-mesa,u-mai",
         ("R06", "warn", "enrollments.csv", 6, "schoolSourcedId")),
    ],
)  # fmt: skip
def test_records_that_must_agree(file: str, old: str, new: str, expected: tuple[str, str, str, int, str]) -> None:
    assert place(only(read(spoiled(file, old, new)).problems)) == expected


def test_a_class_without_students_is_no_mistake() -> None:
    lines = package()["enrollments.csv"].decode().splitlines()
    only_teachers = "\n".join(line for line in lines if ",student," not in line)
    assert codes(read({**package(), "enrollments.csv": only_teachers.encode()}).problems) == []


# --- version 1.1 -----------------------------------------------------------------------------------------------------


def version_1_1() -> Files:
    files = {name: data for name, data in package().items() if name not in {"roles.csv", "userProfiles.csv"}}
    manifest = MANIFEST.replace("version,1.2", "version,1.1").replace("file.roles,bulk\n", "")
    files["manifest.csv"] = manifest.replace("file.userProfiles,bulk\n", "").encode()
    files["users.csv"] = (
        "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,"
        "middleName,identifier,email,sms,phone,agentSourcedIds,grades,password\n"
        'u-ana,,,true,"s-mesa,s-pinon",student,ana.flores,,Ana,Flores,,4401,,,,,9,\n'
        "u-diego,,,true,s-cotton,student,diego.morales,,Diego,Morales,,,,,,,07,\n"
        "u-liam,,,true,s-mesa,student,liam.oneal,,Liam,O'Neal-Ruiz,,,,,,,10,\n"
        "u-mai,,,true,s-cotton,student,mai.nguyen,,Mai,Nguyễn,,,,,,,08,\n"
        'u-lee,,,true,"d-1,s-mesa",administrator,p.lee,,Pat,Lee,,,,,,,,\n'
    ).encode()
    return files


def test_version_1_1_becomes_the_same_model() -> None:
    reading = read(version_1_1())
    assert codes(reading.problems) == []
    assert reading.package is not None
    assert reading.package.version == "1.1"
    assert reading.package.users[0].primary_org_id == "s-mesa"
    assert reading.package.users[0].grades == ("09",)
    found = [(role.sourced_id, role.role_type, role.role, role.org_id) for role in reading.package.roles]
    assert found == [
        ("u-ana:s-mesa", "primary", "student", "s-mesa"),
        ("u-ana:s-pinon", "secondary", "student", "s-pinon"),
        ("u-diego:s-cotton", "primary", "student", "s-cotton"),
        ("u-liam:s-mesa", "primary", "student", "s-mesa"),
        ("u-mai:s-cotton", "primary", "student", "s-cotton"),
        ("u-lee:d-1", "primary", "districtAdministrator", "d-1"),
        ("u-lee:s-mesa", "secondary", "siteAdministrator", "s-mesa"),
    ]
    assert reading.package.modes["roles"] == "bulk"


def test_version_1_1_is_checked_as_strictly() -> None:
    reading = read(spoiled("users.csv", "true,s-mesa,student", "true,s-9,pupil", files=version_1_1()))
    assert [place(problem) for problem in reading.problems] == [("M55", "refuse-set", "users.csv", 4, "role")]
    reading = read(spoiled("users.csv", "true,s-mesa,student", "true,s-9,student", files=version_1_1()))
    assert place(only(reading.problems)) == ("M62", "refuse-set", "users.csv", 4, "orgSourcedIds")


def test_users_of_1_2_in_a_package_that_says_1_1() -> None:
    problems = read({**version_1_1(), "users.csv": USERS.encode()}).problems
    assert {(problem.code, problem.field) for problem in problems if problem.refuses} == {
        ("M36", "orgSourcedIds"), ("M36", "role"),
    }  # fmt: skip


# --- all at once -----------------------------------------------------------------------------------------------------


def test_a_package_with_twenty_faults_lists_twenty_faults() -> None:
    files = package()
    for file, old, new in (
        ("manifest.csv", "manifest.version,1.0", "manifest.version,3.0"),  # M20
        ("orgs.csv", "High,school,1930001", "High,campus,1930001"),  # M55
        ("orgs.csv", "1964733,\n", "1964733,d-1\n"),  # M63
        ("academicSessions.csv", "2025-12-19", "12/19/2025"),  # M50
        ("academicSessions.csv", "2026-01-12", "45882"),  # M49
        ("courses.csv", "2403", "1.23457E+09"),  # M48
        ("classes.csv", '"t-fall,t-spring"', "t-9"),  # M62
        ("users.csv", "u-ana,,,true", "u-ana,,,Yes"),  # M54
        ("users.csv", "SSID:1000000002", "SSID:100000000"),  # M58
        ("users.csv", "Liam,", "Li\x01am,"),  # M29
        ("roles.csv", "r-mai,,,u-mai", "r-mai,,,u mai"),  # M47
        ("users.csv", "4403", "N/A"),  # M53
        ("roles.csv", "r-rosa,,,u-rosa,primary", "r-rosa,,,u-rosa"),  # M34
        ("roles.csv", "r-lee,,,", "r-lee,,2026-02-09T12:00:00Z,"),  # M21
        ("enrollments.csv", "2026-06-11", "2026-06-31"),  # M51
        ("enrollments.csv", "u-diego,student,false,2025-08-14,", "u-diego,student,false,2025-08-14T08:00:00Z,"),  # M52
        ("enrollments.csv", "e-lee,,,", 'e-"lee",,,'),  # M32
        ("demographics.csv", "u-diego,,,2013-05-20,male,", "u-diego,,,2013-05-20,male,,"),  # M35
    ):
        files = spoiled(file, old, new, files=files)
    files = with_row("demographics.csv", "u-ana,,,2011-03-03,female,,,,,,,,,,,", files=files)  # M60
    files = with_row("demographics.csv", "Total: 3", files=files)  # M41
    reading = read(files)
    expected = "M20 M21 M29 M32 M34 M35 M41 M47 M48 M49 M50 M51 M52 M53 M54 M55 M58 M60 M62 M63"
    assert " ".join(sorted(codes(reading.problems))) == expected
    assert reading.problems.total == 20, [problem.sentence for problem in reading.problems]
    assert reading.package is None
    assert reading.rows_read["users"] == 6

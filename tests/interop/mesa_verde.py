"""A small, valid OneRoster 1.2 package of Mesa Verde Unified, and ways to spoil it.

reading = read(spoiled("users.csv", "Flores", "Flo\\x00res"))
assert reading.refused
"""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from adsum.interop.limits import DEFAULT_LIMITS, Limits
from adsum.interop.oneroster import Expectation, KnownIds, PackageReading, read_package
from adsum.interop.problems import Problem, ProblemList

Files = dict[str, bytes]

ROSTER = ("orgs", "academicSessions", "courses", "classes", "users", "userProfiles", "roles", "enrollments",
          "demographics")  # fmt: skip

MANIFEST = "propertyName,value\nmanifest.version,1.0\noneroster.version,1.2\n" + "".join(
    f"file.{name},bulk\n" for name in ROSTER
)
ORGS = """\
sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId
d-1,,,Mesa Verde Unified,district,1964733,
s-mesa,,,Mesa Verde High,school,1930001,d-1
s-cotton,,,Cottonwood Middle,school,1930002,d-1
s-pinon,,,Piñon Continuation High,school,1930003,d-1
"""
SESSIONS = """\
sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear
y-2026,,,2025-26,schoolYear,2025-08-14,2026-06-11,,2026
t-fall,,,Fall,semester,2025-08-14,2025-12-19,y-2026,2026
t-spring,,,Spring,semester,2026-01-12,2026-06-11,y-2026,2026
"""
COURSES = """\
sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes
c-alg,,,y-2026,Algebra 1,2403,09,d-1,Mathematics,MA
c-eng,,,y-2026,English 7,2101,07,d-1,,
"""
CLASSES = """\
sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods
k-alg-1,,,Algebra 1 / 1,"09,10",c-alg,A1,scheduled,Room 12,s-mesa,"t-fall,t-spring",,,1
k-eng-2,,,English 7 / 2,07,c-eng,E2,scheduled,,s-cotton,t-fall,,,"1,2"
"""
USERS = """\
sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,preferredGivenName,preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns
u-ana,,,true,ana.flores,{SSID:1000000001},Ana,Flores,,4401,,,,u-rosa,09,,,,,,s-mesa,
u-diego,,,true,diego.morales,{SSID:1000000002},Diego,Morales,,4402,,,,,07,,,,,,s-cotton,
u-liam,,,true,liam.oneal,,Liam,O'Neal-Ruiz,,4403,,,+52 55 1234 5678,,10,,,,,,s-mesa,
u-mai,,,true,mai.nguyen,,Mai,Nguyễn,,4404,,,,,08,,,,,,s-cotton,
u-rosa,,,true,rosa.flores,,Rosa,Flores,,,rosa@example.org,,,u-ana,,,,,,,,
u-lee,,,true,p.lee,,Pat,Lee,,,p.lee@example.org,,,,,,,,,,s-mesa,
"""
PROFILES = """\
sourcedId,status,dateLastModified,userSourcedId,profileType,vendorId,applicationId,description,credentialType,username,password
p-ana,,,u-ana,portal,vendor-1,,,username,ana.flores,
"""
ROLES = """\
sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId
r-ana,,,u-ana,primary,student,2025-08-14,,s-mesa,p-ana
r-diego,,,u-diego,primary,student,2025-08-14,,s-cotton,
r-liam,,,u-liam,primary,student,2025-08-14,,s-mesa,
r-mai,,,u-mai,primary,student,2025-08-14,,s-cotton,
r-rosa,,,u-rosa,primary,guardian,,,s-mesa,
r-lee,,,u-lee,primary,teacher,2025-08-01,,s-mesa,
"""
ENROLLMENTS = """\
sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate
e-ana,,,k-alg-1,s-mesa,u-ana,student,false,2025-08-14,2026-06-11
e-liam,,,k-alg-1,s-mesa,u-liam,student,false,2025-08-14,
e-lee,,,k-alg-1,s-mesa,u-lee,teacher,true,2025-08-14,
e-diego,,,k-eng-2,s-cotton,u-diego,student,false,2025-08-14,
e-mai,,,k-eng-2,s-cotton,u-mai,student,false,2025-08-14,
"""
DEMOGRAPHICS = """\
sourcedId,status,dateLastModified,birthDate,sex,americanIndianOrAlaskaNative,asian,blackOrAfricanAmerican,nativeHawaiianOrOtherPacificIslander,white,demographicRaceTwoOrMoreRaces,hispanicOrLatinoEthnicity,countryOfBirthCode,stateOfBirthAbbreviation,cityOfBirth,publicSchoolResidenceStatus
u-ana,,,2011-03-02,female,false,false,false,false,true,false,true,US,CA,Los Angeles,
u-diego,,,2013-05-20,male,,,,,,,,,,,
"""
TABLES = (ORGS, SESSIONS, COURSES, CLASSES, USERS, PROFILES, ROLES, ENROLLMENTS, DEMOGRAPHICS)


def package() -> Files:
    """The valid package."""
    texts = {"manifest": MANIFEST, **dict(zip(ROSTER, TABLES, strict=True))}
    return {f"{name}.csv": text.encode("utf-8") for name, text in texts.items()}


def spoiled(file: str, old: str | bytes, new: str | bytes, *, files: Files | None = None) -> Files:
    """The package with one place changed; the place must be there, and once."""
    files = package() if files is None else dict(files)
    before, after = (text.encode("utf-8") if isinstance(text, str) else text for text in (old, new))
    assert files[file].count(before) == 1, f"{old!r} stands {files[file].count(before)} times in {file}"
    files[file] = files[file].replace(before, after)
    return files


def with_row(file: str, row: str, *, files: Files | None = None) -> Files:
    """The package with one more row at the end of a file."""
    files = package() if files is None else dict(files)
    return {**files, file: files[file] + row.encode("utf-8") + b"\n"}


def without(file: str, *, files: Files | None = None) -> Files:
    """The package without a file, which the manifest calls absent."""
    files = package() if files is None else files
    rest = {name: data for name, data in files.items() if name != file}
    name = file.removesuffix(".csv")
    return spoiled("manifest.csv", f"file.{name},bulk", f"file.{name},absent", files=rest)


def as_delta(files: Files | None = None) -> Files:
    """The package as a delta: every row active and changed at one moment."""
    files = package() if files is None else files
    changed = {"manifest.csv": files["manifest.csv"].replace(b",bulk", b",delta")}
    for name, data in files.items():
        if name != "manifest.csv":
            header, *rows = data.decode("utf-8").splitlines()
            dated = [row.replace(",,,", ",active,2026-02-09T12:00:00Z,", 1) for row in rows]
            changed[name] = "\n".join([header, *dated, ""]).encode("utf-8")
    return changed


def zip_of(files: Mapping[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def folder_of(files: Mapping[str, bytes], folder: Path) -> Path:
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def read(
    files: Mapping[str, bytes] | bytes,
    *,
    known: KnownIds | None = None,
    expected: Expectation | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> PackageReading:
    """Read the files as a ZIP file called upload.zip."""
    source = files if isinstance(files, bytes) else zip_of(files)
    return read_package(source, name="upload.zip", known=known, expected=expected, limits=limits)


def only(problems: ProblemList) -> Problem:
    """The one problem there is."""
    assert [problem.sentence for problem in problems] == [problem.sentence for problem in problems][:1]
    assert problems.total == 1
    return problems.shown[0]


def codes(problems: ProblemList) -> list[str]:
    return [problem.code for problem in problems]


def place(problem: Problem) -> tuple[str, str, str, int | None, str]:
    """What is fixed about a problem: code, what becomes of the import, file, row, field."""
    return (problem.code, problem.severity, problem.file, problem.row, problem.field)

"""OneRoster 1.1 and 1.2 CSV packages: rosters in and out.

    reading = read_package(Path("export.zip"), known={"orgs": org_ids, "users": user_ids})
    if reading.refused:
        for problem in reading.problems: print(problem.sentence)
    else:
        reading.package.users ...

    files = write_package(orgs=..., users=...)     # name -> bytes;  zipped(files) for one ZIP file

    vocabulary      file names, codes, grades
    records         what a row becomes; one model for both versions
    forms           columns of each file
    manifest        version and mode
    references      what must exist and agree between files
    version_1_1     how 1.1 is brought into the model
    expectation     is it our district and year
    reading, writing
Source: 1EdTech OneRoster CSV binding 1.2.1 and 1.1, as public implementations show it.
"""

from adsum.interop.oneroster.expectation import Expectation
from adsum.interop.oneroster.package import Package, PackageReading
from adsum.interop.oneroster.reading import read_package
from adsum.interop.oneroster.records import (
    AcademicSession,
    Course,
    Demographics,
    Enrollment,
    Org,
    Role,
    SchoolClass,
    User,
    UserId,
    UserProfile,
)
from adsum.interop.oneroster.references import KnownIds
from adsum.interop.oneroster.vocabulary import CALPADS_GRADES
from adsum.interop.oneroster.writing import write_package, zipped

__all__ = [
    "CALPADS_GRADES",
    "AcademicSession",
    "Course",
    "Demographics",
    "Enrollment",
    "Expectation",
    "KnownIds",
    "Org",
    "Package",
    "PackageReading",
    "Role",
    "SchoolClass",
    "User",
    "UserId",
    "UserProfile",
    "read_package",
    "write_package",
    "zipped",
]

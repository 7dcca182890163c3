"""A OneRoster package after reading: its tables as records."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from adsum.interop.oneroster.records import (
    AcademicSession,
    Course,
    Demographics,
    Enrollment,
    Org,
    Role,
    SchoolClass,
    User,
    UserProfile,
)
from adsum.interop.oneroster.vocabulary import BULK
from adsum.interop.problems import ProblemList

# File without ".csv" -> attribute of the package.
ATTRIBUTES = {
    "orgs": "orgs",
    "academicSessions": "academic_sessions",
    "courses": "courses",
    "classes": "classes",
    "users": "users",
    "userProfiles": "user_profiles",
    "roles": "roles",
    "enrollments": "enrollments",
    "demographics": "demographics",
}


@dataclass(kw_only=True)
class Package:
    """What a package holds.

    version         "1.1" or "1.2"; the records are the same for both
    mode            "bulk" or "delta" when all files agree, else "mixed"
    modes           file without ".csv" -> "bulk" or "delta"; absent files are not in it
    fingerprint     equal for equal contents, zipped or not, whatever the files' dates
    exported_at     the newest dateLastModified; None when no row has one (bulk files have none)
    held_user_ids   persons who wait for review; everything else can be applied

    A bulk file is complete: what it does not hold has ended. A table whose file is absent is empty and says nothing.
    """

    version: str
    modes: dict[str, str]
    fingerprint: str
    source_system: str = ""
    source_code: str = ""
    orgs: list[Org] = field(default_factory=list)
    academic_sessions: list[AcademicSession] = field(default_factory=list)
    courses: list[Course] = field(default_factory=list)
    classes: list[SchoolClass] = field(default_factory=list)
    users: list[User] = field(default_factory=list)
    user_profiles: list[UserProfile] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    enrollments: list[Enrollment] = field(default_factory=list)
    demographics: list[Demographics] = field(default_factory=list)
    held_user_ids: frozenset[str] = frozenset()

    @property
    def mode(self) -> str:
        found = set(self.modes.values())
        return found.pop() if len(found) == 1 else "mixed"

    @property
    def exported_at(self) -> datetime | None:
        if self.mode == BULK:
            return None
        moments = (record.modified_at for name in ATTRIBUTES for record in self.table(name))
        return max((moment for moment in moments if moment is not None), default=None)

    def table(self, name: str) -> list[Any]:
        """The records of one file, by the file's name without ".csv"."""
        records: list[Any] = getattr(self, ATTRIBUTES[name])
        return records


@dataclass(kw_only=True)
class PackageReading:
    """The outcome of reading: the package, or None when it is refused, and all that was found.

    rows_read   file without ".csv" -> rows that were there, good or bad
    readable    the good rows even of a refused package: for finding more that is wrong with it, never for applying
    """

    package: Package | None
    problems: ProblemList
    rows_read: dict[str, int] = field(default_factory=dict)
    readable: Package | None = None

    @property
    def refused(self) -> bool:
        return self.package is None

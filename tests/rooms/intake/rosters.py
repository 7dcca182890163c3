"""OneRoster packages of Mesa Verde Unified, made of the named students, and ways to change them.

district = Roster()                                  five students in three schools, one teacher, one parent
district.students["Ana Flores"].grade = "10"
package = import_package(district.zip(tmp_path))     landed, checked, applied
"""

import io
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from adsum.district.audit import Actor, Job
from adsum.intake import actions
from adsum.intake.models import Package
from adsum.interop.oneroster import write_package
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
)

NOW = datetime(2026, 2, 10, 16, 35, tzinfo=UTC)  # 8:35 in Los Angeles
TODAY, YESTERDAY = date(2026, 2, 10), date(2026, 2, 9)
YEAR = (date(2025, 8, 18), date(2026, 6, 12))
TERMINAL = Job("terminal")
GIVEN = {"row": 0, "status": None, "modified_at": None}


@dataclass
class Pupil:
    """A student as the package tells of them. `seats`: the classes they sit in, by period."""

    school: str
    grade: str
    birth_date: date | None
    periods: tuple[int, ...]
    begins_on: date | None = YEAR[0]
    ends_on: date | None = None
    local_id: str = ""
    state_id: str = ""
    agents: tuple[str, ...] = ()
    names: tuple[str, str] | None = None
    role_id: str = ""


def pupils() -> dict[str, Pupil]:
    return {
        "Ana Flores": Pupil("mvh", "09", date(2011, 3, 2), (1, 2), state_id="1000000001", agents=("rosa",)),
        "Camila Reyes": Pupil("mvh", "10", date(2010, 5, 6), (1, 2)),
        "Liam O'Neal-Ruiz": Pupil("mvh", "10", date(2010, 7, 8), (2,)),
        "Diego Morales": Pupil("cottonwood", "07", date(2013, 5, 20), (1,)),
        "Ben Okafor": Pupil("juniper", "04", date(2016, 1, 15), (1,)),
    }


@dataclass
class Roster:
    """The package; every part can be changed before it is written."""

    students: dict[str, Pupil] = field(default_factory=pupils)
    schools: dict[str, str] = field(
        default_factory=lambda: {
            "mvh": "Mesa Verde High", "cottonwood": "Cottonwood Middle", "juniper": "Juniper Elementary",
        }
    )  # fmt: skip
    periods: dict[str, tuple[int, ...]] = field(
        default_factory=lambda: {"mvh": (1, 2), "cottonwood": (1,), "juniper": (1,)}
    )
    teacher_role: str = "teacher"
    teacher_is_enabled: bool = True
    year: tuple[date, date] = YEAR
    parent: str | None = "rosa"
    source: str = "Mesa SIS"
    is_turned: bool = False  # the same content in other bytes

    def files(self) -> dict[str, bytes]:
        """The bulk package by file name."""
        files = self._files()
        if self.is_turned:
            header, *rows = files["users.csv"].split(b"\r\n")[:-1]
            files["users.csv"] = b"\r\n".join([header, *reversed(rows), b""])
        return files

    def _files(self) -> dict[str, bytes]:
        return write_package(
            orgs=self._orgs(),
            academic_sessions=[
                AcademicSession(**GIVEN, sourced_id=f"year-{self.year[1].year}", title="The year", type="schoolYear",
                                begins_on=self.year[0], ends_on=self.year[1], parent_id=None,
                                school_year=self.year[1].year)
            ],
            courses=[Course(**GIVEN, sourced_id=f"course-{school}", school_year_id=None, title=f"Course of {school}",
                            course_code="2403", grades=(), org_id="district") for school in self.schools],
            classes=self._classes(),
            users=[*self._pupils(), *self._adults()],
            roles=self._roles(),
            enrollments=[*self._seats(), *self._teaching()],
            demographics=[
                Demographics(**GIVEN, sourced_id=slug(name), birth_date=pupil.birth_date, sex=None)
                for name, pupil in self.students.items()
            ],
            source_system=self.source,
        )  # fmt: skip

    def zip(self, folder: Path, *, name: str = "roster.zip", at: datetime | None = None) -> Path:
        return zip_of(self.files(), folder / name, at=at)

    def _orgs(self) -> list[Org]:
        return [
            Org(**GIVEN, sourced_id="district", name="Mesa Verde Unified", type="district", identifier="1964733"),
            Org(**GIVEN, sourced_id="north", name="Region North", type="local", parent_id="district"),
            *(Org(**GIVEN, sourced_id=key, name=name, type="school", parent_id="north")
              for key, name in self.schools.items()),
        ]  # fmt: skip

    def _classes(self) -> list[SchoolClass]:
        return [
            SchoolClass(**GIVEN, sourced_id=f"{school}-{period}", title=f"Class {period}", grades=(),
                        course_id=f"course-{school}", class_code=None, class_type="scheduled", location="Room 12",
                        school_id=school, term_ids=(f"year-{self.year[1].year}",), periods=(str(period),))
            for school in self.schools for period in self.periods[school]
        ]  # fmt: skip

    def _pupils(self) -> list[User]:
        return [
            User(
                **GIVEN, sourced_id=slug(name), is_enabled=True, username=slug(name),
                user_ids=(UserId("SSID", pupil.state_id),) if pupil.state_id else (),
                given_name=names_of(name, pupil)[0], family_name=names_of(name, pupil)[1],
                identifier=pupil.local_id or None, agent_ids=pupil.agents if self.parent else (),
                grades=(pupil.grade,) if pupil.grade else (), primary_org_id=pupil.school,
            )
            for name, pupil in self.students.items()
        ]  # fmt: skip

    def _adults(self) -> list[User]:
        lee = User(
            **GIVEN, sourced_id="lee", is_enabled=self.teacher_is_enabled, username="lee", user_ids=(),
            given_name="Pat", family_name="Lee", email="p.lee@example.org",
        )  # fmt: skip
        rosa = User(
            **GIVEN, sourced_id="rosa", is_enabled=True, username="rosa", user_ids=(), given_name="Rosa",
            family_name="Flores", email="rosa@example.org", phone="+52 55 1234 5678",
        )  # fmt: skip
        return [lee, rosa] if self.parent else [lee]

    def _roles(self) -> list[Role]:
        students = [
            Role(**GIVEN, sourced_id=pupil.role_id or f"r-{slug(name)}", user_id=slug(name), role_type="primary",
                 role="student", begins_on=pupil.begins_on, ends_on=pupil.ends_on, org_id=pupil.school)
            for name, pupil in self.students.items()
        ]  # fmt: skip
        lee = Role(**GIVEN, sourced_id="r-lee", user_id="lee", role_type="primary", role=self.teacher_role,
                   begins_on=YEAR[0], ends_on=None, org_id="mvh")  # fmt: skip
        rosa = Role(**GIVEN, sourced_id="r-rosa", user_id="rosa", role_type="primary", role="parent",
                    begins_on=None, ends_on=None, org_id="mvh")  # fmt: skip
        return [*students, lee, *([rosa] if self.parent else [])]

    def _seats(self) -> list[Enrollment]:
        return [
            Enrollment(**GIVEN, sourced_id=f"s-{slug(name)}-{period}", class_id=f"{pupil.school}-{period}",
                       school_id=pupil.school, user_id=slug(name), role="student", is_primary=False,
                       begins_on=pupil.begins_on, ends_on=None)
            for name, pupil in self.students.items() for period in pupil.periods
        ]  # fmt: skip

    def _teaching(self) -> list[Enrollment]:
        return [
            Enrollment(**GIVEN, sourced_id=f"t-{school}-{period}", class_id=f"{school}-{period}", school_id=school,
                       user_id="lee", role="teacher", is_primary=True, begins_on=None, ends_on=None)
            for school in self.schools for period in self.periods[school]
        ]  # fmt: skip


def slug(name: str) -> str:
    return name.split()[0].lower()


def names_of(name: str, pupil: Pupil) -> tuple[str, str]:
    given, family = pupil.names or tuple(name.split(" ", 1))
    return given, family


def zip_of(files: dict[str, bytes], path: Path, *, at: datetime | None = None) -> Path:
    """A ZIP file whose members carry one time: the export's, or none."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            moment = at.timetuple()[:6] if at else (1980, 1, 1, 0, 0, 0)
            archive.writestr(zipfile.ZipInfo(name, date_time=moment), data)
    path.write_bytes(stream.getvalue())
    return path


def folder_of(files: dict[str, bytes], folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def as_delta(files: dict[str, bytes], *, deleted: tuple[str, ...] = (), at: str = "2026-02-10T12:00:00Z",
             only: tuple[str, ...] = ()) -> dict[str, bytes]:  # fmt: skip
    """The package as a delta; rows whose id is in `deleted` are marked so; `only`: keep just these ids' rows."""
    found = {"manifest.csv": files["manifest.csv"].replace(b",bulk", b",delta")}
    for name, data in files.items():
        if name == "manifest.csv":
            continue
        header, *rows = data.decode("utf-8").splitlines()
        kept = [row for row in rows if not only or row.split(",", 1)[0] in only]
        if kept:
            dated = [
                row.replace(",,,", f",{'tobedeleted' if row.split(',', 1)[0] in deleted else 'active'},{at},", 1)
                for row in kept
            ]
            found[name] = "\n".join([header, *dated, ""]).encode("utf-8")
        else:
            mode = f"file.{name.removesuffix('.csv')},delta".encode()
            found["manifest.csv"] = found["manifest.csv"].replace(mode, mode.replace(b"delta", b"absent"))
    return found


def land_and_check(path: Path, *, by: Actor = TERMINAL, at: datetime = NOW) -> Package:
    landing = actions.land(source=path, file_name=path.name, by=by, at=at)
    package = actions.check(package=landing.package, by=by, at=at)
    package.refresh_from_db()
    return package


def import_package(path: Path, *, by: Actor = TERMINAL, at: datetime = NOW) -> Package:
    """Landed, checked and applied; it has to go through."""
    package = land_and_check(path, by=by, at=at)
    assert package.state == "planned", [(f.code, f.file, f.row, f.message) for f in package.findings.all()]
    package = actions.apply(package=package, by=by, at=at)
    package.refresh_from_db()
    return package


def findings(package: Package) -> list[tuple[str, str, str, int | None, str]]:
    return [(f.code, f.severity, f.file, f.row, f.field) for f in package.findings.all()]


def codes(package: Package, severity: str = "") -> list[str]:
    return [f.code for f in package.findings.all() if not severity or f.severity == severity]


def changes(package: Package) -> dict[str, tuple[int, int, int]]:
    """(added, changed, ended) of the kinds with any."""
    kinds = package.plan["kinds"].items()
    return {kind: tuple(each[what] for what in ("add", "change", "end")) for kind, each in kinds
            if each["add"] or each["change"] or each["end"]}  # fmt: skip

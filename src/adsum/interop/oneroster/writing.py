"""Writing a package: OneRoster 1.2 CSV, bulk, that our own reading accepts without a warning.

Values are written as they are. An apostrophe against spreadsheet formulas would change telephone numbers in the
system that reads the file; see `spreadsheet_text`.
"""

import io
import zipfile
from collections.abc import Iterable, Mapping

from adsum.interop.oneroster import vocabulary
from adsum.interop.oneroster.forms import form_of
from adsum.interop.oneroster.manifest import FILE as MANIFEST_FILE
from adsum.interop.oneroster.manifest import MANIFEST_VERSION
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
from adsum.interop.rows import write_rows

VERSION = "1.2"
FIRST_ZIP_DAY = (1980, 1, 1, 0, 0, 0)  # the same bytes whenever it is packed


def write_package(
    *,
    orgs: Iterable[Org] = (),
    academic_sessions: Iterable[AcademicSession] = (),
    courses: Iterable[Course] = (),
    classes: Iterable[SchoolClass] = (),
    users: Iterable[User] = (),
    user_profiles: Iterable[UserProfile] = (),
    roles: Iterable[Role] = (),
    enrollments: Iterable[Enrollment] = (),
    demographics: Iterable[Demographics] = (),
    source_system: str = "Adsum",
    source_code: str = "",
) -> dict[str, bytes]:
    """The files of a bulk package by name, `manifest.csv` first.

    A table without records is `absent` in the manifest: an empty bulk file would tell the reader to end them all.
    `status`, `modified_at` and `row` of the records are not written. Raises ValueError for a list value with a comma.
    """
    tables: dict[str, list[object]] = {
        "orgs": [*orgs],
        "academicSessions": [*academic_sessions],
        "courses": [*courses],
        "classes": [*classes],
        "users": [*users],
        "userProfiles": [*user_profiles],
        "roles": [*roles],
        "enrollments": [*enrollments],
        "demographics": [*demographics],
    }
    files = {f"{name}.csv": write_rows(records, _BULK_FORMS[name]) for name, records in tables.items() if records}
    source = {"source.systemName": source_system, "source.systemCode": source_code}
    return {MANIFEST_FILE: _manifest(files, source=source), **files}


_BULK_FORMS = {
    name: form_of(name, version=VERSION, mode=vocabulary.BULK).without("status", "modified_at")
    for name in vocabulary.ROSTER_FILES_1_2
}


def _manifest(files: Mapping[str, bytes], *, source: Mapping[str, str]) -> bytes:
    rows = {"propertyName": "value", "manifest.version": MANIFEST_VERSION, "oneroster.version": VERSION}
    for name in vocabulary.KNOWN_FILES:
        rows[f"file.{name}"] = vocabulary.BULK if f"{name}.csv" in files else vocabulary.ABSENT
    rows.update({name: value for name, value in source.items() if value})
    return "".join(f"{name},{_quoted(value)}\r\n" for name, value in rows.items()).encode("utf-8")


def _quoted(value: str) -> str:
    return '"' + value.replace('"', '""') + '"' if set(value) & set(',"\r\n') else value


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files as a ZIP file: the same bytes for the same files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            member = zipfile.ZipInfo(name, date_time=FIRST_ZIP_DAY)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            archive.writestr(member, data)
    return stream.getvalue()

"""Reading a whole package: every file judged, all problems of all files listed at once.

    archive > manifest > each file: header, rows > references between files > package

A refused file does not stop the others from being read; it only keeps references to it from being judged.
"""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from adsum.interop.archive import Archive, Source, Wanted, open_archive
from adsum.interop.csv_table import open_table
from adsum.interop.limits import DEFAULT_LIMITS, Limits
from adsum.interop.oneroster import vocabulary
from adsum.interop.oneroster.expectation import Expectation, check_expectation
from adsum.interop.oneroster.forms import form_of
from adsum.interop.oneroster.manifest import FILE as MANIFEST_FILE
from adsum.interop.oneroster.manifest import Manifest, judge_presence, read_manifest
from adsum.interop.oneroster.package import ATTRIBUTES, Package, PackageReading
from adsum.interop.oneroster.references import (
    KnownIds,
    ReadFile,
    check_agreement,
    check_circles,
    check_references,
    held_users,
)
from adsum.interop.oneroster.version_1_1 import roles_of, user_of
from adsum.interop.problems import ProblemList
from adsum.interop.rows import read_rows

WANTED = Wanted(
    files=frozenset({MANIFEST_FILE, *(f"{name}.csv" for name in vocabulary.ROSTER_FILES_1_2)}),
    known=frozenset(f"{name}.csv" for name in vocabulary.OTHER_FILES),
    what="OneRoster file",
)


def read_package(
    source: Source,
    *,
    name: str = "",
    known: KnownIds | None = None,
    expected: Expectation | None = None,
    limits: Limits = DEFAULT_LIMITS,
    problems: ProblemList | None = None,
) -> PackageReading:
    """Read a OneRoster 1.1 or 1.2 CSV package from a path (ZIP file or folder) or from the bytes of a ZIP file.

    name        what to call bytes in messages
    known       for each file without ".csv" the ids our records hold; sized containers also tell how many records an
                empty bulk file would end. None: references out of the package are not judged, only counted
    expected    whose package it should be
    problems    a list to add to, for streaming
    """
    problems = ProblemList() if problems is None else problems
    archive = open_archive(source, wanted=WANTED, problems=problems, limits=limits, name=name)
    if archive is None:
        return PackageReading(package=None, problems=problems)
    with archive:
        reader = _PackageReader(archive=archive, problems=problems, limits=limits, known=known)
        return reader.read(expected)


@dataclass(kw_only=True)
class _PackageReader:
    """The state of one reading."""

    archive: Archive
    problems: ProblemList
    limits: Limits
    known: KnownIds | None
    files: dict[str, ReadFile] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    digests: dict[str, str] = field(default_factory=dict)

    def read(self, expected: Expectation | None) -> PackageReading:
        manifest = self._manifest()
        if manifest is not None:
            for name in _files_of(manifest.version):
                self._read_file(name, manifest)
            self._check_between_files()
        package = None if manifest is None else self._package(manifest)
        if package is not None and expected is not None:
            check_expectation(expected, orgs=package.orgs, sessions=package.academic_sessions, problems=self.problems)
        rows_read = {name: file.rows.rows_read for name, file in self.files.items()}
        is_refused = self.problems.refused > 0
        return PackageReading(
            package=None if is_refused else package, problems=self.problems, rows_read=rows_read, readable=package
        )

    def _manifest(self) -> Manifest | None:
        place = self.problems.within(MANIFEST_FILE)
        manifest = read_manifest(self.archive, place=place, limits=self.limits)
        if manifest is not None:
            names = {entry.name for entry in self.archive.entries()}
            judge_presence(manifest, names=names, place=place)
            self._warn_about_other_version(manifest)
        return manifest

    def _warn_about_other_version(self, manifest: Manifest) -> None:
        for name in set(vocabulary.ROSTER_FILES_1_2) - set(_files_of(manifest.version)):
            if f"{name}.csv" in self.archive.names:
                message = f"is not a file of OneRoster {manifest.version} and was ignored."
                self.problems.within(f"{name}.csv").warn("M12", message)

    def _read_file(self, name: str, manifest: Manifest) -> None:
        place = self.problems.within(f"{name}.csv")
        if place.file not in self.archive.names:
            return
        mode = manifest.mode_of(name)
        # A file that the manifest calls absent is refused already; read it as what it most likely is.
        mode = vocabulary.BULK if mode == vocabulary.ABSENT else mode
        form = form_of(name, version=manifest.version, mode=mode)
        data = self.archive.read(place.file)
        if data is not None:
            self.digests[place.file] = hashlib.sha256(data).hexdigest()
        table = None if data is None else open_table(data=data, shape=form.shape, place=place, limits=self.limits)
        if table is None:
            self.unread.add(name)
            return
        del data  # the text is all that is needed from here; both together may be large
        file = ReadFile(form=form, mode=mode, rows=read_rows(table, form, limits=self.limits), place=place)
        self.files[name] = file
        self._refuse_empty_bulk(name, file)

    def _refuse_empty_bulk(self, name: str, file: ReadFile) -> None:
        """A bulk file without rows would end every record of its kind."""
        if file.mode != vocabulary.BULK or file.rows.rows_read or not file.is_whole:
            return
        file.place.refuse_file(
            "M02",
            f"has a header but no rows. A bulk file without rows would end {_how_many(name, self.known)}. "
            f"If there are none to send, say file.{name},absent in manifest.csv and leave the file out.",
        )

    def _check_between_files(self) -> None:
        check_references(self.files, known=self.known, unread=self.unread)
        for name in ("orgs", "academicSessions"):
            if name in self.files:
                check_circles(self.files[name])
        check_agreement(self.files)

    def _package(self, manifest: Manifest) -> Package:
        package = Package(
            version=manifest.version,
            modes={name: file.mode for name, file in self.files.items()},
            fingerprint=self._fingerprint(),
            source_system=manifest.source_system,
            source_code=manifest.source_code,
            held_user_ids=held_users(self.files.get("users")),
        )
        for name, file in self.files.items():
            setattr(package, ATTRIBUTES[name], file.rows.records)
        if manifest.version == "1.1":
            _bring_to_1_2(package)
        return package

    def _fingerprint(self) -> str:
        modes = {file.place.file: file.mode for file in self.files.values()}
        lines = [f"{name} {modes.get(name)} {digest}\n" for name, digest in sorted(self.digests.items())]
        return hashlib.sha256("".join(lines).encode()).hexdigest()


def _files_of(version: str) -> tuple[str, ...]:
    return vocabulary.ROSTER_FILES_1_1 if version == "1.1" else vocabulary.ROSTER_FILES_1_2


def _how_many(name: str, known: KnownIds | None) -> str:
    ours: Any = None if known is None else known.get(name)
    return f"{len(ours):,} {name}" if hasattr(ours, "__len__") else f"all {name}"


def _bring_to_1_2(package: Package) -> None:
    """Take the roles out of the users."""
    flat_users: list[Any] = list(package.users)
    orgs = {org.sourced_id: org for org in package.orgs}
    package.roles = list(roles_of(flat_users, orgs=orgs))
    package.users = [user_of(flat) for flat in flat_users]
    if "users" in package.modes:
        package.modes["roles"] = package.modes["users"]

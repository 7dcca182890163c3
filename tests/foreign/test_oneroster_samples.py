"""The public OneRoster 1.2 sample packages, as folders and as ZIP files, in both modes."""

from pathlib import Path

import pytest

from adsum.interop.oneroster import Package, PackageReading, UserProfile, read_package, write_package, zipped
from adsum.interop.oneroster.package import ATTRIBUTES

ROWS = {
    "orgs": 2, "academicSessions": 2, "courses": 1, "classes": 1, "users": 2, "userProfiles": 1, "roles": 2,
    "enrollments": 1, "demographics": 1,
}  # fmt: skip


def accepted(reading: PackageReading) -> Package:
    assert [problem.sentence for problem in reading.problems] == []
    assert reading.package is not None
    assert reading.rows_read == ROWS
    return reading.package


@pytest.mark.parametrize("mode", ["bulk", "delta"])
def test_a_sample_package_is_accepted_without_a_word(samples: Path, mode: str) -> None:
    folder = samples / "oneroster-csv-1p2" / f"rostering-{mode}"
    loose = accepted(read_package(folder, known={}))
    packed = zipped({path.name: path.read_bytes() for path in sorted(folder.glob("*.csv"))})
    assert accepted(read_package(packed, name="sample.zip")) == loose
    assert (loose.version, loose.mode) == ("1.2", mode)
    assert (loose.exported_at is None) == (mode == "bulk")
    assert [user.agent_ids for user in loose.users] == [(), ("user-agent",)]
    assert isinstance(loose.user_profiles[0], UserProfile)


def test_a_sample_read_and_written_again_says_the_same(samples: Path) -> None:
    first = accepted(read_package(samples / "oneroster-csv-1p2" / "rostering-bulk"))
    files = write_package(**{attribute: getattr(first, attribute) for attribute in ATTRIBUTES.values()})
    again = accepted(read_package(zipped(files), name="again.zip"))
    assert [again.table(name) for name in ATTRIBUTES] == [first.table(name) for name in ATTRIBUTES]


def test_our_header_is_theirs(samples: Path) -> None:
    """Same columns in the same order, file by file, as the tool that made the samples writes them."""
    folder = samples / "oneroster-csv-1p2" / "rostering-bulk"
    package = accepted(read_package(folder))
    files = write_package(**{attribute: getattr(package, attribute) for attribute in ATTRIBUTES.values()})
    for name, data in files.items():
        assert data.splitlines()[0] == (folder / name).read_bytes().splitlines()[0], name

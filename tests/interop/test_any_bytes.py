"""Whatever arrives, reading answers: a package, or problems that refuse it. It never raises."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from interop.mesa_verde import package, zip_of

from adsum.interop.marks_csv import read_history
from adsum.interop.oneroster import read_package

QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PACKED = zip_of(package())
pieces = st.sampled_from(
    [b'"', b",", b"\n", b"\r", b"\x00", b"\xff", b"\xe2\x80\xae", b"=1+1", b" ", b"u-ana", b"", b";"]
)


def judge(data: bytes) -> None:
    reading = read_package(data, name="upload.zip")
    assert reading.refused == (reading.problems.refused > 0)
    assert (reading.package is None) == reading.refused
    for problem in reading.problems:
        assert len(problem.value) <= 60
        assert problem.sentence


@QUICK
@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    judge(data)
    read_history(data, name="marks.csv")


@QUICK
@given(st.sampled_from(sorted(package())), st.integers(0, 2_000), st.integers(0, 12), pieces)
def test_any_damage_to_a_file(file: str, start: int, length: int, piece: bytes) -> None:
    data = package()[file]
    judge(zip_of({**package(), file: data[:start] + piece + data[start + length :]}))


@QUICK
@given(st.integers(0, len(PACKED)), st.integers(0, 8), st.binary(max_size=8))
def test_any_damage_to_the_zip_file(start: int, length: int, piece: bytes) -> None:
    judge(PACKED[:start] + piece + PACKED[start + length :])

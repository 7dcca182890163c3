"""`adsum facts export` and `adsum night`: whole folders or none, and nights that may be run again."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from rooms.determinations.stories import THREE, judge, miss
from world import NOW, RECORDED, TODAY, World

from adsum.attendance.models import Mark
from adsum.cli import main
from adsum.determinations.actions import record_step
from adsum.determinations.facts_export.changed import changed_since
from adsum.determinations.models import Determination, Run, Standing
from adsum.district.audit import Job
from adsum.enrollment.models import Student

TABLES = {
    "schools", "calendar", "students", "enrollments", "meetings", "marks", "unsubmitted", "notices", "conferences",
    "referrals", "exemptions",
}  # fmt: skip
pytestmark = pytest.mark.usefixtures("at_demo_time")


def adsum(*words: object) -> int:
    return main([str(word) for word in words])


@pytest.fixture
def ana(world: World) -> Student:
    """Truant by three days, with a second student beside her."""
    world.student("Camila Reyes")
    student = world.student("Ana Flores")
    miss(student, *THREE)
    return student


def test_the_facts_folder_holds_every_table_of_the_contract(ana: Student, tmp_path: Path) -> None:
    out = tmp_path / "facts"
    assert adsum("facts", "export", out) == 0
    assert {path.stem for path in out.iterdir()} == TABLES
    marks = (out / "marks.csv").read_text().splitlines()
    assert marks[0] == "mark_id,student_id,school_id,date,period,status,minutes,reason,incident,recorded_at,replaced_at"
    assert len(marks) == 1 + 18
    assert sum(line.endswith("absent,,,,2025-09-08T17:00:00Z,") for line in marks) == 6


def test_the_exported_folder_is_judged_as_the_database_is(ana: Student, tmp_path: Path) -> None:
    assert adsum("facts", "export", tmp_path / "facts") == 0
    assert adsum("determine", tmp_path / "facts", "--as-of", TODAY, "--out", tmp_path / "out") == 0
    judge(ana)
    standing = pl.read_csv(tmp_path / "out" / "standing.csv", schema_overrides={"truant_on": pl.Date})
    [row] = standing.filter(student_id=ana.source_id).rows(named=True)
    on_record = Standing.objects.get(student=ana)
    names = ("days_expected", "days_absent", "days_incomplete", "events", "truant_on", "notice_due", "band", "tier")
    assert {name: row[name] for name in names} == {name: getattr(on_record, name) for name in names}


def test_a_folder_that_holds_something_is_left_alone(
    ana: Student, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "note.txt").write_text("mine")
    assert adsum("facts", "export", tmp_path) == 2
    assert "is not empty" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]


def test_nothing_half_written_stays_when_writing_fails(
    ana: Student, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from adsum.determinations.facts_export import folder

    written: list[str] = []

    def fails_at_the_third(table: pl.DataFrame, *, path: Path) -> None:
        written.append(path.name)
        if len(written) == 3:
            raise OSError("no space left on device")
        path.write_text("")

    monkeypatch.setattr(folder, "write_table", fails_at_the_third)
    with pytest.raises(OSError, match="no space"):
        adsum("facts", "export", tmp_path / "facts")
    assert list(tmp_path.iterdir()) == []


def ids_in(path: Path) -> list[str]:
    return sorted(pl.read_csv(path)["student_id"].to_list())


def test_since_a_moment_only_students_with_news_are_exported(ana: Student, tmp_path: Path) -> None:
    assert adsum("facts", "export", tmp_path / "all") == 0
    assert len(ids_in(tmp_path / "all" / "students.csv")) == 2
    assert adsum("facts", "export", tmp_path / "news", "--since", "2025-09-01T00:00:00Z") == 0
    assert ids_in(tmp_path / "news" / "students.csv") == [ana.source_id]
    assert len((tmp_path / "news" / "marks.csv").read_text().splitlines()) == 1 + 18


@pytest.mark.parametrize("news", ["mark", "replacement", "step", "roll"])
def test_every_kind_of_record_is_news(world: World, ana: Student, news: str) -> None:
    camila, at = world.student("Camila Reyes"), datetime(2026, 2, 10, 18, tzinfo=UTC)
    assert changed_since(at) == frozenset()
    if news == "mark":
        Mark.objects.create(student=camila, school=world.high, date=TODAY, period=1, status="absent", recorded_at=at)
    elif news == "replacement":
        Mark.objects.create(
            student=camila, school=world.high, date=TODAY, period=1, status="absent", recorded_at=RECORDED
        )
        Mark.objects.filter(student=camila).update(replaced_at=at)
    elif news == "step":
        record_step(student=camila, kind="conference", happened_on=TODAY, by=Job("night"), at=at)
    else:
        from adsum.attendance.models import Roll

        Roll.objects.create(section=world.section(1), date=TODAY, period=1, roster=[camila.pk], certified_at=at)
    assert changed_since(at) == {camila.pk}


def test_a_night_says_what_changed_and_a_second_one_that_nothing_did(
    ana: Student, capsys: pytest.CaptureFixture[str]
) -> None:
    assert adsum("night") == 0
    first = capsys.readouterr().out
    assert "Judged 2 of 2 students" in first
    assert "notice_due" in first
    flips = Determination.objects.count()
    assert adsum("night") == 0
    assert "0 findings changed, 0 students left out" in capsys.readouterr().out
    assert Determination.objects.count() == flips


def test_a_night_writes_its_facts_when_asked(ana: Student, tmp_path: Path) -> None:
    assert adsum("night", "--facts", tmp_path / "facts") == 0
    assert {path.stem for path in (tmp_path / "facts").iterdir()} == TABLES


@pytest.mark.parametrize(("words", "code"), [((), 1), (("--facts", "."), 2)])
def test_a_refused_night_changes_nothing(
    ana: Student, capsys: pytest.CaptureFixture[str], words: Sequence[str], code: int
) -> None:
    judge(ana, as_of=TODAY + timedelta(days=1))
    runs = Run.objects.count()
    assert adsum("night", *words) == code
    assert "Nothing was" in capsys.readouterr().err
    assert Run.objects.count() == runs


def test_students_left_out_are_listed_by_id_and_the_night_goes_on(
    world: World, ana: Student, capsys: pytest.CaptureFixture[str]
) -> None:
    Mark.objects.create(
        student=ana, school=world.high, date=date(2025, 9, 6), period=1, status="absent", recorded_at=NOW
    )
    assert adsum("night") == 0
    said = capsys.readouterr().out
    assert "1 students judged, " in said
    assert f"left out: {ana.source_id}: marks" in said
    assert "Flores" not in said


def test_a_replaced_mark_that_contradicts_a_later_correction_is_left_out(
    world: World, ana: Student, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The absence was taken back because the student had left by then: the rest of the record stays judgeable."""
    old = ana.enrollments.get()
    taken_back = Mark.objects.filter(student=ana, date=THREE[2])
    keys = set(taken_back.values_list("key", flat=True))
    taken_back.update(replaced_at=NOW)
    type(old).objects.filter(pk=old.pk).update(replaced_at=NOW)
    type(old).objects.create(
        line=old.line, source_id=old.source_id, student=ana, school=old.school, grade=old.grade, replaces=old,
        first_day=old.first_day, last_day=date(2025, 9, 30), exit_code="T160", recorded_at=NOW,
    )  # fmt: skip
    assert adsum("facts", "export", tmp_path / "facts") == 0
    exported = set(pl.read_csv(tmp_path / "facts" / "marks.csv")["mark_id"].to_list())
    assert len(exported) == 12
    assert not exported & keys
    assert "break a rule" not in capsys.readouterr().err
    run = judge(ana)
    assert (run.students, run.problems) == (1, [])

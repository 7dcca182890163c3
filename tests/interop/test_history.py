"""Attendance history as CSV: marks, calendar, meetings."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from interop.mesa_verde import codes, folder_of, only, place, zip_of

from adsum.interop.marks_csv import HistoryReading, read_history

MARKS = """\
mark_id,student_id,school_id,date,period,status,minutes,reason,incident,recorded_at,replaced_at
m-1,u-ana,s-mesa,2025-09-03,1,absent,,,,2025-09-03T16:05:00Z,
m-2,u-diego,s-cotton,2025-09-03,2,tardy,30,NONC,,2025-09-03T09:31:00-07:00,2025-09-04T16:00:00Z
m-3,u-grace,s-cotton,2025-09-03,1,absent,,FUN,funeral-1,2025-09-03T16:05:00Z,
m-4,u-liam,s-mesa,2025-09-03,3,left_early,12,,,2025-09-03T20:05:00Z,
"""
CALENDAR = """\
school_id,date,is_taught,school_month,term
s-mesa,2025-09-03,1,1,fall
s-mesa,2025-09-06,0,,
"""
MEETINGS = """\
enrollment_id,period,minutes,first_day,last_day
e-ana,1,54,2025-08-14,
e-ana,2,54,2025-08-14,2025-12-19
"""


def history(marks: str = MARKS, calendar: str = CALENDAR, meetings: str = MEETINGS) -> HistoryReading:
    files = {"marks.csv": marks, "calendar.csv": calendar, "meetings.csv": meetings}
    return read_history(zip_of({name: text.encode() for name, text in files.items()}), name="history.zip")


def test_a_good_history_is_read_without_a_word() -> None:
    reading = history()
    assert codes(reading.problems) == []
    assert not reading.refused
    assert reading.rows_read == {"marks": 4, "calendar": 2, "meetings": 2}
    first, second, third, _ = reading.marks
    assert (first.status, first.minutes, first.reason, first.replaced_at) == ("absent", None, None, None)
    assert second.recorded_at == datetime(2025, 9, 3, 16, 31, tzinfo=UTC)
    assert (second.minutes, second.reason) == (30, "NONC")
    assert third.incident == "funeral-1"
    assert [day.is_taught for day in reading.calendar] == [True, False]
    assert [meeting.last_day for meeting in reading.meetings] == [None, date(2025, 12, 19)]
    assert "u-ana" not in repr(reading.marks)


def test_marks_alone_from_a_path_or_as_bytes(tmp_path: Path) -> None:
    path = tmp_path / "marks.csv"
    path.write_text(MARKS, encoding="utf-8")
    assert len(read_history(path).marks) == 4
    assert read_history(MARKS.encode(), name="marks.csv").marks == read_history(path).marks
    assert read_history(MARKS.encode(), name="marks.csv").fingerprint == read_history(path).fingerprint


def test_a_facts_folder_gives_its_history_and_the_rest_is_ignored(tmp_path: Path) -> None:
    tables = {"marks.csv": MARKS.encode(), "students.csv": b"student_id,birth_date\n"}
    reading = read_history(folder_of(tables, tmp_path))
    assert [place(problem)[:2] for problem in reading.problems] == [("R02", "warn")]
    assert len(reading.marks) == 4


def test_nothing_to_read_is_refused(tmp_path: Path) -> None:
    assert read_history(tmp_path).refused
    assert read_history(b"x,y\n", name="other.csv").refused
    assert codes(read_history(b"", name="marks.csv").problems) == ["M01"]
    assert codes(read_history(tmp_path / "marks.csv").problems) == ["M01"]


@pytest.mark.parametrize(
    ("old", "new", "code", "row", "field"),
    [
        ("m-1,u-ana", "m-1,", "M57", 2, "student_id"),
        ("m-1,u-ana", "m-1,u ana", "M47", 2, "student_id"),
        ("m-1,u-ana,s-mesa,2025-09-03", "m-1,u-ana,s-mesa,09/03/2025", "M50", 2, "date"),
        ("m-1,u-ana,s-mesa,2025-09-03", "m-1,u-ana,s-mesa,2025-09-31", "M51", 2, "date"),
        ("m-1,u-ana,s-mesa,2025-09-03", "m-1,u-ana,s-mesa,2025-09-03T00:00:00Z", "M52", 2, "date"),
        ("2025-09-03,2,tardy", "2025-09-03,2nd,tardy", "M56", 3, "period"),
        ("2025-09-03,2,tardy", "2025-09-03,2,Tardy", "M55", 3, "status"),
        ("2025-09-03,2,tardy", "2025-09-03,2,present", "M55", 3, "status"),
        ("tardy,30,", "tardy,,", "M57", 3, "minutes"),
        ("tardy,30,", "tardy,0,", "R04", 3, "minutes"),
        ("tardy,30,", "tardy,1441,", "R04", 3, "minutes"),
        ("tardy,30,", "tardy,-5,", "M56", 3, "minutes"),
        ("NONC,,2025-09-03T09:31:00-07:00", "NONC,,2025-09-03T09:31:00", "M50", 3, "recorded_at"),
        ("NONC,,2025-09-03T09:31:00-07:00", "NONC,,", "M57", 3, "recorded_at"),
        ("2025-09-04T16:00:00Z", "2025-09-02T16:00:00Z", "R03", 3, "replaced_at"),
        ("m-4,u-liam", "m-3,u-liam", "M60", 5, "mark_id"),
    ],
)
def test_a_bad_mark_is_named(old: str, new: str, code: str, row: int, field: str) -> None:
    assert MARKS.count(old) == 1
    reading = history(marks=MARKS.replace(old, new))
    assert place(only(reading.problems)) == (code, "refuse-set", "marks.csv", row, field)
    assert reading.refused


@pytest.mark.parametrize(
    ("old", "new", "code", "row", "field"),
    [
        ("2025-09-03,1,1,fall", "2025-09-03,true,1,fall", "M54", 2, "is_taught"),
        ("2025-09-03,1,1,fall", "2025-09-03,1,,fall", "M57", 2, "school_month"),
        ("2025-09-06,0,,", "2025-09-03,0,,", "M60", 3, "school_id"),
    ],
)
def test_a_bad_calendar_day_is_named(old: str, new: str, code: str, row: int, field: str) -> None:
    reading = history(calendar=CALENDAR.replace(old, new))
    assert place(only(reading.problems)) == (code, "refuse-set", "calendar.csv", row, field)


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [
        ("2,54,2025-08-14,2025-12-19", "2,0,2025-08-14,2025-12-19", "R04", "minutes"),
        ("2025-12-19", "2025-08-13", "R03", "last_day"),
        ("2,54,2025-08-14,2025-12-19", "1,50,2025-08-14,2025-12-19", "M60", "enrollment_id"),
    ],
)
def test_a_bad_meeting_is_named(old: str, new: str, code: str, field: str) -> None:
    reading = history(meetings=MEETINGS.replace(old, new))
    assert place(only(reading.problems)) == (code, "refuse-set", "meetings.csv", 3, field)


def test_the_same_day_at_two_schools_is_no_repeated_key() -> None:
    reading = history(calendar=CALENDAR + "s-cotton,2025-09-03,1,1,fall\ns-cotton,2025-09-03,1,1,fall\n")
    assert place(only(reading.problems)) == ("M59", "warn", "calendar.csv", 5, "school_id")
    assert len(reading.calendar) == 3

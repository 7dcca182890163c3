"""The list of problems: counted, kept, streamed, and quiet about names."""

import csv
import io
import re
from pathlib import Path

import pytest
from interop.mesa_verde import read, spoiled

from adsum.interop.limits import in_words
from adsum.interop.oneroster import read_package
from adsum.interop.problem_codes import PROBLEM_CODES
from adsum.interop.problems import Problem, ProblemCsv, ProblemList, Severity, shown
from adsum.interop.spreadsheet_text import neutralised

SOURCE = Path(__file__).resolve().parents[2] / "src" / "adsum" / "interop"


def problem(**changes: object) -> Problem:
    given = {"code": "M54", "severity": Severity.REFUSE_SET, "file": "users.csv", "row": 4, "field": "enabledUser"}
    return Problem(**{**given, "value": "Yes", "message": "use true or false.", **changes})  # type: ignore[arg-type]


def test_a_sentence_names_the_place() -> None:
    assert problem().sentence == "users.csv row 4, enabledUser: use true or false."
    assert problem(row=None, field="").sentence == "users.csv: use true or false."


@pytest.mark.parametrize(
    ("text", "visible"),
    [
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 59 + "…"),
        ("a\x00b\tc\r\nd", "a\\x00b\\tc\\r\\nd"),
        ("u\u202ev\u200b", "u\\u202ev\\u200b"),
        ("\x00" * 1_000_000, "\\x00" * 14 + "\\x0…"),
        ("Nguyễn", "Nguyễn"),
    ],
)
def test_values_are_shortened_and_control_characters_made_visible(text: str, visible: str) -> None:
    assert shown(text) == visible
    assert problem(value=text).value == visible
    assert shown(visible) == visible


def test_no_value_and_no_message_in_what_a_log_would_show() -> None:
    spilled = problem(value="Ana Flores", message="Ana Flores was born 2011-03-02")
    assert "Ana" not in repr(spilled) + str(spilled) + f"{spilled}"
    reading = read(spoiled("users.csv", "Ana,Flores", "Ana,Flo\x01res"))
    assert "Flo" not in repr(reading.problems.shown)
    package = read(spoiled("users.csv", "Diego,", "Diega,")).package
    assert package is not None
    assert "Flores" not in repr(package)
    assert "2011" not in repr(package.demographics)


def test_the_first_thousand_are_kept_and_all_are_counted_and_streamed() -> None:
    stream = io.StringIO()
    problems = ProblemList(on_each=ProblemCsv(stream).write)
    for row in range(2, 1_503):
        problems.add(problem(row=row, severity=Severity.WARN, code="M42"))
    problems.add(problem(row=9_999))
    assert (problems.total, problems.refused, len(problems.shown)) == (1_502, 1, 1_000)
    assert problems.shown[0].row == 9_999, "what refuses is never hidden behind warnings"
    assert problems.by_code == {"M42": 1_501, "M54": 1}
    lines = list(csv.reader(io.StringIO(stream.getvalue())))
    assert lines[0] == ["code", "severity", "file", "row", "field", "value", "message"]
    assert len(lines) == 1_503
    assert lines[-1] == ["M54", "refuse-set", "users.csv", "9999", "enabledUser", "Yes", "use true or false."]


def test_the_csv_is_safe_in_a_spreadsheet() -> None:
    stream = io.StringIO()
    ProblemCsv(stream).write(problem(value="=cmd|' /C calc'!A0", field="@x", row=None))
    line = list(csv.reader(io.StringIO(stream.getvalue())))[1]
    assert line == ["M54", "refuse-set", "users.csv", "", "'@x", "'=cmd|' /C calc'!A0", "use true or false."]


@pytest.mark.parametrize("text", ["=1+1", "+52 55", "-5", "@x", "\tx", "\rx", "＝1"])
def test_formulas_are_neutralised_and_other_text_is_not(text: str) -> None:
    assert neutralised(text) == "'" + text
    assert neutralised("O'Neal-Ruiz = a name") == "O'Neal-Ruiz = a name"
    assert neutralised("") == ""


def test_a_reading_adds_to_a_list_that_is_handed_in(tmp_path: Path) -> None:
    seen: list[Problem] = []
    problems = ProblemList(on_each=seen.append)
    (tmp_path / "run.exe").write_bytes(b"MZ")
    assert read_package(tmp_path, problems=problems).problems is problems
    assert [problem.code for problem in seen] == ["M12"]


def test_every_code_that_is_used_is_explained_and_every_explained_code_is_used() -> None:
    used = {
        code
        for path in SOURCE.rglob("*.py")
        if path.name not in {"problem_codes.py", "facts_folder.py"}
        for code in re.findall(r'"([MR]\d\d)"', path.read_text(encoding="utf-8"))
    }
    assert used == set(PROBLEM_CODES)


def test_sizes_in_words() -> None:
    assert [in_words(size) for size in (12, 64 * 1024, 500 * 1024**2, 2 * 1024**3, 1536)] == [
        "12 bytes", "64 KB", "500 MB", "2 GB", "1.5 KB",
    ]  # fmt: skip

"""What is wrong with a file: where, which value, why, and how to mend it.

A reader never stops at the first problem and never raises for bad input: it adds a `Problem` to a `ProblemList` and
goes on as far as it sensibly can. The list keeps the first 1,000 for the page, counts all, and hands each one on
as it comes, so that the whole list can be streamed to a CSV file:

    with open(path, "w", encoding="utf-8", newline="") as stream:
        problems = ProblemList(on_each=ProblemCsv(stream).write)

Values and messages may quote names and birth dates: they are for the person who sent the file, never for a log.
Therefore `repr()` and `str()` of a problem show only its code and place.
"""

import csv
import dataclasses
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TextIO

from adsum.interop.spreadsheet_text import neutralised

SHOWN_AT_MOST = 1_000
VALUE_CHARACTERS = 60
CSV_COLUMNS = ("code", "severity", "file", "row", "field", "value", "message")

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# Characters without a shape of their own, or that turn the direction of what follows.
INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


class Severity(StrEnum):
    """What becomes of the import."""

    REFUSE_FILE = "refuse-file"  # the file is not read further; nothing is applied
    REFUSE_SET = "refuse-set"  # a row is wrong; the whole package waits until all are mended
    CONFIRM = "confirm"  # waits for a permitted person
    HOLD = "hold"  # this record waits in a review list; the rest can be applied
    WARN = "warn"  # applied, and listed


REFUSING = frozenset({Severity.REFUSE_FILE, Severity.REFUSE_SET})


def shown(text: str, *, characters: int = VALUE_CHARACTERS) -> str:
    """A value as it may stand in a message: control and invisible characters visible, shortened."""
    if len(text) > characters * 4:  # nothing beyond this can be shown; do not escape a megabyte
        text = text[: characters * 4] + "…"
    text = INVISIBLE.sub(_as_escape, CONTROL.sub(_as_escape, text))
    return text if len(text) <= characters else text[: characters - 1] + "…"


def _as_escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    return {9: "\\t", 10: "\\n", 13: "\\r"}.get(code) or (f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong. `row` is the line as a text editor counts it, the header being line 1."""

    code: str
    severity: Severity
    file: str
    row: int | None = None
    field: str = ""
    value: str = dataclasses.field(default="", repr=False)
    message: str = dataclasses.field(default="", repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "file", shown(self.file))
        object.__setattr__(self, "field", shown(self.field))
        object.__setattr__(self, "value", shown(self.value))

    def __str__(self) -> str:
        return f"{self.code} {self.place}"

    @property
    def place(self) -> str:
        """'users.csv row 8, status', as far as it is known."""
        place = self.file if self.row is None else f"{self.file} row {self.row}"
        return f"{place}, {self.field}" if self.field else place

    @property
    def sentence(self) -> str:
        """Place and message together, for the person who sent the file."""
        return f"{self.place}: {self.message}"

    @property
    def refuses(self) -> bool:
        return self.severity in REFUSING


class ProblemList:
    """All problems of one import: counted, the first ones kept, each handed on as it comes.

    Problems that refuse are kept apart from the others, so that a thousand warnings cannot hide one error.
    """

    def __init__(self, *, keep: int = SHOWN_AT_MOST, on_each: Callable[[Problem], object] | None = None) -> None:
        self.by_severity: Counter[Severity] = Counter()
        self.by_code: Counter[str] = Counter()
        self._keep = keep
        self._on_each = on_each
        self._refusing: list[Problem] = []
        self._others: list[Problem] = []

    def add(self, problem: Problem) -> None:
        self.by_severity[problem.severity] += 1
        self.by_code[problem.code] += 1
        kept = self._refusing if problem.refuses else self._others
        if len(kept) < self._keep:
            kept.append(problem)
        if self._on_each is not None:
            self._on_each(problem)

    def within(self, file: str) -> "FileProblems":
        """The same list, for adding problems of one file."""
        return FileProblems(problems=self, file=file)

    @property
    def total(self) -> int:
        return self.by_severity.total()

    @property
    def refused(self) -> int:
        """How many of them refuse."""
        return sum(self.by_severity[severity] for severity in REFUSING)

    @property
    def shown(self) -> list[Problem]:
        """The first ones, those that refuse before the others."""
        return [*self._refusing, *self._others][: self._keep]

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.shown)

    def __bool__(self) -> bool:
        return self.total > 0


class FileProblems:
    """Adds problems of one file to the list of all."""

    def __init__(self, *, problems: ProblemList, file: str) -> None:
        self.all = problems
        self.file = file
        self.is_refused = False  # this file was not read to its end
        # Where values hold line breaks, the line in an editor and the number of the record part company.
        self.record_of: Callable[[int], int | None] = lambda row: None

    def refuse_file(self, code: str, message: str, *, row: int | None = None, field: str = "", value: str = "") -> None:
        self.is_refused = True
        self.add(code, message, severity=Severity.REFUSE_FILE, row=row, field=field, value=value)

    def refuse_set(self, code: str, message: str, *, row: int | None = None, field: str = "", value: str = "") -> None:
        self.add(code, message, severity=Severity.REFUSE_SET, row=row, field=field, value=value)

    def hold(self, code: str, message: str, *, row: int | None = None, field: str = "", value: str = "") -> None:
        self.add(code, message, severity=Severity.HOLD, row=row, field=field, value=value)

    def warn(self, code: str, message: str, *, row: int | None = None, field: str = "", value: str = "") -> None:
        self.add(code, message, severity=Severity.WARN, row=row, field=field, value=value)

    def add(
        self, code: str, message: str, *, severity: Severity, row: int | None, field: str = "", value: str = ""
    ) -> None:
        record = None if row is None else self.record_of(row)
        if record is not None:
            message += f" (record {record}: values above it hold line breaks)"
        problem = Problem(
            code=code, severity=severity, file=self.file, row=row, field=field, value=value, message=message
        )
        self.all.add(problem)


class ProblemCsv:
    """Writes problems as CSV that is safe to open in a spreadsheet: one line each, the columns of `CSV_COLUMNS`."""

    def __init__(self, stream: TextIO) -> None:
        self._writer = csv.writer(stream, lineterminator="\r\n")
        self._writer.writerow(CSV_COLUMNS)

    def write(self, problem: Problem) -> None:
        self._writer.writerow(neutralised(self._cell(getattr(problem, name))) for name in CSV_COLUMNS)

    @staticmethod
    def _cell(content: object) -> str:
        return "" if content is None else str(content)

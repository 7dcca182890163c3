"""Letters written into a folder for the mail room: one PDF each, documents to print, and an index by key.

    OUT/letters/KEY.pdf              one letter
    OUT/print/SCHOOL-DAY-PART.pdf    at most 200 letters of one school and day, each on a fresh sheet
    OUT/index.csv                    key, school, level, day of issue, languages, hash, file: no names

Writing twice gives the same bytes; a run that was killed is simply started again.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path

from adsum.district.models import School
from adsum.notices.levels import LETTERS
from adsum.notices.models import Notice
from adsum.notices.queries import issued_letters
from adsum.notices.rendering.press import LETTERS_PER_DOCUMENT, print_letters
from adsum.notices.rendering.shelf import pdf_of, put

COLUMNS = ("letter", "school", "level", "issued_on", "languages", "sha256", "file")


def write_out(folder: Path, *, school: School | None, on: date, issued_on: date | None, home: Path) -> int:
    """Write the standing issued letters of the school year of `on`. Returns how many. Raises CannotPrint."""
    letters = [
        notice
        for level in LETTERS
        for notice in issued_letters(school=school, level=level, on=on, issued_on=issued_on)
        if notice.content
    ]
    letters.sort(key=mail_order)
    for notice in letters:
        put(pdf_of(notice, home=home), folder / "letters" / f"{notice.key}.pdf")
    for name, part in documents(letters):
        put(print_letters([notice.content for notice in part]), folder / "print" / f"{name}.pdf")
    put(index(letters).encode(), folder / "index.csv")
    return len(letters)


def mail_order(notice: Notice) -> tuple[str, str, str]:
    """By school and day, then by key: an order that says nothing about anybody."""
    assert notice.school is not None
    return notice.school.source_id, str(notice.issued_on), notice.key


def documents(letters: Sequence[Notice]) -> Iterator[tuple[str, Sequence[Notice]]]:
    """The letters of each school and day in documents of at most 200, with the documents' names."""
    for (_school, day, level), group in groupby(letters, key=lambda n: (n.school, n.issued_on, n.level)):
        batch = list(group)
        for part, start in enumerate(range(0, len(batch), LETTERS_PER_DOCUMENT), start=1):
            school = batch[0].school
            assert school is not None
            yield f"{school.key}-{day}-level{level}-{part}", batch[start : start + LETTERS_PER_DOCUMENT]


def index(letters: Sequence[Notice]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for notice in letters:
        assert notice.school is not None
        writer.writerow(
            [
                notice.key,
                notice.school.key,
                notice.level,
                notice.issued_on,
                " ".join(notice.languages),
                notice.sha256,
                f"letters/{notice.key}.pdf",
            ]
        )
    return text.getvalue()

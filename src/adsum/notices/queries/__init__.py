"""The only cross-table reads of this room: letters owed and held, letters there are, letters that lost their ground."""

from adsum.notices.queries.letters import (
    SchoolCounts,
    counts_by_school,
    drafted_letters,
    history,
    issued_letters,
    letters_counting,
    letters_of_student,
    standing_letter,
    state_of,
    taken_back_letters,
)
from adsum.notices.queries.owed import OwedLetter, owed_letter, owed_letters, owed_students
from adsum.notices.queries.unsupported import unsupported

__all__ = [
    "OwedLetter",
    "SchoolCounts",
    "counts_by_school",
    "drafted_letters",
    "history",
    "issued_letters",
    "letters_counting",
    "letters_of_student",
    "owed_letter",
    "owed_letters",
    "owed_students",
    "standing_letter",
    "state_of",
    "taken_back_letters",
    "unsupported",
]

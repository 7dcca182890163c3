"""What is wrong with an entry: every fault at once, each with its rule, its field and words for the person.

`rule` is the row of the catalogue of bad inputs; tests and the audit event go by it. The exception's own text names
rules only: it may reach a log, and a log holds no names, dates of a student or reasons.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One fault. `field` is the form's; "marks" stands for the absences themselves."""

    rule: str
    field: str
    message: str


class EntryRefused(Exception):
    """Refusal: the entry cannot be saved as it stands."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        rules = ", ".join(sorted({problem.rule for problem in self.problems}))
        super().__init__(f"The entry was refused ({rules}). Nothing was changed. Mend what is named and send it anew.")

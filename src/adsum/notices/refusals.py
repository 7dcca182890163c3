"""What this room refuses to do. Each message says what happened, why, and what to do next; records go by their keys."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adsum.notices.holds import Hold


class LetterRefused(Exception):
    """Refusal: a letter cannot be drafted, issued, rescinded or kept as asked."""


class LevelNotOffered(LetterRefused):
    """Refusal: there is no letter of this level yet."""


class EarlierLetterMissing(LetterRefused):
    """Refusal: a second or third letter without the one before it (EC 48261)."""


class NotOwed(LetterRefused):
    """Refusal: the records do not call for this letter on this day."""


class LetterHeld(LetterRefused):
    """Refusal: something about the letter must be decided first; `holds` says what."""

    def __init__(self, message: str, *, holds: Sequence["Hold"]) -> None:
        super().__init__(message)
        self.holds = tuple(holds)


class LetterStandsOtherwise(LetterRefused):
    """Refusal: the letter is not in the state that the request took for granted."""

"""What a rule is to a worked case: a function, and what its arguments look like in a case file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from adsum.policy.packs.payloads import TEXT, Kind, optional

CALENDAR = Kind("name of a test calendar", TEXT.read)  # the rule gets its taught days, earliest first

OPTIONAL_CALENDAR = optional(CALENDAR)


@dataclass(frozen=True)
class Rule:
    """`ask` takes the arguments of `given`, and `pack` and `on`, by keyword; it answers with a dataclass with `used`.

    An argument of an `optional` kind may be left out of a case; then the function's own default holds.
    """

    ask: Callable[..., Any]
    given: Mapping[str, Kind]

"""Exit reasons and completions: the state's codes, and what may go together.

    exit_check      what is wrong with an exit as it would be reported
    exported_code   the code that goes to the state for an enrollment of some status

Source: CALPADS file SENR, fields 1.26 and 1.27, and its checks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from adsum.policy.packs import Pack
from adsum.policy.packs.asking import Asking, Used, WrongQuestion
from adsum.policy.packs.state_checks import StateFault, state_faults


@dataclass(frozen=True)
class ExitCheck:
    """`is_dropout`: for grades 7 to 12; None where nobody has said so for certain."""

    faults: tuple[StateFault, ...]
    is_dropout: bool | None
    is_graduate: bool
    used: Used


@dataclass(frozen=True)
class ExportedCode:
    code: str
    used: Used


def exit_check(
    *,
    code: str,
    grade: str,
    completion: str | None = None,
    status: int | None = None,
    was_here_last_june: bool = False,
    pack: Pack,
    on: date,
) -> ExitCheck:
    """What the state would refuse about an exit.

    in      code: of the state; grade: as the state writes it, PS before transitional kindergarten; completion: its
            school completion status, if any; status: of the enrollment; was_here_last_june: the student ended last
            school year at this school, expected back
    """
    asking = Asking(pack, on=on)
    row = code_row(asking, code)
    finished = next((each for each in asking.value("exit_codes.completions") if each["code"] == completion), None)
    if completion is not None and finished is None:
        raise WrongQuestion(f"there is no completion {completion!r}; they are in exit_codes.completions")
    failed = {
        "exit_code_unknown": row is None,
        "exit_code_not_in_use": row is not None and bool(row["is_history"]),
        "completion_without_completer": completion is not None and not is_completer(row),
        "completer_without_completion": completion is None and is_completer(row),
        "exit_code_of_other_grades": not is_open_to(asking, code, grade),
        "exit_code_of_other_status": status == asking.value("enrollment.non_funded_status")
        and code not in asking.value("exit_codes.of_non_funded"),
        "no_show_of_returning_student": row is not None and bool(row["is_no_show"]) and was_here_last_june,
    }
    is_dropout = row["is_dropout"] if row and grade in asking.value("exit_codes.dropout_grades") else False
    is_graduate = bool(finished and finished["is_graduate"])
    return ExitCheck(state_faults(asking, failed), is_dropout, is_graduate, asking.used())


def code_row(asking: Asking, code: str) -> Mapping[str, Any] | None:
    rows: list[dict[str, Any]] = asking.value("exit_codes.codes")
    return next((row for row in rows if row["code"] == code), None)


def is_open_to(asking: Asking, code: str, grade: str) -> bool:
    limits = [row["grades"] for row in asking.value("exit_codes.grade_limits") if row["code"] == code]
    return all(grade in grades for grades in limits)


def is_completer(row: Mapping[str, Any] | None) -> bool:
    return row is not None and bool(row["is_completer"])


def exported_code(*, code: str, status: int, pack: Pack, on: date) -> ExportedCode:
    """The exit code of a secondary enrollment is always the same, whatever the school wrote."""
    asking = Asking(pack, on=on)
    is_secondary = status == asking.value("enrollment.secondary_status")
    return ExportedCode(asking.value("exit_codes.of_secondary") if is_secondary else code, asking.used())

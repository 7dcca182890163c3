"""Why a notice is owed or not: the notices, reports and conferences, and what each of them did."""

from __future__ import annotations

from datetime import date
from typing import Any

from adsum.policy.explanation.case import StudentCase
from adsum.policy.explanation.model import Line, Section, used_values

VALUES = ("truancy.events", "notices.levels", "central_run.kinds")


def ladder_section(case: StudentCase) -> Section:
    return Section(
        name="ladder",
        title="Notices and reports",
        conclusion=_conclusion(case.standing),
        lines=(*_notices(case), *_reports(case), *_conferences(case)),
        values=used_values(case.law.pack, VALUES, on=case.law.as_of),
        would_change=tuple(_would_change(case)),
    )


def _conclusion(standing: dict[str, Any]) -> str:
    due = standing.get("notice_due") or 0
    told = f"Notice {due} is owed." if due else "No notice is owed."
    if standing.get("habitual_on"):
        told += f" Habitual truant since {standing['habitual_on']}."
    if standing and not standing["is_central_run"]:
        told += " The school issues all of its notices itself: it is not in the central run."
    return told


def _notices(case: StudentCase) -> list[Line]:
    rows = case.facts.notices.sort("issued_on", "level").iter_rows(named=True)
    standing = {level: _issued(case, level) for level in (1, 2, 3)}
    return [_notice(row, case.law.as_of, standing) for row in rows]


def _notice(row: dict[str, Any], as_of: date, standing: dict[int, date | None]) -> Line:
    why, is_counted = f"issued on {row['issued_on']} and it stands", True
    if row["issued_on"] > as_of:
        why, is_counted = f"it was issued after {as_of}", False
    elif row["rescinded_on"] is not None and row["rescinded_on"] <= as_of:
        why, is_counted = f"it was rescinded on {row['rescinded_on']}", False
    elif row["issued_on"] != standing[row["level"]]:
        why, is_counted = "the same notice had been issued before", False
    return Line(on=row["issued_on"], what=f"notice {row['level']}", is_counted=is_counted, why=why)


def _issued(case: StudentCase, level: int) -> date | None:
    issues = case.stages.issues
    return issues[f"issued_{level}"][0] if issues.height else None


def _reports(case: StudentCase) -> list[Line]:
    """Reports 2 and 3: the first event after each notice."""
    lines = []
    for report, column in ((2, "report_2_on"), (3, "report_3_on")):
        on = case.standing.get(column)
        if on:
            why = f"the first event after notice {report - 1} was issued"
            lines.append(Line(on=on, what=f"report {report}", is_counted=True, why=why))
    return lines


def _conferences(case: StudentCase) -> list[Line]:
    first = _issued(case, 1)
    lines = []
    for (on,) in case.facts.conferences.select("attempted_on").sort("attempted_on").rows():
        why, is_counted = "a conference was attempted", True
        if on > case.law.as_of:
            why, is_counted = f"it lies after {case.law.as_of}", False
        elif first is None or on < first:
            why, is_counted = "no notice 1 had been issued by then", False
        lines.append(Line(on=on, what="conference attempt", is_counted=is_counted, why=why))
    return lines


def _would_change(case: StudentCase) -> list[str]:
    standing, issued = case.standing, {level: _issued(case, level) for level in (1, 2, 3)}
    if not standing.get("truant_on"):
        return []
    if standing["notice_due"]:
        return [f"issuing notice {standing['notice_due']}."]
    if issued[2] and not standing["report_3_on"]:
        return ["the next event is report 3, and notice 3 is owed then."]
    if issued[1] and not standing["report_2_on"]:
        return ["the next event is report 2, and notice 2 is owed then."]
    if standing["report_3_on"] and not standing["habitual_on"]:
        return ["a conference attempt makes the student a habitual truant."]
    return []

"""An explanation in plain words, for a terminal."""

from __future__ import annotations

from adsum.policy.explanation.model import Explanation, Line, Section, UsedValue

COUNTED = {True: "counted", False: "not counted", None: ""}


def as_text(explanation: Explanation) -> str:
    known = f", as known at {explanation.known_at.isoformat()}" if explanation.known_at else ""
    head = [
        f"Student {explanation.student_id} as of {explanation.as_of}{known}",
        f"Policy pack {explanation.pack_name}, version {explanation.pack_version}",
    ]
    return "\n".join([*head, *(line for section in explanation.sections for line in _section(section))]) + "\n"


def _section(section: Section) -> list[str]:
    return [
        "",
        section.title,
        "=" * len(section.title),
        section.conclusion,
        *(f"  {_line(line)}" for line in section.lines),
        *(f"  What would change it: {change}" for change in section.would_change),
        *(f"  Value: {_value(value)}" for value in section.values),
    ]


def _line(line: Line) -> str:
    counted = COUNTED[line.is_counted]
    parts = [str(line.on) if line.on else "", line.what, f"{counted}: {line.why}" if counted else line.why]
    return "  ".join(part for part in parts if part)


def _value(value: UsedValue) -> str:
    quote = f' "{value.quote}"' if value.quote else ""
    doubt = "" if value.is_verified else "; not verified"
    return f"{value.key} = {value.value} ({value.unit}), from {value.first_day}: {value.source}{quote}{doubt}"

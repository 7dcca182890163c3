"""A small pair of packs for planting faults: a state pack `sea` and a district pack `bay` that extends it.

`write_packs` writes both; `change` plants a fault.
"""

from pathlib import Path

FILES = {
    "sea/pack.yaml": """\
name: sea
title: State by the sea
version: "1"
jurisdiction: state
""",
    "sea/values/truancy.yaml": """\
truancy.minutes:
  meaning: minutes missed
  unit: minutes
  compare: more_than
  local: fixed
  values:
    2000-07-01: 30
  source: {cite: Sea Code 1}

truancy.events:
  meaning: events that make a truant
  unit: events
  compare: at_least
  local: stricter
  stricter: lower
  values:
    2000-07-01: 3
    2020-07-01: 4
  source: {cite: Sea Code 2, quote: "four occasions"}

clearing.school_days:
  meaning: days to explain
  unit: school days
  compare: at_most
  local: free
  values:
    2000-07-01: 10
  source: {cite: Sea Code 3}
  verified: false
""",
    "sea/reasons.yaml": """\
ILL:
  label: {en: Illness, es: Enfermedad}
  meaning: illness
  documentation: a note
  source: {cite: Sea Code 4}
  values:
    2000-07-01: {excused: true}
""",
    "sea/letters/first.yaml": """\
first:
  meaning: first letter
  source: {cite: Sea Code 5}
  title: {en: First letter, es: Primera carta}
  texts:
    greeting: {en: "To {student_name}:", es: "Para {student_name}:"}
  elements:
    old: {text: {en: Old words, es: Palabras viejas}, source: {cite: Sea Code 5}}
    new: {text: {en: New words, es: Palabras nuevas}, source: {cite: Sea Code 6}}
  values:
    2000-07-01: [old]
    2025-07-01: [old, new]
""",
    "sea/cases/calendars.yaml": """\
week:
  meaning: one week
  months: [{first_day: 2025-09-01, last_day: 2025-09-05}]
  terms: [{name: fall, last_day: 2025-09-05}]
  not_taught: []
""",
    "sea/cases/values.yaml": """\
- id: sea/minutes
  name: 30 is not more than 30
  source: Sea Code 1
  given: {value: truancy.minutes, amount: 30}
  when: {as_of: 2025-09-05}
  expect: {is_met: false}

- id: sea/events
  name: four make a truant
  source: Sea Code 2
  given: {value: truancy.events, amount: 4}
  when: {as_of: 2025-09-05}
  expect: {is_met: true, payload: 4}

- id: sea/clearing
  name: four days after Monday are Friday
  source: Sea Code 3
  given: {value: clearing.school_days, calendar: week, after: 2025-09-01, through: 2025-09-05}
  when: {as_of: 2025-09-05}
  expect: {is_met: true}

- id: sea/ill
  name: illness is an excused absence
  source: Sea Code 4
  given: {calendar: week, grade: "09", born: 2011-03-14, marks: [{dates: 2025-09-02, reason: ILL}]}
  when: {as_of: 2025-09-05}
  expect:
    standing: {days_absent: 1}

- id: sea/old-letter
  name: the old letter
  source: Sea Code 5
  given: {letter: first}
  when: {as_of: 2025-06-30}
  expect: {elements: [old], without: [new]}

- id: sea/new-letter
  name: the new letter
  source: Sea Code 5
  given: {letter: first}
  when: {as_of: 2025-07-01}
  expect: {elements: [old, new]}
""",
    "sea/cases/rules.yaml": """\
- id: sea/closed
  name: two days of twenty closed
  source: Sea Code 7
  rule: funding.closure_month
  when: {as_of: 2025-09-05}
  examples:
    - given: {days_scheduled: 20, days_closed: 2, days_attended: 18}
      expect: {days_taught: 18}
    - given: {days_scheduled: 20, days_closed: 0, days_attended: 10}
      expect: {ada: 0.5}
""",
    "bay/pack.yaml": """\
name: bay
title: District by the bay
version: "1"
extends: sea
jurisdiction: district
""",
    "bay/values/own.yaml": """\
truancy.events:
  values:
    2021-07-01: 3
  source: {cite: Bay Bulletin 1}

clearing.school_days:
  values:
    2010-07-01: 20
  source: {cite: Bay Bulletin 2}

district_truancy.minutes:
  meaning: minutes from which the district counts
  unit: minutes
  compare: at_least
  local: free
  values:
    2000-07-01: 30
  source: {cite: Bay Bulletin 3}
""",
    "bay/cases/values.yaml": """\
- id: bay/all
  name: the district's own values
  source: Bay Bulletin
  proves: [truancy.events, clearing.school_days]
  given: {value: district_truancy.minutes, amount: 30}
  when: {as_of: 2025-09-05}
  expect: {is_met: true}
""",
}


def write_packs(folder: Path) -> Path:
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def change(folder: Path, name: str, old: str, new: str) -> None:
    """Replace the only occurrence of `old`."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
    path.write_text(text.replace(old, new), encoding="utf-8")

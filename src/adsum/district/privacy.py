"""The class of every stored field: what kind of harm a leak of it does.

open        no personal data: codes, dates of the school, counts
staff       about an employee in their work
identity    who a student or family member is: names, birth date, official ids
contact     how to reach a family: address, telephone, e-mail, language
enrollment  where a student is enrolled and in which classes
attendance  presence and absence without the reason
reason      why somebody was absent; confidential reasons among them
intervention letters, contacts, conferences, referrals, findings
security    credentials and what guards them
Source: EC 49061, 49076; privacy classes are the district's access table in one place.
"""

CLASSES = frozenset(
    {"open", "staff", "identity", "contact", "enrollment", "attendance", "reason", "intervention", "security"}
)


def classed(**fields_by_class: str) -> dict[str, str]:
    """Turn `identity="given_name family_name"` into `{"given_name": "identity", ...}`."""
    unknown = set(fields_by_class) - CLASSES
    if unknown:
        raise ValueError(f"Unknown privacy class {sorted(unknown)}; known are {sorted(CLASSES)}.")
    return {name: kind for kind, names in fields_by_class.items() for name in names.split()}

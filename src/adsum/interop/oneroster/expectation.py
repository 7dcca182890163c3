"""Is this our district, our school year, and not a test file?

Only asked when the caller says whom it expects; nothing here knows a district.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from adsum.interop.oneroster.records import AcademicSession, Org
from adsum.interop.problems import ProblemList, shown

TEST_NAME = re.compile(r"\b(test|sandbox|demo|sample|dummy)\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Expectation:
    """What the package should be about. What is None is not asked.

    district_identifier   the `identifier` of the district in orgs.csv
    school_year           the calendar year in which the school year ends
    is_test_welcome       a district that calls itself a test or demo is accepted
    """

    district_identifier: str | None = None
    school_year: int | None = None
    is_test_welcome: bool = False


def check_expectation(
    expectation: Expectation, *, orgs: Iterable[Org], sessions: Iterable[AcademicSession], problems: ProblemList
) -> None:
    """Refuse a package that is about something else."""
    districts = [org for org in orgs if org.type == "district"]
    _check_district(expectation, districts, problems=problems)
    _check_year(expectation, list(sessions), problems=problems)


def _check_district(expectation: Expectation, districts: list[Org], *, problems: ProblemList) -> None:
    place = problems.within("orgs.csv")
    ours = expectation.district_identifier
    if ours and districts and ours not in {org.identifier for org in districts}:
        first = districts[0]
        message = f"district {shown(first.identifier or 'without identifier')} is not your district ({ours})."
        place.refuse_file("M25", message, row=first.row, field="identifier", value=first.identifier or "")
    for org in districts:
        if not expectation.is_test_welcome and TEST_NAME.search(org.name):
            message = f'"{shown(org.name)}" looks like test data.'
            place.refuse_file("M25", message, row=org.row, field="name", value=org.name)


def _check_year(expectation: Expectation, sessions: list[AcademicSession], *, problems: ProblemList) -> None:
    ours = expectation.school_year
    if ours and sessions and ours not in {session.school_year for session in sessions}:
        latest = max(sessions, key=lambda session: session.school_year)
        message = f"the newest school year in the file ends in {latest.school_year}; expected is {ours}."
        place = problems.within("academicSessions.csv")
        place.refuse_file("M25", message, row=latest.row, field="schoolYear", value=str(latest.school_year))

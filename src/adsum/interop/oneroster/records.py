"""The records of a OneRoster package, one model for both versions.

Every record keeps the row it came from (the line in a text editor), which does not count when records are compared.
Field names follow this project, not the standard: `..._id` is a sourcedId of another record, `begins_on` and
`ends_on` are the standard's beginDate/startDate and endDate *as given*.

Mind the end: by the standard's text an end date is exclusive, the first day that no longer counts; many systems
write the last day instead. Nothing is shifted here; whoever uses an end date decides, per source system.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple


@dataclass(frozen=True, slots=True, repr=False)
class RosterRecord:
    """What all records have. `status` and `modified_at` are empty in a bulk file."""

    row: int = field(compare=False)
    sourced_id: str
    status: str | None
    modified_at: datetime | None

    def __repr__(self) -> str:
        """Ids only: records hold names and birth dates, and a repr ends up in logs."""
        return f"{type(self).__name__}(row={self.row}, sourced_id={self.sourced_id!r})"

    @property
    def is_deleted(self) -> bool:
        return self.status == "tobedeleted"


@dataclass(frozen=True, slots=True, repr=False)
class Org(RosterRecord):
    """A district, school, department or whatever holds them together."""

    name: str
    type: str
    identifier: str | None = None
    parent_id: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class AcademicSession(RosterRecord):
    """A school year, semester, term or grading period."""

    title: str
    type: str
    begins_on: date
    ends_on: date
    parent_id: str | None
    school_year: int  # the calendar year in which it ends


@dataclass(frozen=True, slots=True, repr=False)
class Course(RosterRecord):
    school_year_id: str | None
    title: str
    course_code: str | None
    grades: tuple[str, ...]
    org_id: str
    subjects: tuple[str, ...] = ()
    subject_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class SchoolClass(RosterRecord):
    """A section: a course taught at a school in some terms. (`class` is a word of the language.)"""

    title: str
    grades: tuple[str, ...]
    course_id: str
    class_code: str | None
    class_type: str
    location: str | None
    school_id: str
    term_ids: tuple[str, ...]
    subjects: tuple[str, ...] = ()
    subject_codes: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()


class UserId(NamedTuple):
    """An id of a person in some other system: `UserId("SSID", "1234567890")`."""

    type: str
    identifier: str


@dataclass(frozen=True, slots=True, repr=False)
class User(RosterRecord):
    """A person: student, guardian or staff; which of them, `Role` says. Passwords are never read."""

    is_enabled: bool
    username: str
    user_ids: tuple[UserId, ...]
    given_name: str | None  # one of the two may be empty: some people have a single name
    family_name: str | None
    middle_name: str | None = None
    identifier: str | None = None
    email: str | None = None
    sms: str | None = None
    phone: str | None = None
    agent_ids: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    master_identifier: str | None = None
    preferred_given_name: str | None = None
    preferred_middle_name: str | None = None
    preferred_family_name: str | None = None
    primary_org_id: str | None = None
    pronouns: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Role(RosterRecord):
    """What a person is at an org. In version 1.1 it stands in the users file: see version_1_1."""

    user_id: str
    role_type: str
    role: str
    begins_on: date | None
    ends_on: date | None
    org_id: str
    user_profile_id: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Enrollment(RosterRecord):
    """A person in a class, as student or teacher. Not an enrollment in a school."""

    class_id: str
    school_id: str
    user_id: str
    role: str
    is_primary: bool | None
    begins_on: date | None
    ends_on: date | None


@dataclass(frozen=True, slots=True, repr=False)
class Demographics(RosterRecord):
    """Its sourced_id is the user's."""

    birth_date: date | None
    sex: str | None
    is_american_indian_or_alaska_native: bool | None = None
    is_asian: bool | None = None
    is_black_or_african_american: bool | None = None
    is_native_hawaiian_or_other_pacific_islander: bool | None = None
    is_white: bool | None = None
    is_of_two_or_more_races: bool | None = None
    is_hispanic_or_latino: bool | None = None
    country_of_birth: str | None = None
    state_of_birth: str | None = None
    city_of_birth: str | None = None
    residence_status: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class UserProfile(RosterRecord):
    """An account of a person in another system. Its password is never read."""

    user_id: str
    profile_type: str
    vendor_id: str
    application_id: str | None
    description: str | None
    credential_type: str
    username: str

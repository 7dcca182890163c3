"""The tables of OneRoster: columns in the standard's order, their kinds, and the rules of a row.

`form_of(name, version=..., mode=...)` gives the form of one file. Bulk and delta differ in two columns only: status
and dateLastModified must be empty in the one and filled in the other.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from adsum.interop.oneroster import vocabulary
from adsum.interop.oneroster.records import (
    AcademicSession,
    Course,
    Demographics,
    Enrollment,
    Org,
    Role,
    SchoolClass,
    User,
    UserId,
    UserProfile,
)
from adsum.interop.oneroster.version_1_1 import FlatUser
from adsum.interop.problems import shown
from adsum.interop.table_form import (
    BOOLEAN,
    CODE,
    DAY,
    ID,
    IDS,
    INSTANT,
    LONG_TEXT,
    NAME,
    SECRET,
    TEXT,
    TEXTS,
    YEAR,
    Column,
    Fault,
    Kind,
    TableForm,
    write_list,
)
from adsum.interop.values import BadValue, choice_of, list_of

KEY = ("sourcedId",)
STATE_ID_TYPE = "SSID"
STATE_ID = re.compile(r"\d{10}", re.ASCII)
USER_ID = re.compile(r"\{([^{}:]+):([^{}]+)\}")


def _choice(codes: tuple[str, ...], what: str) -> Kind:
    return Kind(parse=choice_of(codes, what=what, extension=vocabulary.EXTENSION))


def parse_user_ids(text: str) -> tuple[UserId, ...]:
    """`{SSID:1234567890},{Fed:x}`: ids of the person elsewhere."""
    found = tuple(UserId(kind.strip(), number.strip()) for kind, number in USER_ID.findall(text))
    if USER_ID.sub("", text).strip(", "):
        raise BadValue("R08", f'"{shown(text)}" must be written {{type:identifier}}, several with commas between.')
    for user_id in found:
        if user_id.type.upper() == STATE_ID_TYPE:
            _judge_state_id(user_id.identifier)
    return found


def _judge_state_id(number: str) -> None:
    if len(number) > 8 and len(set(number)) == 1 and number.isdigit():
        raise BadValue("M53", f'"{shown(number)}" is a placeholder. Leave an unknown SSID out.')
    if not STATE_ID.fullmatch(number):
        length = f"{len(number)} digits" if number.isdigit() else f'"{shown(number)}"'
        raise BadValue("M58", f"SSID: {length}, 10 digits required.")


def write_user_ids(user_ids: tuple[UserId, ...]) -> str:
    return write_list(tuple(f"{{{user_id.type}:{user_id.identifier}}}" for user_id in user_ids))


def _must_be_empty(text: str) -> None:
    raise BadValue("M21", "must be empty in a bulk file.")


GRADES = Kind(parse=list_of(vocabulary.parse_grade), write=write_list, empty=(), is_measured=False)
USER_IDS = Kind(parse=parse_user_ids, write=write_user_ids, empty=(), is_measured=False)
EMPTY = Kind(parse=_must_be_empty, is_measured=False)
STATUS = Kind(parse=choice_of((vocabulary.ACTIVE, vocabulary.TO_BE_DELETED), what="status"))

SOURCED_ID = Column(name="sourcedId", attribute="sourced_id", kind=ID, is_required=True)
BULK_COLUMNS = (
    SOURCED_ID,
    Column(name="status", attribute="status", kind=EMPTY),
    Column(name="dateLastModified", attribute="modified_at", kind=EMPTY),
)
NEEDED_IN_DELTA = ("M21", "required in a delta file.")
DELTA_COLUMNS = (
    SOURCED_ID,
    Column(name="status", attribute="status", kind=STATUS, is_required=True, missing=NEEDED_IN_DELTA),
    Column(name="dateLastModified", attribute="modified_at", kind=INSTANT, is_required=True, missing=NEEDED_IN_DELTA),
)


def _needed(name: str, attribute: str, kind: Kind, refers_to: str | None = None) -> Column:
    return Column(name=name, attribute=attribute, kind=kind, is_required=True, refers_to=refers_to)


def _optional(name: str, attribute: str | None, kind: Kind, refers_to: str | None = None) -> Column:
    return Column(name=name, attribute=attribute, kind=kind, refers_to=refers_to)


def ends_before_it_begins(record: Any) -> Iterator[Fault]:
    """For records with `begins_on` and `ends_on`. The same day is no mistake: a place never taken up."""
    if record.begins_on and record.ends_on and record.ends_on < record.begins_on:
        yield Fault("R03", "endDate", str(record.ends_on), f"ends before it begins ({record.begins_on}).")


def has_no_name(record: Any) -> Iterator[Fault]:
    """One name is enough, none is not."""
    if not record.given_name and not record.family_name:
        yield Fault("M57", "familyName", "", "required, when givenName is empty too.")
    names = f"{record.given_name or ''} {record.family_name or ''}".strip().casefold()
    if names in {"test student", "student test", "test test", "test user", "test teacher"}:
        yield Fault("M53", "givenName", "", "this is a test account, not a person. Leave it out.")


ORGS = (
    _needed("name", "name", NAME),
    _needed("type", "type", _choice(vocabulary.ORG_TYPES, "type of organisation")),
    _optional("identifier", "identifier", CODE),
    _optional("parentSourcedId", "parent_id", ID, "orgs"),
)
ACADEMIC_SESSIONS = (
    _needed("title", "title", NAME),
    _needed("type", "type", _choice(vocabulary.SESSION_TYPES, "type of session")),
    _needed("startDate", "begins_on", DAY),
    _needed("endDate", "ends_on", DAY),
    _optional("parentSourcedId", "parent_id", ID, "academicSessions"),
    _needed("schoolYear", "school_year", YEAR),
)
COURSES = (
    _optional("schoolYearSourcedId", "school_year_id", ID, "academicSessions"),
    _needed("title", "title", NAME),
    _optional("courseCode", "course_code", CODE),
    _optional("grades", "grades", GRADES),
    _needed("orgSourcedId", "org_id", ID, "orgs"),
    _optional("subjects", "subjects", TEXTS),
    _optional("subjectCodes", "subject_codes", TEXTS),
)
CLASSES = (
    _needed("title", "title", NAME),
    _optional("grades", "grades", GRADES),
    _needed("courseSourcedId", "course_id", ID, "courses"),
    _optional("classCode", "class_code", CODE),
    _needed("classType", "class_type", _choice(vocabulary.CLASS_TYPES, "type of class")),
    _optional("location", "location", TEXT),
    _needed("schoolSourcedId", "school_id", ID, "orgs"),
    _needed("termSourcedIds", "term_ids", IDS, "academicSessions"),
    _optional("subjects", "subjects", TEXTS),
    _optional("subjectCodes", "subject_codes", TEXTS),
    _optional("periods", "periods", TEXTS),
)
ACCOUNT = (
    _needed("enabledUser", "is_enabled", BOOLEAN),
    _needed("username", "username", NAME),
    _optional("userIds", "user_ids", USER_IDS),
    _optional("givenName", "given_name", NAME),
    _optional("familyName", "family_name", NAME),
    _optional("middleName", "middle_name", NAME),
    _optional("identifier", "identifier", CODE),
    _optional("email", "email", CODE),
    _optional("sms", "sms", TEXT),
    _optional("phone", "phone", TEXT),
    _optional("agentSourcedIds", "agent_ids", IDS, "users"),
    _optional("grades", "grades", GRADES),
    _optional("password", None, SECRET),
)
USERS = (
    *ACCOUNT,
    _optional("userMasterIdentifier", "master_identifier", CODE),
    _optional("preferredGivenName", "preferred_given_name", NAME),
    _optional("preferredMiddleName", "preferred_middle_name", NAME),
    _optional("preferredFamilyName", "preferred_family_name", NAME),
    _optional("primaryOrgSourcedId", "primary_org_id", ID, "orgs"),
    _optional("pronouns", "pronouns", TEXT),
)
FLAT_USERS = (
    ACCOUNT[0],
    _needed("orgSourcedIds", "org_ids", IDS, "orgs"),
    _needed("role", "role", _choice(vocabulary.ROLES_1_1, "role")),
    *ACCOUNT[1:],
)
ROLES = (
    _needed("userSourcedId", "user_id", ID, "users"),
    _needed("roleType", "role_type", _choice(vocabulary.ROLE_TYPES, "type of role")),
    _needed("role", "role", _choice(vocabulary.ROLES_1_2, "role")),
    _optional("beginDate", "begins_on", DAY),
    _optional("endDate", "ends_on", DAY),
    _needed("orgSourcedId", "org_id", ID, "orgs"),
    _optional("userProfileSourcedId", "user_profile_id", ID, "userProfiles"),
)
ENROLLMENTS = (
    _needed("classSourcedId", "class_id", ID, "classes"),
    _needed("schoolSourcedId", "school_id", ID, "orgs"),
    _needed("userSourcedId", "user_id", ID, "users"),
    _needed("role", "role", _choice(vocabulary.ENROLLMENT_ROLES, "role in a class")),
    _optional("primary", "is_primary", BOOLEAN),
    _optional("beginDate", "begins_on", DAY),
    _optional("endDate", "ends_on", DAY),
)
DEMOGRAPHICS = (
    _optional("birthDate", "birth_date", DAY),
    _optional("sex", "sex", _choice(vocabulary.SEXES, "sex")),
    _optional("americanIndianOrAlaskaNative", "is_american_indian_or_alaska_native", BOOLEAN),
    _optional("asian", "is_asian", BOOLEAN),
    _optional("blackOrAfricanAmerican", "is_black_or_african_american", BOOLEAN),
    _optional("nativeHawaiianOrOtherPacificIslander", "is_native_hawaiian_or_other_pacific_islander", BOOLEAN),
    _optional("white", "is_white", BOOLEAN),
    _optional("demographicRaceTwoOrMoreRaces", "is_of_two_or_more_races", BOOLEAN),
    _optional("hispanicOrLatinoEthnicity", "is_hispanic_or_latino", BOOLEAN),
    _optional("countryOfBirthCode", "country_of_birth", CODE),
    _optional("stateOfBirthAbbreviation", "state_of_birth", CODE),
    _optional("cityOfBirth", "city_of_birth", TEXT),
    _optional("publicSchoolResidenceStatus", "residence_status", CODE),
)
USER_PROFILES = (
    _needed("userSourcedId", "user_id", ID, "users"),
    _needed("profileType", "profile_type", TEXT),
    _needed("vendorId", "vendor_id", CODE),
    _optional("applicationId", "application_id", CODE),
    _optional("description", "description", LONG_TEXT),
    _needed("credentialType", "credential_type", TEXT),
    _needed("username", "username", NAME),
    _optional("password", None, SECRET),
)

OF_A_USER = replace(SOURCED_ID, refers_to="users")

FORMS: dict[str, TableForm[Any]] = {
    form.name: form
    for form in (
        TableForm(name="orgs", record=Org, columns=ORGS, key=KEY),
        TableForm(
            name="academicSessions",
            record=AcademicSession,
            columns=ACADEMIC_SESSIONS,
            key=KEY,
            check=ends_before_it_begins,
        ),
        TableForm(name="courses", record=Course, columns=COURSES, key=KEY),
        TableForm(name="classes", record=SchoolClass, columns=CLASSES, key=KEY),
        TableForm(name="users", record=User, columns=USERS, key=KEY, check=has_no_name),
        TableForm(name="userProfiles", record=UserProfile, columns=USER_PROFILES, key=KEY),
        TableForm(name="roles", record=Role, columns=ROLES, key=KEY, check=ends_before_it_begins),
        TableForm(name="enrollments", record=Enrollment, columns=ENROLLMENTS, key=KEY, check=ends_before_it_begins),
        TableForm(name="demographics", record=Demographics, columns=DEMOGRAPHICS, key=KEY),
    )
}
FLAT_USERS_FORM = TableForm(name="users", record=FlatUser, columns=FLAT_USERS, key=KEY, check=has_no_name)


def form_of(name: str, *, version: str, mode: str) -> TableForm[Any]:
    """The form of one file of a package: `name` is the file without ".csv"."""
    form = FLAT_USERS_FORM if (name, version) == ("users", "1.1") else FORMS[name]
    first = BULK_COLUMNS if mode == vocabulary.BULK else DELTA_COLUMNS
    if name == "demographics":
        first = (OF_A_USER, *first[1:])
    return replace(form, columns=(*first, *form.columns))

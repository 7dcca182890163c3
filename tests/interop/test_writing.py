"""What our own export writes, our own import accepts without a warning, and reads back equal."""

import io
import zipfile
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from interop.mesa_verde import codes, package, read

from adsum.interop.oneroster import (
    AcademicSession,
    Course,
    Demographics,
    Enrollment,
    Org,
    Package,
    Role,
    SchoolClass,
    User,
    UserId,
    UserProfile,
    read_package,
    write_package,
    zipped,
)
from adsum.interop.oneroster.package import ATTRIBUTES
from adsum.interop.oneroster.vocabulary import CLASS_TYPES, ENROLLMENT_ROLES, GRADES, ORG_TYPES, ROLES_1_2, SEXES
from adsum.interop.values import PLACEHOLDERS

BULK: dict[str, Any] = {"row": 0, "status": None, "modified_at": None}


def tables_of(found: Package) -> dict[str, list[Any]]:
    return {attribute: getattr(found, attribute) for attribute in ATTRIBUTES.values()}


def read_back(tables: dict[str, list[Any]]) -> Package:
    reading = read_package(zipped(write_package(**tables)), name="adsum.zip")
    assert codes(reading.problems) == [], [problem.sentence for problem in reading.problems]
    assert reading.package is not None
    return reading.package


def test_the_example_package_survives_the_round_trip() -> None:
    first = read(package()).package
    assert first is not None
    again = read_back(tables_of(first))
    assert tables_of(again) == tables_of(first)
    assert (again.version, again.mode, again.source_system) == ("1.2", "bulk", "Adsum")


def test_tables_without_records_are_absent() -> None:
    org = Org(**BULK, sourced_id="d-1", name="Mesa Verde Unified", type="district")
    files = write_package(orgs=[org], source_system='Adsum, "north"')
    assert sorted(files) == ["manifest.csv", "orgs.csv"]
    assert b"file.orgs,bulk\r\nfile.resources,absent\r\n" in files["manifest.csv"]
    assert b'source.systemName,"Adsum, ""north"""\r\n' in files["manifest.csv"]
    assert files["orgs.csv"] == (
        b"sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\r\n"
        b"d-1,,,Mesa Verde Unified,district,,\r\n"
    )
    assert read_back({"orgs": [org]}).orgs == [org]


def test_the_same_files_give_the_same_zip_file() -> None:
    files = write_package(orgs=[Org(**BULK, sourced_id="d-1", name="Mesa Verde Unified", type="district")])
    assert zipped(files) == zipped(dict(files))
    with zipfile.ZipFile(io.BytesIO(zipped(files))) as archive:
        assert archive.namelist() == ["manifest.csv", "orgs.csv"]


def test_a_list_value_with_a_comma_cannot_be_written() -> None:
    course = Course(
        **BULK, sourced_id="c-1", school_year_id=None, title="Art", course_code=None, grades=(), org_id="d-1",
        subjects=("Drawing, painting",),
    )  # fmt: skip
    with pytest.raises(ValueError, match="comma") as caught:
        write_package(courses=[course])
    assert "Drawing" not in str(caught.value)


def test_values_are_written_as_they_are() -> None:
    """An apostrophe against formulas would become part of a telephone number in the system that reads it."""
    user = User(
        **BULK, sourced_id="u-1", is_enabled=True, username="liam", user_ids=(), given_name="Liam",
        family_name="O'Neal-Ruiz", phone="+52 55 1234 5678",
    )  # fmt: skip
    assert b",+52 55 1234 5678," in write_package(users=[user])["users.csv"]


# --- any package -----------------------------------------------------------------------------------------------------

letters = st.characters(
    codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Cn", "Co"), exclude_characters="\u00ad"
)
words = st.text(letters, min_size=1, max_size=12).filter(lambda text: text.strip() not in {"", *PLACEHOLDERS})
names = st.one_of(
    st.sampled_from(["O'Neal-Ruiz", "Nguyễn", "De la Cruz", '"Bo" Lee', "=1+1", "a,b", "x\ny", "D"]), words
)
items = st.text(st.sampled_from("abcXYZ019 .-é"), min_size=1, max_size=6).map(str.strip).filter(bool)
lists = st.lists(items, max_size=3).map(tuple)
days = st.dates(date(1990, 1, 1), date(2090, 12, 31))
flags = st.sampled_from([True, False, None])
coded = st.text(st.sampled_from("ABCdef019.-"), min_size=1, max_size=8).filter(lambda text: text not in {"-", "--"})
grades = st.lists(st.sampled_from(sorted(GRADES)), max_size=3).map(tuple)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def spans(record: type, **parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Records whose end is not before their beginning."""
    return st.builds(record, **parts).filter(
        lambda made: not (made.begins_on and made.ends_on and made.ends_on < made.begins_on)
    )


def one_of_each(sourced_id: str, **links: str) -> dict[str, st.SearchStrategy[Any]]:
    """What every record has, and the ids it refers to."""
    fixed = {"row": 0, "status": None, "modified_at": None, "sourced_id": sourced_id, **links}
    return {name: st.just(value) for name, value in fixed.items()}


packages = st.fixed_dictionaries(
    {
        "orgs": st.tuples(
            st.builds(Org, **one_of_each("d-1"), name=names, type=st.sampled_from(ORG_TYPES), identifier=maybe(coded),
                      parent_id=st.none()),
            st.builds(Org, **one_of_each("s-ñ1", parent_id="d-1"), name=names, type=st.just("school")),
        ).map(list),
        "academic_sessions": st.tuples(
            spans(AcademicSession, **one_of_each("y-1"), title=names, type=st.just("term"), begins_on=days,
                  ends_on=days, parent_id=st.none(), school_year=st.integers(1990, 2090)),
        ).map(list),
        "courses": st.tuples(
            st.builds(Course, **one_of_each("c-1", org_id="d-1"), school_year_id=st.sampled_from([None, "y-1"]),
                      title=names, course_code=maybe(coded), grades=grades, subjects=lists, subject_codes=lists),
        ).map(list),
        "classes": st.tuples(
            st.builds(SchoolClass, **one_of_each("k-1", course_id="c-1", school_id="s-ñ1"), title=names, grades=grades,
                      class_code=maybe(coded), class_type=st.sampled_from(CLASS_TYPES), location=maybe(names),
                      term_ids=st.just(("y-1",)), subjects=lists, subject_codes=lists, periods=lists),
        ).map(list),
        "users": st.tuples(
            st.builds(User, **one_of_each("u-1"), is_enabled=st.booleans(), username=names,
                      user_ids=st.sampled_from([(), (UserId("SSID", "1234567890"), UserId("Fed", "a b"))]),
                      given_name=names, family_name=maybe(names), middle_name=maybe(names), identifier=maybe(coded),
                      email=maybe(coded), sms=maybe(words), phone=maybe(words),
                      agent_ids=st.sampled_from([(), ("u-1",)]), grades=grades,
                      master_identifier=maybe(coded), preferred_given_name=maybe(names),
                      preferred_middle_name=maybe(names), preferred_family_name=maybe(names),
                      primary_org_id=st.sampled_from([None, "s-ñ1"]), pronouns=maybe(words)),
        ).map(list),
        "user_profiles": st.tuples(
            st.builds(UserProfile, **one_of_each("p-1", user_id="u-1"), profile_type=words, vendor_id=coded,
                      application_id=maybe(coded), description=maybe(words), credential_type=words, username=names),
        ).map(list),
        "roles": st.tuples(
            spans(Role, **one_of_each("r-1", user_id="u-1", org_id="s-ñ1", role_type="primary"),
                  role=st.sampled_from(ROLES_1_2), begins_on=maybe(days), ends_on=maybe(days),
                  user_profile_id=st.sampled_from([None, "p-1"])),
        ).map(list),
        "enrollments": st.tuples(
            spans(Enrollment, **one_of_each("e-1", class_id="k-1", school_id="s-ñ1", user_id="u-1"),
                  role=st.sampled_from(ENROLLMENT_ROLES), is_primary=flags, begins_on=maybe(days), ends_on=maybe(days)),
        ).map(list),
        "demographics": st.tuples(
            st.builds(Demographics, **one_of_each("u-1"), birth_date=maybe(days), sex=maybe(st.sampled_from(SEXES)),
                      is_asian=flags, is_white=flags, is_of_two_or_more_races=flags, is_hispanic_or_latino=flags,
                      city_of_birth=maybe(names)),
        ).map(list),
    }
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(packages)
def test_any_package_is_read_back_as_it_was_written(tables: dict[str, list[Any]]) -> None:
    assert tables_of(read_back(tables)) == tables

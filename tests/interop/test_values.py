"""Values of cells: M48 to M58, and what must be accepted beside them."""

from datetime import UTC, date, datetime

import pytest
from interop.mesa_verde import codes, only, package, place, read, spoiled

from adsum.interop.limits import Limits
from adsum.interop.oneroster import CALPADS_GRADES, UserId
from adsum.interop.values import BadValue, parse_day, parse_instant

ANA_BORN = ("demographics.csv", "2011-03-02")
ANA_ENDS = ("enrollments.csv", "2026-06-11")


def refused_value(file: str, old: str, new: str, *, code: str, row: int, field: str) -> str:
    """The message of the only problem, after checking that the set is refused for that value."""
    reading = read(spoiled(file, old, new))
    problem = only(reading.problems)
    assert reading.package is None
    assert place(problem) == (code, "refuse-set", file, row, field)
    assert problem.value == new or new.endswith(problem.value) or problem.value in new
    return problem.message


@pytest.mark.parametrize(
    ("file", "old", "row", "field"),
    [
        ("users.csv", "4401", 2, "identifier"),
        ("courses.csv", "2403", 2, "courseCode"),
        ("orgs.csv", "1930001", 3, "identifier"),
    ],
)
def test_M48_id_changed_by_a_spreadsheet(file: str, old: str, row: int, field: str) -> None:
    message = refused_value(file, old, "1.23457E+09", code="M48", row=row, field=field)
    assert message == '"1.23457E+09" was changed by a spreadsheet. Export the column as text.'


def test_M48_in_a_reference() -> None:
    files = spoiled("enrollments.csv", "e-lee,,,k-alg-1", "e-lee,,,1E+10")
    assert place(only(read(files).problems)) == ("M48", "refuse-set", "enrollments.csv", 4, "classSourcedId")


def test_a_class_code_that_resembles_one_is_accepted() -> None:
    assert codes(read(spoiled("classes.csv", ",A1,", ",3E1,")).problems) == []


def test_M49_grade_changed_by_a_spreadsheet() -> None:
    message = refused_value("courses.csv", ",2403,09,", ",2403,3-May,", code="M49", row=2, field="grades")
    assert message.startswith('"3-May" is not a grade')


@pytest.mark.parametrize("day", ["45882", "45882.5", "13-Aug", "13-Aug-26", "Aug-26"])
def test_M49_date_changed_by_a_spreadsheet(day: str) -> None:
    assert "changed by a spreadsheet" in refused_value(*ANA_ENDS, day, code="M49", row=2, field="endDate")


@pytest.mark.parametrize(
    ("day", "hint"),
    [
        ("03/04/2026", "such as 2026-03-04 or 2026-04-03"),
        ("13/04/2026", "such as 2026-04-13"),
        ("2026-8-3", "such as 2026-08-03"),
        ("20260803", "for example"),
        ("Aug 3 2026", "for example"),
        ("２０２６-08-03", "for example"),
    ],
)
def test_M50_date_in_another_form(day: str, hint: str) -> None:
    message = refused_value(*ANA_ENDS, day, code="M50", row=2, field="endDate")
    assert f'"{day}" must be written YYYY-MM-DD, {hint}' in message


@pytest.mark.parametrize("day", ["2026-02-30", "2026-13-01", "2025-02-29", "0026-08-13", "9999-12-31", "2100-01-01"])
def test_M51_date_that_cannot_be(day: str) -> None:
    assert day in refused_value(*ANA_BORN, day, code="M51", row=2, field="birthDate")


def test_leap_days_and_clock_changes_are_ordinary_days() -> None:
    assert [parse_day(day) for day in ("2028-02-29", "2026-03-08", "2026-11-01")] == [
        date(2028, 2, 29), date(2026, 3, 8), date(2026, 11, 1),
    ]  # fmt: skip


@pytest.mark.parametrize("day", ["2026-06-11T00:00:00Z", "2026-06-11 00:00:00", "2026-06-11T07:00:00.000-07:00"])
def test_M52_time_stamp_where_a_date_is_due(day: str) -> None:
    message = refused_value(*ANA_ENDS, day, code="M52", row=2, field="endDate")
    assert "without a time" in message


@pytest.mark.parametrize(
    ("file", "old", "new", "row", "field"),
    [
        ("users.csv", "4401", "0000000000", 2, "identifier"),
        ("users.csv", "4401", "N/A", 2, "identifier"),
        ("users.csv", "rosa@example.org", "NULL", 6, "email"),
        ("users.csv", "Diego,Morales", "Diego,NULL", 3, "familyName"),
        ("users.csv", "SSID:1000000001", "SSID:0000000000", 2, "userIds"),
        ("enrollments.csv", "2026-06-11", "NULL", 2, "endDate"),
        ("demographics.csv", "male,,", "N/A,,", 3, "sex"),
        ("courses.csv", ",2403,", ",-,", 2, "courseCode"),
        ("orgs.csv", "school,1930001,d-1", "school,1930001,null", 3, "parentSourcedId"),
    ],
)
def test_M53_placeholder(file: str, old: str, new: str, row: int, field: str) -> None:
    if old == "male,,":
        old, new = ",male,,", ",N/A,,"
    reading = read(spoiled(file, old, new))
    assert place(only(reading.problems)) == ("M53", "refuse-set", file, row, field)
    assert "placeholder" in only(reading.problems).message
    assert reading.package is None


def test_M53_test_student() -> None:
    reading = read(spoiled("users.csv", "Diego,Morales", "Test,Student"))
    assert place(only(reading.problems)) == ("M53", "refuse-set", "users.csv", 3, "givenName")


@pytest.mark.parametrize(
    ("given", "family"),
    [("Ana", "Null"), ("D", "D"), ("Sukarno", ""), ("", "Sukarno"), ("Liam", "O'Neal-Ruiz"), ("Rosa", "De la Cruz"),
     ("Test", "Morales"), ("N", "A")],
)  # fmt: skip
def test_real_names_are_accepted_as_they_are(given: str, family: str) -> None:
    reading = read(spoiled("users.csv", "Diego,Morales", f"{given},{family}"))
    assert codes(reading.problems) == []
    assert reading.package is not None
    assert reading.package.users[1].given_name == (given or None)
    assert reading.package.users[1].family_name == (family or None)


@pytest.mark.parametrize("spelling", ["Yes", "1", "TRUE", "True", "y"])
def test_M54_boolean_in_another_spelling(spelling: str) -> None:
    message = refused_value("users.csv", "u-ana,,,true", f"u-ana,,,{spelling}", code="M54", row=2, field="enabledUser")
    assert message == f'"{spelling}" is not understood: use true or false.'


@pytest.mark.parametrize(
    ("file", "old", "new", "row", "field", "hint"),
    [
        ("roles.csv", "u-ana,primary,student", "u-ana,primary,Student", 2, "role", 'must be written "student"'),
        ("roles.csv", "u-ana,primary,student", "u-ana,primary,pupil", 2, "role", '"pupil" is not a role. Known:'),
        ("roles.csv", "u-ana,primary,student", "u-ana,first,student", 2, "roleType", '"first" is not a type of role'),
        ("orgs.csv", "Mesa Verde High,school", "Mesa Verde High,campus", 3, "type", '"campus" is not a type of org'),
        ("academicSessions.csv", "Fall,semester", "Fall,trimester", 3, "type", '"trimester"'),
        ("classes.csv", "A1,scheduled", "A1,Scheduled", 2, "classType", 'must be written "scheduled"'),
        ("enrollments.csv", "u-lee,teacher", "u-lee,principal", 4, "role", '"principal" is not a role in a class'),
        ("demographics.csv", "female", "F", 2, "sex", '"F" is not a sex'),
        ("users.csv", "u-rosa,09,", "u-rosa,9th,", 2, "grades", '"9th" is not a grade'),
        ("users.csv", "u-rosa,09,", "u-rosa,14,", 2, "grades", '"14" is not a grade'),
    ],
)
def test_M55_unknown_code(file: str, old: str, new: str, row: int, field: str, hint: str) -> None:
    reading = read(spoiled(file, old, new))
    problem = only(reading.problems)
    assert place(problem) == ("M55", "refuse-set", file, row, field)
    assert hint in problem.message
    assert reading.package is None


def test_extension_codes_are_accepted() -> None:
    assert codes(read(spoiled("roles.csv", "u-lee,primary,teacher", "u-lee,primary,ext:coach")).problems) == []


def test_grades_have_one_spelling_and_a_calpads_code() -> None:
    reading = read(spoiled("users.csv", "u-rosa,09,", 'u-rosa,"9,K,KN,KG,TK,10,PS",'))
    assert reading.package is not None
    grades = reading.package.users[0].grades
    assert grades == ("09", "KG", "KG", "KG", "TK", "10", "PS")
    assert [CALPADS_GRADES.get(grade) for grade in grades] == ["09", "KN", "KN", "KN", "TK", "10", None]


@pytest.mark.parametrize("number", ["2,026", "2026.0", "-2026", "NaN", "2e3", "２０２６", "20266666666666", "26"])
def test_M56_number_not_plain(number: str) -> None:
    cell = f'"{number}"' if "," in number else number
    reading = read(spoiled("academicSessions.csv", "2025-12-19,y-2026,2026", f"2025-12-19,y-2026,{cell}"))
    assert place(only(reading.problems)) == ("M56", "refuse-set", "academicSessions.csv", 3, "schoolYear")
    assert reading.package is None


@pytest.mark.parametrize(
    ("file", "old", "new", "row", "field"),
    [
        ("users.csv", "u-diego,,,true,diego.morales", "u-diego,,,true,", 3, "username"),
        ("orgs.csv", "s-mesa,,,Mesa Verde High", "s-mesa,,,   ", 3, "name"),
        ("enrollments.csv", "k-alg-1,s-mesa,u-lee", "k-alg-1,s-mesa,", 4, "userSourcedId"),
        ("classes.csv", '"t-fall,t-spring"', "", 2, "termSourcedIds"),
        ("users.csv", "Diego,Morales", ",", 3, "familyName"),
    ],
)
def test_M57_required_value_missing(file: str, old: str, new: str, row: int, field: str) -> None:
    reading = read(spoiled(file, old, new))
    assert place(only(reading.problems)) == ("M57", "refuse-set", file, row, field)
    assert "required" in only(reading.problems).message
    assert reading.package is None


def test_M57_id_missing_names_the_row() -> None:
    reading = read(spoiled("orgs.csv", "s-pinon,,,", ",,,"))
    assert place(only(reading.problems)) == ("M57", "refuse-set", "orgs.csv", 5, "sourcedId")


def test_M57_value_below_at_and_above_the_longest() -> None:
    limits = Limits(value_characters=60)
    for length, expected in ((59, []), (60, []), (61, ["M57"])):
        reading = read(spoiled("users.csv", "Diego,Morales", "Diego," + "M" * length), limits=limits)
        assert codes(reading.problems) == expected
    assert only(reading.problems).message == "61 characters, at most 60."
    assert place(only(reading.problems)) == ("M57", "refuse-set", "users.csv", 3, "familyName")


@pytest.mark.parametrize(("number", "said"), [("100000001", "9 digits"), ("10000000011", "11 digits"), ("12A", "12A")])
def test_M58_state_id_of_the_wrong_shape(number: str, said: str) -> None:
    reading = read(spoiled("users.csv", "SSID:1000000001", f"SSID:{number}"))
    problem = only(reading.problems)
    assert place(problem) == ("M58", "refuse-set", "users.csv", 2, "userIds")
    assert said in problem.message
    assert "10 digits required" in problem.message
    assert reading.package is None


def test_other_ids_are_kept_and_malformed_ones_named() -> None:
    reading = read(spoiled("users.csv", "{SSID:1000000001}", '"{SSID:1000000001},{Fed: x-1}"'))
    assert reading.package is not None
    assert reading.package.users[0].user_ids == (UserId("SSID", "1000000001"), UserId("Fed", "x-1"))
    problem = only(read(spoiled("users.csv", "{SSID:1000000001}", "1000000001")).problems)
    assert place(problem) == ("R08", "refuse-set", "users.csv", 2, "userIds")


def test_last_day_before_first_day() -> None:
    problem = only(read(spoiled("enrollments.csv", "2025-08-14,2026-06-11", "2025-08-14,2025-08-13")).problems)
    assert place(problem) == ("R03", "refuse-set", "enrollments.csv", 2, "endDate")
    assert codes(read(spoiled("enrollments.csv", "2025-08-14,2026-06-11", "2025-08-14,2025-08-14")).problems) == []


def test_passwords_are_neither_kept_nor_shown() -> None:
    reading = read(spoiled("users.csv", "u-rosa,09,,", "u-rosa,09,sesame,"))
    assert place(only(reading.problems)) == ("R07", "warn", "users.csv", None, "password")
    assert reading.package is not None
    assert "sesame" not in str([[getattr(user, name) for name in user.__slots__] for user in reading.package.users])
    spoilt = read(spoiled("users.csv", "u-rosa,09,,", "u-rosa,09,ses\x01ame,")).problems
    assert place(spoilt.shown[0]) == ("M29", "refuse-set", "users.csv", 2, "password")
    assert "ame" not in spoilt.shown[0].value


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-02-09T12:00:00Z", datetime(2026, 2, 9, 12, tzinfo=UTC)),
        ("2026-02-09T04:00:00-08:00", datetime(2026, 2, 9, 12, tzinfo=UTC)),
        ("2025-01-02T03:04:05.006Z", datetime(2025, 1, 2, 3, 4, 5, 6000, tzinfo=UTC)),
        ("2026-02-09T12:00:00", "M50"),
        ("2026-02-09", "M50"),
        ("2026-02-30T12:00:00Z", "M51"),
        ("0001-01-01T00:00:00+14:00", "M51"),
    ],
)
def test_moments_need_their_zone(text: str, moment: datetime | str) -> None:
    if isinstance(moment, datetime):
        assert parse_instant(text) == moment
    else:
        with pytest.raises(BadValue) as caught:
            parse_instant(text)
        assert caught.value.code == moment
        assert text not in str(caught.value)


def test_a_row_with_several_bad_values_lists_them_all() -> None:
    files = spoiled("users.csv", "u-diego,,,true,diego.morales,{SSID:1000000002}", "u-diego,,,yes,,{SSID:1}")
    assert codes(read(files).problems) == ["M54", "M57", "M58"]
    assert package() != files

"""Encoding and shape of the tables: M15, M26 to M47."""

import itertools
import time

import pytest
from interop.mesa_verde import USERS, Files, codes, only, package, place, read, spoiled, with_row

from adsum.interop.csv_table import CsvTable, Shape, open_table
from adsum.interop.limits import DEFAULT_LIMITS, Limits
from adsum.interop.oneroster import PackageReading
from adsum.interop.problems import ProblemList

SHAPE = Shape(columns=("id", "name", "note"), required=frozenset({"id", "name"}), ids=frozenset({"id"}), key="id")


def table_of(text: str | bytes, *, limits: Limits = DEFAULT_LIMITS) -> tuple[list[tuple[int, list[str]]], ProblemList]:
    """The rows and the problems of a table of three columns."""
    problems = ProblemList()
    data = text.encode("utf-8") if isinstance(text, str) else text
    table = open_table(data=data, shape=SHAPE, place=problems.within("people.csv"), limits=limits)
    rows = [] if table is None else [(row, list(values)) for row, values in table]
    return rows, problems


def with_users(data: bytes) -> Files:
    return {**package(), "users.csv": data}


def accepted(files: Files) -> PackageReading:
    reading = read(files)
    assert codes(reading.problems) == []
    assert reading.package is not None
    return reading


# --- size ------------------------------------------------------------------------------------------------------------


def test_M15_line_below_at_and_above_the_limit() -> None:
    for length, code in ((99, []), (100, []), (101, ["M15"])):
        row = "u-1,Ana," + "x" * (length - 8)
        assert codes(table_of(f"id,name,note\n{row}\n", limits=Limits(line_bytes=100))[1]) == code
    row = "u-1,Ana," + "ễ" * 31  # 101 bytes in 39 characters
    assert codes(table_of(f"id,name,note\n{row}\n", limits=Limits(line_bytes=100))[1]) == ["M15"]


def test_M15_forty_megabytes_in_a_line_are_refused_at_once() -> None:
    rows, problems = table_of(b"id,name,note\nu-1,Ana,\n" + b"x" * 40_000_000 + b"\nu-2,Ben,\n")
    assert rows == [(2, ["u-1", "Ana", ""])]
    assert place(only(problems)) == ("M15", "refuse-file", "people.csv", 3, "")
    assert only(problems).message.startswith("this row is longer than 64 KB.")


def test_M15_record_over_many_lines() -> None:
    _, problems = table_of('id,name,note\nu-1,Ana,"' + "line\n" * 50_000 + '"\n')
    assert place(only(problems)) == ("M15", "refuse-file", "people.csv", 2, "")
    assert "an open quote starts there" in only(problems).message


def test_M15_columns_and_rows_below_at_and_above_the_limit() -> None:
    for columns, code in ((4, []), (3, []), (2, ["M15"])):
        assert codes(table_of("id,name,note\nu-1,Ana,\n", limits=Limits(columns=columns))[1]) == code
    for rows, code in ((3, []), (2, []), (1, ["M15"])):
        assert codes(table_of("id,name,note\nu-1,Ana,\nu-2,Ben,\n", limits=Limits(rows=rows))[1]) == code


# --- cut off ---------------------------------------------------------------------------------------------------------


def test_M03_file_that_ends_inside_an_open_quote() -> None:
    reading = read(with_row("users.csv", 'u-ben,,,true,ben.okafor,,Ben,"Oka'))
    problem = next(problem for problem in reading.problems if problem.code == "M03")
    assert place(problem) == ("M03", "refuse-file", "users.csv", 8, "")
    assert "starts on row 8" in problem.message
    assert reading.package is None


def test_M03_file_that_ends_inside_a_character() -> None:
    data = package()["users.csv"] + "u-mai2,,,true,mai,,Mai,Nguyễ".encode()[:-1]
    problem = read(with_users(data)).problems.shown[0]
    assert place(problem) == ("M03", "refuse-file", "users.csv", 8, "familyName")


def test_a_last_line_without_line_end_is_whole() -> None:
    accepted(with_users(package()["users.csv"].rstrip(b"\n")))


# --- encoding --------------------------------------------------------------------------------------------------------


def test_M26_windows_1252() -> None:
    reading = read(with_users(USERS.replace("Morales", "Muñoz").replace("Nguyễn", "Nguyen").encode("cp1252")))
    problem = reading.problems.shown[0]
    assert place(problem) == ("M26", "refuse-file", "users.csv", 3, "familyName")
    assert problem.value == "\\xf1"
    assert problem.message == (
        'not UTF-8: the first bad byte is \\xf1 on row 3, column familyName. Save it as "CSV UTF-8".'
    )
    assert reading.package is None


def test_M26_column_is_right_after_quoted_commas_and_line_breaks() -> None:
    _, problems = table_of(b'id,name,note\r\nu-1,"Flores, Ana","two\nlines"\r\nu-2,"Mu\xf1oz, B",\r\n')
    assert place(only(problems)) == ("M26", "refuse-file", "people.csv", 4, "name")


def test_a_refused_file_does_not_make_every_reference_to_it_an_error() -> None:
    reading = read(with_users(USERS.encode("utf-16")))
    assert codes(reading.problems) == ["M27"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_M27_utf_16(encoding: str) -> None:
    problem = only(read(with_users(USERS.encode(encoding))).problems)
    assert place(problem) == ("M27", "refuse-file", "users.csv", None, "")
    assert "UTF-16" in problem.message


def test_M27_half_a_character() -> None:
    reading = read(spoiled("users.csv", "Flores,,4401", b"Flo\xed\xa0\xbdres,,4401"))
    assert place(reading.problems.shown[0]) == ("M27", "refuse-file", "users.csv", 2, "familyName")


def test_M28_byte_order_mark_is_not_part_of_the_first_column() -> None:
    accepted({name: b"\xef\xbb\xbf" + data for name, data in package().items()})


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x85"])
def test_M29_control_character(character: str) -> None:
    reading = read(spoiled("users.csv", "Diego,Morales", f"Diego,Moral{character}es"))
    problem = only(reading.problems)
    assert place(problem) == ("M29", "refuse-set", "users.csv", 3, "familyName")
    assert problem.value == f"Moral\\x{ord(character):02x}es"
    assert reading.package is None


@pytest.mark.parametrize("ending", [b"\r\n", b"\r", b"\n"])
def test_M30_any_line_end_with_the_right_row_numbers(ending: bytes) -> None:
    data = package()["users.csv"].replace(b"\n", ending)
    accepted(with_users(data))
    bad = data.replace(b"true,rosa", b"yes,rosa")
    assert place(read(with_users(bad)).problems.shown[0]) == ("M54", "refuse-set", "users.csv", 6, "enabledUser")


def test_M30_mixed_line_ends_count_as_an_editor_counts() -> None:
    rows, problems = table_of("id,name,note\r\nu-1,Ana,\ru-2,Ben,\nu-3,Mai,")
    assert rows == [(2, ["u-1", "Ana", ""]), (3, ["u-2", "Ben", ""]), (4, ["u-3", "Mai", ""])]
    assert not problems


# --- separators, quotes, lengths -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("separator", "name"), [(";", '";"'), ("\t", "tabs"), ("^", '"^"'), ("|", '"|"')])
def test_M31_wrong_separator(separator: str, name: str) -> None:
    problem = only(read(with_users(USERS.replace(",", separator).encode())).problems)
    assert place(problem) == ("M31", "refuse-file", "users.csv", 1, "")
    assert problem.message == f'the file seems to use {name} between columns; "," is required here.'


@pytest.mark.parametrize("name", ['Smith "Bo" Lee', '"Bo" Lee', 'Smith "Bo"', '5" Lee', ' "Lee"', '"Le"e"'])
def test_M32_stray_quote(name: str) -> None:
    reading = read(spoiled("users.csv", "Diego,Morales", f"Diego,{name}"))
    problem = only(reading.problems)
    assert place(problem) == ("M32", "refuse-set", "users.csv", 3, "familyName")
    assert reading.package is None


def test_M33_line_break_inside_a_value() -> None:
    text = 'id,name,note\nu-1,Ana,"12 Juniper St\r\nApt 3"\nu-2,Ben,"a ""b"", c"\nu-3,Mai\n'
    rows, problems = table_of(text)
    assert rows == [(2, ["u-1", "Ana", "12 Juniper St\r\nApt 3"]), (4, ["u-2", "Ben", 'a "b", c'])]
    assert place(only(problems)) == ("M34", "refuse-set", "people.csv", 5, "")
    assert "(record 4:" in only(problems).message, "both the line and the number of the record are named"


def test_M33_two_open_values_in_one_record() -> None:
    rows, problems = table_of('id,name,note\nu-1,"A\nna","x\ny"\nu-2,Ben,\n')
    assert rows == [(2, ["u-1", "A\nna", "x\ny"]), (5, ["u-2", "Ben", ""])]
    assert not problems


def test_M34_row_too_short() -> None:
    reading = read(spoiled("enrollments.csv", "e-liam,,,k-alg-1,s-mesa,u-liam,student,false,2025-08-14,", "e-liam,,"))
    problem = only(reading.problems)
    assert place(problem) == ("M34", "refuse-set", "enrollments.csv", 3, "")
    assert problem.message == "3 columns found, 10 expected."
    assert reading.package is None


def test_M35_row_too_long() -> None:
    reading = read(spoiled("users.csv", "Diego,Morales", "Diego,Morales, Jr."))
    problem = only(reading.problems)
    assert place(problem) == ("M35", "refuse-set", "users.csv", 3, "")
    assert problem.message == "23 columns found, 22 expected (a comma without quotes?)."
    assert reading.package is None, "and the references to this user are no errors of their own"


# --- header ----------------------------------------------------------------------------------------------------------


def test_M36_header_missing() -> None:
    data = b"".join(package()["users.csv"].splitlines(keepends=True)[1:])
    problem = only(read(with_users(data)).problems)
    assert place(problem) == ("M36", "refuse-file", "users.csv", 1, "")
    assert "not the expected header" in problem.message
    assert "Flores" not in problem.message + problem.value


def test_M36_required_column_missing() -> None:
    problems = table_of("id,note\nu-1,\n")[1]
    assert place(only(problems)) == ("M36", "refuse-file", "people.csv", 1, "name")


@pytest.mark.parametrize("wrong", ["SourcedID", "sourcedid", " sourcedId", "sourceId"])
def test_M38_header_misspelled(wrong: str) -> None:
    reading = read(with_users(package()["users.csv"].replace(b"sourcedId,", wrong.encode() + b",", 1)))
    problem = only(reading.problems)
    assert place(problem) == ("M38", "refuse-file", "users.csv", 1, wrong)
    assert problem.message == f'column 1: "{wrong}" is not a known column. Did you mean "sourcedId"?'
    assert reading.package is None


def test_M38_header_repeated() -> None:
    reading = read(spoiled("users.csv", "email,sms", "email,email"))
    assert place(reading.problems.shown[0]) == ("M38", "refuse-file", "users.csv", 1, "email")
    assert '"email" appears twice' in reading.problems.shown[0].message


def test_M38_all_names_in_capitals_are_all_named() -> None:
    assert codes(table_of("ID,NAME,NOTE\nu-1,Ana,\n")[1]) == ["M38", "M38", "M38"]


def test_M39_other_order_is_read_by_name() -> None:
    text = "\n".join(",".join(reversed(row.split(","))) for row in USERS.splitlines())
    reading = read(with_users(text.encode()))
    assert place(only(reading.problems)) == ("M39", "warn", "users.csv", 1, "")
    assert reading.package is not None
    assert reading.package.users == accepted(package()).package.users  # type: ignore[union-attr]


def test_M40_unknown_column_is_ignored() -> None:
    rows, problems = table_of("id,favoriteColor,name,metadata.house,note\nu-1,blue,Ana,east,x\n")
    assert rows == [(2, ["u-1", "Ana", "x"])]
    assert place(only(problems)) == ("M40", "warn", "people.csv", 1, "favoriteColor")


def test_optional_column_missing_is_a_warning() -> None:
    rows, problems = table_of("id,name\nu-1,Ana\n")
    assert rows == [(2, ["u-1", "Ana", ""])]
    assert place(only(problems)) == ("R01", "warn", "people.csv", 1, "note")


# --- rows that are none ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("footer", ["Total: 512", "TOTAL,,", "Grand total,512,", "Records: 3", "(3 rows)", "Count,3"])
def test_M41_totals_row(footer: str) -> None:
    rows, problems = table_of(f"id,name,note\nu-1,Ana,\n{footer}\n")
    assert len(rows) == 1
    assert place(only(problems)) == ("M41", "refuse-set", "people.csv", 3, "")
    assert "not a record" in only(problems).message


def test_a_person_called_total_is_a_record() -> None:
    rows, problems = table_of("id,name,note\nTotal,Ana Total,x\n")
    assert len(rows) == 1
    assert not problems


def test_M42_blank_lines_are_skipped_and_counted() -> None:
    rows, problems = table_of("id,name,note\nu-1,Ana,\n\n  \nu-2,Ben,\n,,\n\nu-3,Mai,\n")
    assert [row for row, _ in rows] == [2, 5, 8]
    problem = only(problems)
    assert place(problem) == ("M42", "warn", "people.csv", 3, "")
    assert problem.message == "4 blank lines were skipped (rows 3, 4, 6, ...)."


# --- characters ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["=cmd|'/c calc'!A1", "+1 213 555 0100", "-5", "@x", "\tx"])
def test_M43_value_a_spreadsheet_would_run_is_kept_as_typed(value: str) -> None:
    package_ = accepted(spoiled("users.csv", "+52 55 1234 5678", value)).package
    assert package_ is not None
    assert package_.users[2].phone == value


@pytest.mark.parametrize("value", ["<script>alert(1)</script>", "{{7*7}}", "'; DROP TABLE users --", "%s{0}"])
def test_M44_markup_and_code_are_text(value: str) -> None:
    package_ = accepted(spoiled("users.csv", "O'Neal-Ruiz", value)).package
    assert package_ is not None
    assert package_.users[2].family_name == value


@pytest.mark.parametrize("character", ["\u202e", "\u200b", "\ufeff", "\u00ad"])
def test_M45_invisible_character(character: str) -> None:
    reading = read(with_row("users.csv", f"u-ben{character},,,true,ben.okafor,,Ben,Okafor,,,,,,,,,,,,,,"))
    problem = only(reading.problems)
    assert place(problem) == ("M45", "refuse-set", "users.csv", 8, "sourcedId")
    assert (
        problem.value
        == f"u-ben\\{'x' if ord(character) < 256 else 'u'}{ord(character):0{2 if ord(character) < 256 else 4}x}"
    )
    reading = read(spoiled("users.csv", "Diego,Morales", f"Diego,Moral{character}es"))
    assert place(only(reading.problems)) == ("M45", "warn", "users.csv", 3, "familyName")
    assert reading.package is not None
    assert reading.package.users[1].family_name == f"Moral{character}es"


def test_M46_one_name_in_two_unicode_forms() -> None:
    twice = with_row("users.csv", "u-mai,,,true,mai.nguyen,,Mai,Nguye\u0302\u0303n,,4404,,,,,08,,,,,,s-cotton,")
    reading = read(twice)
    assert place(only(reading.problems)) == ("M59", "warn", "users.csv", 8, "sourcedId")
    assert accepted(spoiled("users.csv", "Nguyễn", "Nguye\u0302\u0303n")).package.users[3].family_name == (  # type: ignore[union-attr]
        "Nguye\u0302\u0303n"
    ), "compared in one form, kept as given"


def test_M46_ids_that_look_the_same_are_the_same() -> None:
    files = spoiled("users.csv", "u-diego,,,", "u-niño,,,")
    for file, old in (("roles.csv", "r-diego,,,u-diego"), ("enrollments.csv", "s-cotton,u-diego"),
                      ("demographics.csv", "u-diego")):  # fmt: skip
        files = spoiled(file, old, old.replace("u-diego", "u-nin\u0303o"), files=files)
    accepted(files)


@pytest.mark.parametrize("space", [" ", "\u00a0", "\t"])
def test_M47_spaces_are_trimmed_from_codes_and_refused_in_ids(space: str) -> None:
    accepted(spoiled("orgs.csv", "school,1930001", f"{space}school,{space}1930001{space}"))
    accepted(spoiled("enrollments.csv", "2026-06-11", f"2026-06-11{space}"))
    for spoilt in (f"{space}u-ana", f"u{space}ana", f"u-ana{space}"):
        reading = read(spoiled("roles.csv", "r-ana,,,u-ana", f"r-ana,,,{spoilt}"))
        problem = only(reading.problems)
        assert place(problem) == ("M47", "refuse-set", "roles.csv", 2, "userSourcedId")
        assert problem.message == "contains a space."
        assert reading.package is None


# --- speed -----------------------------------------------------------------------------------------------------------


def seconds_for(text: str) -> float:
    problems = ProblemList()
    started = time.process_time()
    table = open_table(data=text.encode(), shape=SHAPE, place=problems.within("people.csv"))
    assert isinstance(table, CsvTable)
    for _ in table:
        pass
    return time.process_time() - started


@pytest.mark.parametrize(
    "cell", ['"' * 60_000, '"' + '""' * 30_000, '"",' * 20_000, '"a' * 20_000, "total" + "." * 60_000 + "x"]
)
def test_no_row_can_make_reading_slow(cell: str) -> None:
    assert seconds_for("id,name,note\n" + f"{cell}\n" * 3) < 1


def test_cells_are_split_as_the_standard_library_splits_them() -> None:
    import csv

    from adsum.interop.csv_table.records import split_cells

    for parts in itertools.product(["", "a", '"', ",", '""', '"a"'], repeat=4):
        line = "".join(parts)
        ours = split_cells(line)
        if ours is not None and line:
            assert ours == next(csv.reader([line], strict=True)), line

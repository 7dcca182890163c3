"""`adsum pack check` bites: one planted fault of each kind, found with its file and line."""

from datetime import date, datetime
from pathlib import Path

import pytest
from packs.small import change, write_packs

from adsum.policy.packs import BadPack, Pack, PackProblem, load_pack
from adsum.policy.packs.cases.story import Tables
from adsum.policy.packs.checker import PackReport, check_pack

VALUES, CASES, OWN = "sea/values/truancy.yaml", "sea/cases/values.yaml", "bay/values/own.yaml"
RULED = "sea/cases/rules.yaml"
REASONS, LETTER = "sea/reasons.yaml", "sea/letters/first.yaml"
MINUTES, CLEARING = "truancy.minutes: no worked case", "clearing.school_days:\n"


def judge(tables: Tables, pack: Pack, as_of: date, known_at: datetime | None) -> Tables:
    """A judge that only counts the dates of marks: these tests are about the pack, not about the law."""
    dates = {mark["date"] for mark in tables["marks"]}
    return {"standing": [{"student_id": "student", "days_absent": len(dates)}], "events": [], "days": []}


def check(name: str, folder: Path) -> PackReport:
    return check_pack(name, judge=judge, folder=folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_packs(tmp_path)


@pytest.mark.parametrize("name", ["sea", "bay"])
def test_the_packs_without_a_fault_are_good(folder: Path, name: str) -> None:
    assert check(name, folder).problems == []


def test_unverified_values_are_listed_and_are_no_fault(folder: Path) -> None:
    report = check("sea", folder)
    assert report.is_good
    assert [(row.key, row.file) for row in report.unverified] == [("clearing.school_days", VALUES)]  # type: ignore[union-attr]


# file, words to replace, words in their place, what stands on the line the fault is reported on, words of the message
FAULTS = {
    "unknown value": (VALUES, "truancy.events:", "truancy.evnets:", "truancy.evnets:", "unknown value"),
    "unknown field of a value": (VALUES, "unit: minutes", "units: minutes", "units:", "unknown field 'units'"),
    "unknown field of a source": (VALUES, "Code 1}", "Code 1, page: 3}", "page: 3", "unknown field 'page'"),
    "no unit": (VALUES, "  unit: events\n", "", "truancy.events:", "the field 'unit' is missing"),
    "no meaning": (VALUES, "  meaning: days to explain\n", "", "clearing.school_days:", "'meaning' is missing"),
    "no values": (VALUES, "  values:\n    2000-07-01: 30\n", "", "truancy.minutes:", "the field 'values' is missing"),
    "empty values": (VALUES, "    2000-07-01: 30\n", "", "values:", "needs at least one line"),
    "no source": (VALUES, "  source: {cite: Sea Code 3}\n", "", "clearing.school_days:", "'source' is missing"),
    "no cite": (VALUES, "{cite: Sea Code 1}", '{quote: "30 minutes"}', "source:", "the field 'cite' is missing"),
    "no first day": (VALUES, "2000-07-01: 30", "always: 30", "always: 30", "'always' is not a first day"),
    "a quoted first day": (VALUES, "2000-07-01: 30", '"2000-07-01": 30', '"2000-07-01": 30', "is not a first day"),
    "no day of the calendar": (VALUES, "2000-07-01: 30", "2000-02-30: 30", "2000-02-30", "not a day of the calendar"),
    "dates backwards": (VALUES, "2020-07-01: 4", "1999-07-01: 4", "1999-07-01", "1999-07-01 stands after 2000-07-01"),
    "overlapping dates": (VALUES, "2020-07-01: 4", "2000-07-01: 4", "2000-07-01: 4", "written twice, first on line"),
    "no comparison": (VALUES, "  compare: at_most\n", "", "clearing.school_days:", "a number needs `compare`"),
    "an unknown comparison": (VALUES, "compare: at_most", "compare: under", "compare: under", "not 'under'"),
    "stricter in no direction": (VALUES, "  stricter: lower\n", "", "truancy.events:", "needs a number and `stricter:"),
    "an unknown permission": (VALUES, "local: free", "local: any", "local: any", "not 'any'"),
    "wrong kind of payload": (VALUES, "01: 30", "01: thirty", "01: thirty", "needs a whole number, not 'thirty'"),
    "a decimal": (VALUES, "01: 30", "01: 30.5", "01: 30.5", "needs a whole number, not '30.5'"),
    "wrong kind of flag": (VALUES, "verified: false", "verified: perhaps", "perhaps", "needs true or false"),
    "a long quote": (VALUES, "four occasions", "one two three four " * 4, "source:", "longer than 15 words"),
    "broken YAML": (VALUES, "unit: minutes", "unit: [minutes", "compare: more_than", "not readable YAML"),
    "a value twice in a file": (VALUES, "truancy.events:", "truancy.minutes:", "truancy.minutes:", "written twice"),
    "a value without a worked case": (CASES, "truancy.minutes, amount: 30", "truancy.events, amount: 3", None, MINUTES),
    "a failing case": (CASES, "{is_met: false}", "{is_met: true}", "sea/minutes", "is_met expected True, got False"),
    "a failing story": (CASES, "days_absent: 1", "days_absent: 2", "sea/ill", "days_absent expected 2, got 1"),
    "a failing letter": (CASES, "elements: [old], ", "elements: [new], ", "sea/old", "expected [new], got [old]"),
    "a case expecting nothing": (CASES, "{is_met: false}", "{}", "sea/minutes", "expect needs one of"),
    "an idle expectation": (CASES, "{is_met: false}", "{met: no}", "expect: {met", "nothing answers 'met'"),
    "an unknown field of a case": (CASES, "name: 30 is", "title: 30 is", "title: 30 is", "unknown field 'title'"),
    "a case twice": (CASES, "id: sea/events", "id: sea/minutes", "id: sea/minutes", "another case has this id"),
    "an unknown calendar": (CASES, "week, grade", "month, grade", "sea/ill", "there is no calendar 'month'"),
    "a misspelled mark": (CASES, "reason: ILL", "motive: ILL", "motive: ILL", "unknown field 'motive'"),
    "a mark outside enrollment": (CASES, "2025-09-02", "2025-08-02", "sea/ill", "when the student is not enrolled"),
    "a mark on a Saturday": (CASES, "2025-09-02", "2025-09-06", "sea/ill", "or nobody is taught"),
    "more days than there are": (CASES, "dates: 2025-09-02", "days: 6", "sea/ill", "6 days are to be marked, and 5"),
    "an unknown reason": (CASES, "reason: ILL", "reason: SICK", "sea/ill", "uses the reason 'SICK'"),
    "an unknown value in a case": (CASES, "truancy.minutes", "truancy.minute", "sea/minutes", "'truancy.minute'"),
    "an unknown rule": (RULED, "closure_month", "closed_month", "closed_month", "there is no rule 'funding.closed_m"),
    "an unknown argument": (RULED, "days_closed: 2", "days_shut: 2", "days_shut: 2", "unknown field 'days_shut'"),
    "an argument left out": (
        RULED,
        "days_closed: 2, ",
        "",
        "- given: {days_scheduled: 20, d",
        "'days_closed' is missi",
    ),
    "an argument of another kind": (RULED, "days_closed: 2", "days_closed: two", "two", "needs a whole number"),
    "an answer nobody gives": (RULED, "days_taught: 18", "days_tought: 18", "days_tought", "nothing answers 'days_to"),
    "a failing example": (RULED, "ada: 0.5", "ada: 0.6", "sea/closed", "example 2 (line 9): ada expected 0.6, got 0.5"),
    "a question without answer": (RULED, "closed: 2", "closed: 20", "sea/closed", "a month without any day taught"),
    "a rule said to prove": (
        RULED,
        "  examples:\n",
        "  proves: [truancy.minutes]\n  examples:\n",
        "proves",
        "leave `p",
    ),
    "no examples": (RULED, "  examples:\n", "  examples: []\n  note: >\n", "examples: []", "`examples` is a list"),
    "a reason without Spanish": (REASONS, ", es: Enfermedad", "", "label:", "the field 'es' is missing"),
    "a reason without source": (REASONS, "  source: {cite: Sea Code 4}\n", "", "ILL:", "'source' is missing"),
    "an unknown window": (REASONS, "ed: true", "ed: true, cap: {count: 1, window: week}", "week", "not 'week'"),
    "grades that are no span": (REASONS, "ed: true", "ed: true, grades: 12-07", "12-07", "is not a span of grades"),
    "a contradiction": (REASONS, "ed: true", "ed: true, day_reason: unexcused", "day_reason", "an unexcused day"),
    "an unknown template field": (
        LETTER,
        '"To {student_name',
        '"To {student_ssn',
        "student_ssn",
        "unknown field {stud",
    ),
    "a brace without partner": (LETTER, '"To {student_name}', '"To {student_name', "greeting", "without its partner"),
    "an element nobody wrote": (LETTER, "[old, new]", "[old, newer]", "2025-07-01", "no element 'newer'"),
    "a letter in one language": (LETTER, ", es: Palabras nuevas", "", "new: {text", "the field 'es' is missing"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found_with_file_and_line(folder: Path, fault: str) -> None:
    name, old, new, standing_there, words = FAULTS[fault]
    change(folder, name, old, new)
    problem = next(problem for problem in check("sea", folder).problems if words in str(problem))
    file, expected = (name, standing_there) if standing_there else (VALUES, "2000-07-01: 30")
    assert problem.file == file
    assert expected in line_at(folder, problem)


def test_a_letter_needs_a_case_on_each_side_of_a_change(folder: Path) -> None:
    change(folder, CASES, "as_of: 2025-06-30", "as_of: 2025-07-02")
    change(folder, CASES, "elements: [old], without: [new]", "elements: [old, new]")
    (problem,) = check("sea", folder).problems
    assert (problem.file, problem.line, problem.key) == (LETTER, 11, "first")
    assert "no worked case" in problem.message


def test_two_faults_in_two_files_are_both_listed(folder: Path) -> None:
    change(folder, VALUES, "  unit: events\n", "")
    change(folder, REASONS, ", es: Enfermedad", "")
    files = {problem.file for problem in check("sea", folder).problems}
    assert files == {VALUES, REASONS}


def test_a_fault_of_the_parent_is_not_blamed_on_the_child(folder: Path) -> None:
    change(folder, VALUES, "  unit: school days\n", "")
    problems = check("bay", folder).problems
    assert [problem.file for problem in problems] == [VALUES]


# in the district's values: words to replace, words in their place, the line of the fault, words of the message
OVERRIDES = {
    "a fixed value": ("truancy.events:", "truancy.minutes:", "2021-07-01: 3", "sea keeps this value fixed"),
    "less strict": ("2021-07-01: 3", "2021-07-01: 5", "2021-07-01: 5", "than 4 (in force 2020-07-01); this one is 5"),
    "too early": ("2021-07-01: 3", "2015-07-01: 4", "2015-07-01: 4", "than 3 (in force 2000-07-01); this one is 4"),
    "another unit": (CLEARING, f"{CLEARING}  unit: weeks\n", "unit: weeks", "`unit` differs from that of sea"),
    "another comparison": (CLEARING, f"{CLEARING}  compare: exactly\n", "compare: exactly", "`compare` differs"),
}


@pytest.mark.parametrize("fault", OVERRIDES)
def test_an_override_that_is_not_allowed_is_found(folder: Path, fault: str) -> None:
    old, new, standing_there, words = OVERRIDES[fault]
    change(folder, OWN, old, new)
    problem = next(problem for problem in check("bay", folder).problems if words in str(problem))
    assert problem.file == OWN
    assert standing_there in line_at(folder, problem)


def line_at(folder: Path, problem: PackProblem) -> str:
    return (folder / problem.file).read_text(encoding="utf-8").splitlines()[problem.line - 1]


def test_a_district_may_not_redefine_a_reason_of_the_state(folder: Path) -> None:
    (folder / "bay/reasons.yaml").write_text((folder / REASONS).read_text(encoding="utf-8"), encoding="utf-8")
    (problem,) = check("bay", folder).problems
    assert (problem.file, problem.line, problem.key) == ("bay/reasons.yaml", 1, "ILL")
    assert "map a local code onto it" in problem.message


def test_a_reason_named_by_a_value_must_exist(folder: Path) -> None:
    change(folder, OWN, "district_truancy.minutes:\n", DISTRICT_REASONS + "district_truancy.minutes:\n")
    change(folder, "bay/cases/values.yaml", "proves: [", "proves: [district_truancy.partial_reasons, ")
    (problem,) = check("bay", folder).problems
    assert "there is no reason 'NONC'" in problem.message


DISTRICT_REASONS = """\
district_truancy.partial_reasons:
  meaning: reasons
  unit: codes
  values: {2000-07-01: [NONC]}
  source: {cite: Bay Bulletin 4}

"""


def test_a_districts_letter_may_replace_the_states_and_needs_all_of_its_texts(folder: Path) -> None:
    text = (folder / LETTER).read_text(encoding="utf-8")
    (folder / "bay/letters").mkdir()
    (folder / "bay/letters/first.yaml").write_text(text.replace("greeting:", "salutation:"), encoding="utf-8")
    messages = [problem.message for problem in check("bay", folder).problems if problem.file.startswith("bay/letters")]
    assert "it replaces the letter of sea and lacks its text 'greeting'" in messages


def test_packs_that_extend_each_other_are_refused(folder: Path) -> None:
    change(folder, "sea/pack.yaml", "jurisdiction", "extends: bay\njurisdiction")
    with pytest.raises(BadPack, match="one of them must stand alone"):
        load_pack("bay", folder)


def test_a_bad_pack_lists_every_problem_in_its_message(folder: Path) -> None:
    change(folder, VALUES, "  unit: events\n", "")
    change(folder, VALUES, "  meaning: days to explain\n", "")
    with pytest.raises(BadPack) as refused:
        load_pack("sea", folder)
    assert len(refused.value.problems) == 2
    for problem in refused.value.problems:
        assert str(problem) in str(refused.value)

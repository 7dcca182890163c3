"""The codes of findings in a few words: those of reading are interop's, these are found beside our records.

M codes are those of the catalogue of bad inputs; I codes are findings that the catalogue does not name.
"""

from adsum.interop.problem_codes import PROBLEM_CODES

INTAKE_CODES: dict[str, str] = {
    "M23": "older than what is applied",
    "M57": "value missing or too long",
    "M61": "known id now describes another person",
    "M62": "reference to something that is not there",
    "M64": "one student with two state ids, or one state id for two students",
    "M65": "deleting a record that has history",
    "M66": "change far larger than usual",
    "I01": "school without a calendar",
    "I02": "period is not a number",
    "I03": "student without a birth date",
    "I04": "student without a grade we keep attendance for",
    "I05": "second primary enrollment on the same days",
    "I06": "something about a school was guessed",
    "I07": "role that means nothing here",
    "I08": "records are kept, though the file leaves them out or deletes them",
    "I09": "another school year",
    "I10": "attendance outside the enrollment",
    "I11": "class at an organisation that is not a school",
    "I12": "mark that our records hold already",
    "I13": "meetings without an end",
    "I14": "day with attendance taken back",
    "I20": "against the rules of the facts contract",
}


def words_of(code: str) -> str:
    """What a code is about; the code itself when nobody knows it."""
    return INTAKE_CODES.get(code) or PROBLEM_CODES.get(code, code)

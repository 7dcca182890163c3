"""The words and file names of OneRoster 1.1 and 1.2 CSV.

Grades are those of the common education data standard (CEDS), which OneRoster uses. They are not CALPADS's: there
`PS` is prekindergarten, here it is postsecondary; there kindergarten is `KN`, here `KG`. `CALPADS_GRADES` translates;
a grade without a translation there has none.
"""

from adsum.interop.problems import shown
from adsum.interop.values import MONTH_NAME_DAY, SERIAL_DAY, BadValue

VERSIONS = ("1.1", "1.2")
MANIFEST = "manifest"

ROSTER_FILES_1_1 = ("orgs", "academicSessions", "courses", "classes", "users", "enrollments", "demographics")
ROSTER_FILES_1_2 = (*ROSTER_FILES_1_1[:5], "userProfiles", "roles", *ROSTER_FILES_1_1[5:])
# Gradebook and resources: files of the standard that attendance has no use for.
OTHER_FILES = (
    "categories",
    "classResources",
    "courseResources",
    "lineItemLearningObjectiveIds",
    "lineItems",
    "lineItemScoreScales",
    "resources",
    "resultLearningObjectiveIds",
    "results",
    "resultScoreScales",
    "scoreScales",
    "userResources",
)
KNOWN_FILES = tuple(sorted((*ROSTER_FILES_1_2, *OTHER_FILES), key=str.casefold))

BULK, DELTA, ABSENT = "bulk", "delta", "absent"
ACTIVE, TO_BE_DELETED = "active", "tobedeleted"
EXTENSION = "ext:"

# Where version 1.2 only added words, a 1.1 file may use them too: nothing can be misread.
ORG_TYPES = ("department", "district", "local", "national", "school", "state")
SESSION_TYPES = ("gradingPeriod", "semester", "schoolYear", "term")
CLASS_TYPES = ("homeroom", "scheduled")
ROLE_TYPES = ("primary", "secondary")
ROLES_1_1 = ("administrator", "aide", "guardian", "parent", "proctor", "relative", "student", "teacher")
ROLES_1_2 = (
    "aide",
    "counselor",
    "districtAdministrator",
    "guardian",
    "parent",
    "principal",
    "proctor",
    "relative",
    "siteAdministrator",
    "student",
    "systemAdministrator",
    "teacher",
)
ENROLLMENT_ROLES = ("administrator", "proctor", "student", "teacher")
SEXES = ("female", "male", "other", "unspecified")

NUMBERED_GRADES = tuple(f"{number:02}" for number in range(1, 14))
GRADES = frozenset({"IT", "PR", "PK", "TK", "KG", *NUMBERED_GRADES, "PS", "UG", "Other"})
# Other spellings in use that can mean only one grade.
GRADE_SPELLINGS = {"K": "KG", "KN": "KG"} | {str(number): f"{number:02}" for number in range(1, 10)}
CALPADS_GRADES = {"TK": "TK", "KG": "KN"} | {grade: grade for grade in NUMBERED_GRADES[:12]}


def parse_grade(text: str) -> str:
    """A grade in its one spelling: "9" and "09" are "09", "K" is "KG"."""
    grade = GRADE_SPELLINGS.get(text, text)
    if grade in GRADES or grade.startswith(EXTENSION):
        return grade
    if MONTH_NAME_DAY.fullmatch(text) or SERIAL_DAY.fullmatch(text):
        raise BadValue("M49", f'"{shown(text)}" is not a grade; a spreadsheet may have changed it.')
    raise BadValue("M55", f'"{shown(text)}" is not a grade. Known: {", ".join(sorted(GRADES))}.')

"""Twenty faults in one package, each of another kind or in another file, with the place at which each is told."""

from .rosters import Roster, as_delta

# file row column as the command prints it, and the code
FAULTS = [
    ("orgs.csv 3 type", "M55"),
    ("orgs.csv 5 parentSourcedId", "M62"),
    ("academicSessions.csv 2 endDate", "R03"),
    ("courses.csv 2 title", "M57"),
    ("classes.csv 2 classType", "M55"),
    ("classes.csv 3 grades", "M49"),
    ("classes.csv 4 termSourcedIds", "M62"),
    ("users.csv 2 enabledUser", "M54"),
    ("users.csv 3 userIds", "M58"),
    ("users.csv 4 status", "M65"),
    ("users.csv 5 givenName", "M29"),
    ("users.csv 6 sourcedId", "M47"),
    ("users.csv 7 grades", "M55"),
    ("roles.csv 2 beginDate", "M50"),
    ("roles.csv 3 endDate", "M51"),
    ("roles.csv 4 role", "M55"),
    ("enrollments.csv 2 beginDate", "M52"),
    ("enrollments.csv 3 classSourcedId", "M62"),
    ("enrollments.csv 9 sourcedId", "M60"),
    ("demographics.csv 3 birthDate", "M51"),
]


def with_twenty_faults() -> dict[str, bytes]:
    """A delta of Mesa Verde; Liam, who has attendance, is deleted in it."""
    files = as_delta(Roster().files(), deleted=("liam",))
    lines = {name: data.decode("utf-8").splitlines() for name, data in files.items()}

    def spoil(file: str, row: int, old: str, new: str) -> None:
        assert old in lines[file][row - 1], (file, row, lines[file][row - 1])
        lines[file][row - 1] = lines[file][row - 1].replace(old, new, 1)

    spoil("orgs.csv", 3, ",local,", ",region,")
    spoil("orgs.csv", 5, ",north", ",south")
    spoil("academicSessions.csv", 2, "2025-08-18,2026-06-12", "2026-06-12,2025-08-18")
    spoil("courses.csv", 2, "Course of mvh", "")
    spoil("classes.csv", 2, ",scheduled,", ",sometimes,")
    spoil("classes.csv", 3, "Class 2,,", "Class 2,3-May,")
    spoil("classes.csv", 4, ",year-2026,", ",year-1999,")
    spoil("users.csv", 2, ",true,", ",Yes,")
    spoil("users.csv", 3, "camila,,", "camila,{SSID:123},")
    spoil("users.csv", 5, ",Diego,", ",Die\x07go,")
    spoil("users.csv", 6, "ben,active", "be n,active")
    spoil("users.csv", 7, "p.lee@example.org,,,,,", "p.lee@example.org,,,,ninth,")
    spoil("roles.csv", 2, "2025-08-18", "08/18/2025")
    spoil("roles.csv", 3, "2025-08-18,", "2025-08-18,2026-02-30")
    spoil("roles.csv", 4, ",student,", ",Student,")
    spoil("enrollments.csv", 2, "2025-08-18", "2025-08-18T00:00:00Z")
    spoil("enrollments.csv", 3, ",mvh-2,", ",mvh-9,")
    spoil("enrollments.csv", 9, "t-mvh-1", "s-camila-1")
    spoil("demographics.csv", 3, "2010-05-06", "2010-02-30")
    return {name: "\n".join([*rows, ""]).encode("utf-8") for name, rows in lines.items()}

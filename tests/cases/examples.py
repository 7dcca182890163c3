"""The worked examples that the cases must cover: every id of the acceptance examples of law and procedure.

A case may add a word to an id (enrollment/38-may): another side of the same example.
"""

EXAMPLES = (
    *(f"attendance/T{number}" for number in range(1, 24)),
    *(f"attendance/K{number}" for number in range(1, 16)),
    *(f"attendance/A{number}" for number in range(1, 21)),
    *(f"attendance/C{number}" for number in range(1, 21)),
    *(f"attendance/L{number}" for number in range(1, 6)),
    *(f"enrollment/{number}" for number in range(1, 51)),
    *(f"programs/P{number}" for number in range(1, 25)),
)
PACKS = ("ca", "lacoe", "lausd", "example-unified")

"""The worked examples that the cases must cover: every id of the attendance law's acceptance examples."""

EXAMPLES = (
    *(f"attendance/T{number}" for number in range(1, 24)),
    *(f"attendance/K{number}" for number in range(1, 16)),
    *(f"attendance/A{number}" for number in range(1, 21)),
    *(f"attendance/C{number}" for number in range(1, 21)),
    *(f"attendance/L{number}" for number in range(1, 6)),
)
PACKS = ("ca", "lausd")

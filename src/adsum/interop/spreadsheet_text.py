"""Text that a spreadsheet would run as a formula, made harmless.

A value such as `=cmd(...)` or `+52 55 1234 5678` is kept as it was typed everywhere in Adsum. Only what we write for
people to open in a spreadsheet gets an apostrophe in front. Files for other systems (OneRoster, the facts tables)
carry the value itself: an apostrophe there would become part of somebody's telephone number.
"""

# A tab or line end hides the sign behind it from the eye, not from the spreadsheet; wide signs are read as plain ones.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def neutralised(text: str) -> str:
    """The text as it may stand in a spreadsheet cell."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text

"""The three notifications of truancy: which finding is the ground of each, and which letter of the pack it is.

Levels 2 and 3 have their grounds here already; they are offered once their letters stand in the pack.
Source: EC 48260.5, 48261, 48262.
"""

GROUNDS = {1: "truant_on", 2: "report_2_on", 3: "report_3_on"}  # columns of the standing table
LETTERS = {1: "notice_of_truancy_1"}
OFFERED = tuple(LETTERS)

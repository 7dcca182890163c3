"""The clerk's work: rolls not submitted, uncleared absences, clearing them, correcting one meeting."""

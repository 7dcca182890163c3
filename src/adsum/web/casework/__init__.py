"""Casework: the record of a try to hold a conference with a family."""

"""Imports: sending a file, watching its check, reading what is wrong, approving and applying its plan."""

"""Attendance history beside our records (being built)."""

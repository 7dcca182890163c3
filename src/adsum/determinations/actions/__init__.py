"""The only writers of runs, flips, standings and steps."""

"""What the pages and later rooms ask of attendance: rosters, rolls, absences."""

"""Students, their families, their enrollments and the classes they sit in. Versions, never overwrites."""

"""A school's and the district's morning and year: what is counted, as of when, and who is behind it."""

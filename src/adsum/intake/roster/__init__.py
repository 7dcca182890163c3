"""A OneRoster package beside our records: what it says, in our words, and what that would change.

frame           the package, our records, and what every step asks of them
places          organisations become regions and schools
classes         sessions, courses and classes become terms, courses, sections
people          users become students, staff and guardians; one and the same person or somebody else?
staff_roles     roles and teaching of the staff
memberships     enrollments in schools
seats           places in classes
families        who stands for whom
versions        a membership that means something else becomes a new one
closing         the last day of what the file no longer holds
plan            all of it, in the order in which it is written
"""

"""Versions are replaced, not edited; two primary enrollments of one student never share a day."""

from django.db import migrations

from adsum.district.append_only import guarded, statements

OVERLAP = """
    CREATE TRIGGER enrollment_enrollment_no_overlap BEFORE INSERT ON enrollment_enrollment
    WHEN NEW.replaced_at IS NULL AND NEW.status = 10 AND EXISTS (
        SELECT 1 FROM enrollment_enrollment e
        WHERE e.student_id = NEW.student_id AND e.status = 10 AND e.replaced_at IS NULL
          AND e.first_day <= COALESCE(NEW.last_day, '9999-12-31')
          AND NEW.first_day <= COALESCE(e.last_day, '9999-12-31'))
    BEGIN SELECT RAISE(ABORT, 'primary_enrollments_do_not_overlap'); END
"""
EXCLUSION = """
    ALTER TABLE enrollment_enrollment ADD CONSTRAINT primary_enrollments_do_not_overlap
    EXCLUDE USING gist (
        int8range(student_id, student_id, '[]') WITH &&,
        daterange(first_day, last_day, '[]') WITH &&
    ) WHERE (replaced_at IS NULL AND status = 10)
"""


class Migration(migrations.Migration):
    dependencies = [("enrollment", "0001_initial"), ("district", "0002_append_only")]

    operations = [
        guarded("enrollment_enrollment", may_set=("replaced_at",)),
        guarded("enrollment_seat", may_set=("replaced_at",)),
        guarded("enrollment_exemption", may_set=("replaced_at",)),
        statements(
            sqlite=OVERLAP,
            postgresql=EXCLUSION,
            undo_sqlite="DROP TRIGGER enrollment_enrollment_no_overlap",
            undo_postgresql="ALTER TABLE enrollment_enrollment DROP CONSTRAINT primary_enrollments_do_not_overlap",
        ),
    ]

"""Rolls, marks and explanations are never edited; an absence never stands beside a tardy in one meeting."""

from django.db import migrations

from adsum.district.append_only import guarded, statements

BESIDE = """
    SELECT 1 FROM attendance_mark m
    WHERE m.student_id = NEW.student_id AND m.school_id = NEW.school_id AND m.date = NEW.date
      AND m.period = NEW.period AND m.replaced_at IS NULL
      AND ((NEW.status = 'absent' AND m.status IN ('tardy', 'left_early'))
        OR (NEW.status IN ('tardy', 'left_early') AND m.status = 'absent'))
"""
SQLITE = f"""
    CREATE TRIGGER attendance_mark_not_beside BEFORE INSERT ON attendance_mark
    WHEN NEW.replaced_at IS NULL AND EXISTS ({BESIDE})
    BEGIN SELECT RAISE(ABORT, 'absent_stands_alone_in_a_meeting'); END
"""
POSTGRESQL = f"""
    CREATE FUNCTION attendance_mark_not_beside() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.replaced_at IS NULL AND EXISTS ({BESIDE}) THEN
            RAISE EXCEPTION 'absent_stands_alone_in_a_meeting' USING ERRCODE = '23514';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER attendance_mark_not_beside BEFORE INSERT ON attendance_mark
        FOR EACH ROW EXECUTE FUNCTION attendance_mark_not_beside();
"""


class Migration(migrations.Migration):
    dependencies = [("attendance", "0001_initial"), ("enrollment", "0002_append_only")]

    operations = [
        guarded("attendance_roll", may_set=("replaced_at",)),
        guarded("attendance_mark", may_set=("replaced_at",)),
        guarded("attendance_explanation"),
        statements(
            sqlite=SQLITE,
            postgresql=POSTGRESQL,
            undo_sqlite="DROP TRIGGER attendance_mark_not_beside",
            undo_postgresql=(
                "DROP TRIGGER attendance_mark_not_beside ON attendance_mark; DROP FUNCTION attendance_mark_not_beside()"
            ),
        ),
    ]

"""An issued letter is never changed or deleted; it can only be rescinded, once. What happened to it is never edited."""

from django.db import migrations

from adsum.district.append_only import guarded, statements

FIXED = [
    "key",
    "student_id",
    "school_id",
    "school_year",
    "level",
    "determination_id",
    "addressee_id",
    "languages",
    "content",
    "sha256",
    "drafted_at",
    "drafted_by_id",
    "issued_on",
]
MESSAGE = "an issued letter is not changed: rescind it and draft another"

SQLITE_UPDATE = f"""
CREATE TRIGGER notices_notice_issued_stays BEFORE UPDATE ON notices_notice
WHEN OLD.issued_on IS NOT NULL AND (
    {" OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in FIXED)}
    OR (OLD.rescinded_on IS NOT NULL AND NEW.rescinded_on IS NOT OLD.rescinded_on))
BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END
"""
SQLITE_DELETE = f"""
CREATE TRIGGER notices_notice_no_delete BEFORE DELETE ON notices_notice
BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END
"""
POSTGRESQL = f"""
CREATE FUNCTION notices_notice_issued_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
        OR (OLD.issued_on IS NOT NULL AND (
            (to_jsonb(NEW) - 'rescinded_on') IS DISTINCT FROM (to_jsonb(OLD) - 'rescinded_on')
            OR (OLD.rescinded_on IS NOT NULL AND NEW.rescinded_on IS DISTINCT FROM OLD.rescinded_on)))
    THEN
        RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER notices_notice_issued_stays BEFORE UPDATE OR DELETE ON notices_notice
    FOR EACH ROW EXECUTE FUNCTION notices_notice_issued_stays();
"""


SQLITE_UNDO = ["DROP TRIGGER notices_notice_issued_stays", "DROP TRIGGER notices_notice_no_delete"]
POSTGRESQL_UNDO = """
DROP TRIGGER notices_notice_issued_stays ON notices_notice;
DROP FUNCTION notices_notice_issued_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]

    operations = [
        statements(
            sqlite=SQLITE_UPDATE, postgresql=POSTGRESQL, undo_sqlite=SQLITE_UNDO[0], undo_postgresql=POSTGRESQL_UNDO
        ),
        statements(sqlite=SQLITE_DELETE, postgresql="", undo_sqlite=SQLITE_UNDO[1]),
        guarded("notices_noticeevent"),
    ]

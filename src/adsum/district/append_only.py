"""Database triggers that keep rows from being edited or deleted: the second lock behind the actions.

`guard(table, may_set=("replaced_at",))` allows exactly one kind of update: setting a named column that was null.
Everything else is refused by the database itself, on SQLite and on PostgreSQL.
"""

from collections.abc import Callable
from typing import Any

from django.db.migrations.operations import RunPython


def guarded(table: str, *, may_set: tuple[str, ...] = ()) -> RunPython:
    """A migration operation that puts the triggers on `table`, and takes them off when migrated back."""
    return RunPython(_put(table, may_set), _take(table))


def statements(*, sqlite: str, postgresql: str, undo_sqlite: str = "", undo_postgresql: str = "") -> RunPython:
    """A migration operation with SQL of its own for each database."""

    def run(sqlite_text: str, postgresql_text: str) -> Callable[[Any, Any], None]:
        def execute(_apps: Any, schema_editor: Any) -> None:
            text = sqlite_text if schema_editor.connection.vendor == "sqlite" else postgresql_text
            if text:
                schema_editor.execute(text)

        return execute

    return RunPython(run(sqlite, postgresql), run(undo_sqlite, undo_postgresql))


def _put(table: str, may_set: tuple[str, ...]) -> Callable[[Any, Any], None]:
    def put(_apps: Any, schema_editor: Any) -> None:
        connection = schema_editor.connection
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
            for statement in _sqlite(table, columns, may_set):
                schema_editor.execute(statement)
        else:
            schema_editor.execute(_postgresql(table, may_set), params=None)

    return put


def _take(table: str) -> Callable[[Any, Any], None]:
    def take(_apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_update")
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_delete")
        else:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {table}_append_only()")

    return take


def _sqlite(table: str, columns: list[str], may_set: tuple[str, ...]) -> list[str]:
    fixed = [f"NEW.{name} IS NOT OLD.{name}" for name in columns if name not in may_set]
    once = [f"(OLD.{name} IS NOT NULL AND NEW.{name} IS NOT OLD.{name})" for name in may_set]
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} WHEN {' OR '.join(fixed + once)} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: add a row that replaces this one'); END",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: rows are replaced, not deleted'); END",
    ]


def _postgresql(table: str, may_set: tuple[str, ...]) -> str:
    names = "ARRAY[" + ", ".join(f"'{name}'" for name in may_set) + "]::text[]"
    once = " OR ".join(f"(OLD.{name} IS NOT NULL AND NEW.{name} IS DISTINCT FROM OLD.{name})" for name in may_set)
    return f"""
        CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'DELETE' THEN
                RAISE EXCEPTION '{table} is append-only: rows are replaced, not deleted' USING ERRCODE = '23514';
            END IF;
            IF (to_jsonb(NEW) - {names}) IS DISTINCT FROM (to_jsonb(OLD) - {names}) OR {once or "false"} THEN
                RAISE EXCEPTION '{table} is append-only: add a row that replaces this one' USING ERRCODE = '23514';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION {table}_append_only();
    """

"""One picture of the database for all the tables of an export, though people go on working meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_picture() -> Iterator[None]:
    """Every statement inside sees the records of one moment."""
    with transaction.atomic():
        # PostgreSQL shows each statement the newest rows unless asked not to. SQLite's transactions see one picture.
        if connection.vendor == "postgresql" and len(connection.savepoint_ids) == 0:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield

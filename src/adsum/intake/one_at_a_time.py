"""One import at a time (M24): a lock on a file, which the system takes back when its holder dies, however it dies.

A state in the database alone could not do that: after `kill -9` it would say "applying" for ever. While the lock is
held, the package's state says what is being done and since when; when nobody holds it, such a state is a leftover.
Imports of an installation run on the machine that holds ADSUM_HOME, as its web pages and its worker do.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from adsum.intake.landing import landing_folder


class ImportRunning(Exception):
    """Refusal: another import is being checked or applied."""


class LockTaken(Exception):
    """Somebody else holds the lock."""


@contextmanager
def import_lock() -> Iterator[None]:
    """Hold the lock for the block. Raises LockTaken at once when somebody holds it."""
    with (landing_folder() / "import.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LockTaken from error
        yield


def is_import_running() -> bool:
    """Whether somebody holds the lock at this moment."""
    try:
        with import_lock():
            return False
    except LockTaken:
        return True

"""Whether an import is running, and what a dead one left behind."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import Case, Value, When
from django.utils import timezone

from adsum.intake import progress
from adsum.intake.models import Package
from adsum.intake.one_at_a_time import ImportRunning, LockTaken, import_lock, is_import_running

State = Package.State
AT_WORK = (State.CHECKING, State.APPLYING)


def check_nothing_runs() -> None:
    """Raises ImportRunning (M24)."""
    if is_import_running():
        raise _refusal()


@contextmanager
def only_this_import() -> Iterator[None]:
    """The block runs alone, after what a killed import left behind is put right. Raises ImportRunning."""
    try:
        with import_lock():
            _put_right()
            yield
    except LockTaken as taken:
        raise _refusal() from taken


def is_interrupted(package: Package) -> bool:
    """Whether somebody was at work on the package and died. What they had begun was not written."""
    return package.state in AT_WORK and not is_import_running()


def _put_right() -> None:
    """Nobody is at work while we hold the lock: a state that says so is a leftover of a killed process."""
    back = Case(When(state=State.APPLYING, then=Value(State.PLANNED)), default=Value(State.LANDED))
    for package in Package.objects.filter(state__in=AT_WORK):
        progress.forget(package.key)
    Package.objects.filter(state__in=AT_WORK).update(state=back, began_at=None)


def _refusal() -> ImportRunning:
    running = Package.objects.filter(state__in=AT_WORK).first()
    since = f" (started {timezone.localtime(running.began_at):%H:%M})" if running and running.began_at else ""
    return ImportRunning(
        f"An import for this district is running{since}. Nothing was changed. Try again when it has finished."
    )

"""The work that the pages leave to the worker (`adsum worker`): checking a package, applying it.

While another import runs, a task comes back a little later. What goes wrong is on the package; the page shows it.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django_tasks import task

from adsum.intake import jobs
from adsum.intake.refusals import ImportRunning, IntakeRefused
from adsum.web import clock

TRY_AGAIN_AFTER = timedelta(seconds=5)


@task()
def check_package(key: str) -> None:
    """Check a package that landed."""
    _now_or_later(jobs.check_landed, check_package, key=key)


@task()
def apply_package(key: str) -> None:
    """Apply a package that somebody wants applied."""
    _now_or_later(jobs.apply_asked, apply_package, key=key)


def _now_or_later(job: Callable[..., None], again: Any, *, key: str) -> None:
    try:
        job(key=key, at=clock.now())
    except ImportRunning:
        if again.get_backend().supports_defer:
            again.using(run_after=clock.now() + TRY_AGAIN_AFTER).enqueue(key=key)
    except IntakeRefused:
        pass  # the package says why: its state, its new plan

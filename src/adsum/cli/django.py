"""Wake Django for the commands that need the records. Pure commands (determine, pack, sample) never load it."""

import os
from pathlib import Path


def wake(*, home: Path | None = None) -> None:
    """Set Django up on the configured database, with warnings about a missing folder instead of a stack trace."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "adsum.settings")
    if home is not None:
        os.environ["ADSUM_HOME"] = str(home)
    import django

    django.setup()
    from django.conf import settings

    Path(settings.HOME).mkdir(parents=True, exist_ok=True)

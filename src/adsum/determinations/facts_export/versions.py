"""Which version of an enrollment, seat or exemption stood at a moment.

Now (known_at None) it is the one that nothing has replaced. At an earlier moment it is the one standing then; a record
that reached us only later stands in with its first version, because the system it came from knew it before we did.
"""

from datetime import datetime

from django.db.models import Q


def standing_version(known_at: datetime | None) -> Q:
    """The condition that picks at most one version of each line."""
    if known_at is None:
        return Q(replaced_at__isnull=True)
    stood_then = Q(recorded_at__lte=known_at) & (Q(replaced_at__isnull=True) | Q(replaced_at__gt=known_at))
    came_later = Q(recorded_at__gt=known_at, replaces__isnull=True)
    return stood_then | came_later

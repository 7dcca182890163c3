"""Reading the audit trail: newest first, a page at a time, without counting millions of rows."""

from dataclasses import dataclass
from datetime import date

from adsum.district.models import AuditEvent

PAGE = 100


@dataclass(frozen=True)
class TrailPage:
    events: list[AuditEvent]
    older_before: int | None


def trail(*, verb: str = "", on: date | None = None, before: int | None = None) -> TrailPage:
    """At most 100 events older than `before`; `older_before` asks for the next page, None at the end."""
    events = AuditEvent.objects.select_related("by__staff", "school").order_by("-pk")
    if verb:
        events = events.filter(verb=verb)
    if on:
        events = events.filter(at__date=on)
    if before:
        events = events.filter(pk__lt=before)
    found = list(events[: PAGE + 1])
    return TrailPage(events=found[:PAGE], older_before=found[PAGE - 1].pk if len(found) > PAGE else None)


def verbs() -> list[str]:
    return sorted(AuditEvent.objects.values_list("verb", flat=True).distinct().order_by())

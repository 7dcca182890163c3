"""The only clock of the product. Rooms never ask the time; a page passes it to them.

In the demo the calendar stands still at one day; the time of day runs on from the start and stops at the last minute.
"""

import time as process_time
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

STARTED = process_time.monotonic()


def now() -> datetime:
    """This moment, in UTC-aware form."""
    if not settings.DEMO:
        return timezone.now()
    begun = datetime.fromisoformat(settings.DEMO_NOW)
    ends = datetime.combine(begun.date(), time(23, 59))
    local = min(begun + timedelta(seconds=process_time.monotonic() - STARTED), ends)
    return local.replace(tzinfo=ZoneInfo(settings.TIME_ZONE))


def today() -> date:
    """The school day it is in the district's zone."""
    return timezone.localtime(now()).date()

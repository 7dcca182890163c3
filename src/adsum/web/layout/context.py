"""What every page's frame needs: who is signed in, which doors are open to them, and the day it is."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from adsum.web import clock


@dataclass(frozen=True)
class Place:
    """One entry of the navigation: shown to those whose roles hold its permission."""

    name: str
    permission: str
    label: Any


PLACES = (
    Place("rollcall", "roll.take", _("My classes")),
    Place("office", "office.read", _("Today's office")),
    Place("student-search", "student.read", _("Students")),
    Place("letters", "letter.read", _("Letters")),
    Place("measures-schools", "measures.school", _("Schools")),
    Place("measures-district", "measures.district", _("District")),
    Place("intake", "intake.read", _("Imports")),
    Place("oversight", "audit.read", _("Oversight")),
)


def page(request: HttpRequest) -> dict[str, Any]:
    """Template variables of the frame; the navigation is only worked out where it is shown."""
    return {
        "places": SimpleLazyObject(lambda: open_places(request)),
        "today": clock.today(),
        "is_demo": settings.DEMO,
        "languages": settings.LANGUAGES,
    }


def open_places(request: HttpRequest) -> list[dict[str, Any]]:
    """The places this person may enter, in reading order, with the one they are in marked."""
    access = getattr(request, "access", None)
    if access is None:
        return []
    places = []
    for place in PLACES:
        if not access.may(place.permission):
            continue
        try:
            address = reverse(place.name)
        except NoReverseMatch:
            continue
        is_here = request.path.startswith(address)
        places.append({"name": place.name, "address": address, "label": place.label, "is_here": is_here})
    return places

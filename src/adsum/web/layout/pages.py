"""The way in: everybody starts where their work is."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from adsum.web.doors import Request, door
from adsum.web.layout.context import open_places

# Where the day begins, for those whom several places are open to; everybody else starts at their first place.
FIRST_PLACES = ("rollcall", "measures-district", "measures-schools")


@door(None)
def home(request: Request) -> HttpResponse:
    """Send a person to the first place their roles open; somebody without a role is told so."""
    places = open_places(request)
    if not places:
        return render(request, "layout/no_role.html", status=403)
    addresses = {place["name"]: place["address"] for place in places}
    first = next((name for name in FIRST_PLACES if name in addresses), places[0]["name"])
    return redirect(addresses[first])

"""The way in: everybody starts where their work is."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from adsum.web.doors import Request, door
from adsum.web.layout.context import open_places


@door(None)
def home(request: Request) -> HttpResponse:
    """Send a person to the first place their roles open; somebody without a role is told so."""
    places = open_places(request)
    if not places:
        return render(request, "layout/no_role.html", status=403)
    return redirect(places[0]["address"])

"""The pages for what went wrong. Each says what happened to the data and what to do next."""

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

logger = logging.getLogger(__name__)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same answer for "does not exist" and "not yours"; the attempt is logged by account."""
    if request.user.is_authenticated:
        logger.info("not found for account %s: %s", request.user.pk, getattr(request.resolver_match, "view_name", "-"))
    return render(request, "layout/not_found.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    return render(request, "layout/failed.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "layout/csrf_failure.html", status=403)

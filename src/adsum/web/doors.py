"""The door in front of every page: who is asking, and may they.

    @door("student.read")
    def student_page(request, key): ...

A view without a door cannot be routed (tests walk every URL). Inside, objects are fetched through `request.access`,
so that one out of reach answers exactly as one that does not exist.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from adsum.district.access import GRANTS, Access
from adsum.district.models import School, Section, User
from adsum.enrollment.models import Student
from adsum.enrollment.reach import students_within
from adsum.web import clock

View = Callable[..., HttpResponse]


class Request(HttpRequest):
    """A request that came through a door."""

    user: User
    access: Access


def door(permission: str | None) -> Callable[[View], View]:
    """Guard a view with a permission of the access table; None means any signed-in person."""
    if permission is not None and permission not in GRANTS:
        raise KeyError(f"{permission} is not in the access table (adsum.district.access.GRANTS).")

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            request.access = Access(user=request.user, on=clock.today())
            if permission is not None and not request.access.may(permission):
                return render(request, "layout/refused.html", {"permission": permission}, status=403)
            return view(request, *args, **kwargs)

        guarded.permission = permission or "signed-in"  # type: ignore[attr-defined]
        return guarded

    return guard


def public(view: View) -> View:
    """Say out loud that a view may be opened by anybody."""
    view.permission = "public"  # type: ignore[attr-defined]
    return view


Found = TypeVar("Found", School, Section, Student)


def within(candidates: QuerySet[Found], *, key: str) -> Found:
    """The one record with this key among those in reach; otherwise "not found", whatever the reason."""
    found = candidates.filter(key=key).first()
    if found is None:
        raise Http404
    return found


def student_within(request: Request, *, key: str, permission: str) -> Student:
    return within(students_within(access=request.access, permission=permission), key=key)


def school_within(request: Request, *, key: str, permission: str) -> School:
    return within(request.access.schools(permission), key=key)

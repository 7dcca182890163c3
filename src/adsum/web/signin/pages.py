"""The sign-in page. In the demo it also offers one account for each role."""

from allauth.account.views import LoginView
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from adsum.district.models import Assignment
from adsum.web.doors import public

DEMO_PASSWORD = "adsum-demo-2026"  # noqa: S105  public on purpose: the demo holds invented people only


ROLE_NAMES = {
    "teacher": _("Teacher"),
    "clerk": _("Attendance clerk"),
    "counselor": _("Counselor"),
    "principal": _("Principal"),
    "region": _("Region"),
    "district": _("District"),
    "auditor": _("Auditor"),
    "administrator": _("Administrator"),
}


class SignIn(LoginView):
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        context = super().get_context_data(**kwargs)
        if settings.DEMO:
            context["demo_accounts"] = demo_accounts()
            context["demo_password"] = DEMO_PASSWORD
        return context


def demo_accounts() -> list[tuple[object, Assignment]]:
    """Each role's name and an assignment with a person to sign in as; the first made is the one to show."""
    seen: dict[str, Assignment] = {}
    assignments = Assignment.objects.filter(staff__user__isnull=False, staff__source_id__startswith="demo-")
    for assignment in assignments.select_related("staff__user", "school", "region").order_by("pk"):
        seen.setdefault(assignment.role, assignment)
    return [(ROLE_NAMES[role], assignment) for role, assignment in seen.items()]


sign_in = public(SignIn.as_view())


@public
def ask_the_office(request: HttpRequest) -> HttpResponse:
    return render(request, "signin/ask_the_office.html")

"""What the import pages show: the list, one package, its progress, everything its check found."""

from typing import Any

from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET
from django_htmx.http import HttpResponseClientRefresh

from adsum.intake import queries
from adsum.intake.codes import words_of
from adsum.intake.models import Package
from adsum.interop.limits import DEFAULT_LIMITS, in_words
from adsum.web.doors import Request, door
from adsum.web.intake import words
from adsum.web.intake.forms import ApplicationForm, FileForm


@require_GET
@door("intake.read")
def packages(request: Request) -> HttpResponse:
    return packages_page(request, form=FileForm(), status=200)


def packages_page(request: Request, *, form: FileForm, status: int, refusal: object = "") -> HttpResponse:
    """The list with the form to send another file, for those who may."""
    found = [
        (each, words.STATES[each.state], words.KINDS[each.kind], words.name_of(each.landed_by))  # type: ignore[index]
        for each in queries.packages()
    ]
    context = {
        "packages": found,
        "form": form,
        "may_run": request.access.may("intake.run"),
        "refusal": refusal,
        "limit": in_words(DEFAULT_LIMITS.upload_bytes),
        "limit_bytes": DEFAULT_LIMITS.upload_bytes,
    }
    return render(request, "intake/packages.html", context, status=status)


@require_GET
@door("intake.read")
def package(request: Request, key: str) -> HttpResponse:
    return package_page(request, package_within(key))


def package_page(
    request: Request, found: Package, *, form: ApplicationForm | None = None, refusal: object = "", status: int = 200
) -> HttpResponse:
    """One package: its state, its plan, what its check found, and what can be done with it."""
    page = queries.package_page(found)
    needs_reason = bool(found.confirmations) and not found.is_confirmed
    is_own = found.landed_by_id == request.user.pk
    context = {
        "page": page,
        "package": found,
        "landed_by": words.name_of(found.landed_by),
        "confirmed_by": words.name_of(found.confirmed_by),
        "applied_by": words.name_of(found.applied_by),
        "kind": words.KINDS[found.kind],  # type: ignore[index]
        "state": words.STATES[found.state],  # type: ignore[index]
        "kinds": [(words.RECORDS[each.name], each, _examples(each)) for each in page.kinds],
        "findings": [(each, words.SEVERITIES[each.severity], words_of(each.code)) for each in page.findings],
        "may_run": request.access.may("intake.run"),
        "needs_reason": needs_reason,
        "waits_for_another": needs_reason and found.needs_second_person and is_own,
        "form": form or ApplicationForm(needs_reason=needs_reason),
        "refusal": refusal,
        **_doing(page),
    }
    return render(request, "intake/package.html", context, status=status)


def _examples(kind: queries.KindOfChange) -> list[tuple[Any, str, int]]:
    """What, the first ids, and how many more there are."""
    counts = {"add": kind.add, "change": kind.change, "end": kind.end}
    return [(words.CHANGES[what], ", ".join(ids), counts[what] - len(ids)) for what, ids in kind.examples.items()]


def _doing(page: queries.PackagePage) -> dict[str, Any]:
    """The step at hand in words."""
    if page.step is None:
        return {"stage": "", "what": ""}
    return {"stage": words.STAGES[page.step.stage], "what": words.RECORDS.get(page.step.what, "")}


@require_GET
@door("intake.read")
def progress(request: Request, key: str) -> HttpResponse:
    """The progress alone, asked for every second by the page; the whole page anew when there is no more of it."""
    found = package_within(key)
    page = queries.package_page(found)
    if page.doing not in ("waiting", "working") and request.headers.get("HX-Request"):
        return HttpResponseClientRefresh()
    return render(request, "intake/progress.html", {"page": page, "package": found, **_doing(page)})


@require_GET
@door("intake.read")
def findings(request: Request, key: str) -> HttpResponseBase:
    """Everything the check found, one line each, as CSV."""
    found = package_within(key)
    path, name = queries.findings_file(found), f"findings-{found.key}.csv"
    if path is None:
        response: HttpResponseBase = StreamingHttpResponse(queries.empty_findings(), content_type="text/csv")
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")


def package_within(key: str) -> Package:
    """The package with this key; every reader of imports reaches all of them."""
    found = queries.package_with(key)
    if found is None:
        raise Http404
    return found

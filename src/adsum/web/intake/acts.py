"""Sending a file, having it checked again, confirming and applying its plan."""

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from adsum.district.submissions import SubmissionReused, once
from adsum.intake import actions
from adsum.intake.landing import TooLarge
from adsum.intake.models import Package
from adsum.intake.refusals import ImportRunning, IntakeRefused, NotConfirmed, SecondPersonNeeded
from adsum.web import clock
from adsum.web.doors import Request, door
from adsum.web.intake.forms import ApplicationForm, FileForm
from adsum.web.intake.pages import package_page, package_within, packages_page
from adsum.web.intake.tasks import apply_package, check_package
from adsum.web.intake.uploads import Quota, is_too_large

State = Package.State
CONFLICTS = (NotConfirmed, SecondPersonNeeded)


@csrf_exempt  # the token is checked in `take_in`: before that, nothing may read the body
@require_POST
@door("intake.run")
def file(request: Request) -> HttpResponse:
    """Take a file in. A body that announces too much is not read at all."""
    if is_too_large(request):
        return too_large(request)
    quota = Quota(request)
    request.upload_handlers.insert(0, quota)
    return take_in(request, quota=quota)


@csrf_protect
def take_in(request: Request, *, quota: Quota) -> HttpResponse:
    form = FileForm(request.POST, request.FILES)
    if quota.is_exceeded:
        return too_large(request)
    if not form.is_valid():
        return packages_page(request, form=form, status=422)
    upload: TemporaryUploadedFile = form.cleaned_data["file"]
    try:
        landing = actions.land(
            source=Path(upload.temporary_file_path()),
            file_name=upload.name or "upload",
            by=request.user,
            at=clock.now(),
        )
    except TooLarge:
        return too_large(request)
    except ImportRunning:
        return packages_page(request, form=FileForm(), status=422, refusal=running())
    if landing.package.state == State.APPLIED:
        messages.info(request, _("This file was applied before. Nothing was changed."))
    elif landing.is_new:
        check_package.enqueue(key=landing.package.key)
    return redirect("package", key=landing.package.key)


def too_large(request: Request) -> HttpResponse:
    refusal = _("The file is larger than it may be. The upload was stopped; nothing was changed.")
    return packages_page(request, form=FileForm(), status=413, refusal=refusal)


def running() -> str:
    return _("An import is running. Nothing was changed. Try again when it has finished.")


@require_POST
@door("intake.run")
def check(request: Request, key: str) -> HttpResponse:
    """Have a package checked again: after a change of the records, or after something was interrupted."""
    package = package_within(key)
    try:
        actions.ask_for_check(package=package, by=request.user, at=clock.now())
    except ImportRunning:
        return package_page(request, package, refusal=running(), status=422)
    except IntakeRefused:
        refusal = _("What arrived is not kept any more. Nothing was changed. Send the file again.")
        return package_page(request, package, refusal=refusal, status=422)
    check_package.enqueue(key=package.key)
    return redirect("package", key=package.key)


@require_POST
@door("intake.run")
def application(request: Request, key: str) -> HttpResponse:
    """Apply the plan: with a reason where it needs one, by a second person where it needs one."""
    package = package_within(key)
    if package.state == State.APPLIED:
        return redirect("package", key=package.key)
    needs_reason = bool(package.confirmations) and not package.is_confirmed
    form = ApplicationForm(request.POST, needs_reason=needs_reason)
    if not form.is_valid():
        return package_page(request, package, form=form, status=409 if needs_reason else 422)
    try:
        ask(request, package, form.cleaned_data)
    except CONFLICTS:
        refusal = _("Somebody other than the person who sent this file must approve it. Nothing was changed.")
        return package_page(request, package_within(key), form=form, refusal=refusal, status=409)
    except (IntakeRefused, SubmissionReused):
        refusal = _("This could not be done as asked. Nothing was changed. Look at the plan and try again.")
        return package_page(request, package_within(key), refusal=refusal, status=422)
    return redirect("package", key=package.key)


def ask(request: Request, package: Package, wanted: dict[str, Any]) -> None:
    """Confirm, ask, and leave the work to the worker: once for each submission number."""
    by, at = request.user, clock.now()

    def effect() -> dict[str, Any]:
        if "why" in wanted:
            actions.confirm(package=package, why=wanted["why"], by=by, at=at)
        actions.ask_to_apply(package=package, by=by, at=at)
        apply_package.enqueue(key=package.key)  # in the same transaction: no wish without its task
        return {"package": package.key}

    content = {"package": package.key, "why": wanted.get("why", ""), "digest": package.plan.get("digest", "")}
    once(key=wanted["submission"], action="package.apply", content=content, by=by, at=at, effect=effect)

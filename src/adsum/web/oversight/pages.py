"""The audit trail, and the values and reasons of the policy pack in force with their sources."""

from fractions import Fraction
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from adsum.district.pack import pack_in_force
from adsum.district.trail import TrailPage, trail, verbs
from adsum.policy.packs import UnknownPolicyKey
from adsum.web import clock
from adsum.web.doors import Request, door


class TrailForm(forms.Form):
    """What to look for in the trail. Ids only: no names travel in the address."""

    verb = forms.ChoiceField(label=_("What was done"), required=False)
    on = forms.DateField(label=_("On"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verb"].choices = [("", _("Everything")), *((verb, verb) for verb in verbs())]  # type: ignore[attr-defined]


@door("audit.read")
def events(request: Request) -> HttpResponse:
    form = TrailForm(request.GET)
    is_valid = form.is_valid()
    wanted = form.cleaned_data if is_valid else {}
    page: TrailPage = trail(verb=wanted.get("verb") or "", on=wanted.get("on"), before=wanted.get("before"))
    return render(request, "oversight/events.html", {"form": form, "page": page}, status=200 if is_valid else 422)


@door("policy.read")
def policy(request: Request) -> HttpResponse:
    """Every value and reason in force today, with unit, source and whether it was verified."""
    pack, today = pack_in_force(), clock.today()
    begun = [key for key, history in pack.histories.items() if history[0].first_day <= today]
    entries = [pack.entry(key, on=today) for key in sorted(begun)]
    reasons = pack.reasons(on=today).values()
    return render(
        request,
        "oversight/policy.html",
        {
            "pack": pack,
            "entries": [(entry, shown(entry.payload)) for entry in entries],
            "reasons": reasons,
            "unverified": sum(not entry.verified for entry in entries) + sum(not reason.verified for reason in reasons),
        },
    )


@door("policy.read")
def policy_value(request: Request, key: str) -> HttpResponse:
    """One value through time."""
    try:
        history = pack_in_force().history(key)
    except UnknownPolicyKey as unknown:
        raise Http404 from unknown
    rows = [(entry, shown(entry.payload)) for entry in reversed(history)]
    return render(request, "oversight/policy_value.html", {"key": key, "rows": rows, "today": clock.today()})


def shown(payload: object) -> str:
    """A payload in words: shares as percent, lists with commas, tables line by line."""
    if isinstance(payload, Fraction):
        percent = payload * 100
        return f"{percent.numerator if percent.denominator == 1 else float(percent)} %"
    if isinstance(payload, dict):
        return "; ".join(f"{name}: {shown(part)}" for name, part in payload.items())
    if isinstance(payload, (list, tuple)):
        return ", ".join(shown(part) for part in payload)
    return str(payload)

"""The office's forms. They only read what was sent; what must be said is decided by the rooms, in one place."""

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from adsum.attendance.clearing.checks import COMMENT_LENGTH
from adsum.attendance.clearing.entry import ClearingEntry, OverLimit, Role
from adsum.attendance.models import Explanation
from adsum.attendance.queries.absences import Filter
from adsum.attendance.queries.rosters import Entry
from adsum.district.models import School
from adsum.enrollment.models import Enrollment, Guardian
from adsum.web.layout.tags import grade

KEPT = ("school", "kind", "grade", "on", "old", "page")  # what a clerk came with and goes back to
CHANNELS = {
    Explanation.Channel.CALL: _("Call"),
    Explanation.Channel.NOTE: _("Note"),
    Explanation.Channel.VISIT: _("Visit"),
    Explanation.Channel.MESSAGE: _("Message"),
    Explanation.Channel.STAFF: _("School staff"),
}


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class FilterForm(forms.Form):
    """Which part of the list is shown. What cannot be read is no filter, and the page says so."""

    KINDS = (("", _("Everything")), ("absent", _("Absences")), ("partial", _("Late or left early")))
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=KINDS)
    grade = forms.CharField(label=_("Grade"), required=False, widget=forms.Select)
    on = forms.DateField(label=_("Date of absence"), required=False, widget=DayInput())
    old = forms.BooleanField(label=_("Only older ones"), required=False)

    def __init__(self, sent: QueryDict, *, school: School) -> None:
        super().__init__(sent, auto_id="filter_%s")
        grades = Enrollment.objects.filter(school=school, replaced_at__isnull=True).order_by("grade").distinct()
        codes = sorted(
            set(grades.values_list("grade", flat=True)), key=lambda code: (code.isdigit(), code != "TK", code)
        )
        self.fields["grade"].widget.choices = [("", _("All grades")), *((code, grade(code)) for code in codes)]

    def wanted(self) -> Filter:
        self.is_valid()
        found = self.cleaned_data
        return Filter(
            kind=found.get("kind", ""),
            grade=found.get("grade", ""),
            on=found.get("on"),
            is_old_only=bool(found.get("old")),
        )

    def kept(self) -> dict[str, str]:
        """The filter as an address carries it."""
        wanted = self.wanted()
        said = {
            "kind": wanted.kind,
            "grade": wanted.grade,
            "on": wanted.on.isoformat() if wanted.on else "",
            "old": "on" if wanted.is_old_only else "",
        }
        return {name: value for name, value in said.items() if value}

    def page(self) -> int:
        number = str(self.data.get("page", ""))
        return int(number) if number.isdecimal() and len(number) < 6 else 1


class ClearingForm(forms.Form):
    """What a clerk says about the chosen absences. Nothing is required here: the room's checks name what is missing."""

    reason = forms.CharField(label=_("Reason"), required=False, max_length=60, widget=forms.Select)
    incident = forms.CharField(
        label=_("Event"),
        required=False,
        max_length=60,
        help_text=_("Days of one event are counted together, for example “grandmother, January”."),
    )
    given_by = forms.CharField(label=_("Who explained it"), required=False, max_length=40)
    name = forms.CharField(label=_("Name of that person"), required=False, max_length=100)
    channel = forms.ChoiceField(
        label=_("How"), required=False, choices=list(CHANNELS.items()), widget=forms.RadioSelect
    )
    given_on = forms.DateField(label=_("On which date"), required=False, widget=DayInput())
    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("No health details and no other student's name."),
    )
    over_limit = forms.ChoiceField(required=False, choices=OverLimit.choices, widget=forms.RadioSelect)
    why = forms.CharField(label=_("Why"), required=False, max_length=200)
    letters_known = forms.BooleanField(
        label=_("I know. The letter is to be looked at again and, if it no longer stands, rescinded."), required=False
    )

    def entry(self, guardians: Sequence[Guardian]) -> ClearingEntry:
        """What was said. A guardian who is not among those offered stays unknown, and the room refuses that."""
        said = self.cleaned_data
        chosen = said.get("given_by", "")
        guardian = next((one.pk for one in guardians if chosen == f"guardian-{one.key}"), None)
        if guardian is None and chosen.startswith("guardian-"):
            guardian = 0
        return ClearingEntry(
            reason=said.get("reason", ""),
            channel=said.get("channel", ""),
            given_on=said.get("given_on"),
            given_by=guardian,
            role=chosen if chosen in Role.values else "",
            name="" if guardian is not None or chosen == Role.STUDENT else said.get("name", ""),
            incident=said.get("incident", ""),
            comment=said.get("comment", ""),
            over_limit=said.get("over_limit", ""),
            why=said.get("why", ""),
        )


class DayForm(forms.Form):
    """The day a clerk wants to see of a student."""

    date = forms.DateField(label=_("Date"), widget=DayInput())

    def day(self, *, otherwise: datetime.date) -> datetime.date:
        found: datetime.date = self.cleaned_data["date"] if self.is_valid() else otherwise
        return found


class CorrectionForm(forms.Form):
    """What is true of one meeting."""

    STATUS = (
        ("present", _("Present")),
        ("absent", _("Absent")),
        ("partial", _("Late or left early")),
    )
    date = forms.DateField(label=_("Date"), widget=forms.HiddenInput())
    period = forms.IntegerField(label=_("Period"), min_value=0, max_value=99, widget=forms.HiddenInput())
    status = forms.ChoiceField(label=_("What is true"), choices=STATUS, widget=forms.RadioSelect)
    minutes_late = forms.IntegerField(label=_("Minutes late"), required=False)
    minutes_early = forms.IntegerField(label=_("Minutes missed at the end"), required=False)
    why = forms.CharField(
        label=_("Reason for the change"),
        required=False,
        max_length=200,
        help_text=_("Kept with the change, for example “the teacher confirmed it by note”."),
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        minutes = (said.get("minutes_late"), said.get("minutes_early"))
        if said.get("status") == "partial" and minutes == (None, None) and not self.errors:
            self.add_error("minutes_late", gettext("How many minutes were missed?"))
        return said

    def said(self) -> Entry:
        said = self.cleaned_data
        if said["status"] == "partial":
            return Entry(minutes_late=said["minutes_late"], minutes_early=said["minutes_early"])
        return Entry(is_absent=said["status"] == "absent")

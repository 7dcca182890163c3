"""The form for one conference attempt."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from adsum.cases.actions import LONGEST_SUMMARY
from adsum.cases.channels import CHANNELS
from adsum.cases.models import ConferenceAttempt
from adsum.district.keys import new_key

CHANNEL_WORDS = {
    "phone": _("Telephone"),
    "email": _("E-mail"),
    "text": _("Text message"),
    "letter": _("Letter"),
    "in_person": _("In person"),
    "home_visit": _("Home visit"),
}
OUTCOME_WORDS = {
    "held": _("The conference was held"),
    "no_answer": _("Nobody answered"),
    "left_message": _("A message was left"),
    "refused": _("The family declined"),
}
assert set(CHANNEL_WORDS) == set(CHANNELS)
assert set(OUTCOME_WORDS) == set(ConferenceAttempt.Outcome.values)


class AttemptForm(forms.Form):
    """Sent once: a retry with the same number changes nothing."""

    submission = forms.CharField(max_length=80, widget=forms.HiddenInput, initial=new_key)
    attempted_on = forms.DateField(label=_("Day of the attempt"), widget=forms.DateInput(attrs={"type": "date"}))
    channel = forms.ChoiceField(
        label=_("How"),
        choices=list(CHANNEL_WORDS.items()),
        widget=forms.RadioSelect,
        help_text=_("One try by the cheapest way that works is enough; a call or an e-mail counts."),
    )
    outcome = forms.ChoiceField(
        label=_("What came of it"), choices=list(OUTCOME_WORDS.items()), widget=forms.RadioSelect
    )
    summary = forms.CharField(
        label=_("Summary (optional)"),
        required=False,
        max_length=LONGEST_SUMMARY,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What was agreed. Everybody in the school's office can read this; write no diagnosis."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.today = today
        self.fields["attempted_on"].widget.attrs["max"] = today.isoformat()

    def clean_attempted_on(self) -> date:
        day: date = self.cleaned_data["attempted_on"]
        if day > self.today:
            raise forms.ValidationError(_("This day has not come yet. Enter the day the attempt was made."))
        return day

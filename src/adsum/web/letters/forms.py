"""What the office sends from the letters pages. Each form carries a submission number: a retry changes nothing."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from adsum.district.keys import new_key
from adsum.notices.actions.afterwards import LONGEST_REASON
from adsum.notices.holds import Hold
from adsum.web.letters.words import choice_words


class SubmissionForm(forms.Form):
    """A form without fields of its own: one button."""

    submission = forms.CharField(max_length=80, widget=forms.HiddenInput, initial=new_key)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)


class ChoicesForm(SubmissionForm):
    """One box for each hold that a choice can free; all must be ticked."""

    def __init__(self, *args: Any, holds: Sequence[Hold], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for hold in holds:
            if hold.choice:
                self.fields[hold.choice] = forms.BooleanField(label=choice_words(hold), required=True)

    @property
    def choices(self) -> list[str]:
        return [name for name in self.cleaned_data if name != "submission" and self.cleaned_data[name]]


class ReasonForm(SubmissionForm):
    """Why a letter is taken back or kept."""

    why = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One sentence. It stays with the letter; write no diagnosis."),
    )

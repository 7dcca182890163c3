"""What an administrator sends from the import pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from adsum.district.keys import new_key
from adsum.intake.actions.confirming import FEWEST_CHARACTERS, MOST_CHARACTERS


class FileForm(forms.Form):
    """A package to be landed."""

    file = forms.FileField(
        label=_("File"),
        max_length=255,
        allow_empty_file=True,  # an empty file is told with the other faults of files
        help_text=_(
            "A OneRoster ZIP file, or attendance history: a ZIP file or one of marks.csv, calendar.csv, meetings.csv."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".zip,.csv"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)


class ApplicationForm(forms.Form):
    """One button; and a reason, where the plan has to be confirmed."""

    submission = forms.CharField(max_length=80, widget=forms.HiddenInput, initial=new_key)
    why = forms.CharField(
        label=_("Reason"),
        min_length=FEWEST_CHARACTERS,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One sentence that somebody can understand next year. It is kept with the import."),
    )

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        if not needs_reason:
            del self.fields["why"]

"""What a person may ask: for a student by name or number, and for a page as it was on another day."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from adsum.enrollment.search import letters

FEWEST_LETTERS = 3


class SearchForm(forms.Form):
    query = forms.CharField(
        label=_("Name or student number"),
        max_length=80,
        help_text=_("At least 3 letters or digits. Accents do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
    )

    def clean_query(self) -> str:
        query: str = self.cleaned_data["query"].strip()
        if letters(query) < FEWEST_LETTERS:
            raise forms.ValidationError(
                ngettext(
                    "Type at least %(fewest)d letter or digit, so that the list stays short.",
                    "Type at least %(fewest)d letters or digits, so that the list stays short.",
                    FEWEST_LETTERS,
                )
                % {"fewest": FEWEST_LETTERS}
            )
        return query


class DayForm(forms.Form):
    """Which day to judge as of, and the last day whose records were known. Empty is today."""

    as_of = forms.DateField(label=_("As of"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    known_on = forms.DateField(
        label=_("As known at the end of"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, earliest: date, today: date, **kwargs: Any) -> None:
        self.earliest, self.today = earliest, today
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.update(min=earliest.isoformat(), max=today.isoformat())

    def clean(self) -> dict[str, Any]:
        for name in self.fields:
            day = self.cleaned_data.get(name)
            if day and day > self.today:
                self.add_error(name, _("This day has not come yet. Choose today or an earlier day."))
            if day and day < self.earliest:
                self.add_error(name, _("The law is not on record for this day. Choose a later one."))
        return self.cleaned_data

"""The measures by their names in the addresses, in words: what each counts."""

from typing import Any

from django.utils.translation import gettext_lazy as _

# name in the address: title, what it counts
MEASURES: dict[str, tuple[Any, Any]] = {
    "absent_today": (_("Absent today"), _("marked absent in at least one class today")),
    "chronic_state": (
        _("Chronically absent, state"),
        _("absent for too large a share of expected days, excused or not"),
    ),
    "chronic_district": (
        _("Chronically absent, district"),
        _("under the attendance line of the district's own definition"),
    ),
    "truant": (_("Truant"), _("reached the number of truancy events that makes a student truant, this school year")),
    "notices_due": (_("Letters owed"), _("a notification of truancy has its ground and was not issued")),
    "habitual": (_("Habitually truant"), _("reported three times, and a conference was attempted")),
    "chronic_truant": (_("Chronic truants"), _("unexcused on too large a share of days, after all three letters")),
}

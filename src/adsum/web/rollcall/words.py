"""The words of a roll: what a teacher reads for an entry."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from adsum.attendance.models import Mark
from adsum.attendance.queries.rosters import Entry

Status = Mark.Status
# status, the letter on its button and its key, the word
CHOICES = (
    (Status.PRESENT, gettext_lazy("P"), gettext_lazy("Present")),
    (Status.ABSENT, gettext_lazy("A"), gettext_lazy("Absent")),
    (Status.TARDY, gettext_lazy("T"), gettext_lazy("Tardy")),
    (Status.LEFT_EARLY, gettext_lazy("L"), gettext_lazy("Left early")),
)
FIELDS = {
    "status": gettext_lazy("mark"),
    "late": gettext_lazy("minutes late"),
    "early": gettext_lazy("minutes left early"),
}
MINUTES_LATE, MINUTES_EARLY = gettext_lazy("min late"), gettext_lazy("min left early")


def entry_words(entry: Entry) -> str:
    """An entry in words: Tardy, 12 minutes."""
    if entry.is_absent:
        return _("Absent")
    words = []
    if entry.minutes_late is not None:
        text = ngettext("Tardy, %(count)d minute", "Tardy, %(count)d minutes", entry.minutes_late)
        words.append(text % {"count": entry.minutes_late})
    if entry.minutes_early is not None:
        text = ngettext("Left early, %(count)d minute", "Left early, %(count)d minutes", entry.minutes_early)
        words.append(text % {"count": entry.minutes_early})
    return "; ".join(words) or _("Present")

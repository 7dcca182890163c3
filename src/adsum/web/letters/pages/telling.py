"""What an act did, said on the next page."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from adsum.notices.actions.batches import Report
from adsum.notices.issuing import REMOVED
from adsum.web.doors import Request


def tell(request: Request, report: Report) -> None:
    """What a batch did, one line for each kind."""
    said = False
    for tone, count, words in lines(report):
        if count:
            messages.add_message(request, tone, words % {"count": count})
            said = True
    if not said:
        messages.info(request, _("There was nothing left to do."))


def lines(report: Report) -> Iterator[tuple[int, int, str]]:
    drafted, issued, removed, held = map(len, (report.drafted, report.issued, report.removed, report.held))
    yield messages.SUCCESS, drafted, ngettext("%(count)d letter drafted.", "%(count)d letters drafted.", drafted)
    yield messages.SUCCESS, issued, ngettext("%(count)d letter issued.", "%(count)d letters issued.", issued)
    yield (
        messages.WARNING,
        removed,
        ngettext(
            "%(count)d draft removed: it is no longer called for.",
            "%(count)d drafts removed: they are no longer called for.",
            removed,
        ),
    )
    yield (
        messages.WARNING,
        held,
        ngettext("%(count)d letter is held: decide it.", "%(count)d letters are held: decide them one by one.", held),
    )
    yield (
        messages.INFO,
        report.left,
        ngettext("%(count)d is left: press again.", "%(count)d are left: press again.", report.left),
    )


def say_issued(request: Request, answer: dict[str, Any]) -> None:
    if answer["what"] != REMOVED:
        messages.success(request, _("The letter is issued. Download the PDF and send it today."))
        return
    count = answer["dates_counted"]
    words = ngettext(
        "Not issued: only %(count)d date counts now. The draft was removed.",
        "Not issued: only %(count)d dates count now. The draft was removed.",
        count,
    )
    messages.warning(request, words % {"count": count})

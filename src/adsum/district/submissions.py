"""Take a submission once: the same key gives the same answer, whatever is retried.

The key is written in the same transaction as the effect, so after a crash either both exist or neither does.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from adsum.district.audit import Actor, person
from adsum.district.models import Submission


class SubmissionReused(Exception):
    """Refusal: this submission number was already used with other content."""


def once(
    *, key: str, action: str, content: Any, by: Actor, at: datetime, effect: Callable[[], dict[str, Any]]
) -> tuple[dict[str, Any], bool]:
    """Run `effect` once for `key`. Returns its answer (JSON) and whether this call was the first.

    Raises SubmissionReused when the key came before with other content or from another person.
    """
    fingerprint = fingerprint_of(content)
    earlier = Submission.objects.filter(key=key).first()
    if earlier is None:
        try:
            with transaction.atomic():
                submission = Submission.objects.create(
                    key=key, action=action, by=person(by), at=at, fingerprint=fingerprint, answer={}
                )
                submission.answer = effect()
                submission.save(update_fields=["answer"])
                return submission.answer, True
        except IntegrityError:
            # Somebody else may have used the key between our look and our insert; any other broken rule is ours.
            earlier = Submission.objects.filter(key=key).first()
            if earlier is None:
                raise
    if (earlier.fingerprint, earlier.action, earlier.by_id) != (fingerprint, action, getattr(person(by), "pk", None)):
        raise SubmissionReused(
            "This submission number was already used with different content. "
            "The first one counts; nothing of this one was saved. Open the page again and send it anew."
        )
    return earlier.answer, False


def fingerprint_of(content: Any) -> str:
    """SHA-256 of JSON-able content, independent of the order of its keys."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()

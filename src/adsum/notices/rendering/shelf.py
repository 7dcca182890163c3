"""Where PDFs of issued letters lie: HOME/letters, by the letter's key, never by a name.

The shelf is a convenience: a PDF that is missing or damaged is printed again from the letter's content. Its hash tells
whether it is the one that was issued.
"""

import hashlib
import logging
import os
import tempfile
from pathlib import Path

from adsum.notices.models import Notice
from adsum.notices.rendering.press import print_letters

logger = logging.getLogger(__name__)


class NoWords(Exception):
    """Refusal: this letter's words are not kept here, so there is nothing to print."""


def pdf_of(notice: Notice, *, home: Path) -> bytes:
    """The letter as PDF. A draft is printed as one, marked so, and not kept. Raises NoWords, CannotPrint."""
    if not notice.content:
        raise NoWords(
            f"Letter {notice.key} was sent outside Adsum and its words are not kept here. Nothing was printed. "
            "Look for the paper where the letter's history says."
        )
    if notice.issued_on is None:
        return print_letters([notice.content], is_draft=True)
    place = place_of(notice, home=home)
    if place.exists() and is_as_issued(pdf := place.read_bytes(), notice):
        return pdf
    pdf = print_letters([notice.content])
    if not is_as_issued(pdf, notice):
        # Another version of the typesetter may break lines elsewhere; the words are those of the content all the same.
        logger.warning("letter %s was printed again with other bytes than when it was issued", notice.key)
    put(pdf, place)
    return pdf


def place_of(notice: Notice, *, home: Path) -> Path:
    """Folders by the first two characters of the key, so that none grows to half a million files."""
    return home / "letters" / notice.key[:2] / f"{notice.key}.pdf"


def is_as_issued(pdf: bytes, notice: Notice) -> bool:
    return hashlib.sha256(pdf).hexdigest() == notice.sha256


def put(pdf: bytes, place: Path) -> None:
    """Write whole or not at all: another process may be reading."""
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place.parent, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(pdf)
    Path(name).replace(place)

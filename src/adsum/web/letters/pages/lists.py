"""The letters of a school, of all schools in reach, and one document to print for a day."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from adsum.district import audit
from adsum.district.models import School
from adsum.notices import queries
from adsum.notices.models import Notice
from adsum.notices.rendering.press import LETTERS_PER_DOCUMENT, CannotPrint, print_letters
from adsum.web import clock
from adsum.web.doors import Request, door, school_within
from adsum.web.letters.forms import SubmissionForm
from adsum.web.letters.words import cannot_draw, hold_words, state_badge

LEVEL = 1  # the one level offered so far
SHOWN = 200  # rows of one list on the page; the acts for all take the rest too


@dataclass(frozen=True)
class Printing:
    """The letters issued on one day, in documents of at most 200."""

    day: date
    count: int

    @property
    def parts(self) -> range:
        return range(1, -(-self.count // LETTERS_PER_DOCUMENT) + 1)


@door("letter.read")
def letters(request: Request) -> HttpResponse:
    """One school in reach: its letters. Several: a line for each."""
    schools = request.access.schools("letter.read")
    if len(schools) == 1:
        return school_page(request, schools[0])
    counts = queries.counts_by_school(schools, level=LEVEL, on=clock.today())
    return render(request, "letters/schools.html", {"counts": counts})


@door("letter.read")
def letters_of_school(request: Request, key: str) -> HttpResponse:
    return school_page(request, school_within(request, key=key, permission="letter.read"))


def school_page(request: Request, school: School) -> HttpResponse:
    """Everything of one school's letters, in the order of the work: decide, draft, issue, print."""
    today = clock.today()
    owed = queries.owed_letters(school=school, level=LEVEL, on=today)
    issued = queries.issued_letters(school=school, level=LEVEL, on=today)
    central = [row for row in owed if row.is_central_run]
    context = {
        "school": school,
        "ready": [row for row in central if not row.holds],
        "held": [(row, [hold_words(hold) for hold in row.holds]) for row in central if row.holds],
        "by_hand": [row for row in owed if not row.is_central_run],
        "drafted": queries.drafted_letters(school=school, level=LEVEL, on=today),
        "issued": issued,
        "printings": printings(issued),
        "taken_back": [
            (notice, state_badge(queries.state_of(notice)))
            for notice in queries.taken_back_letters(school=school, level=LEVEL, on=today)
        ],
        "unsupported": queries.unsupported(school=school, on=today),
        "may_issue": request.access.schools("letter.issue").filter(pk=school.pk).exists(),
        "form": SubmissionForm(),
        "shown": SHOWN,
        "has_phone": bool(school.phone and school.address),
    }
    return render(request, "letters/school.html", context)


def printings(issued: list[Notice]) -> list[Printing]:
    """The days of issue with their numbers of letters, newest first; letters sent elsewhere have nothing to print."""
    ours = [notice for notice in issued if notice.content]
    days = groupby(ours, key=lambda notice: notice.issued_on)
    return [Printing(day, len(list(group))) for day, group in days if day is not None]


@door("letter.read")
def letters_to_print(request: Request, key: str, day: str, part: int) -> HttpResponse:
    """One PDF with a school's letters of one day of issue; every letter starts on a fresh sheet."""
    school = school_within(request, key=key, permission="letter.read")
    found = [notice for notice in queries.issued_letters(
        school=school, level=LEVEL, on=clock.today(), issued_on=day_of(day)) if notice.content]  # fmt: skip
    wanted = found[(part - 1) * LETTERS_PER_DOCUMENT : part * LETTERS_PER_DOCUMENT] if part > 0 else []
    if not wanted:
        why = _("No letter whose words are kept here was issued on that day. Nothing was printed.")
        return render(request, "letters/refused.html", {"why": why}, status=409)
    students = [notice.student.key for notice in wanted]
    audit.record_read(by=request.user, at=clock.now(), student_keys=students, page="letters-print")
    try:
        pdf = print_letters([notice.content for notice in wanted])
    except CannotPrint as refusal:
        return render(request, "letters/refused.html", {"why": cannot_draw(refusal.named)}, status=409)
    return pdf_response(pdf, name=f"letters-{school.key}-{day}-{part}")


def day_of(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error


def pdf_response(pdf: bytes, *, name: str) -> HttpResponse:
    """A download named by keys: a file name ends up in logs and on shared disks."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)

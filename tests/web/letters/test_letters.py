"""The letters pages: lists, decisions, acts once, downloads by key, and every read of a record logged."""

import io
import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from letters import OCT_2, OCT_10, drafted, explained, issued, judge, noon, truant
from pypdf import PdfReader
from world import TODAY, World

from adsum.determinations.models import Step
from adsum.district.models import RecordRead, School
from adsum.enrollment.models import Guardian
from adsum.notices.models import Notice
from adsum.notices.rendering.press import CannotPrint

YESTERDAY = date(2026, 2, 9)


@pytest.fixture
def clerk(world: World, at_demo_time: None, home: object) -> Client:
    client = Client()
    client.force_login(world.person("clerk"))
    return client


def submission(page: bytes) -> str:
    """The number of the first form of a page."""
    found = re.search(rb'name="submission" value="([^"]+)"', page)
    assert found is not None
    return found[1].decode()


def text(response: object) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())  # type: ignore[attr-defined]


def at(name: str, key: str) -> str:
    return reverse(name, kwargs={"key": key})


# --- lists ------------------------------------------------------------------------------------------------------------


def test_the_clerk_sees_what_is_owed_held_drafted_and_issued(
    world: World, clerk: Client, django_assert_max_num_queries: object
) -> None:
    truant(world, "Ana Flores", "Camila Reyes", "Jamal Washington", "Noor Rahimi", on=TODAY)
    drafted(world, "Camila Reyes", on=TODAY)
    issued(world, "Jamal Washington", on=TODAY)
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        page = clerk.get(reverse("letters"))
    words = text(page)
    assert "Letters of Mesa Verde High" in words
    assert "Ready to draft 1" in words
    assert "Flores, Ana" in words
    assert "no template in the family&#x27;s language: Persian" in words
    assert "Drafted 1" in words
    assert "Issued 1" in words


def test_the_number_of_queries_does_not_grow_with_the_letters(world: World, clerk: Client) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            clerk.get(reverse("letters"))
        return len(captured)

    truant(world, "Ana Flores", on=TODAY)
    issued(world, "Ana Flores", on=TODAY)
    queries()
    few = queries()
    truant(world, "Camila Reyes", "Jamal Washington", "Noor Rahimi", on=TODAY)
    issued(world, "Jamal Washington", on=TODAY)
    assert queries() <= few + 1  # the one for the recipients of those who are owed one now


def test_the_district_sees_every_school_and_its_counts(world: World, at_demo_time: None) -> None:
    truant(world, "Ana Flores", "Camila Reyes", on=TODAY)
    issued(world, "Camila Reyes", on=TODAY)
    assert world.elementary
    client = Client()
    client.force_login(world.person("district"))
    words = text(client.get(reverse("letters")))
    assert "Juniper Elementary 0 0 0 0 Mesa Verde High 1 0 1 0" in words
    assert "Draft all" not in text(client.get(at("letters-school", world.high.key)))


def test_a_counselor_reads_and_has_no_buttons(world: World, at_demo_time: None) -> None:
    truant(world, "Ana Flores", on=TODAY)
    client = Client()
    client.force_login(world.person("counselor"))
    page = client.get(reverse("letters"))
    assert "Flores, Ana" in text(page)
    assert b'name="submission"' not in page.content


def test_a_continuation_schools_letters_stand_apart(world: World, clerk: Client) -> None:
    School.objects.filter(pk=world.high.pk).update(kind=School.Kind.CONTINUATION)
    truant(world, "Jamal Washington", on=TODAY)
    words = text(clerk.get(reverse("letters")))
    assert "Ready to draft 0" in words
    assert "issues every notice itself" in words


# --- one letter from owed to sent -------------------------------------------------------------------------------------


def test_a_letter_is_drafted_issued_and_downloaded(world: World, clerk: Client) -> None:
    truant(world, "Ana Flores", on=TODAY)
    page = clerk.get(at("letter-new", world.student("Ana Flores").key))
    answer = clerk.post(at("letter-new", world.student("Ana Flores").key), {"submission": submission(page.content)})
    notice = Notice.objects.get()
    assert answer.headers["Location"] == at("letter", notice.key)
    page = clerk.get(at("letter", notice.key))
    assert "Mental health care and other supportive services" in text(page)
    assert "salud mental" in text(page)
    answer = clerk.post(at("letter-issue", notice.key), {"submission": submission(page.content)}, follow=True)
    assert "The letter is issued" in text(answer)
    pdf = clerk.get(at("letter-pdf", notice.key))
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert pdf.headers["Content-Disposition"] == f'attachment; filename="letter-{notice.key}.pdf"'
    assert "Ana Flores" in PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text()


def test_the_preview_has_every_word_of_the_pdf(world: World, clerk: Client) -> None:
    truant(world, "Ana Flores", on=TODAY)
    notice = issued(world, "Ana Flores", on=TODAY)
    preview = text(clerk.get(at("letter", notice.key)))
    for page in notice.content["pages"]:
        for piece in (page["opening"], page["correct"], page["contact"], page["languages"], *page["elements"]):
            assert piece in preview


def test_the_same_form_sent_twice_sends_one_letter(world: World, clerk: Client) -> None:
    truant(world, "Ana Flores", on=TODAY)
    notice = drafted(world, "Ana Flores", on=TODAY)
    number = submission(clerk.get(at("letter", notice.key)).content)
    answers = [clerk.post(at("letter-issue", notice.key), {"submission": number}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 302]
    assert Step.objects.count() == 1


def test_a_form_without_its_number_or_used_for_another_letter_does_nothing(world: World, clerk: Client) -> None:
    truant(world, "Ana Flores", "Jamal Washington", on=TODAY)
    ana, jamal = drafted(world, "Ana Flores", on=TODAY), drafted(world, "Jamal Washington", on=TODAY)
    assert clerk.post(at("letter-issue", ana.key)).status_code == 422
    number = submission(clerk.get(at("letter", ana.key)).content)
    clerk.post(at("letter-issue", ana.key), {"submission": number})
    refused = clerk.post(at("letter-issue", jamal.key), {"submission": number})
    assert (refused.status_code, Step.objects.count()) == (409, 1)
    assert "sent before with other content" in text(refused)


def test_T03_a_letter_that_no_longer_qualifies_is_removed_and_says_so(world: World, clerk: Client) -> None:
    truant(world, "Ana Flores", on=TODAY)
    notice = drafted(world, "Ana Flores", on=TODAY)
    explained(world, "Ana Flores", OCT_2, at=noon(TODAY))
    number = submission(clerk.get(at("letter", notice.key)).content)
    answer = clerk.post(at("letter-issue", notice.key), {"submission": number}, follow=True)
    assert "Not issued: only 2 dates count now" in text(answer)
    assert "Removed before it was issued" in text(answer)


def test_a_student_who_is_owed_nothing_gets_no_form(world: World, clerk: Client) -> None:
    answer = clerk.get(at("letter-new", world.student("Liam O'Neal-Ruiz").key))
    assert answer.status_code == 409
    assert "No letter is owed" in text(answer)


def test_GET_never_acts(world: World, clerk: Client) -> None:
    truant(world, "Ana Flores", on=TODAY)
    notice = drafted(world, "Ana Flores", on=TODAY)
    for name in ("letter-issue", "letter-rescind", "letter-keep"):
        assert clerk.get(at(name, notice.key)).status_code == 405
    assert clerk.get(at("letters-issue-all", world.high.key)).status_code == 405


# --- decisions --------------------------------------------------------------------------------------------------------


def test_T07_a_held_letter_is_asked_about_and_the_choice_is_kept(world: World, clerk: Client) -> None:
    truant(world, "Noor Rahimi", on=TODAY)
    address = at("letter-new", world.student("Noor Rahimi").key)
    page = clerk.get(address)
    assert "Write it in English" in text(page)
    number = submission(page.content)
    undecided = clerk.post(address, {"submission": number})
    assert (undecided.status_code, Notice.objects.count()) == (409, 0)
    assert clerk.post(address, {"submission": number, "english_only": "on"}).status_code == 302
    assert Notice.objects.get().content["choices"] == ["english_only"]


def test_T01_a_letter_held_at_issue_is_asked_about(world: World, clerk: Client) -> None:
    truant(world, "Ana Flores", on=TODAY)
    notice = drafted(world, "Ana Flores", on=TODAY)
    Guardian.objects.update(street="")
    number = submission(clerk.get(at("letter", notice.key)).content)
    asked = clerk.post(at("letter-issue", notice.key), {"submission": number})
    assert asked.status_code == 409
    assert "No mailing address on record" in text(asked)
    fresh = {"submission": submission(asked.content), "by_hand": "on"}
    assert clerk.post(at("letter-issue", notice.key), fresh).status_code == 302
    assert Notice.objects.get().issued_on == TODAY


def test_a_name_no_font_draws_has_no_button(world: World, clerk: Client) -> None:
    truant(world, "Ana Flores", on=TODAY)
    ana = world.student("Ana Flores")
    ana.given_name = "Ana\x07"
    ana.save()
    number = submission(clerk.get(at("letter-new", ana.key)).content)
    answer = clerk.post(at("letter-new", ana.key), {"submission": number})
    assert answer.status_code == 409
    assert "U+0007" in text(answer)
    assert "can only be mended in the record" in text(answer)


# --- batches ----------------------------------------------------------------------------------------------------------


def test_a_school_drafts_issues_and_prints_all_at_once(world: World, clerk: Client) -> None:
    truant(world, "Ana Flores", "Jamal Washington", "Noor Rahimi", on=TODAY)
    number = {"submission": submission(clerk.get(reverse("letters")).content)}
    said = text(clerk.post(at("letters-draft-all", world.high.key), number, follow=True))
    assert "2 letters drafted." in said
    said = text(clerk.post(at("letters-issue-all", world.high.key), number, follow=True))
    assert "2 letters issued." in said
    again = text(clerk.post(at("letters-issue-all", world.high.key), number, follow=True))
    assert "There was nothing left to do." in again
    printed = clerk.get(reverse("letters-print", kwargs={"key": world.high.key, "day": TODAY.isoformat(), "part": 1}))
    pages = PdfReader(io.BytesIO(printed.content)).pages
    assert len(pages) == 3  # Ana's two languages on one sheet, Jamal's on the next
    assert RecordRead.objects.filter(page="letters-print").count() == 2


@pytest.mark.parametrize(("day", "part", "status"), [("2026-02-09", 1, 409), ("2026-02-10", 2, 409), ("today", 1, 404)])
def test_nothing_to_print_says_so(world: World, clerk: Client, day: str, part: int, status: int) -> None:
    truant(world, "Ana Flores", on=TODAY)
    issued(world, "Ana Flores", on=TODAY)
    address = reverse("letters-print", kwargs={"key": world.high.key, "day": day, "part": part})
    assert clerk.get(address).status_code == status


def test_letters_that_cannot_be_printed_any_more_say_so(
    world: World, clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server was moved to a machine without the fonts."""
    truant(world, "Ana Flores", on=TODAY)
    notice = issued(world, "Ana Flores", on=TODAY)

    def fail(*_args: object, **_options: object) -> bytes:
        raise CannotPrint(["\u0531"])

    monkeypatch.setattr("adsum.web.letters.pages.lists.print_letters", fail)
    monkeypatch.setattr("adsum.notices.rendering.shelf.print_letters", fail)
    together = reverse("letters-print", kwargs={"key": world.high.key, "day": TODAY.isoformat(), "part": 1})
    for address in (together, at("letter-pdf", notice.key)):
        answer = clerk.get(address)
        assert answer.status_code == 409
        assert "U+0531 ARMENIAN CAPITAL LETTER AYB" in text(answer)


# --- taking back, keeping ---------------------------------------------------------------------------------------------


def test_T9_an_unsupported_letter_is_listed_and_taken_back_with_a_reason(world: World, clerk: Client) -> None:
    truant(world, "Ana Flores", on=TODAY)
    notice = issued(world, "Ana Flores", on=TODAY)
    explained(world, "Ana Flores", OCT_2, at=noon(TODAY))
    judge(world, "Ana Flores", on=TODAY)
    assert "To take back, or to keep with a reason" in text(clerk.get(reverse("letters")))
    page = clerk.get(at("letter", notice.key))
    assert "The records no longer call for this letter" in text(page)
    empty = clerk.post(at("letter-rescind", notice.key), {"rescind-submission": "n1", "rescind-why": " "})
    assert empty.status_code == 422
    assert b'aria-invalid="true"' in empty.content
    whole = {"rescind-submission": "n1", "rescind-why": "The mother brought a note."}
    answer = clerk.post(at("letter-rescind", notice.key), whole, follow=True)
    assert "Tell the family in writing" in text(answer)
    assert "The mother brought a note." in text(answer)
    assert clerk.post(at("letter-rescind", notice.key), whole).status_code == 302  # the same answer again
    assert Notice.objects.get().rescinded_on == TODAY


def test_a_letter_is_kept_with_a_reason(world: World, clerk: Client) -> None:
    truant(world, "Ana Flores", on=OCT_10)
    notice = issued(world, "Ana Flores", on=OCT_10)
    explained(world, "Ana Flores", OCT_2, at=noon(YESTERDAY))
    judge(world, "Ana Flores", on=YESTERDAY)
    words = {"keep-submission": "n2", "keep-why": "The note was not accepted."}
    answer = clerk.post(at("letter-keep", notice.key), words, follow=True)
    assert "The letter is kept, with your reason." in text(answer)
    assert "To take back" not in text(clerk.get(reverse("letters")))


# --- privacy ----------------------------------------------------------------------------------------------------------


def test_every_look_at_a_letter_is_logged(world: World, clerk: Client) -> None:
    truant(world, "Ana Flores", on=TODAY)
    notice = issued(world, "Ana Flores", on=TODAY)
    clerk.get(at("letter", notice.key))
    clerk.get(at("letter-pdf", notice.key))
    reads = RecordRead.objects.order_by("pk").values_list("page", "student_key")
    assert list(reads) == [("letter", notice.student.key), ("letter-pdf", notice.student.key)]


def test_names_are_not_in_titles_addresses_or_file_names(world: World, clerk: Client) -> None:
    truant(world, "Ana Flores", on=TODAY)
    notice = issued(world, "Ana Flores", on=TODAY)
    page = clerk.get(at("letter", notice.key)).content.decode()
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    assert title is not None
    assert "Flores" not in title[1]
    assert not [link for link in re.findall(r'(?:href|action)="([^"]*)"', page) if "flores" in link.lower()]


def test_markup_in_a_name_is_text_on_the_page_too(world: World, clerk: Client) -> None:
    truant(world, "Ana Flores", on=TODAY)
    ana = world.student("Ana Flores")
    ana.given_name = "<script>alert(1)</script>"
    ana.save()
    notice = drafted(world, "Ana Flores", on=TODAY)
    page = clerk.get(at("letter", notice.key)).content
    assert b"<script>alert" not in page
    assert b"&lt;script&gt;alert(1)" in page


def test_the_pages_speak_spanish(world: World, clerk: Client) -> None:
    truant(world, "Ana Flores", "Noor Rahimi", on=TODAY)
    notice = drafted(world, "Ana Flores", on=TODAY)
    clerk.cookies["django_language"] = "es"
    assert "Cartas de Mesa Verde High" in text(clerk.get(reverse("letters")))
    assert "idioma de la familia: Persa" in text(clerk.get(reverse("letters")))
    assert "Fechas que contaron" in text(clerk.get(at("letter", notice.key)))

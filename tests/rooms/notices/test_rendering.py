"""The words of a letter and its PDF: the law's list by date, two languages, the same bytes, nothing evaluated."""

import io
import json
from datetime import date
from typing import Any

import pytest
import typst
from letters import content
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from adsum.notices.rendering import press
from adsum.notices.rendering.compose import CountedEvent, MissingLetterField
from adsum.notices.rendering.press import CannotPrint, print_letters


def text_of(pdf: bytes) -> str:
    """All the words of a PDF, with line breaks as spaces."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def languages_in(pdf: bytes) -> set[str]:
    """The document's language and those set on parts of its structure tree."""
    root = PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    return {root["/Lang"], *walk(root["/StructTreeRoot"], "/Lang")}


def walk(node: Any, key: str) -> set[str]:
    node = node.get_object() if isinstance(node, IndirectObject) else node
    if isinstance(node, list):
        return {found for child in node for found in walk(child, key)}
    if not isinstance(node, dict):
        return set()
    found = {str(node[key])} if key in node else set()
    return found | {more for name in ("/K", "/A") if name in node for more in walk(node[name], key)}


# --- what the law demands on the letter's date ------------------------------------------------------------------------


def test_L2_from_1_july_2025_the_letter_has_the_seven_elements_and_no_prosecution() -> None:
    letter = content(letter_date=date(2025, 7, 2))
    assert letter["letter"]["elements"] == [
        "student_is_truant",
        "parent_must_ensure_attendance",
        "alternative_programs",
        "right_to_meet",
        "mental_health_and_support",
        "help_with_attendance",
        "research_on_missed_days",
    ]
    words = text_of(print_letters([letter]))
    assert "Mental health care and other supportive services may be available" in words
    assert "salud mental" in words
    assert "prosecut" not in words


def test_L1_on_27_june_2025_the_letter_has_the_earlier_list() -> None:
    words = text_of(print_letters([content(letter_date=date(2025, 6, 27))]))
    assert "may be prosecuted" in words
    assert "sit in on classes for one day" in words
    assert "Mental health care" not in words


@pytest.mark.parametrize(("language", "index"), [("en", 0), ("es", 1)])
def test_every_word_of_the_content_is_on_the_paper(language: str, index: int) -> None:
    letter = content()
    page = letter["pages"][index]
    assert page["language"] == language
    words = text_of(print_letters([letter]))
    pieces = [page["title"], page["greeting"], page["opening"], page["correct"], page["contact"], page["closing"]]
    for piece in [*pieces, *page["elements"], *(cell for row in page["events"] for cell in row)]:
        assert " ".join(piece.split()) in words


# --- the form of the PDF ----------------------------------------------------------------------------------------------


def test_the_pdf_has_a_title_two_languages_and_tags_for_screen_readers() -> None:
    pdf = print_letters([content()])
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.metadata.title == "First notification of truancy"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_object().get_data()
    assert languages_in(pdf) == {"en-US", "es-US"}


def test_english_and_spanish_are_one_sheet() -> None:
    assert len(PdfReader(io.BytesIO(print_letters([content()]))).pages) == 2


def test_a_family_that_speaks_english_gets_one_page() -> None:
    assert len(PdfReader(io.BytesIO(print_letters([content(languages=("en",))]))).pages) == 1


def test_the_same_content_gives_the_same_bytes() -> None:
    assert print_letters([content()]) == print_letters([json.loads(json.dumps(content()))])


def test_a_draft_says_so_on_every_page() -> None:
    pages = PdfReader(io.BytesIO(print_letters([content()], is_draft=True))).pages
    assert ["DRAFT" in page.extract_text() for page in pages] == [True, True]
    assert "DRAFT" not in text_of(print_letters([content()]))


def test_in_a_batch_every_letter_starts_on_a_fresh_sheet_with_page_one() -> None:
    english = content(languages=("en",))
    pages = PdfReader(io.BytesIO(print_letters([english, content(student_name="Mai Nguyễn"), english]))).pages
    starts = [number for number, page in enumerate(pages) if "First notification" in page.extract_text()]
    assert starts == [0, 2, 4]
    assert all(pages[number].extract_text().rstrip().endswith("1") for number in starts)


def test_a_document_holds_1_to_200_letters() -> None:
    for wrong in ([], [content()] * 201):
        with pytest.raises(ValueError, match="1 to 200"):
            print_letters(wrong)


def test_a_student_with_many_dates_has_them_all_in_the_letter() -> None:
    events = tuple(CountedEvent(date(2025, 9, number), "full_day") for number in range(1, 26))
    words = text_of(print_letters([content(events=events)]))
    assert all(f"Sep {number}, 2025" in words for number in range(1, 26))


# --- names that people have, and names that attack --------------------------------------------------------------------

HOSTILE = [
    '#import "x.typ": *',
    "#read(\"/etc/passwd\")",
    "*bold* _it_ $x^2$ `raw` <label> @ref",
    "{{7*7}} {% load x %} {student_name}",
    "<img src=http://127.0.0.1/>",
    "file:///etc/passwd",
    "\\u{1F600} ] ) } #",
    "https://example.org/x",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_INJ6_markup_in_a_name_is_shown_and_not_evaluated(name: str) -> None:
    pdf = print_letters([content(student_name=name, addressee_name=name, school_name=name)])
    squeezed = "".join(text_of(pdf).split())
    assert "".join(f"To the parent or guardian of {name}:".split()) in squeezed
    assert b"/URI" not in pdf


@pytest.mark.parametrize(
    "name", ["Mai Nguyễn", "Liam O'Neal-Ruiz", "Łucja Žižková", "Ñusta Güemes", "ʻAlohi Kahananui", "Æsa Þórðardóttir"]
)
def test_names_of_the_district_are_drawn(name: str) -> None:
    assert f"guardian of {name}:" in text_of(print_letters([content(student_name=name)]))


def test_a_character_no_font_can_draw_is_refused_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "noto_families", lambda: ())
    with pytest.raises(CannotPrint, match=r"“张” \(U\+5F20 CJK UNIFIED IDEOGRAPH-5F20\), “伟”") as refusal:
        print_letters([content(student_name="Ana 张伟 Flores")])
    assert "Flores" not in str(refusal.value)
    assert refusal.value.__suppress_context__


@pytest.mark.skipif(not press.noto_families(), reason="no Noto fonts on this machine")
def test_a_script_the_wheel_lacks_is_drawn_with_the_systems_noto_fonts() -> None:
    assert "Հայկ" in text_of(print_letters([content(student_name="Հայկ")]))


@pytest.mark.parametrize("hidden", ["\x07", "\n", "\u202e", "\u2066", "\ufeff", "\ue000"])
def test_a_hidden_character_is_refused(hidden: str) -> None:
    with pytest.raises(CannotPrint, match=f"U\\+{ord(hidden):04X}"):
        print_letters([content(student_name=f"Ana{hidden}Flores")])


def test_a_letter_is_only_printed_for_a_character_not_drawn_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "_drawn", set())
    printed = []
    monkeypatch.setattr(press, "compile_pdf", lambda letters, **_: printed.append(letters) or b"")
    for name in ("Ana Flores", "Ana Flores", "Mai Nguyễn", "Nguyễn Mai"):
        press.check_can_print(content(student_name=name))
    assert len(printed) == 2
    with pytest.raises(CannotPrint):
        press.check_can_print(content(student_name="Ana\u202e"))


@pytest.mark.parametrize("name", ["Ana Flores", "Jamal Washington", "Liam O'Neal-Ruiz", "Isabel Navarro"])
@pytest.mark.parametrize("dates", [3, 4])
def test_the_letter_of_a_usual_student_is_one_sheet(name: str, dates: int) -> None:
    events = tuple(CountedEvent(date(2025, 9, number), "period_cut") for number in range(1, dates + 1))
    pdf = print_letters([content(student_name=name, events=events, school_name="Cottonwood Middle")])
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 2


def test_another_fault_of_the_typesetter_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = content()
    broken["pages"][0]["title"] = None
    with pytest.raises((typst.TypstError, TypeError)):
        print_letters([broken])


# --- facts that are missing -------------------------------------------------------------------------------------------


def test_without_a_telephone_number_the_letter_asks_the_family_to_come() -> None:
    words = text_of(print_letters([content(school_phone="", school_address="")]))
    assert "please tell the school office" in words
    assert "Come to Mesa Verde High" in words


def test_a_field_that_is_not_known_is_refused() -> None:
    with pytest.raises(MissingLetterField, match=r"\{district_name\}"):
        content(district_name="")


def test_without_a_known_guardian_the_letter_goes_to_the_parent_of_the_student() -> None:
    assert content(addressee_name="", address_lines=())["address"] == ["Parent or guardian of Ana Flores"]


def test_dates_are_written_as_each_language_writes_them() -> None:
    english, spanish = content()["pages"]
    assert [row[0] for row in english["events"]] == ["Mon, Sep 8, 2025", "Wed, Sep 17, 2025", "Thu, Oct 2, 2025"]
    assert [row[0] for row in spanish["events"]] == ["lun 8 sep 2025", "mié 17 sep 2025", "jue 2 oct 2025"]
    assert spanish["facts"][0] == ["Fecha de esta carta", "10 de octubre de 2025"]

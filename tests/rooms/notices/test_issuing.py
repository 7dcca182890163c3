"""Issuing, taking back, keeping: dated once, counted by the law, never changed, looked at before it goes out."""

import hashlib
from datetime import date
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from letters import (
    OCT_2,
    OCT_10,
    SEP_8,
    absent_all_day,
    drafted,
    explained,
    issued,
    judge,
    noon,
    standing,
    truant,
)
from world import World

from adsum.attendance.models import Mark
from adsum.determinations.models import Step
from adsum.enrollment.models import Guardian, Student
from adsum.notices import actions, queries
from adsum.notices.models import Notice
from adsum.notices.refusals import LetterHeld, LetterRefused, LetterStandsOtherwise
from adsum.notices.rendering import shelf
from adsum.notices.rendering.press import print_letters

OCT_20, OCT_21 = date(2025, 10, 20), date(2025, 10, 21)


def issue(world: World, notice: Notice, *, on: date = OCT_10, choices: tuple[str, ...] = ()) -> str:
    outcome = actions.issue(notice=notice, on=on, by=world.person("clerk"), at=noon(on), choices=choices)
    notice.refresh_from_db()
    return outcome.what


def rescind(world: World, notice: Notice, *, on: date, why: str = "The mother brought a doctor's note.") -> Notice:
    return actions.rescind(notice=notice, why=why, on=on, by=world.person("clerk"), at=noon(on))


# --- issuing ----------------------------------------------------------------------------------------------------------


def test_issuing_dates_the_letter_and_moves_the_ladder(world: World) -> None:
    truant(world, "Ana Flores")
    notice = drafted(world, "Ana Flores")
    assert issue(world, notice) == "issued"
    assert notice.issued_on == OCT_10
    assert notice.sha256 == hashlib.sha256(print_letters([notice.content])).hexdigest()
    step = Step.objects.get()
    assert (step.kind, step.level, step.happened_on) == ("notice", 1, OCT_10)
    assert standing(world, "Ana Flores").notice_due == 0
    assert [event.what for event in queries.history(notice)] == ["drafted", "issued"]


def test_the_letter_says_what_the_law_asks_on_the_day_it_is_issued(world: World) -> None:
    """Drafted on 9 October, issued on the 20th: dated the 20th, with the dates that count by then."""
    truant(world, "Ana Flores", on=date(2025, 10, 9))
    notice = drafted(world, "Ana Flores", on=date(2025, 10, 9))
    absent_all_day(world, "Ana Flores", date(2025, 10, 15))
    issue(world, notice, on=OCT_20)
    assert notice.content["letter_date"] == "2025-10-20"
    assert len(notice.content["events"]) == 4


def test_issued_twice_it_went_out_once(world: World) -> None:
    truant(world, "Ana Flores")
    notice = drafted(world, "Ana Flores")
    assert [issue(world, notice), issue(world, notice, on=OCT_20)] == ["issued", "already_issued"]
    assert (notice.issued_on, Step.objects.count()) == (OCT_10, 1)


def test_an_issued_letter_is_never_changed_or_deleted(world: World) -> None:
    truant(world, "Ana Flores")
    notice = issued(world, "Ana Flores")
    for change in ({"content": {}}, {"issued_on": OCT_20}, {"sha256": ""}, {"issued_on": None}):
        with pytest.raises(DatabaseError, match="issued letter is not changed"), transaction.atomic():
            Notice.objects.filter(pk=notice.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Notice.objects.filter(pk=notice.pk).delete()


def test_T03_an_absence_cleared_between_draft_and_issue_removes_the_letter(world: World) -> None:
    truant(world, "Ana Flores")
    notice = drafted(world, "Ana Flores")
    explained(world, "Ana Flores", OCT_2, at=noon(OCT_10))
    assert issue(world, notice) == "removed"
    assert (notice.issued_on, notice.rescinded_on, Step.objects.count()) == (None, OCT_10, 0)
    assert queries.history(notice)[-1].why == "no longer qualifies: 2 dates count on 2025-10-10"
    assert queries.state_of(notice) == "removed"
    with pytest.raises(LetterStandsOtherwise, match="draft a new one"):
        issue(world, notice)


def test_after_a_removal_a_new_third_day_calls_for_a_new_letter(world: World) -> None:
    truant(world, "Ana Flores")
    first = drafted(world, "Ana Flores")
    explained(world, "Ana Flores", OCT_2, at=noon(OCT_10))
    issue(world, first)
    judge(world, "Ana Flores")
    absent_all_day(world, "Ana Flores", OCT_21)
    judge(world, "Ana Flores", on=OCT_21)
    second = drafted(world, "Ana Flores", on=OCT_21)
    assert second.pk != first.pk
    assert second.determination != first.determination
    assert [event["date"] for event in second.content["events"]] == ["2025-09-08", "2025-09-17", "2025-10-21"]


def test_T01_an_address_lost_since_the_draft_holds_the_letter(world: World) -> None:
    truant(world, "Ana Flores")
    notice = drafted(world, "Ana Flores")
    Guardian.objects.update(postal_code="")
    with pytest.raises(LetterHeld, match="no_address"):
        issue(world, notice)
    assert issue(world, notice, choices=("by_hand",)) == "issued"
    assert notice.content["choices"] == ["by_hand"]


def test_T11_a_birthday_since_the_draft_asks_again(world: World) -> None:
    truant(world, "Farid Haddad")
    notice = drafted(world, "Farid Haddad", choices=("english_only",))
    with pytest.raises(LetterHeld, match="came_of_age"):
        issue(world, notice, on=OCT_20)
    assert issue(world, notice, on=OCT_20, choices=("to_student",)) == "issued"
    assert notice.content["address"][0] == "Farid Haddad"


def test_a_draft_of_last_school_year_is_removed(world: World) -> None:
    truant(world, "Ana Flores")
    notice = drafted(world, "Ana Flores")
    assert issue(world, notice, on=date(2026, 8, 20)) == "removed"


# --- after it went out ------------------------------------------------------------------------------------------------


def test_T9_a_late_note_takes_the_ground_and_the_letter_is_rescinded(world: World) -> None:
    truant(world, "Ana Flores")
    notice = issued(world, "Ana Flores")
    assert queries.unsupported(school=world.high, on=OCT_10) == []
    explained(world, "Ana Flores", OCT_2, at=noon(OCT_20))
    judge(world, "Ana Flores", on=OCT_20)
    assert queries.unsupported(school=world.high, on=OCT_20) == [notice]
    rescind(world, notice, on=OCT_20)
    assert queries.unsupported(school=world.high, on=OCT_20) == []
    assert Step.objects.get().undone_on == OCT_20
    now = standing(world, "Ana Flores")
    assert (now.truant_on, now.notice_due, now.events) == (None, 0, 2)


def test_a_rescinded_letter_counts_for_nothing_and_the_level_may_be_owed_again(world: World) -> None:
    truant(world, "Ana Flores")
    first = issued(world, "Ana Flores")
    rescind(world, first, on=OCT_20, why="Sent to the wrong family.")
    assert standing(world, "Ana Flores").notice_due == 1
    (owed,) = queries.owed_letters(school=world.high, level=1, on=OCT_20)
    assert owed.student == first.student
    second = issued(world, "Ana Flores", on=OCT_21)
    assert (second.pk == first.pk, second.determination == first.determination) == (False, False)
    assert standing(world, "Ana Flores").notice_due == 0


def test_T10_the_next_day_after_the_letter_is_the_second_report(world: World) -> None:
    truant(world, "Ana Flores")
    issued(world, "Ana Flores")
    absent_all_day(world, "Ana Flores", OCT_21)
    judge(world, "Ana Flores", on=OCT_21)
    now = standing(world, "Ana Flores")
    assert (now.report_2_on, now.notice_due) == (OCT_21, 2)


def test_a_draft_taken_back_by_hand_undoes_no_step(world: World) -> None:
    truant(world, "Ana Flores")
    notice = drafted(world, "Ana Flores")
    rescind(world, notice, on=OCT_10, why="The family has moved away.")
    assert (queries.state_of(Notice.objects.get()), Step.objects.count()) == ("removed", 0)


@pytest.mark.parametrize(("why", "on", "words"), [("  ", OCT_20, "reason"), ("x" * 301, OCT_20, "reason"),
                                                  ("fine", date(2025, 10, 9), "before it went out")])  # fmt: skip
def test_rescinding_needs_a_reason_and_a_day_after_issue(world: World, why: str, on: date, words: str) -> None:
    truant(world, "Ana Flores")
    notice = issued(world, "Ana Flores")
    with pytest.raises(LetterRefused, match=words):
        rescind(world, notice, on=on, why=why)
    rescind(world, notice, on=OCT_20)
    with pytest.raises(LetterStandsOtherwise, match="already"):
        rescind(world, notice, on=OCT_20)


def test_a_letter_kept_with_a_reason_is_listed_again_only_after_another_change(world: World) -> None:
    truant(world, "Ana Flores")
    notice = issued(world, "Ana Flores")
    explained(world, "Ana Flores", OCT_2, at=noon(OCT_20))
    judge(world, "Ana Flores", on=OCT_20)
    actions.keep(notice=notice, why="The note came after the deadline.", by=world.person("principal"), at=noon(OCT_21))
    assert queries.unsupported(school=world.high, on=OCT_21) == []
    absent_all_day(world, "Ana Flores", date(2025, 10, 22))
    judge(world, "Ana Flores", on=date(2025, 10, 22))
    assert queries.unsupported(school=world.high, on=date(2025, 10, 22)) == [notice]  # truant since after the letter


def test_only_an_issued_letter_can_be_kept(world: World) -> None:
    truant(world, "Ana Flores")
    with pytest.raises(LetterStandsOtherwise):
        actions.keep(notice=drafted(world, "Ana Flores"), why="no", by=world.person("clerk"), at=noon(OCT_10))


def test_letters_that_counted_a_day_are_found_by_student_and_day(world: World) -> None:
    truant(world, "Ana Flores", "Jamal Washington")
    ana, jamal = issued(world, "Ana Flores"), drafted(world, "Jamal Washington")
    students = [ana.student_id, jamal.student_id]
    assert queries.letters_counting(student_ids=students, dates=[OCT_2, date(2025, 12, 1)]) == [ana]
    assert queries.letters_counting(student_ids=students, dates=[date(2025, 12, 1)]) == []
    assert queries.letters_counting(student_ids=[jamal.student_id], dates=[SEP_8]) == []


def test_a_letter_sent_elsewhere_is_counted_and_has_no_words_here(world: World, home: Path) -> None:
    truant(world, "Ana Flores")
    notice = actions.record_sent(
        student=world.student("Ana Flores"), school=world.high, level=1, issued_on=OCT_10, why="Binder 3 in the office",
        by=world.person("clerk"), at=noon(OCT_20),
    )  # fmt: skip
    assert queries.state_of(notice) == "elsewhere"
    assert standing(world, "Ana Flores").notice_due == 0
    with pytest.raises(shelf.NoWords, match="kept here"):
        shelf.pdf_of(notice, home=home)
    with pytest.raises(LetterStandsOtherwise):
        actions.record_sent(
            student=world.student("Ana Flores"), school=world.high, level=1, issued_on=OCT_20, why="again",
            by=world.person("clerk"), at=noon(OCT_20),
        )  # fmt: skip


# --- a batch, and the shelf -------------------------------------------------------------------------------------------


def test_a_batch_issues_what_still_qualifies_removes_and_holds_the_rest(world: World) -> None:
    names = ("Ana Flores", "Camila Reyes", "Jamal Washington")
    truant(world, *names)
    letters = {name: drafted(world, name) for name in names}
    explained(world, "Camila Reyes", OCT_2, at=noon(OCT_10))
    Student.objects.filter(pk=letters["Jamal Washington"].student_id).update(is_restricted=True)
    report = actions.issue_all(school=world.high, level=1, on=OCT_10, by=world.person("clerk"), at=noon(OCT_10))
    assert report.issued == [letters["Ana Flores"].key]
    assert report.removed == [letters["Camila Reyes"].key]
    assert list(report.held) == [letters["Jamal Washington"].student.key]
    again = actions.issue_all(school=world.high, level=1, on=OCT_10, by=world.person("clerk"), at=noon(OCT_10))
    assert (again.issued, again.removed, Step.objects.count()) == ([], [], 1)


def test_the_shelf_keeps_pdfs_by_key_and_mends_what_was_damaged(world: World, home: Path) -> None:
    truant(world, "Ana Flores")
    notice = issued(world, "Ana Flores")
    pdf = shelf.pdf_of(notice, home=home)
    place = shelf.place_of(notice, home=home)
    assert place.read_bytes() == pdf
    assert hashlib.sha256(pdf).hexdigest() == notice.sha256
    assert "flores" not in str(place).lower()
    place.write_bytes(b"half a lett")
    assert shelf.pdf_of(notice, home=home) == pdf == place.read_bytes()


def test_the_letter_stays_the_same_when_the_records_change_afterwards(world: World, home: Path) -> None:
    truant(world, "Ana Flores")
    notice = issued(world, "Ana Flores")
    pdf = shelf.pdf_of(notice, home=home)
    shelf.place_of(notice, home=home).unlink()
    ana = notice.student
    ana.given_name = "Anita"
    ana.save()
    Mark.objects.filter(student=ana).update(replaced_at=noon(OCT_20))
    judge(world, "Ana Flores", on=OCT_20)
    assert shelf.pdf_of(Notice.objects.get(pk=notice.pk), home=home) == pdf


def test_a_draft_is_not_put_on_the_shelf(world: World, home: Path) -> None:
    truant(world, "Ana Flores")
    notice = drafted(world, "Ana Flores")
    assert shelf.pdf_of(notice, home=home)
    assert not shelf.place_of(notice, home=home).exists()

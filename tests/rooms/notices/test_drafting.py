"""Drafting: who is owed a letter, what it says and rests on, what holds it, and that it comes once."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from letters import OCT_2, OCT_10, SEP_8, SEP_17, absent_all_day, drafted, explained, issued, judge, noon, truant
from world import World

from adsum.determinations.models import Determination
from adsum.district.models import AuditEvent, School
from adsum.enrollment.models import Guardian, Guardianship, Student
from adsum.notices import actions, queries
from adsum.notices.holds import CAME_OF_AGE, CANNOT_PRINT, NO_ADDRESS, NO_TEMPLATE, NOT_JUDGED, PROTECTED_ADDRESS
from adsum.notices.models import Notice, NoticeEvent
from adsum.notices.refusals import EarlierLetterMissing, LetterHeld, LevelNotOffered, NotOwed


def held_codes(world: World, name: str, *, choices: tuple[str, ...] = ()) -> list[str]:
    with pytest.raises(LetterHeld) as refusal:
        drafted(world, name, choices=choices)
    assert Notice.objects.count() == 0
    return [hold.code for hold in refusal.value.holds]


def test_T1_three_full_days_call_for_the_letter_with_these_dates(world: World) -> None:
    truant(world, "Ana Flores")
    notice = drafted(world, "Ana Flores")
    assert notice.content["events"] == [
        {"date": "2025-09-08", "kind": "full_day"},
        {"date": "2025-09-17", "kind": "full_day"},
        {"date": "2025-10-02", "kind": "full_day"},
    ]
    assert (notice.level, notice.school_year, notice.school, notice.issued_on) == (1, 2026, world.high, None)
    assert notice.languages == ["en", "es"]
    assert notice.content["values"]["truancy.events"] == 3
    assert notice.content["letter"]["pack_version"].startswith("2026")
    assert notice.addressee == world.guardian(world.student("Ana Flores"))


def test_a_draft_claims_the_flip_and_leaves_its_events(world: World) -> None:
    truant(world, "Ana Flores")
    notice = drafted(world, "Ana Flores")
    flip = Determination.objects.get(name="notice_due", student=world.student("Ana Flores"))
    assert (notice.determination, flip.claimed_by) == (flip, f"notices.notice:{notice.pk}")
    assert [event.what for event in queries.history(notice)] == ["drafted"]
    assert AuditEvent.objects.filter(verb="letter.drafted", about=f"notices.notice:{notice.pk}").count() == 1


def test_two_days_call_for_nothing(world: World) -> None:
    absent_all_day(world, "Ana Flores", SEP_8, SEP_17)
    judge(world, "Ana Flores")
    with pytest.raises(NotOwed, match="2 dates count"):
        drafted(world, "Ana Flores")


def test_T12_the_letter_names_every_date_that_counts_on_its_day(world: World) -> None:
    truant(world, "Ana Flores")
    absent_all_day(world, "Ana Flores", date(2025, 10, 7), date(2025, 10, 21))
    dates = [event["date"] for event in drafted(world, "Ana Flores").content["events"]]
    assert dates == ["2025-09-08", "2025-09-17", "2025-10-02", "2025-10-07"]


def test_T04_asked_twice_the_same_letter_comes_back(world: World) -> None:
    truant(world, "Ana Flores")
    first, is_new = actions.draft(
        student=world.student("Ana Flores"), level=1, on=OCT_10, by=world.person("clerk"), at=noon(OCT_10)
    )
    again, is_new_again = actions.draft(
        student=world.student("Ana Flores"), level=1, on=OCT_10, by=world.person("principal"), at=noon(OCT_10)
    )
    assert (first.pk, is_new, is_new_again) == (again.pk, True, False)
    assert (Notice.objects.count(), NoticeEvent.objects.count()) == (1, 1)


def test_the_database_allows_one_standing_letter_for_each_student_year_and_level(world: World) -> None:
    truant(world, "Ana Flores")
    notice = drafted(world, "Ana Flores")
    with pytest.raises(IntegrityError, match=r"one_notice_per_student|notice\.student_id"), transaction.atomic():
        Notice.objects.create(student=notice.student, school_year=2026, level=1, drafted_at=noon(OCT_10))


def test_L5_T02_a_second_letter_without_a_first_is_refused(world: World) -> None:
    truant(world, "Ana Flores")
    with pytest.raises(EarlierLetterMissing, match="no letter 1 issued"):
        actions.draft(
            student=world.student("Ana Flores"), level=2, on=OCT_10, by=world.person("clerk"), at=noon(OCT_10)
        )
    drafted(world, "Ana Flores")
    with pytest.raises(EarlierLetterMissing):
        actions.record_sent(
            student=world.student("Ana Flores"), school=world.high, level=2, issued_on=OCT_10, why="paper file",
            by=world.person("clerk"), at=noon(OCT_10),
        )  # fmt: skip


def test_a_second_letter_is_not_offered_yet(world: World) -> None:
    truant(world, "Ana Flores")
    issued(world, "Ana Flores")
    with pytest.raises(LevelNotOffered, match="level 2"):
        actions.draft(
            student=world.student("Ana Flores"), level=2, on=OCT_10, by=world.person("clerk"), at=noon(OCT_10)
        )


# --- what holds a letter ----------------------------------------------------------------------------------------------


def test_T01_without_an_address_the_letter_is_held_until_somebody_hands_it_over(world: World) -> None:
    truant(world, "Ana Flores")
    Guardian.objects.update(street="")
    assert held_codes(world, "Ana Flores") == [NO_ADDRESS]
    notice = drafted(world, "Ana Flores", choices=("by_hand",))
    assert notice.content["address"] == ["Parent Flores"]
    assert notice.content["choices"] == ["by_hand"]


def test_T05_a_guardian_without_the_right_to_letters_gets_none(world: World) -> None:
    truant(world, "Ana Flores")
    Guardianship.objects.update(receives_letters=False)
    assert held_codes(world, "Ana Flores") == [NO_ADDRESS]
    notice = drafted(world, "Ana Flores", choices=("by_hand",))
    assert (notice.addressee, notice.content["address"]) == (None, ["Parent or guardian of Ana Flores"])


def test_the_letter_goes_to_the_first_guardian_with_an_address(world: World) -> None:
    truant(world, "Ana Flores")
    ana = world.student("Ana Flores")
    Guardian.objects.update(city="")
    aunt = Guardian.objects.create(
        source_id="aunt", given_name="Inés", family_name="Flores", language="es", street="2 Oak", city="Mesa Verde",
        state="CA", postal_code="90001",
    )  # fmt: skip
    Guardianship.objects.create(student=ana, guardian=aunt, relation="aunt")
    notice = drafted(world, "Ana Flores")
    assert (notice.addressee, notice.content["address"]) == (aunt, ["Inés Flores", "2 Oak", "Mesa Verde, CA 90001"])


def test_T07_without_a_template_in_the_language_english_is_a_choice(world: World) -> None:
    truant(world, "Noor Rahimi")
    with pytest.raises(LetterHeld) as refusal:
        drafted(world, "Noor Rahimi")
    assert [(hold.code, hold.detail) for hold in refusal.value.holds] == [(NO_TEMPLATE, "fa")]
    notice = drafted(world, "Noor Rahimi", choices=("english_only",))
    assert notice.languages == ["en"]
    assert "interpreter" in notice.content["pages"][0]["languages"]


def test_T11_a_student_who_came_of_age_gets_the_letter_after_a_confirmation(world: World) -> None:
    truant(world, "Farid Haddad", on=date(2025, 10, 20))
    farid = world.student("Farid Haddad")
    with pytest.raises(LetterHeld) as refusal:
        drafted(world, "Farid Haddad", on=date(2025, 10, 20), choices=("english_only",))
    assert [(hold.code, hold.detail) for hold in refusal.value.holds] == [(CAME_OF_AGE, "2025-10-15")]
    notice = drafted(world, "Farid Haddad", on=date(2025, 10, 20), choices=("english_only", "to_student"))
    assert (notice.addressee, notice.content["address"][0]) == (None, "Farid Haddad")
    assert notice.content["pages"][0]["greeting"] == "To Farid Haddad:"
    assert farid.birth_date == date(2007, 10, 15)


def test_a_protected_address_must_be_checked(world: World) -> None:
    truant(world, "Ana Flores")
    Student.objects.filter(pk=world.student("Ana Flores").pk).update(is_restricted=True)
    world.student("Ana Flores").refresh_from_db()
    assert held_codes(world, "Ana Flores") == [PROTECTED_ADDRESS]
    assert drafted(world, "Ana Flores", choices=("address_checked",)).content["address"][1] == "1 Juniper Street"


def test_a_name_that_cannot_be_drawn_holds_the_letter_and_no_choice_frees_it(world: World) -> None:
    truant(world, "Ana Flores")
    ana = world.student("Ana Flores")
    ana.given_name = "Ana\u202e"
    ana.save()
    with pytest.raises(LetterHeld) as refusal:
        drafted(world, "Ana Flores")
    (hold,) = refusal.value.holds
    assert (hold.code, hold.choice) == (CANNOT_PRINT, "")
    assert "U+202E" in hold.detail
    assert Notice.objects.count() == 0


def test_a_student_whose_records_break_a_rule_is_not_judged_and_gets_no_letter(world: World) -> None:
    truant(world, "Ana Flores")
    absent_all_day(world, "Ana Flores", date(2025, 9, 1))  # Labor Day: no school
    assert held_codes(world, "Ana Flores") == [NOT_JUDGED]
    report = actions.draft_all(school=None, level=1, on=OCT_10, by=world.person("clerk"), at=noon(OCT_10))
    assert list(report.held) == [world.student("Ana Flores").key]


# --- a batch ----------------------------------------------------------------------------------------------------------

NAMES = ("Ana Flores", "Camila Reyes", "Jamal Washington", "Noor Rahimi")


def test_a_batch_drafts_what_nothing_holds_and_lists_the_rest_by_key(world: World) -> None:
    truant(world, *NAMES)
    absent_all_day(world, "Liam O'Neal-Ruiz", SEP_8)
    judge(world, "Liam O'Neal-Ruiz")
    report = actions.draft_all(school=world.high, level=1, on=OCT_10, by=world.person("clerk"), at=noon(OCT_10))
    assert len(report.drafted) == 3
    assert {key: [hold.code for hold in why] for key, why in report.held.items()} == {
        world.student("Noor Rahimi").key: [NO_TEMPLATE]
    }
    again = actions.draft_all(school=world.high, level=1, on=OCT_10, by=world.person("clerk"), at=noon(OCT_10))
    assert (again.drafted, Notice.objects.count()) == ([], 3)


def test_a_batch_takes_at_most_so_many_and_says_what_is_left(world: World) -> None:
    truant(world, *NAMES)
    report = actions.draft_all(school=None, level=1, on=OCT_10, by=world.person("clerk"), at=noon(OCT_10), at_most=1)
    assert (len(report.drafted), report.left) == (1, 3)


def test_T19_a_continuation_school_is_left_out_of_the_run_and_drafts_one_by_one(world: World) -> None:
    School.objects.filter(pk=world.high.pk).update(kind=School.Kind.CONTINUATION)
    truant(world, "Jamal Washington")
    (owed,) = queries.owed_letters(school=world.high, level=1, on=OCT_10)
    assert not owed.is_central_run
    report = actions.draft_all(school=None, level=1, on=OCT_10, by=world.person("clerk"), at=noon(OCT_10))
    assert report.drafted == []
    assert drafted(world, "Jamal Washington").level == 1


def test_an_absence_cleared_before_the_batch_reaches_the_student_counts_no_more(world: World) -> None:
    truant(world, "Ana Flores", "Jamal Washington")
    explained(world, "Ana Flores", OCT_2, at=noon(OCT_10))  # and nobody has judged her again yet
    report = actions.draft_all(school=world.high, level=1, on=OCT_10, by=world.person("clerk"), at=noon(OCT_10))
    assert [Notice.objects.get(key=key).student.given_name for key in report.drafted] == ["Jamal"]


# --- queries ----------------------------------------------------------------------------------------------------------


def test_owed_letters_come_by_name_with_what_holds_them(world: World, django_assert_num_queries: object) -> None:
    truant(world, *NAMES)
    drafted(world, "Jamal Washington")
    with django_assert_num_queries(2):  # type: ignore[operator]
        rows = queries.owed_letters(school=world.high, level=1, on=OCT_10)
    assert [(row.student.family_name, [hold.code for hold in row.holds], row.since) for row in rows] == [
        ("Flores", [], OCT_2),
        ("Rahimi", [NO_TEMPLATE], OCT_2),
        ("Reyes", [], OCT_2),
    ]
    assert queries.owed_letter(world.student("Ana Flores"), level=1, on=OCT_10) is not None
    assert queries.owed_letter(world.student("Jamal Washington"), level=1, on=OCT_10) is None
    assert queries.owed_letters(school=world.elementary, level=1, on=OCT_10) == []


def test_a_letters_events_are_never_edited(world: World) -> None:
    truant(world, "Ana Flores")
    drafted(world, "Ana Flores")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        NoticeEvent.objects.update(what="issued")

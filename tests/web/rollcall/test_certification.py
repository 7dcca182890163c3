"""Taking roll at the page: what it shows, what it answers, and how many statements that costs."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from world import NOW, TODAY, World

from adsum.attendance.models import Mark, Roll
from adsum.district.models import SchoolDay, Submission, Teaching
from adsum.enrollment.models import Enrollment, Seat, Student
from adsum.web.rollcall import taking

from .teacher import ABSENT, Teacher, fields_of, tardy

pytestmark = pytest.mark.usefixtures("at_demo_time")


@pytest.fixture(autouse=True)
def judged(monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    """Whom the page asked to have judged again."""
    asked: list[list[int]] = []
    monkeypatch.setattr(taking, "judge_again", lambda *, student_ids, by, at: asked.append(list(student_ids)))
    return asked


@pytest.fixture
def teacher(world: World) -> Teacher:
    return Teacher(world)


def text_of(response: Any) -> str:
    return response.content.decode()


# --- the page --------------------------------------------------------------------------------------------------------


def test_everybody_is_present_until_the_teacher_says_otherwise(teacher: Teacher) -> None:
    page = teacher.page()
    assert {page[f"status-{student.key}"] for student in teacher.students.values()} == {"present"}


def test_each_student_is_a_radio_group_named_by_their_name(teacher: Teacher) -> None:
    html = text_of(teacher.open())
    assert html.count("<fieldset data-pupil>") == 4
    assert '<legend><span class="name">O&#x27;Neal-Ruiz, Liam</span></legend>' in html


def test_a_name_never_stands_in_an_address(teacher: Teacher) -> None:
    assert "Flores" not in teacher.address()
    response = teacher.send({"Ana Flores": ABSENT})
    assert "Flores" not in response["Location"]


def test_certifying_leads_to_the_receipt(teacher: Teacher, judged: list[list[int]]) -> None:
    response = teacher.send({"Ana Flores": ABSENT, "Keiko Sato": tardy(5)})
    roll = Roll.objects.get()
    assert (response.status_code, response["Location"]) == (302, reverse("roll", kwargs={"key": roll.key}))
    assert judged == [sorted(teacher.students[name].pk for name in ("Ana Flores", "Keiko Sato"))]
    assert {(mark.status, mark.minutes) for mark in Mark.objects.all()} == {("absent", None), ("tardy", 5)}


def test_minutes_typed_for_somebody_present_are_not_saved(teacher: Teacher) -> None:
    teacher.send({"Ana Flores": {"status": "present", "late": "12", "early": "x"}})
    assert not Mark.objects.exists()


def test_a_failed_judging_never_fails_the_roll(
    teacher: Teacher, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from adsum.determinations import actions
    from adsum.web import judging

    def fail(**_: object) -> None:
        raise RuntimeError("Ana Flores cannot be judged")

    monkeypatch.setattr(actions, "judge_students", fail)
    monkeypatch.setattr(taking, "judge_again", judging.judge_again)
    with caplog.at_level(logging.ERROR):
        assert teacher.send({"Ana Flores": ABSENT}).status_code == 302
    assert Mark.objects.count() == 1
    assert str(teacher.students["Ana Flores"].pk) in caplog.text
    assert "Flores" not in caplog.text


def test_the_marks_are_judged_at_once(teacher: Teacher, monkeypatch: pytest.MonkeyPatch) -> None:
    from adsum.determinations.models import Standing
    from adsum.web import judging

    monkeypatch.setattr(taking, "judge_again", judging.judge_again)
    teacher.send({"Ana Flores": ABSENT})
    assert Standing.objects.filter(student=teacher.students["Ana Flores"]).exists()


# --- the same submission ---------------------------------------------------------------------------------------------


def test_A31_a_double_click_gives_one_roll_and_the_same_receipt(teacher: Teacher) -> None:
    page = teacher.page()
    first, second = teacher.send(page=page), teacher.send(page=page)
    assert first["Location"] == second["Location"]
    assert Roll.objects.count() == 1


def test_C07_the_back_button_with_other_marks_is_refused_and_says_so(teacher: Teacher) -> None:
    page = teacher.page()
    teacher.send(page=page)
    again = teacher.send({"Ana Flores": ABSENT}, page=page)
    assert again.status_code == 422
    assert "already used" in text_of(again)
    assert not Mark.objects.exists()


def test_A32_two_accounts_cannot_share_a_number(world: World, teacher: Teacher) -> None:
    page = teacher.page()
    teacher.send(page=page)
    other = Teacher(world, account=world.person("teacher", name="co-teacher"))
    assert other.account.staff is not None
    Teaching.objects.create(section=teacher.section, staff=other.account.staff, role="co_teacher", first_day=TODAY)
    assert other.send(page={**other.page(), "submission": page["submission"]}).status_code == 422


# --- refusals --------------------------------------------------------------------------------------------------------


def test_A01_a_day_without_school_says_so(teacher: Teacher) -> None:
    page = teacher.page()
    SchoolDay.objects.filter(date=TODAY).update(is_taught=False)
    refused = teacher.send({"Ana Flores": ABSENT}, page=page)
    assert refused.status_code == 422
    assert "is not a school day here. Nothing was saved." in text_of(refused)
    assert "not a school day" in text_of(teacher.open())


def test_C03_the_page_of_a_period_that_has_not_begun_says_when_it_opens(world: World) -> None:
    html = text_of(Teacher(world, period=3).open())
    assert "Period 3 begins at" in html
    assert '<form class="roll"' not in html


@pytest.mark.parametrize(("days", "words"), [(1, "has not begun"), (-1, "has ended")])
def test_A06_A24_another_day_cannot_be_taken(teacher: Teacher, days: int, words: str) -> None:
    page, day = teacher.page(), (TODAY + timedelta(days=days)).isoformat()
    response = teacher.client.post(teacher.address(day=day), page)
    assert response.status_code == 422
    assert words in text_of(response)
    assert not Roll.objects.exists()


def test_A24_a_page_opened_before_midnight_and_sent_after_it(teacher: Teacher, settings: object) -> None:
    page = teacher.page()
    settings.DEMO_NOW = "2026-02-11T00:10"  # type: ignore[attr-defined]
    refused = teacher.send(page=page)
    assert refused.status_code == 422
    assert "signed paper roll" in text_of(refused)


def test_C01_a_class_somebody_else_teaches_is_not_found(world: World, teacher: Teacher) -> None:
    page = teacher.page()
    colleague = Client()
    colleague.force_login(world.person("teacher", name="colleague"))
    assert colleague.get(teacher.address()).status_code == 404
    assert colleague.post(teacher.address(), page).status_code == 404
    assert not Roll.objects.exists()


@pytest.mark.parametrize("role", ["clerk", "principal", "auditor"])
def test_C01_a_role_that_takes_no_roll_is_refused(world: World, teacher: Teacher, role: str) -> None:
    client = Client()
    client.force_login(world.person(role))
    assert client.get(teacher.address()).status_code == 403


def test_C06_a_page_opened_by_somebody_else_on_a_shared_computer(world: World, teacher: Teacher) -> None:
    co_teacher = world.person("teacher", name="co-teacher")
    assert co_teacher.staff is not None
    Teaching.objects.create(section=teacher.section, staff=co_teacher.staff, role="co_teacher", first_day=TODAY)
    page = teacher.page()
    refused = Teacher(world, account=co_teacher).send({"Ana Flores": ABSENT}, page=page)
    assert refused.status_code == 422
    assert "opened by somebody else" in text_of(refused)
    assert not Roll.objects.exists()


def test_the_certifier_is_named_beside_the_button(teacher: Teacher) -> None:
    assert "as Teacher Of Mesa Verde" in text_of(teacher.open())


@pytest.mark.parametrize("address", ["2026-02-30/1/", "yesterday/1/", "2026-02-10/9/"])
def test_an_address_that_means_nothing_is_not_found(teacher: Teacher, address: str) -> None:
    assert teacher.client.get(f"/classes/{teacher.section.key}/{address}").status_code == 404


def test_a_page_that_did_not_arrive_whole_is_refused(teacher: Teacher) -> None:
    response = teacher.client.post(teacher.address(), {})
    assert response.status_code == 422
    assert "Nothing was saved" in text_of(response)


def test_A38_a_student_of_another_school_is_not_found_and_the_attempt_is_logged(
    world: World, teacher: Teacher, caplog: pytest.LogCaptureFixture
) -> None:
    ben, page = world.student("Ben Okafor"), teacher.page()
    page["shown"] += f",{ben.key}"
    page[f"status-{ben.key}"] = "absent"
    with caplog.at_level(logging.WARNING):
        assert teacher.send(page=page).status_code == 404
    assert f"account {teacher.account.pk}" in caplog.text
    assert not Roll.objects.exists()
    assert not Mark.objects.exists()


# --- lines that cannot be right --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        ("", "how many minutes?"),
        ("-5", "-5 minutes; the period has 55"),
        ("90", "90 minutes; the period has 55"),
        ("0", "0 minutes; the period has 55"),
        ("7.5", "“7.5” is not a whole number"),
        ("٣", "is not a whole number"),
        ("99999999999999", "is not a whole number"),
    ],
)
def test_A13_impossible_minutes_stand_by_the_field_and_in_the_summary(
    teacher: Teacher, minutes: str, words: str
) -> None:
    response = teacher.send({"Ana Flores": tardy(minutes), "Keiko Sato": ABSENT})
    html, ana = text_of(response), teacher.students["Ana Flores"]
    assert response.status_code == 422
    assert html.count(words) == 2
    assert f'href="#late-{ana.key}"' in html
    assert f'aria-describedby="why-{ana.key}"' in html
    assert not Roll.objects.exists()


def test_a_refused_page_keeps_what_was_typed(teacher: Teacher) -> None:
    kept = fields_of(teacher.send({"Ana Flores": tardy(90), "Keiko Sato": ABSENT}))
    assert kept[f"late-{teacher.students['Ana Flores'].key}"] == "90"
    assert kept[f"status-{teacher.students['Keiko Sato'].key}"] == "absent"
    mended = teacher.send({"Ana Flores": tardy(9)}, page=kept)
    assert mended.status_code == 302


def test_all_wrong_lines_are_shown_at_once(teacher: Teacher) -> None:
    response = teacher.send({"Ana Flores": tardy("x"), "Keiko Sato": tardy(90), "Camila Reyes": {"status": ""}})
    assert "3 lines need you" in text_of(response)


def test_A07_a_mark_that_is_none_is_refused(teacher: Teacher) -> None:
    response = teacher.send({"Ana Flores": {"status": "X9"}})
    assert response.status_code == 422
    assert "“X9” is not an attendance mark" in text_of(response)


def test_C04_a_student_without_a_mark_is_named(teacher: Teacher) -> None:
    page = teacher.page()
    del page[f"status-{teacher.students['Camila Reyes'].key}"]
    response = teacher.send(page=page)
    assert response.status_code == 422
    assert "Reyes, Camila: not marked; a blank never means present" in text_of(response)


# --- questions and conflicts -----------------------------------------------------------------------------------------


def test_A29_everyone_absent_is_asked_about_with_a_box_to_tick(teacher: Teacher) -> None:
    everyone = dict.fromkeys(teacher.students, ABSENT)
    asked = teacher.send(everyone)
    assert asked.status_code == 409
    assert "All 4 students absent: is this the right class and day?" in text_of(asked)
    assert not Roll.objects.exists()
    assert teacher.send(page=fields_of(asked)).status_code == 409
    assert teacher.send(page=fields_of(asked), confirmed="everybody_absent").status_code == 302


def test_C05_an_empty_class_is_asked_about(world: World) -> None:
    teacher = Teacher(world, names=())
    asked = teacher.send()
    assert asked.status_code == 409
    assert "no students" in text_of(asked)
    assert teacher.send(page=fields_of(asked), confirmed="nobody_enrolled").status_code == 302


def test_A16_two_devices_see_both_versions_and_nothing_is_overwritten(teacher: Teacher) -> None:
    teacher.send()
    phone = teacher.page()
    teacher.send({"Ana Flores": ABSENT})
    conflict = teacher.send({"Ana Flores": tardy(4)}, page=phone)
    html = text_of(conflict)
    assert conflict.status_code == 409
    assert "Somebody changed this roll while you were working" in html
    row = html[html.index("<tbody>") : html.index("</tbody>")]
    assert all(
        words in row for words in ("Flores, Ana", "Absent", "Teacher Of Mesa Verde 8:35 a.m.", "Tardy, 4 minutes")
    )
    assert [mark.status for mark in Mark.objects.filter(replaced_at=None)] == ["absent"]


def test_C08_replacing_a_co_teachers_roll_needs_its_own_tick(world: World, teacher: Teacher) -> None:
    co_teacher = Teacher(world, account=world.person("teacher", name="co-teacher"))
    assert co_teacher.account.staff is not None
    Teaching.objects.create(section=teacher.section, staff=co_teacher.account.staff, role="co_teacher", first_day=TODAY)
    mine = teacher.page()
    co_teacher.send({"Liam O'Neal-Ruiz": ABSENT})
    conflict = teacher.send(page=mine)
    assert conflict.status_code == 409
    assert "Co-Teacher Of Mesa Verde" in text_of(conflict)
    assert teacher.send(page=fields_of(conflict)).status_code == 409, "without the tick it stays a conflict"
    box = text_of(conflict).split('name="replace" value="')[1].split('"')[0]
    assert teacher.send(page=fields_of(conflict), replace=box).status_code == 302
    assert not Mark.objects.filter(replaced_at=None, status="absent").exists()


# --- the roster moved ------------------------------------------------------------------------------------------------


def test_A33_a_newcomer_is_listed_on_the_receipt_and_unmarked_on_the_next_page(world: World, teacher: Teacher) -> None:
    page = teacher.page()
    teacher.students["Noor Rahimi"] = world.student("Noor Rahimi")
    receipt = teacher.client.get(teacher.send(page=page)["Location"])
    assert "New on your roster and not marked:" in text_of(receipt)
    assert "Rahimi, Noor" in text_of(receipt)
    again = teacher.page()
    noor = teacher.students["Noor Rahimi"].key
    assert f"status-{noor}" not in again, "nobody is guessed as present"
    assert teacher.send(page=again).status_code == 422
    assert teacher.send({"Noor Rahimi": {"status": "present"}}, page=again).status_code == 302
    assert teacher.students["Noor Rahimi"].pk in Roll.objects.latest("pk").roster


def test_A34_a_student_who_moved_is_listed_as_not_saved(teacher: Teacher) -> None:
    page = teacher.page()
    Seat.objects.filter(student=teacher.students["Ana Flores"], section=teacher.section).update(replaced_at=NOW)
    receipt = teacher.client.get(teacher.send({"Ana Flores": ABSENT}, page=page)["Location"])
    assert "No longer in this class, and not saved:" in text_of(receipt)
    assert "Flores, Ana" in text_of(receipt)
    assert not Mark.objects.exists()


def test_A34_a_student_who_moved_is_still_listed_after_a_refused_page(teacher: Teacher) -> None:
    page = teacher.page()
    Seat.objects.filter(student=teacher.students["Ana Flores"], section=teacher.section).update(replaced_at=NOW)
    refused = teacher.send({"Keiko Sato": tardy(90)}, page=page)
    done = teacher.send({"Keiko Sato": tardy(9)}, page=fields_of(refused))
    assert "Flores, Ana" in text_of(teacher.client.get(done["Location"]))


# --- correcting ------------------------------------------------------------------------------------------------------


def test_a_correction_starts_from_what_stands(teacher: Teacher) -> None:
    teacher.send({"Ana Flores": ABSENT, "Keiko Sato": tardy(5)})
    page = teacher.page()
    ana, keiko = teacher.students["Ana Flores"].key, teacher.students["Keiko Sato"].key
    assert (page[f"status-{ana}"], page[f"status-{keiko}"], page[f"late-{keiko}"]) == ("absent", "tardy", "5")
    assert "What you change now makes a new roll" in text_of(teacher.open())


# --- cost ------------------------------------------------------------------------------------------------------------


def crowd(teacher: Teacher, size: int) -> None:
    students = Student.objects.bulk_create(
        Student(source_id=f"kid-{n}", given_name=f"Kid {n}", family_name="Crowd", birth_date=TODAY) for n in range(size)
    )
    Enrollment.objects.bulk_create(
        Enrollment(
            source_id=f"e{n}", student=kid, school=teacher.world.high, grade="09", first_day=TODAY, recorded_at=NOW
        )
        for n, kid in enumerate(students)
    )
    Seat.objects.bulk_create(
        Seat(source_id=f"s{n}", student=kid, section=teacher.section, first_day=TODAY, recorded_at=NOW)
        for n, kid in enumerate(students)
    )


def statements(ask: Callable[[], object]) -> int:
    """How much is asked of the database; savepoints are the test's stand-in for BEGIN and COMMIT."""
    with CaptureQueriesContext(connection) as captured:
        ask()
    return len([query for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))])


@pytest.mark.parametrize("size", [0, 70])
def test_LOAD_5_statements_of_page_and_submit_do_not_depend_on_the_class(teacher: Teacher, size: int) -> None:
    crowd(teacher, size)
    assert statements(teacher.open) == 8
    page = teacher.page()
    assert statements(lambda: teacher.send({"Ana Flores": ABSENT, "Keiko Sato": tardy(5)}, page=page)) == 13
    page = teacher.page()
    assert statements(lambda: teacher.send({"Ana Flores": tardy(9), "Camila Reyes": ABSENT}, page=page)) == 15
    assert statements(lambda: teacher.send({"Ana Flores": tardy(9), "Camila Reyes": ABSENT}, page=page)) == 5
    assert len(Roll.objects.latest("pk").roster) == 4 + size


def test_OPS_5_the_page_of_thirty_students_is_at_most_60_kilobytes(teacher: Teacher) -> None:
    crowd(teacher, 26)
    assert len(teacher.open().content) <= 60_000


def test_G17_the_page_of_a_class_of_eighty_can_be_sent(teacher: Teacher) -> None:
    crowd(teacher, 76)
    assert teacher.send({"Ana Flores": ABSENT}).status_code == 302


def test_a_submission_is_kept_with_its_receipt(teacher: Teacher) -> None:
    teacher.send()
    assert Submission.objects.get().answer["receipt"] == Roll.objects.get().receipt

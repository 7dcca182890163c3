"""The clearing form: what it offers, what it saves, what it asks, and that nothing out of reach shows."""

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from world import NOW, TODAY, World

from adsum.attendance.models import Explanation, Mark
from adsum.determinations.models import Standing
from adsum.district.models import AuditEvent, RecordRead
from adsum.enrollment.models import Guardian, Guardianship
from adsum.notices.models import Notice
from adsum.web.judging import judge_again

from .test_today import absent, signed_in

MONDAY = date(2026, 2, 9)
FORM = "/office/clearing/"

pytestmark = pytest.mark.usefixtures("at_demo_time")


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    """The students whose judging was asked for; judging itself is another room's test."""
    asked: list[list[int]] = []
    monkeypatch.setattr(
        "adsum.web.office.clearing.judge_again", lambda *, student_ids, by, at: asked.append(list(student_ids))
    )
    return asked


@pytest.fixture
def clerk(world: World, judged: list[list[int]]) -> Client:
    return signed_in(world.person("clerk"))


def days(*marks: Mark) -> str:
    return "&".join(sorted({f"day={mark.student.key}.{mark.date.isoformat()}" for mark in marks}))


def posted(*marks: Mark, **said: Any) -> dict[str, Any]:
    """A complete form for these marks: the parent called today, illness."""
    guardian = Guardianship.objects.filter(student=marks[0].student, may_explain=True).first()
    keys = [mark.key for mark in marks]
    form = {
        "shown": keys, "mark": keys, "submission": "one", "reason": "ILL", "channel": "call",
        "given_on": TODAY.isoformat(), "given_by": f"guardian-{guardian.guardian.key}" if guardian else "",
    }  # fmt: skip
    return {**form, **said}


def words(answer: HttpResponse) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def reasons_offered(answer: HttpResponse) -> list[str]:
    select = re.search(r'<select name="reason".*?</select>', answer.content.decode(), re.DOTALL)
    assert select
    return [code for code in re.findall(r'<option value="([^"]*)"', select[0]) if code]


def standing(mark: Mark) -> Mark:
    while following := Mark.objects.filter(replaces=mark).first():
        mark = following
    return mark


# --- the form ----------------------------------------------------------------------------------------------------


def test_the_form_shows_the_chosen_days_with_every_mark_ticked(world: World, clerk: Client) -> None:
    ana = world.student("Ana Flores")
    first, second = absent(ana), absent(ana, period=2)
    other = absent(ana, TODAY)
    page = clerk.get(f"{FORM}?{days(first)}").content.decode()
    assert [key in page for key in (first.key, second.key, other.key)] == [True, True, False]
    assert page.count(" checked>") == 2


def test_more_days_than_fit_are_said_and_not_dropped_silently(
    world: World, clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adsum.web.office.clearing.DAYS_AT_ONCE", 1)
    ana = world.student("Ana Flores")
    page = words(clerk.get(f"{FORM}?{days(absent(ana), absent(ana, TODAY))}"))
    assert "Only the first 1 days are shown." in page


def test_opening_the_form_is_logged_as_a_read(world: World, clerk: Client) -> None:
    mark = absent(world.student("Ana Flores"))
    clerk.get(f"{FORM}?{days(mark)}")
    read = RecordRead.objects.get()
    assert (read.student_key, read.page, read.by) == (mark.student.key, "office-clearing", world.person("clerk"))


def test_A09_only_reasons_open_to_the_grade_are_offered(world: World, clerk: Client) -> None:
    ana = absent(world.student("Ana Flores"))
    offered = reasons_offered(clerk.get(f"{FORM}?{days(ana)}"))
    assert {"CONF", "CIVIC", "ILL", "UNEX"} <= set(offered)
    ben = absent(world.student("Ben Okafor"))
    juniper = signed_in(world.person("clerk", name="juniper clerk", school=world.elementary))
    offered = reasons_offered(juniper.get(f"{FORM}?{days(ben)}"))
    assert not {"CONF", "CIVIC"} & set(offered)
    assert "ILL" in offered


def test_reasons_are_named_in_the_language_of_the_page_with_their_limit(world: World, clerk: Client) -> None:
    mark = absent(world.student("Ana Flores"))
    assert "Funeral or grieving (FUN) – 5 days per event" in words(clerk.get(f"{FORM}?{days(mark)}"))
    spanish = words(clerk.get(f"{FORM}?{days(mark)}", HTTP_ACCEPT_LANGUAGE="es"))
    assert "Funeral o duelo (FUN) – 5 días por suceso" in spanish


def test_A19_a_guardian_who_may_not_explain_is_shown_but_cannot_be_chosen(world: World, clerk: Client) -> None:
    ana = world.student("Ana Flores")
    uncle = Guardian.objects.create(source_id="uncle", given_name="Ernesto", family_name="Flores")
    Guardianship.objects.create(student=ana, guardian=uncle, may_explain=False)
    mark = absent(ana)
    page = clerk.get(f"{FORM}?{days(mark)}").content.decode()
    assert re.search(rf'value="guardian-{uncle.key}"\s+disabled', page)
    answer = clerk.post(FORM, posted(mark, given_by=f"guardian-{uncle.key}"))
    assert answer.status_code == 422
    assert "This person is not listed as allowed to explain absences of Ana Flores." in words(answer)


def test_A19_the_student_is_offered_only_from_18_on(world: World, clerk: Client) -> None:
    farid, ana = absent(world.student("Farid Haddad")), absent(world.student("Ana Flores"))
    assert 'value="student"' in clerk.get(f"{FORM}?{days(farid)}").content.decode()
    assert 'value="student"' not in clerk.get(f"{FORM}?{days(farid, ana)}").content.decode()


def test_only_guardians_of_all_the_chosen_students_are_offered(world: World, clerk: Client) -> None:
    ana, camila = world.student("Ana Flores"), world.student("Camila Reyes")
    both = Guardian.objects.create(source_id="both", given_name="Lucía", family_name="Reyes Flores")
    for student in (ana, camila):
        Guardianship.objects.create(student=student, guardian=both, relation="aunt")
    page = words(clerk.get(f"{FORM}?{days(absent(ana), absent(camila))}"))
    assert "Lucía Reyes Flores aunt" in page
    assert "Parent Flores" not in page


# --- saving ------------------------------------------------------------------------------------------------------


def test_saving_clears_judges_again_and_goes_on_with_the_next_student(
    world: World, clerk: Client, judged: list[list[int]]
) -> None:
    ana, camila = absent(world.student("Ana Flores")), absent(world.student("Camila Reyes"))
    answer = clerk.post(FORM, posted(ana, grade="", school=world.high.key))
    assert answer.status_code == 302
    assert answer["Location"] == f"/office/?school={world.high.key}#student-{camila.student.key}"
    assert (standing(ana).reason, judged) == ("ILL", [[ana.student_id]])
    assert "Saved: 1 day cleared. 1 student is left on this list." in words(clerk.get("/office/"))


def test_only_ticked_marks_are_cleared(world: World, clerk: Client) -> None:
    ana = world.student("Ana Flores")
    first, second = absent(ana), absent(ana, period=2)
    clerk.post(FORM, posted(first, second, mark=[second.key]))
    assert (standing(first).reason, standing(second).reason) == (None, "ILL")


def test_several_students_are_cleared_with_one_reason(world: World, clerk: Client, judged: list[list[int]]) -> None:
    ana, camila = absent(world.student("Ana Flores")), absent(world.student("Camila Reyes"))
    form = posted(ana, camila, reason="SCHL", given_by="employee", name="R. Ortega", channel="staff")
    assert clerk.post(FORM, form).status_code == 302
    assert Explanation.objects.count() == 2
    assert judged == [sorted([ana.student_id, camila.student_id])]


def test_a_double_click_saves_once_and_says_so(world: World, clerk: Client) -> None:
    ana = absent(world.student("Ana Flores"))
    for _ in range(2):
        assert clerk.post(FORM, posted(ana)).status_code == 302
    assert Explanation.objects.count() == 1
    assert "This had been saved already; nothing was saved twice." in words(clerk.get("/office/"))


def test_a_used_form_with_other_content_is_refused(world: World, clerk: Client) -> None:
    ana = absent(world.student("Ana Flores"))
    clerk.post(FORM, posted(ana))
    answer = clerk.post(FORM, posted(ana, reason="MED"))
    assert answer.status_code == 422
    assert "This form had been sent before with other content; that one was saved." in words(answer)
    assert standing(ana).reason == "ILL"


def test_no_name_and_no_reason_is_in_any_address(world: World, clerk: Client) -> None:
    ana = absent(world.student("Ana Flores"))
    absent(world.student("Camila Reyes"))
    page = clerk.get("/office/").content.decode()
    addresses = re.findall(r'(?:href|action)="([^"]*)"', page)
    addresses.append(clerk.post(FORM, posted(ana))["Location"])
    assert not [one for one in addresses if "Flores" in one or "Ana" in one or "ILL" in one]


# --- refusals ----------------------------------------------------------------------------------------------------


def test_A18_every_missing_answer_is_named_at_its_field(world: World, clerk: Client) -> None:
    ana = absent(world.student("Ana Flores"))
    answer = clerk.post(FORM, posted(ana, reason="", channel="", given_by="", given_on=""))
    assert answer.status_code == 422
    page = words(answer)
    for text in (
        "Choose a reason.", "Who explained the absence?", "How did the explanation reach the school?",
        "On which date was the absence explained?",
    ):  # fmt: skip
        assert page.count(text) == 2, text  # in the summary and at the field
    for anchor in ("id_reason", "id_given_by", "id_channel", "id_given_on"):
        assert f'href="#{anchor}"' in answer.content.decode()
        assert f'id="{anchor}"' in answer.content.decode()
    assert standing(ana) == ana


def test_A07_a_reason_that_is_not_one_is_refused(world: World, clerk: Client) -> None:
    answer = clerk.post(FORM, posted(absent(world.student("Ana Flores")), reason="X9"))
    assert answer.status_code == 422
    assert "“X9” is not a reason code." in words(answer)


def test_A20_a_comment_on_a_confidential_reason_is_refused(world: World, clerk: Client) -> None:
    ana = absent(world.student("Ana Flores"))
    answer = clerk.post(FORM, posted(ana, reason="CONF", given_by="clinic", name="Front desk", comment="why"))
    assert answer.status_code == 422
    assert "the comment may not name a confidential reason" in words(answer)


def test_a_refusal_is_kept_with_ids_and_rules_only(world: World, clerk: Client) -> None:
    ana = absent(world.student("Ana Flores"))
    clerk.post(FORM, posted(ana, reason="X9", comment="very private"))
    event = AuditEvent.objects.get()
    assert (event.verb, event.details) == ("attendance.clearing_refused", {"marks": [ana.pk], "rules": ["A07"]})


def test_what_was_typed_is_still_there_after_a_refusal(world: World, clerk: Client) -> None:
    ana = absent(world.student("Ana Flores"))
    answer = clerk.post(FORM, posted(ana, channel="", comment="Called at 8:20", incident="Abuela"))
    page = answer.content.decode()
    assert 'value="ILL" selected' in page
    assert "Called at 8:20" in page
    assert 'value="Abuela"' in page


def test_without_a_tick_nothing_is_saved(world: World, clerk: Client) -> None:
    answer = clerk.post(FORM, posted(absent(world.student("Ana Flores")), mark=[]))
    assert answer.status_code == 422
    assert "Tick at least one absence." in words(answer)


def test_A38_marks_of_another_school_are_not_found(world: World, clerk: Client) -> None:
    ana, ben = absent(world.student("Ana Flores")), absent(world.student("Ben Okafor"))
    assert clerk.get(f"{FORM}?{days(ben)}").status_code == 404
    assert clerk.get(f"{FORM}?{days(ana, ben)}").status_code == 404
    assert clerk.post(FORM, posted(ben)).status_code == 404
    assert clerk.post(FORM, posted(ana, mark=[ben.key])).status_code == 404
    assert clerk.post(FORM, posted(ana, shown=[ana.key, ben.key])).status_code == 404
    assert clerk.post(FORM, posted(ana, shown=["madeup"], mark=["madeup"])).status_code == 404
    assert (standing(ben), Explanation.objects.count()) == (ben, 0)


def test_only_clerks_clear(world: World) -> None:
    mark = absent(world.student("Ana Flores"))
    for role in ("teacher", "counselor", "principal", "auditor", "district"):
        client = signed_in(world.person(role))
        assert client.get(f"{FORM}?{days(mark)}").status_code == 403
        assert client.post(FORM, posted(mark)).status_code == 403


# --- questions ---------------------------------------------------------------------------------------------------


def six_days(world: World) -> list[Mark]:
    keiko = world.student("Keiko Sato")
    dates = [date(2026, 1, 26) + timedelta(days=n) for n in range(5)]
    for day in dates:
        absent(keiko, day, reason="FUN", incident="grandmother")
    return [absent(keiko, date(2026, 2, 2)), absent(keiko, date(2026, 2, 3))]


def test_A17_the_limit_is_said_in_words_with_its_source_and_a_choice(world: World, clerk: Client) -> None:
    sixth, seventh = six_days(world)
    form = posted(sixth, seventh, reason="FUN", incident="grandmother")
    answer = clerk.post(FORM, form)
    assert answer.status_code == 409
    page = words(answer)
    assert "this would be day 6; the limit is 5 days per event." in page
    assert "Ed. Code 48205(a)(4)" in page
    assert "Leave these days uncleared" in page
    assert "The days past the limit then count as unexcused" in page
    assert standing(sixth) == sixth
    assert clerk.post(FORM, {**form, "over_limit": "leave"}).status_code == 302
    assert [standing(mark).reason for mark in (sixth, seventh)] == [None, None]
    assert "2 days past the limit stay uncleared." in words(clerk.get("/office/"))


def test_A17_saving_past_the_limit_asks_for_a_why(world: World, clerk: Client) -> None:
    sixth, _seventh = six_days(world)
    form = posted(sixth, reason="FUN", incident="grandmother", over_limit="save")
    answer = clerk.post(FORM, form)
    assert answer.status_code == 422
    assert "Say why the reason is saved on days past its limit." in words(answer)
    assert clerk.post(FORM, {**form, "why": "Burial abroad."}).status_code == 302
    assert (standing(sixth).reason, standing(sixth).why_changed) == ("FUN", "Burial abroad.")


def cleared_by_colleague(world: World, mark: Mark, reason: str = "ILL") -> Mark:
    other = signed_in(world.person("clerk", name="P. Lee"))
    assert other.post(FORM, posted(mark, reason=reason, submission=f"lee-{mark.pk}")).status_code == 302
    return standing(mark)


def test_A37_what_a_colleague_saved_is_shown_beside_mine_and_kept(world: World, clerk: Client) -> None:
    ana = world.student("Ana Flores")
    mine, theirs = absent(ana), absent(ana, period=2)
    newer = cleared_by_colleague(world, theirs)
    answer = clerk.post(FORM, posted(mine, theirs, reason="MED"))
    assert answer.status_code == 409
    page = words(answer)
    assert "P. Lee Of Mesa Verde changed it on Feb 10, 2026" in page
    assert "Absent, Illness (ILL)" in page
    assert "Yours: Medical or dental appointment (MED)" in page
    html = answer.content.decode()
    assert f'name="mark" value="{mine.key}" checked' in html
    assert f'name="mark" value="{newer.key}">' in html
    assert (standing(mine), standing(theirs).reason) == (mine, "ILL")


def test_A37_mine_is_put_in_its_place_knowingly_and_with_a_why(world: World, clerk: Client) -> None:
    ana = absent(world.student("Ana Flores"))
    newer = cleared_by_colleague(world, ana)
    form = posted(newer, reason="MED", submission="two")
    answer = clerk.post(FORM, form)
    assert answer.status_code == 422
    assert "Give a reason for the change" in words(answer)
    assert clerk.post(FORM, {**form, "why": "The note names the dentist."}).status_code == 302
    assert (standing(ana).reason, standing(ana).why_changed) == ("MED", "The note names the dentist.")


def test_A37_an_absence_taken_back_meanwhile_cannot_be_ticked(world: World, clerk: Client) -> None:
    ana = absent(world.student("Ana Flores"))
    Mark.objects.filter(pk=ana.pk).update(replaced_at=NOW)
    Mark.objects.create(
        student=ana.student, school=ana.school, date=ana.date, period=1, status="present", replaces=ana,
        recorded_at=NOW, recorded_by=world.person("teacher"),
    )  # fmt: skip
    answer = clerk.post(FORM, posted(ana))
    assert answer.status_code == 409
    assert "present, the absence was taken back" in words(answer)
    assert 'name="mark"' not in answer.content.decode()


def test_what_was_cleared_before_the_form_was_opened_is_told(world: World, clerk: Client) -> None:
    ana = absent(world.student("Ana Flores"))
    cleared_by_colleague(world, ana)
    answer = clerk.get(f"{FORM}?{days(ana)}", follow=True)
    assert "Nothing there is waiting to be cleared." in words(answer)


def letter_counting(world: World, mark: Mark) -> Notice:
    return Notice.objects.create(
        student=mark.student, school=mark.school, school_year=2026, level=1, drafted_at=NOW, issued_on=TODAY,
        languages=["en"], content={"events": [{"date": mark.date.isoformat(), "kind": "full_day"}]},
    )  # fmt: skip


def test_A26_a_letter_that_counted_the_day_is_named_before_the_day_is_excused(world: World, clerk: Client) -> None:
    ana = absent(world.student("Ana Flores"))
    letter_counting(world, ana)
    answer = clerk.post(FORM, posted(ana))
    assert answer.status_code == 409
    assert "A letter has gone out that counted this day" in words(answer)
    assert "notification 1, issued Tue, Feb 10, 2026" in words(answer)
    assert standing(ana) == ana
    assert clerk.post(FORM, posted(ana, letters_known="on")).status_code == 302
    assert standing(ana).reason == "ILL"


def test_A26_nothing_is_asked_when_the_letter_keeps_its_ground(world: World, clerk: Client) -> None:
    ana = world.student("Ana Flores")
    counted, other = absent(ana), absent(ana, TODAY)
    letter_counting(world, counted)
    assert clerk.post(FORM, posted(other)).status_code == 302  # a day no letter counted
    assert clerk.post(FORM, posted(counted, reason="UNEX", submission="two")).status_code == 302  # still unexcused


def test_A26_faults_come_before_the_question(world: World, clerk: Client) -> None:
    ana = absent(world.student("Ana Flores"))
    letter_counting(world, ana)
    assert clerk.post(FORM, posted(ana, channel="")).status_code == 422


def test_saving_many_costs_no_more_statements_than_one(
    world: World, clerk: Client, django_assert_max_num_queries: Any
) -> None:
    ana, camila = world.student("Ana Flores"), world.student("Camila Reyes")
    one = [absent(ana)]
    many = [absent(who, date(2026, 2, 5), period=n) for n in range(1, 7) for who in (ana, camila)]
    said = {"given_by": "employee", "name": "R. Ortega", "channel": "staff"}
    counts = []
    for marks in (one, many):
        with django_assert_max_num_queries(40) as captured:
            assert clerk.post(FORM, posted(*marks, submission=str(len(marks)), **said)).status_code == 302
        counts.append(len(captured.captured_queries))
    assert counts[0] == counts[1]


def test_the_standing_is_right_as_soon_as_the_absence_is_cleared(world: World) -> None:
    ana = world.student("Ana Flores")
    full_days = [
        [absent(ana, day, period=n) for n in range(1, 7)] for day in (date(2026, 2, 5), date(2026, 2, 6), MONDAY)
    ]
    clerk = world.person("clerk")
    judge_again(student_ids=[ana.pk], by=clerk, at=NOW)
    assert Standing.objects.get(student=ana).truant_on == MONDAY
    signed_in(clerk).post(FORM, posted(*full_days[0]))
    standing_now = Standing.objects.get(student=ana)
    assert (standing_now.events, standing_now.truant_on) == (2, None)

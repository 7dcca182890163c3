"""Clearing an absence: what is kept, what is refused, what must be decided. Tests go by the catalogue's ids."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from world import FIRST_DAY, NOW, TODAY, World

from adsum.attendance.actions.clearing import AbsenceChanged, LimitReached, clear_absences
from adsum.attendance.clearing.entry import ClearingEntry, OverLimit
from adsum.attendance.clearing.problems import EntryRefused
from adsum.attendance.models import Explanation, Mark
from adsum.district.models import AuditEvent, SchoolDay
from adsum.district.submissions import SubmissionReused
from adsum.enrollment.models import Enrollment, Guardianship, Student
from adsum.policy.packs import Pack, load_pack, packs_folder

MONDAY = date(2026, 2, 9)
PACK = load_pack("lausd")


def absent(student: Student, day: date = MONDAY, *, period: int = 1, **columns: object) -> Mark:
    school = student.enrollments.get(replaced_at=None).school
    row = {"status": "absent", "recorded_at": NOW - timedelta(days=1), **columns}
    return Mark.objects.create(student=student, school=school, date=day, period=period, **row)


def told_by(student: Student, reason: str = "ILL", **said: object) -> ClearingEntry:
    """The parent called today."""
    guardian = Guardianship.objects.get(student=student).guardian_id
    return replace(ClearingEntry(reason=reason, channel="call", given_on=TODAY, given_by=guardian), **said)


def clear(world: World, *marks: Mark, entry: ClearingEntry, pack: Pack = PACK, submission: str = "s-1", name: str = ""):
    return clear_absences(
        marks=[mark.key for mark in marks],
        entry=entry,
        pack=pack,
        submission=submission,
        by=world.person("clerk", name=name),
        at=NOW,
    )


def refused(world: World, *marks: Mark, entry: ClearingEntry, pack: Pack = PACK) -> dict[str, list[str]]:
    """The problems by rule; and nothing may have been written."""
    with pytest.raises(EntryRefused, match=r"Nothing was changed\.") as refusal:
        clear(world, *marks, entry=entry, pack=pack)
    assert not Explanation.objects.exists()
    assert not AuditEvent.objects.exists()
    assert Mark.objects.filter(replaced_at=None).count() == len(marks)
    found: dict[str, list[str]] = {}
    for problem in refusal.value.problems:
        assert problem.message not in str(refusal.value)
        found.setdefault(problem.rule, []).append(f"{problem.field}: {problem.message}")
    return found


def standing(mark: Mark) -> Mark:
    """The newest version of a mark."""
    while following := Mark.objects.filter(replaces=mark).first():
        mark = following
    return mark


# --- what is kept ------------------------------------------------------------------------------------------------


def test_a_cleared_mark_is_a_new_row_and_the_old_one_stays(world: World) -> None:
    ana = world.student("Ana Flores")
    tardy = absent(ana, status="tardy", minutes=45)
    saved = clear(world, tardy, entry=told_by(ana, comment="Called at 8:20."))
    old, new = Mark.objects.order_by("pk")
    assert (old.reason, old.replaced_at) == (None, NOW)
    assert (new.status, new.minutes, new.reason, new.replaces, new.replaced_at) == ("tardy", 45, "ILL", old, None)
    assert new.recorded_by == world.person("clerk")
    assert (saved.students, saved.days, saved.marks, saved.left_uncleared) == ([ana.pk], 1, 1, 0)
    explanation = new.explanation
    assert (explanation.student, explanation.channel, explanation.given_on) == (ana, "call", TODAY)
    assert (explanation.given_by, explanation.comment) == (world.guardian(ana), "Called at 8:20.")


def test_one_event_with_ids_and_without_the_reason(world: World) -> None:
    ana = world.student("Ana Flores")
    mark = absent(ana)
    clear(world, mark, entry=told_by(ana))
    event = AuditEvent.objects.get()
    assert (event.verb, event.by, event.school) == ("attendance.absences_cleared", world.person("clerk"), world.high)
    assert event.details["replaced"] == [mark.pk]
    assert "ILL" not in str(event.details)


def test_several_students_get_one_explanation_each(world: World) -> None:
    ana, camila = world.student("Ana Flores"), world.student("Camila Reyes")
    marks = [absent(ana, period=1), absent(ana, period=2), absent(camila)]
    entry = ClearingEntry(reason="SCHL", channel="staff", given_on=TODAY, role="employee", name="R. Ortega")
    saved = clear(world, *marks, entry=entry)
    assert (saved.students, saved.days, saved.marks) == (sorted([ana.pk, camila.pk]), 2, 3)
    assert sorted(Explanation.objects.values_list("student", "given_by_other")) == sorted(
        [(ana.pk, "employee: R. Ortega"), (camila.pk, "employee: R. Ortega")]
    )
    assert Mark.objects.filter(replaced_at=None, reason="SCHL").count() == 3


def test_a_student_of_18_explains_without_giving_a_name(world: World) -> None:
    farid = world.student("Farid Haddad")
    clear(world, absent(farid), entry=ClearingEntry(reason="JURY", channel="note", given_on=TODAY, role="student"))
    assert Explanation.objects.get().given_by_other == "student"


def test_the_same_submission_is_saved_once(world: World) -> None:
    ana = world.student("Ana Flores")
    mark = absent(ana)
    first, again = (clear(world, mark, entry=told_by(ana)) for _ in range(2))
    assert (first.is_first, again.is_first) == (True, False)
    assert again == replace(first, is_first=False)
    assert (Explanation.objects.count(), Mark.objects.count(), AuditEvent.objects.count()) == (1, 2, 1)
    with pytest.raises(SubmissionReused):
        clear(world, mark, entry=told_by(ana, reason="MED"))


def test_many_marks_cost_no_more_statements_than_one(world: World, django_assert_num_queries: object) -> None:
    ana, camila = world.student("Ana Flores"), world.student("Camila Reyes")
    one = [absent(ana)]
    many = [absent(student, MONDAY - timedelta(days=3), period=n) for n in range(1, 7) for student in (ana, camila)]
    entry = ClearingEntry(
        reason="FUN", channel="call", given_on=TODAY, role="caregiver", name="T. Diaz", incident="Abuela"
    )
    world.person("clerk")
    with django_assert_num_queries(18):
        clear(world, *one, entry=entry, submission="one")
    with django_assert_num_queries(18):
        clear(world, *many, entry=entry, submission="many")


# --- what is refused ---------------------------------------------------------------------------------------------


def test_A01_an_absence_on_a_day_without_school_is_not_cleared(world: World) -> None:
    ana = world.student("Ana Flores")
    mark = absent(ana, date(2026, 2, 7))
    assert refused(world, mark, entry=told_by(ana)) == {"A01": ["marks: Feb 7, 2026 is not a school day here."]}
    monday = absent(ana)
    SchoolDay.objects.filter(school=world.high, date=MONDAY).update(is_taught=False)
    with pytest.raises(EntryRefused, match="A01"):
        clear(world, monday, entry=told_by(ana))


def test_A02_an_absence_before_the_first_day_is_not_cleared(world: World) -> None:
    ana = world.student("Ana Flores")
    Enrollment.objects.filter(student=ana).update(replaced_at=NOW)
    late = {"school": world.high, "grade": "09", "first_day": date(2026, 2, 10), "recorded_at": NOW}
    Enrollment.objects.create(source_id="e-late", student=ana, **late)
    mark = absent(ana)
    assert refused(world, mark, entry=told_by(ana)) == {
        "A02": ["marks: Ana Flores was not enrolled here on Feb 9, 2026: the first day is Feb 10, 2026."]
    }


def test_A06_nothing_in_the_future_is_cleared_or_explained(world: World) -> None:
    ana = world.student("Ana Flores")
    tomorrow = TODAY + timedelta(days=1)
    assert refused(world, absent(ana, tomorrow), entry=told_by(ana, given_on=tomorrow)) == {
        "A06": ["marks: Feb 11, 2026 has not begun.", "given_on: Feb 11, 2026 has not begun."]
    }


def test_A07_an_unknown_reason_is_refused(world: World) -> None:
    ana = world.student("Ana Flores")
    mark = absent(ana)
    assert refused(world, mark, entry=told_by(ana, "X9")) == {"A07": ["reason: “X9” is not a reason code."]}
    assert refused(world, mark, entry=told_by(ana, "")) == {"A07": ["reason: Choose a reason."]}


@pytest.fixture
def dated_pack(tmp_path: Path) -> Pack:
    """A pack with a reason that ended and one that begins only later."""
    for name in ("ca",):
        (tmp_path / name).symlink_to(packs_folder() / name)
    own = tmp_path / "mesa"
    own.mkdir()
    (own / "pack.yaml").write_text(
        "name: mesa\ntitle: Mesa Verde\nversion: '1'\nextends: ca\njurisdiction: Mesa Verde\n"
    )
    row = "label: {{en: {0}, es: {0}}}\n  meaning: {0}\n  documentation: none\n  source: {{cite: BP 5113}}\n  values:\n"
    (own / "reasons.yaml").write_text(
        "OLD:\n  " + row.format("Bus") + "    2000-07-01: {excused: true}\n    2025-07-01: ended\n"
        "NEW:\n  " + row.format("Ferry") + "    2026-07-01: {excused: true}\n"
    )
    return load_pack("mesa", tmp_path)


def test_A08_a_reason_outside_its_dates_is_refused(world: World, dated_pack: Pack) -> None:
    ana = world.student("Ana Flores")
    mark = absent(ana)
    assert refused(world, mark, entry=told_by(ana, "OLD"), pack=dated_pack) == {
        "A08": ["reason: Reason “OLD” ended on Jun 30, 2025."]
    }
    assert refused(world, mark, entry=told_by(ana, "NEW"), pack=dated_pack) == {
        "A08": ["reason: Reason “NEW” begins on Jul 1, 2026."]
    }


def test_A08_the_day_of_the_absence_decides_not_the_day_of_clearing(world: World, dated_pack: Pack) -> None:
    ana = world.student("Ana Flores")
    last_year = date(2025, 5, 6)
    SchoolDay.objects.create(school=world.high, date=last_year, is_taught=True, school_month=9, term="spring")
    Enrollment.objects.create(
        source_id="e-last-year", student=ana, school=world.high, grade="08",
        first_day=date(2024, 8, 12), last_day=date(2025, 6, 10), recorded_at=NOW,
    )  # fmt: skip
    mark = Mark.objects.create(
        student=ana, school=world.high, date=last_year, period=1, status="absent", recorded_at=NOW
    )
    assert clear(world, mark, entry=told_by(ana, "OLD"), pack=dated_pack).marks == 1


@pytest.mark.parametrize(("reason", "grades"), [("CONF", "07-12"), ("CIVIC", "06-12")])
def test_A09_a_reason_not_open_to_the_grade_is_refused(world: World, reason: str, grades: str) -> None:
    ben = world.student("Ben Okafor")
    assert refused(world, absent(ben), entry=told_by(ben, reason)) == {
        "A09": [f"reason: Reason “{reason}” is for grades {grades}; Ben Okafor was in grade 04."]
    }


def test_A09_the_same_reason_is_open_to_a_grade_within(world: World) -> None:
    ana = world.student("Ana Flores")
    assert clear(world, absent(ana), entry=told_by(ana, "CIVIC")).marks == 1


def test_A14_a_short_tardy_does_not_carry_the_truancy_reason(world: World) -> None:
    diego = world.student("Diego Morales")
    short = absent(diego, status="tardy", minutes=29)
    entry = ClearingEntry(reason="NONC", channel="staff", given_on=TODAY, role="employee", name="R. Ortega")
    assert refused(world, short, entry=entry) == {
        "A14": ["reason: 29 minutes are too few for reason “NONC” on a tardy or early leave: 30 minutes or more."]
    }
    exact = absent(diego, date(2026, 2, 6), status="left_early", minutes=30)
    assert clear(world, exact, entry=entry).marks == 1
    assert clear(world, absent(diego, date(2026, 2, 5)), entry=entry, submission="s-2").marks == 1


def test_A14_a_pack_without_a_district_rule_asks_for_no_minutes(world: World) -> None:
    diego = world.student("Diego Morales")
    entry = ClearingEntry(reason="NONC", channel="staff", given_on=TODAY, role="employee", name="R. Ortega")
    assert clear(world, absent(diego, status="tardy", minutes=5), entry=entry, pack=load_pack("ca")).marks == 1


def test_A18_who_how_and_when_are_all_asked_for(world: World) -> None:
    ana = world.student("Ana Flores")
    mark = absent(ana)
    assert refused(world, mark, entry=ClearingEntry(reason="ILL", channel="", given_on=None)) == {
        "A18": [
            "given_by: Who explained the absence?",
            "channel: How did the explanation reach the school?",
            "given_on: On which date was the absence explained?",
        ]
    }
    nameless = ClearingEntry(reason="MED", channel="call", given_on=TODAY, role="clinic")
    assert refused(world, mark, entry=nameless) == {
        "A18": ["name: Give the name of the person who explained the absence."]
    }


def test_A19_a_guardian_who_may_not_explain_is_refused(world: World) -> None:
    ana = world.student("Ana Flores")
    Guardianship.objects.filter(student=ana).update(may_explain=False)
    assert refused(world, absent(ana), entry=told_by(ana)) == {
        "A19": ["given_by: This person is not listed as allowed to explain absences of Ana Flores."]
    }


def test_A19_another_students_guardian_is_refused(world: World) -> None:
    ana, camila = world.student("Ana Flores"), world.student("Camila Reyes")
    assert "A19" in refused(world, absent(ana), entry=told_by(camila))


def test_A19_a_student_under_18_is_refused_and_is_not_from_the_birthday_on(world: World) -> None:
    ana, farid = world.student("Ana Flores"), world.student("Farid Haddad")  # Farid turned 18 on 15 October
    own_word = ClearingEntry(reason="ILL", channel="note", given_on=TODAY, role="student")
    assert refused(world, absent(ana), entry=own_word) == {
        "A19": ["given_by: Ana Flores is under 18: an adult explains the absence."]
    }
    mark = absent(farid, date(2025, 10, 14))
    with pytest.raises(EntryRefused, match="A19"):
        clear(world, mark, entry=replace(own_word, given_on=date(2025, 10, 14)))
    assert clear(world, mark, entry=replace(own_word, given_on=date(2025, 10, 15))).marks == 1


def test_A20_a_confidential_reason_takes_no_comment(world: World) -> None:
    ana = world.student("Ana Flores")
    mark = absent(ana)
    clinic = ClearingEntry(
        reason="CONF", channel="call", given_on=TODAY, role="clinic", name="Front desk", comment="why"
    )
    assert refused(world, mark, entry=clinic) == {
        "A20": ["comment: Leave this empty: the comment may not name a confidential reason."]
    }
    assert clear(world, mark, entry=replace(clinic, comment="")).marks == 1


def test_A25_changing_a_cleared_absence_needs_a_reason_for_the_change(world: World) -> None:
    ana = world.student("Ana Flores")
    clear(world, absent(ana), entry=told_by(ana))
    cleared = Mark.objects.get(replaced_at=None)
    with pytest.raises(EntryRefused, match="A25"):
        clear(world, cleared, entry=told_by(ana, "MED"), submission="s-2")
    clear(world, cleared, entry=told_by(ana, "MED", why="The note names the dentist."), submission="s-2")
    newest = Mark.objects.get(replaced_at=None)
    assert (newest.reason, newest.why_changed) == ("MED", "The note names the dentist.")


def test_an_unknown_mark_changes_nothing(world: World) -> None:
    ana = world.student("Ana Flores")
    mark = absent(ana)
    with pytest.raises(Mark.DoesNotExist, match="Nothing was changed"):
        clear_absences(
            marks=[mark.key, "nosuchmark"], entry=told_by(ana), pack=PACK, submission="s",
            by=world.person("clerk"), at=NOW,
        )  # fmt: skip
    assert standing(mark) == mark


def test_every_fault_is_named_at_once(world: World) -> None:
    ana = world.student("Ana Flores")
    entry = ClearingEntry(reason="FUN", channel="pigeon", given_on=None, role="", comment="x" * 501)
    found = refused(world, absent(ana, date(2026, 2, 7)), entry=entry)
    assert {rule: len(faults) for rule, faults in found.items()} == {"A01": 1, "A17": 1, "A18": 3, "A21": 1}


# --- limits ------------------------------------------------------------------------------------------------------


def funeral(student: Student, days: int, *, first: date = date(2026, 1, 26)) -> list[Mark]:
    dates = [first + timedelta(days=7 * (n // 5) + n % 5) for n in range(days)]
    return [absent(student, day) for day in dates]


def test_A17_the_sixth_funeral_day_must_be_decided(world: World) -> None:
    ana = world.student("Ana Flores")
    *five, sixth = funeral(ana, 6)
    entry = told_by(ana, "FUN", incident="Abuela, January")
    clear(world, *five, entry=entry)
    with pytest.raises(LimitReached, match="Nothing was saved") as asked:
        clear(world, sixth, entry=entry, submission="s-2")
    (use,) = asked.value.uses
    assert (use.cap.count, use.cap.window, use.beyond, use.to_leave) == (5, "incident", [(6, sixth.date)], [sixth.date])
    assert standing(sixth) == sixth


def test_A17_at_the_limit_nothing_is_asked(world: World) -> None:
    ana = world.student("Ana Flores")
    assert clear(world, *funeral(ana, 5), entry=told_by(ana, "FUN", incident="Abuela")).days == 5


def test_A17_another_incident_has_its_own_days(world: World) -> None:
    ana = world.student("Ana Flores")
    *five, sixth = funeral(ana, 6)
    clear(world, *five, entry=told_by(ana, "FUN", incident="Abuela"))
    assert clear(world, sixth, entry=told_by(ana, "FUN", incident="Tío"), submission="s-2").days == 1


def test_A17_the_days_beyond_can_be_left_uncleared(world: World) -> None:
    ana = world.student("Ana Flores")
    marks = funeral(ana, 7)
    saved = clear(world, *marks, entry=told_by(ana, "FUN", incident="Abuela", over_limit=OverLimit.LEAVE))
    assert (saved.days, saved.left_uncleared) == (7, 2)
    assert [standing(mark).reason for mark in marks] == ["FUN"] * 5 + [None] * 2
    assert {standing(mark).explanation for mark in marks} == {Explanation.objects.get()}


def test_A17_saving_beyond_the_limit_needs_a_why_and_keeps_it(world: World) -> None:
    ana = world.student("Ana Flores")
    marks = funeral(ana, 6)
    entry = told_by(ana, "FUN", incident="Abuela", over_limit=OverLimit.SAVE)
    with pytest.raises(EntryRefused, match="A17"):
        clear(world, *marks, entry=entry)
    saved = clear(world, *marks, entry=replace(entry, why="Burial abroad."))
    assert saved.left_uncleared == 0
    assert {(standing(m).reason, standing(m).why_changed) for m in marks} == {("FUN", "Burial abroad.")}


def test_A17_an_earlier_day_pushes_the_latest_one_past_the_limit(world: World) -> None:
    """The law counts in date order: day 6 is then a day already saved, and the new one is what can be left."""
    ana = world.student("Ana Flores")
    first, *later = funeral(ana, 6)
    entry = told_by(ana, "FUN", incident="Abuela")
    clear(world, *later, entry=entry)
    with pytest.raises(LimitReached) as asked:
        clear(world, first, entry=entry, submission="s-2")
    (use,) = asked.value.uses
    assert (use.beyond, use.to_leave) == ([(6, later[-1].date)], [first.date])


@pytest.mark.parametrize(
    ("reason", "within", "beyond"),
    [
        ("RETR", [FIRST_DAY, date(2026, 1, 26)], date(2026, 1, 27)),  # one in each term
        ("RELI", [date(2026, 2, day) for day in (2, 3, 4, 5)], date(2026, 2, 6)),  # four in a school month
        ("CIVIC", [date(2025, 9, 2)], date(2026, 2, 9)),  # one in a school year
        ("ENT", [date(2025, 9, day) for day in (2, 3, 4, 5, 8)], date(2026, 2, 9)),
        ("GRIEF", [date(2026, 2, day) for day in (3, 4, 5)], date(2026, 2, 9)),
    ],
)
def test_A17_each_window_has_its_own_limit(world: World, reason: str, within: list[date], beyond: date) -> None:
    ana = world.student("Ana Flores")
    entry = told_by(ana, reason, incident="one event" if reason == "GRIEF" else "")
    clear(world, *(absent(ana, day) for day in within), entry=entry)
    with pytest.raises(LimitReached):
        clear(world, absent(ana, beyond), entry=entry, submission="s-2")


def test_A17_a_second_period_of_a_counted_day_uses_nothing(world: World) -> None:
    ana = world.student("Ana Flores")
    clear(world, absent(ana), entry=told_by(ana, "CIVIC"))
    assert clear(world, absent(ana, period=2), entry=told_by(ana, "CIVIC"), submission="s-2").marks == 1


# --- two clerks --------------------------------------------------------------------------------------------------


def test_A37_a_mark_cleared_by_another_clerk_is_never_overwritten(world: World) -> None:
    ana = world.student("Ana Flores")
    mark = absent(ana)
    clear(world, mark, entry=told_by(ana, "ILL"), name="P. Lee")
    with pytest.raises(AbsenceChanged, match="Compare and choose") as conflict:
        clear(world, mark, entry=told_by(ana, "MED"), submission="s-2")
    (change,) = conflict.value.changes
    assert (change.seen, change.now.reason, change.now.recorded_at) == (mark, "ILL", NOW)
    assert change.now.recorded_by == world.person("clerk", name="P. Lee")
    assert (standing(mark).reason, Explanation.objects.count()) == ("ILL", 1)


def test_A37_one_changed_mark_holds_back_the_whole_entry(world: World) -> None:
    ana = world.student("Ana Flores")
    first, second = absent(ana), absent(ana, period=2)
    clear(world, first, entry=told_by(ana, "ILL"))
    with pytest.raises(AbsenceChanged):
        clear(world, first, second, entry=told_by(ana, "MED"), submission="s-2")
    assert standing(second) == second

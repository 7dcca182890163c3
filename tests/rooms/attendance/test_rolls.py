"""Certifying and correcting a roll."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from world import NOW, RECORDED, TODAY, World

from adsum.attendance.actions.roll_refusals import EntriesRefused, RollChanged, Unconfirmed
from adsum.attendance.models import Mark, Roll
from adsum.district.models import AuditEvent, Submission, Teaching
from adsum.district.submissions import SubmissionReused
from adsum.enrollment.models import Enrollment, Seat, Student

from .taking import ABSENT, Taking, late, left_early

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def first_period(world: World) -> Taking:
    return Taking(world)


def test_a_roll_stores_exceptions_and_the_roster_not_the_present(first_period: Taking) -> None:
    done = first_period.certify({"Ana Flores": ABSENT, "Keiko Sato": late(12)})
    roll = Roll.objects.get()
    assert (roll.key, roll.receipt) == (done.roll_key, done.receipt)
    assert sorted(roll.roster) == sorted(student.pk for student in first_period.students.values())
    assert roll.certified_by == first_period.teacher
    assert Mark.objects.count() == 2
    assert first_period.standing() == {"Ana Flores": "A", "Keiko Sato": "T12"}
    assert done.changed == sorted(first_period.students[name].pk for name in ("Ana Flores", "Keiko Sato"))


def test_a_roll_leaves_one_audit_event_and_one_submission(first_period: Taking) -> None:
    first_period.certify({"Ana Flores": ABSENT})
    event = AuditEvent.objects.get()
    assert (event.verb, event.by, event.school) == (
        "attendance.roll_certified",
        first_period.teacher,
        first_period.world.high,
    )
    assert event.details["counts"] == {"absent": 1, "present": 3}
    assert Submission.objects.count() == 1


def test_no_name_is_in_an_audit_event_or_a_submission(first_period: Taking) -> None:
    first_period.certify({"Ana Flores": ABSENT})
    event, submission = AuditEvent.objects.get(), Submission.objects.get()
    assert "Flores" not in f"{event.about} {event.details} {submission.answer}"


def test_G13_a_roll_with_zero_absences_is_valid_and_still_needs_a_certification(first_period: Taking) -> None:
    assert not Roll.objects.exists()
    first_period.certify()
    assert Roll.objects.count() == 1
    assert not Mark.objects.exists()


def test_G12_late_and_left_early_in_one_meeting_are_both_kept(first_period: Taking) -> None:
    both = late(10, left_early=15)
    first_period.certify({"Ana Flores": both})
    kept = {(mark.status, mark.minutes) for mark in first_period.marks("Ana Flores")}
    assert kept == {("tardy", 10), ("left_early", 15)}


def test_A31_the_same_submission_twice_gives_the_same_receipt_and_one_roll(first_period: Taking) -> None:
    page = first_period.page({"Ana Flores": ABSENT})
    once = first_period.certify(page=page)
    again = first_period.certify(page=page, at=LATER)
    assert (once.receipt, once.roll_key) == (again.receipt, again.roll_key)
    assert (once.is_new, again.is_new) == (True, False)
    assert (Roll.objects.count(), Mark.objects.count(), AuditEvent.objects.count()) == (1, 1, 1)


def test_A31_a_retry_after_midnight_still_gets_its_receipt(first_period: Taking) -> None:
    page = first_period.page({"Ana Flores": ABSENT})
    once = first_period.certify(page=page)
    assert first_period.certify(page=page, at=NOW + timedelta(days=1)).receipt == once.receipt


def test_A32_the_same_key_with_other_marks_is_refused(first_period: Taking) -> None:
    first_period.certify({"Ana Flores": ABSENT})
    with pytest.raises(SubmissionReused, match="already used"):
        first_period.certify({"Keiko Sato": ABSENT})
    assert first_period.standing() == {"Ana Flores": "A"}


def test_A32_the_same_key_for_another_period_is_refused(world: World, first_period: Taking) -> None:
    first_period.certify()
    with pytest.raises(SubmissionReused):
        Taking(world, period=2).certify(at=NOW + timedelta(hours=1))


# --- corrections -----------------------------------------------------------------------------------------------------


def test_a_correction_is_a_new_roll_that_names_the_one_it_replaces(first_period: Taking) -> None:
    first_period.certify({"Ana Flores": ABSENT})
    first_period.certify({"Ana Flores": late(20)}, key="second", at=LATER)
    old, new = Roll.objects.order_by("pk")
    assert (old.replaced_at, new.replaces, new.replaced_at) == (LATER, old, None)
    absent, tardy = first_period.marks("Ana Flores")
    assert (absent.status, absent.replaced_at) == ("absent", LATER)
    assert (tardy.status, tardy.minutes, tardy.replaces, tardy.roll) == ("tardy", 20, absent, new)
    assert AuditEvent.objects.filter(verb="attendance.roll_corrected").count() == 1


def test_a_mark_taken_back_gets_a_present_row(first_period: Taking) -> None:
    first_period.certify({"Ana Flores": ABSENT})
    first_period.certify({}, key="second", at=LATER)
    absent, present = first_period.marks("Ana Flores")
    assert (present.status, present.replaces, absent.replaced_at) == ("present", absent, LATER)
    assert first_period.standing() == {}


def test_a_mark_taken_back_and_made_again_keeps_one_chain(first_period: Taking) -> None:
    first_period.certify({"Ana Flores": ABSENT})
    first_period.certify({}, key="second", at=LATER)
    first_period.certify({"Ana Flores": ABSENT}, key="third", at=LATER + timedelta(minutes=1))
    chain = first_period.marks("Ana Flores")
    assert [mark.status for mark in chain] == ["absent", "present", "absent"]
    assert [mark.replaces_id for mark in chain] == [None, chain[0].pk, chain[1].pk]
    assert [mark.replaced_at is None for mark in chain] == [False, False, True]


def test_late_and_left_early_become_an_absence(first_period: Taking) -> None:
    first_period.certify({"Ana Flores": late(10, left_early=15)})
    first_period.certify({"Ana Flores": ABSENT}, key="second", at=LATER)
    assert first_period.standing() == {"Ana Flores": "A"}
    unnamed = Mark.objects.filter(replaced_at__isnull=False, replaced_by__isnull=True)
    assert not unnamed.exists(), "every replaced mark is named by the row that replaces it"


def test_a_new_mark_replaces_the_one_that_stood_not_one_taken_back_before(first_period: Taking) -> None:
    first_period.certify({"Ana Flores": late(10, left_early=15)})
    first_period.certify({"Ana Flores": ABSENT}, key="second", at=LATER)
    first_period.certify({"Ana Flores": late(7)}, key="third", at=LATER + timedelta(minutes=1))
    tardy = Mark.objects.get(replaced_at=None, status="tardy")
    assert tardy.replaces is not None
    assert tardy.replaces.status == "absent"


def test_an_unchanged_mark_is_left_alone(first_period: Taking) -> None:
    first_period.certify({"Ana Flores": ABSENT, "Keiko Sato": ABSENT})
    first_period.certify({"Ana Flores": ABSENT, "Keiko Sato": late(3)}, key="second", at=LATER)
    assert len(first_period.marks("Ana Flores")) == 1


def clear(mark: Mark, *, reason: str) -> Mark:
    """What the office's clearing leaves: the same mark again, with a reason."""
    Mark.objects.filter(pk=mark.pk).update(replaced_at=LATER)
    return Mark.objects.create(
        student=mark.student, school=mark.school, roll=mark.roll, date=mark.date, period=mark.period,
        status=mark.status, minutes=mark.minutes, reason=reason, recorded_at=LATER, replaces=mark,
    )  # fmt: skip


def test_a_correction_never_wipes_the_reason_the_office_gave(first_period: Taking) -> None:
    first_period.certify({"Ana Flores": ABSENT, "Keiko Sato": late(12)})
    clear(first_period.marks("Ana Flores")[0], reason="ILL")
    clear(first_period.marks("Keiko Sato")[0], reason="MED")
    first_period.certify({"Ana Flores": ABSENT, "Keiko Sato": late(25)}, key="second", at=LATER + timedelta(minutes=1))
    ana, keiko = first_period.marks("Ana Flores")[-1], first_period.marks("Keiko Sato")[-1]
    assert (ana.status, ana.reason, len(first_period.marks("Ana Flores"))) == ("absent", "ILL", 2)
    assert (keiko.status, keiko.minutes, keiko.reason) == ("tardy", 25, "MED")


def test_another_status_does_not_inherit_the_reason(first_period: Taking) -> None:
    first_period.certify({"Ana Flores": ABSENT})
    clear(first_period.marks("Ana Flores")[0], reason="ILL")
    first_period.certify({"Ana Flores": late(5)}, key="second", at=LATER + timedelta(minutes=1))
    assert first_period.marks("Ana Flores")[-1].reason is None


def test_TIME_4_a_clock_that_stepped_back_does_not_break_the_order(first_period: Taking) -> None:
    first_period.certify({"Ana Flores": ABSENT}, at=LATER)
    first_period.certify({"Ana Flores": late(9)}, key="second", at=NOW)
    assert first_period.marks("Ana Flores")[-1].recorded_at == LATER


# --- somebody else was there first -----------------------------------------------------------------------------------


def test_A16_a_correction_made_from_an_older_roll_is_a_conflict_showing_both(first_period: Taking) -> None:
    first_period.certify()
    on_the_phone = first_period.page({"Ana Flores": late(8)})
    first_period.certify({"Ana Flores": ABSENT}, key="laptop", at=LATER)
    with pytest.raises(RollChanged) as conflict:
        first_period.certify(page=on_the_phone, key="phone", at=LATER)
    (difference,) = conflict.value.differences
    assert difference.student_key == first_period.students["Ana Flores"].key
    assert (difference.standing.code, difference.sent.code) == ("A", "T8")
    assert first_period.standing() == {"Ana Flores": "A"}
    assert Submission.objects.count() == 2


def test_A16_replacing_is_possible_once_the_newer_roll_was_seen(first_period: Taking) -> None:
    first_period.certify()
    stale = first_period.page({"Ana Flores": late(8)})
    first_period.certify({"Ana Flores": ABSENT}, key="laptop", at=LATER)
    with pytest.raises(RollChanged) as conflict:
        first_period.certify(page=stale, key="phone", at=LATER)
    seen = first_period.page({"Ana Flores": late(8)}, replace=str(conflict.value.version))
    first_period.certify(page=seen, key="phone", at=LATER)
    assert first_period.standing() == {"Ana Flores": "T8"}


def test_A16_a_yes_to_an_older_version_does_not_replace_a_newer_one(first_period: Taking) -> None:
    first_period.certify()
    stale = first_period.page({"Ana Flores": late(8)}, replace="some-other-roll;")
    first_period.certify({"Ana Flores": ABSENT}, key="laptop", at=LATER)
    with pytest.raises(RollChanged):
        first_period.certify(page=stale, key="phone", at=LATER)


def test_C08_a_co_teacher_who_certified_differently_is_shown(world: World, first_period: Taking) -> None:
    co_teacher = world.person("teacher", name="co-teacher")
    assert co_teacher.staff is not None
    Teaching.objects.create(section=first_period.section, staff=co_teacher.staff, role="co_teacher", first_day=TODAY)
    mine = first_period.page({})
    first_period.certify({"Liam O'Neal-Ruiz": ABSENT}, by=co_teacher)
    with pytest.raises(RollChanged) as conflict:
        first_period.certify(page=mine, key="mine", at=LATER)
    assert conflict.value.standing is not None
    assert conflict.value.standing.certified_by == co_teacher


def test_C08_a_co_teacher_who_says_the_same_certifies_too(world: World, first_period: Taking) -> None:
    co_teacher = world.person("teacher", name="co-teacher")
    assert co_teacher.staff is not None
    Teaching.objects.create(section=first_period.section, staff=co_teacher.staff, role="co_teacher", first_day=TODAY)
    mine = first_period.page({"Ana Flores": ABSENT})
    first_period.certify({"Ana Flores": ABSENT}, by=co_teacher)
    first_period.certify(page=mine, key="mine", at=LATER)
    assert [roll.certified_by for roll in Roll.objects.order_by("pk")] == [co_teacher, first_period.teacher]
    assert Mark.objects.count() == 1


def test_what_the_office_changed_meanwhile_is_not_overwritten_unseen(first_period: Taking) -> None:
    first_period.certify({"Ana Flores": ABSENT})
    stale = first_period.page({"Ana Flores": ABSENT})
    absent = first_period.marks("Ana Flores")[0]
    Mark.objects.filter(pk=absent.pk).update(replaced_at=LATER)
    Mark.objects.create(
        student=absent.student, school=absent.school, date=TODAY, period=1, status="present", recorded_at=LATER,
        replaces=absent,
    )  # fmt: skip
    with pytest.raises(RollChanged):
        first_period.certify(page=stale, key="second", at=LATER)


def test_a_reason_given_meanwhile_is_no_conflict(first_period: Taking) -> None:
    first_period.certify({"Ana Flores": ABSENT})
    page = first_period.page({"Ana Flores": ABSENT, "Keiko Sato": ABSENT})
    clear(first_period.marks("Ana Flores")[0], reason="ILL")
    first_period.certify(page=page, key="second", at=LATER + timedelta(minutes=1))
    assert first_period.marks("Ana Flores")[-1].reason == "ILL"


# --- the roster as it was --------------------------------------------------------------------------------------------


def test_A33_a_student_added_since_is_held_and_not_guessed_present(world: World, first_period: Taking) -> None:
    page = first_period.page({"Ana Flores": ABSENT})
    noor = world.student("Noor Rahimi")
    first_period.certify(page=page)
    roll = Roll.objects.get()
    assert noor.pk not in roll.roster
    assert roll.held == [{"student": noor.pk, "why": "new"}]


def test_A34_a_student_gone_since_is_held_and_not_marked(first_period: Taking) -> None:
    ana = first_period.students["Ana Flores"]
    page = first_period.page({"Ana Flores": ABSENT, "Keiko Sato": ABSENT})
    Seat.objects.filter(student=ana, section=first_period.section).update(replaced_at=NOW)
    first_period.certify(page=page)
    roll = Roll.objects.get()
    assert roll.held == [{"student": ana.pk, "why": "gone"}]
    assert ana.pk not in roll.roster
    assert first_period.marks("Ana Flores") == []
    assert first_period.standing() == {"Keiko Sato": "A"}


def test_A33_A34_one_came_and_one_went(world: World, first_period: Taking) -> None:
    ana, page = first_period.students["Ana Flores"], first_period.page({"Ana Flores": ABSENT})
    noor = world.student("Noor Rahimi")
    Seat.objects.filter(student=ana, section=first_period.section).update(replaced_at=NOW)
    first_period.certify(page=page)
    assert Roll.objects.get().held == [{"student": noor.pk, "why": "new"}, {"student": ana.pk, "why": "gone"}]


@pytest.mark.parametrize(("test_id", "column", "day"), [("A02", "first_day", 1), ("A03", "last_day", -1)])
def test_A02_A03_a_student_not_enrolled_that_day_is_on_no_roster(
    first_period: Taking, test_id: str, column: str, day: int
) -> None:
    ana = first_period.students["Ana Flores"]
    page = first_period.page({"Ana Flores": ABSENT})
    current = ana.enrollments.get(replaced_at=None)
    ana.enrollments.filter(pk=current.pk).update(replaced_at=NOW)
    current.pk, current.replaced_at, current.replaces_id = None, None, current.pk
    setattr(current, column, TODAY + timedelta(days=day))
    current.save(force_insert=True)
    first_period.certify(page=page)
    assert Roll.objects.get().held == [{"student": ana.pk, "why": "gone"}]
    assert first_period.marks("Ana Flores") == []


def test_A05_a_student_who_moved_to_another_section_is_held(world: World, first_period: Taking) -> None:
    camila = first_period.students["Camila Reyes"]
    page = first_period.page({"Camila Reyes": ABSENT})
    seat = Seat.objects.get(student=camila, section=first_period.section)
    Seat.objects.filter(pk=seat.pk).update(replaced_at=NOW)
    Seat.objects.create(
        line=seat.line, source_id=seat.source_id, student=camila, section=world.section(2),
        first_day=TODAY, recorded_at=NOW, replaces=seat,
    )  # fmt: skip
    first_period.certify(page=page)
    assert Roll.objects.get().held == [{"student": camila.pk, "why": "gone"}]


# --- lines that cannot be right --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "field"),
    [(late(0), "late"), (late(56), "late"), (left_early(90), "early"), (left_early(0), "early")],
)
def test_A13_minutes_that_cannot_be_are_refused(first_period: Taking, entry: object, field: str) -> None:
    with pytest.raises(EntriesRefused) as refused:
        first_period.certify({"Ana Flores": entry})  # type: ignore[dict-item]
    (problem,) = refused.value.problems
    assert (problem.student_key, problem.field) == (first_period.students["Ana Flores"].key, field)
    assert not Roll.objects.exists()
    assert not Submission.objects.exists()


@pytest.mark.parametrize("minutes", [1, 55])
def test_A13_the_first_and_the_last_possible_minute_are_taken(first_period: Taking, minutes: int) -> None:
    first_period.certify({"Ana Flores": late(minutes)})
    assert first_period.standing() == {"Ana Flores": f"T{minutes}"}


def test_A15_leaving_before_arriving_is_refused(first_period: Taking) -> None:
    both = late(30, left_early=26)
    with pytest.raises(EntriesRefused):
        first_period.certify({"Ana Flores": both})


def test_every_wrong_line_is_listed_at_once(first_period: Taking) -> None:
    with pytest.raises(EntriesRefused) as refused:
        first_period.certify({"Ana Flores": late(90), "Keiko Sato": left_early(-5)})
    assert len(refused.value.problems) == 2


def test_C04_a_student_left_blank_is_never_taken_as_present(first_period: Taking) -> None:
    page = first_period.page({})
    del page.entries[first_period.students["Camila Reyes"].key]  # type: ignore[attr-defined]
    with pytest.raises(EntriesRefused) as refused:
        first_period.certify(page=page)
    assert [problem.field for problem in refused.value.problems] == ["status"]


# --- may be right, but say so ----------------------------------------------------------------------------------------


def test_A29_everyone_absent_needs_a_yes(first_period: Taking) -> None:
    everyone = dict.fromkeys(first_period.students, ABSENT)
    with pytest.raises(Unconfirmed) as asked:
        first_period.certify(everyone)
    assert asked.value.question == "everybody_absent"
    assert not Roll.objects.exists()
    first_period.certify(page=first_period.page(everyone, confirmed=("everybody_absent",)))
    assert len(first_period.standing()) == 4
    assert AuditEvent.objects.get().details["confirmed"] == ["everybody_absent"]


def test_A29_all_but_one_needs_none(first_period: Taking) -> None:
    first_period.certify(dict.fromkeys(list(first_period.students)[1:], ABSENT))


def test_C05_a_class_without_students_needs_a_yes(world: World) -> None:
    nobody = Taking(world, names=())
    with pytest.raises(Unconfirmed) as asked:
        nobody.certify()
    assert asked.value.question == "nobody_enrolled"
    nobody.certify(page=nobody.page(confirmed=("nobody_enrolled",)))
    assert Roll.objects.get().roster == []


# --- size ------------------------------------------------------------------------------------------------------------


def crowd(taking: Taking, size: int) -> None:
    """More students in the class than the demo has names."""
    students = Student.objects.bulk_create(
        Student(source_id=f"crowd-{n}", given_name=f"Kid {n}", family_name="Crowd", birth_date=TODAY)
        for n in range(size)
    )
    Enrollment.objects.bulk_create(
        Enrollment(source_id=f"e-crowd-{n}", student=student, school=taking.world.high, grade="09",
                   first_day=RECORDED.date(), recorded_at=RECORDED)
        for n, student in enumerate(students)
    )  # fmt: skip
    Seat.objects.bulk_create(
        Seat(source_id=f"s-crowd-{n}", student=student, section=taking.section, first_day=RECORDED.date(),
             recorded_at=RECORDED)
        for n, student in enumerate(students)
    )  # fmt: skip


def test_G17_a_class_of_seventy_and_more_is_fine(first_period: Taking) -> None:
    crowd(first_period, 80)
    first_period.certify({"Ana Flores": ABSENT})
    assert len(Roll.objects.get().roster) == 84


def test_LOAD_5_the_statements_of_a_certification_do_not_grow_with_the_class(first_period: Taking) -> None:
    counts = []
    for period, size in ((1, 0), (2, 80)):
        taking = Taking(first_period.world, period=period)
        crowd(taking, size)
        page = taking.page({"Ana Flores": ABSENT, "Keiko Sato": late(4)})
        with CaptureQueriesContext(connection) as captured:
            taking.certify(page=page, key=f"page-{period}", at=NOW + timedelta(hours=period - 1))
        counts.append(statements(captured))
    assert counts == [10, 10]  # one of them reads the meeting


def statements(captured: CaptureQueriesContext) -> int:
    """What was asked of the database, savepoints not counted."""
    return len([query for query in captured.captured_queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))])

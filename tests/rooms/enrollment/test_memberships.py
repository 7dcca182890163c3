"""Bulk verbs: a change is a new version of its line, what never began is taken back, and the database agrees."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from world import RECORDED, World

from adsum.district.audit import Job
from adsum.district.models import AuditEvent
from adsum.district.roster import RowChange, RowChanges
from adsum.enrollment.actions import tie_families, write_memberships, write_people
from adsum.enrollment.models import Enrollment, Guardianship, Seat, Student
from adsum.enrollment.roster import ENROLLMENTS, SEATS, STUDENTS, EnrollmentRow, FamilyTie, StudentRow

pytestmark = pytest.mark.django_db
AT = datetime(2026, 2, 10, 16, 35, tzinfo=UTC)
BY = Job("import")
Changes = RowChanges[EnrollmentRow]


def write(world: World, changes: Changes) -> None:
    write_memberships(table=ENROLLMENTS, changes=changes, because=world.high, by=BY, at=AT)


@pytest.fixture
def ana(world: World) -> Student:
    return world.student("Ana Flores")


def test_an_end_is_a_new_version_and_the_old_one_stays(world: World, ana: Student) -> None:
    row = ENROLLMENTS.standing()["e-ana"]
    write(world, RowChanges(change=[RowChange("e-ana", replace(row, last_day=date(2026, 2, 9)))]))
    old, new = Enrollment.objects.filter(student=ana).order_by("pk")
    assert (old.last_day, old.replaced_at, old.recorded_at) == (None, AT, RECORDED)
    assert (new.last_day, new.replaces, new.line, new.recorded_at) == (date(2026, 2, 9), old, old.line, AT)


def test_what_the_row_does_not_say_is_handed_on(world: World) -> None:
    noor = world.student("Noor Rahimi")
    first = Enrollment.objects.get(student=noor)
    Enrollment.objects.filter(pk=first.pk).update(replaced_at=AT)
    Enrollment.objects.create(
        source_id="e-noor", line=first.line, student=noor, school=first.school, grade="11", first_day=first.first_day,
        last_day=date(2026, 1, 30), exit_code="T160", earns_ada=False, recorded_at=AT, replaces=first,
    )  # fmt: skip
    row = ENROLLMENTS.standing()["e-noor"]
    write(world, RowChanges(change=[RowChange("e-noor", replace(row, grade="12"))]))
    changed = Enrollment.objects.get(student=noor, replaced_at=None)
    assert (changed.grade, changed.exit_code, changed.earns_ada) == ("12", "T160", False)
    write(world, RowChanges(change=[RowChange("e-noor", replace(row, last_day=None))]))
    assert Enrollment.objects.get(student=noor, replaced_at=None).exit_code == ""  # open again: not left


def test_a_line_that_goes_on_under_another_id_is_the_same_line(world: World, ana: Student) -> None:
    row = ENROLLMENTS.standing()["e-ana"]
    line = Enrollment.objects.get(student=ana).line
    write(world, RowChanges(change=[RowChange("e-ana", replace(row, source_id="r-ana"))]))
    assert Enrollment.objects.get(student=ana, replaced_at=None, source_id="r-ana").line == line


def test_a_transfer_in_one_step_ends_before_it_begins(world: World, ana: Student) -> None:
    row = ENROLLMENTS.standing()["e-ana"]
    ended = RowChange("e-ana", replace(row, last_day=date(2026, 1, 9)))
    world.middle  # noqa: B018  the school is made when it is first asked for
    there = replace(row, source_id="r-2", school="cottonwood", first_day=date(2026, 1, 12))
    write(world, RowChanges(add=[there], change=[ended]))
    assert Enrollment.objects.filter(student=ana, replaced_at=None).count() == 2


def test_two_primary_enrollments_never_share_a_day(world: World, ana: Student) -> None:
    row = ENROLLMENTS.standing()["e-ana"]
    world.middle  # noqa: B018
    there = replace(row, source_id="r-2", school="cottonwood", first_day=date(2026, 1, 12))
    with pytest.raises(IntegrityError), transaction.atomic():
        write(world, RowChanges(add=[there]))
    assert Enrollment.objects.filter(student=ana).count() == 1


def test_what_never_began_is_taken_back_and_its_row_stays(world: World, ana: Student) -> None:
    write_memberships(table=SEATS, changes=RowChanges(take_back=["seat-ana-1"]), because=world.high, by=BY, at=AT)
    assert Seat.objects.get(student=ana, source_id="seat-ana-1").replaced_at == AT
    assert Seat.objects.filter(student=ana, replaced_at=None).count() == 5


def test_one_event_counts_what_was_written_and_nothing_leaves_none(world: World, ana: Student) -> None:
    write(world, RowChanges())
    assert AuditEvent.objects.count() == 0
    row = ENROLLMENTS.standing()["e-ana"]
    write(world, RowChanges(change=[RowChange("e-ana", replace(row, grade="10"))]))
    event = AuditEvent.objects.get()
    assert (event.verb, event.by_job, event.about) == (
        "enrollment.imported",
        "import",
        f"district.school:{world.high.pk}",
    )
    assert event.details == {"added": 0, "changed": 1, "taken_back": 0}


def test_people_are_written_in_place_and_keep_what_the_row_does_not_say(world: World, ana: Student) -> None:
    row: StudentRow = STUDENTS.standing()["ana"]
    changes = RowChanges(change=[RowChange("ana", replace(row, family_name="Flores-Kim"))])
    write_people(table=STUDENTS, changes=changes, because=world.high, by=BY, at=AT)
    again = Student.objects.get(pk=ana.pk)
    assert (again.family_name, again.home_language, again.key) == ("Flores-Kim", ana.home_language, ana.key)


def test_a_tie_is_switched_off_and_on_again_never_taken_away(world: World, ana: Student) -> None:
    tie = FamilyTie("ana", "parent-ana", "parent", False)
    tie_families(add=[], switch=[tie], because=world.high, by=BY, at=AT)
    assert Guardianship.objects.filter(student=ana, receives_letters=False, may_explain=False).count() == 1
    tie_families(add=[], switch=[replace(tie, is_active=True)], because=world.high, by=BY, at=AT)
    assert Guardianship.objects.filter(student=ana, receives_letters=True, may_explain=True).count() == 1


def test_a_row_does_not_show_a_name_or_a_birth_date(world: World, ana: Student) -> None:
    assert "Flores" not in repr(STUDENTS.standing()["ana"])

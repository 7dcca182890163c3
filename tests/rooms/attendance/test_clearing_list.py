"""The list of uncleared absences: who is on it, since when, and until when the family may explain."""

from datetime import date

import pytest
from world import NOW, TODAY, World

from adsum.attendance.models import Explanation, Mark, Roll
from adsum.attendance.queries.absences import Filter, Office, Waiting, backlog, office_of, students_waiting, waiting
from adsum.attendance.queries.returns import deadline_after, return_after
from adsum.enrollment.models import Student

YEAR = date(2025, 7, 1)
MONDAY = date(2026, 2, 9)
EVERYTHING = Filter()


def office(world: World, *, rolls_from: date | None = YEAR) -> Office:
    world.high.rolls_from = rolls_from
    return office_of(world.high, today=TODAY, year_begins=YEAR, clearing_days=10)


def mark(student: Student, day: date, period: int = 1, status: str = "absent", **columns: object) -> Mark:
    school = student.enrollments.get(replaced_at=None).school
    minutes = None if status == "absent" else 20
    row = {"status": status, "minutes": minutes, "recorded_at": NOW, **columns}
    return Mark.objects.create(student=student, school=school, date=day, period=period, **row)


def certify(world: World, day: date, *periods: int) -> None:
    for period in periods:
        section = world.section(period)
        Roll.objects.create(section=section, date=day, period=period, roster=[], certified_at=NOW)


def listed(office: Office, wanted: Filter = EVERYTHING) -> list[Waiting]:
    return waiting(office, wanted, students=students_waiting(office, wanted))


def test_the_list_holds_what_nobody_has_explained(world: World) -> None:
    ana, camila = world.student("Ana Flores"), world.student("Camila Reyes")
    first = mark(ana, MONDAY)
    mark(ana, MONDAY, 2, "tardy")
    mark(ana, TODAY)
    mark(camila, MONDAY, reason="ILL")
    mark(camila, MONDAY, 2, replaced_at=NOW)
    found = listed(office(world))
    assert [(one.student, one.grade) for one in found] == [(ana, "09")]
    assert [(day.date, len(day.marks)) for day in found[0].days] == [(MONDAY, 2), (TODAY, 1)]
    assert found[0].days[0].marks[0] == first


def test_a_mark_taken_back_is_on_no_list(world: World) -> None:
    ana = world.student("Ana Flores")
    wrong = mark(ana, MONDAY, replaced_at=NOW)
    mark(ana, MONDAY, status="present", minutes=None, replaces=wrong)
    assert listed(office(world)) == []


def test_the_list_is_of_one_school_and_in_the_order_of_a_roster(world: World) -> None:
    for name in ("Keiko Sato", "Ana Flores", "Liam O'Neal-Ruiz", "Ben Okafor"):
        mark(world.student(name), MONDAY)
    assert [one.student.family_name for one in listed(office(world))] == ["Flores", "O'Neal-Ruiz", "Sato"]


def test_last_school_year_is_not_on_it(world: World) -> None:
    mark(world.student("Ana Flores"), date(2025, 5, 6))
    assert listed(office(world)) == []


def test_filters_by_grade_day_and_age(world: World) -> None:
    ana, camila = world.student("Ana Flores"), world.student("Camila Reyes")
    mark(ana, MONDAY)
    mark(camila, date(2026, 1, 12))
    here = office(world)
    assert [one.student for one in listed(here, Filter(grade="10"))] == [camila]
    assert [one.student for one in listed(here, Filter(on=MONDAY))] == [ana]
    assert [one.student for one in listed(here, Filter(is_old_only=True))] == [camila]
    assert (backlog(here).students, backlog(here).days, backlog(here).old_students) == (2, 2, 1)


def test_absences_and_partial_ones_can_be_seen_apart(world: World) -> None:
    ana, camila = world.student("Ana Flores"), world.student("Camila Reyes")
    mark(ana, MONDAY)
    mark(camila, MONDAY, 1, "tardy")
    mark(camila, MONDAY, 6, "left_early")
    here = office(world)
    assert [one.student for one in listed(here, Filter(kind="absent"))] == [ana]
    (partial,) = listed(here, Filter(kind="partial"))
    assert (partial.student, len(partial.days[0].marks)) == (camila, 2)


def test_old_means_more_school_days_ago_than_the_window_is_long(world: World) -> None:
    here = office(world)
    assert here.old_before == date(2026, 1, 27)  # ten school days before 10 February
    ana = world.student("Ana Flores")
    mark(ana, date(2026, 1, 27))
    assert backlog(here).old_students == 0
    mark(ana, date(2026, 1, 26))
    assert backlog(here).old_students == 1


def test_explanations_on_file_are_counted_from_the_first_day_on(world: World) -> None:
    ana = world.student("Ana Flores")
    mark(ana, MONDAY)
    for day in (date(2026, 2, 6), MONDAY, TODAY):
        Explanation.objects.create(
            student=ana, channel="call", given_by=world.guardian(ana), given_on=day, reason="ILL", recorded_at=NOW
        )
    assert listed(office(world))[0].explanations == 2


# --- the return and the deadline ---------------------------------------------------------------------------------


def returned(world: World, student: str, **asked: object) -> list[date | None]:
    found = [one for one in listed(office(world, **asked)) if one.student == world.student(student)]
    return [day.deadline.returned_on if day.deadline else None for day in found[0].days]


def test_without_proof_of_a_return_there_is_no_deadline(world: World) -> None:
    mark(world.student("Ana Flores"), MONDAY)
    assert returned(world, "Ana Flores") == [None]


def test_a_certified_roll_without_an_absence_proves_the_return(world: World) -> None:
    ana = world.student("Ana Flores")
    friday = date(2026, 2, 6)
    mark(ana, friday)
    mark(ana, MONDAY)
    certify(world, MONDAY, 1)
    certify(world, TODAY, 1)
    assert returned(world, "Ana Flores") == [TODAY, TODAY]


def test_a_roll_of_a_class_the_student_is_not_in_proves_nothing(world: World) -> None:
    ana = world.student("Ana Flores")
    ana.seats.filter(section=world.section(2)).update(replaced_at=NOW)
    mark(ana, MONDAY)
    certify(world, TODAY, 2)
    assert returned(world, "Ana Flores") == [None]


def test_a_replaced_roll_proves_nothing(world: World) -> None:
    mark(world.student("Ana Flores"), MONDAY)
    certify(world, TODAY, 1)
    Roll.objects.update(replaced_at=NOW)
    assert returned(world, "Ana Flores") == [None]


def test_a_cut_period_is_over_when_a_later_one_was_attended(world: World) -> None:
    ana = world.student("Ana Flores")
    mark(ana, MONDAY, 3)
    certify(world, MONDAY, 1, 2, 3)
    assert returned(world, "Ana Flores") == [None]
    certify(world, MONDAY, 4)
    assert returned(world, "Ana Flores") == [MONDAY]


def test_somebody_tardy_was_back_at_once_and_somebody_who_left_was_not(world: World) -> None:
    mark(world.student("Ana Flores"), MONDAY, 1, "tardy")
    mark(world.student("Camila Reyes"), MONDAY, 6, "left_early")
    assert returned(world, "Ana Flores") == [MONDAY]
    assert returned(world, "Camila Reyes") == [None]


def test_a_later_tardy_proves_the_return(world: World) -> None:
    ana = world.student("Ana Flores")
    mark(ana, MONDAY)
    mark(ana, TODAY, 1, "tardy", reason="NONC")
    assert returned(world, "Ana Flores") == [TODAY]


def test_before_rolls_are_taken_here_a_day_without_an_absence_is_a_return(world: World) -> None:
    ana = world.student("Ana Flores")
    friday = date(2026, 2, 6)
    mark(ana, friday)
    mark(ana, MONDAY)
    assert returned(world, "Ana Flores", rolls_from=None) == [TODAY, TODAY]
    assert returned(world, "Ana Flores", rolls_from=TODAY) == [None, None]


TAUGHT = [date(2026, 2, day) for day in (2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 16, 17, 18)]


@pytest.mark.parametrize(
    ("today", "age", "is_overdue"),
    [(date(2026, 2, 2), 0, False), (date(2026, 2, 3), 1, False), (date(2026, 2, 16), 10, False),
     (date(2026, 2, 17), 11, True)],
)  # fmt: skip
def test_ten_school_days_after_the_return_are_in_time_and_the_eleventh_is_late(
    today: date, age: int, is_overdue: bool
) -> None:
    deadline = deadline_after(date(2026, 2, 2), taught=TAUGHT, today=today, clearing_days=10)
    assert (deadline.age, deadline.is_overdue, deadline.due_on) == (age, is_overdue, date(2026, 2, 16))


def test_a_deadline_past_the_calendar_is_its_last_day(world: World) -> None:
    deadline = deadline_after(date(2026, 2, 10), taught=TAUGHT, today=date(2026, 2, 10), clearing_days=10)
    assert deadline.due_on == TAUGHT[-1]


def test_only_the_last_mark_of_the_day_decides_when_it_ended(world: World) -> None:
    ana = world.student("Ana Flores")
    late, left = mark(ana, MONDAY, 1, "tardy"), mark(ana, MONDAY, 1, "left_early")
    assert return_after(MONDAY, marks=[late, left], presence={}) is None
    assert return_after(MONDAY, marks=[late], presence={}) == MONDAY


def test_more_students_cost_no_more_statements(world: World, django_assert_num_queries: object) -> None:
    for name in ("Ana Flores", "Camila Reyes", "Keiko Sato"):
        for day in (MONDAY, TODAY):
            mark(world.student(name), day)
    here = office(world)
    students = students_waiting(here, EVERYTHING)
    for count in (1, 3):
        with django_assert_num_queries(6):
            assert len(waiting(here, EVERYTHING, students=students[:count])) == count

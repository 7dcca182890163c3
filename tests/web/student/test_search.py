"""Finding a student: within reach only, by any spelling, and never by an address that holds a name."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from world import FIRST_DAY, RECORDED, World

from adsum.district.models import RecordRead
from adsum.enrollment.models import Enrollment, Student
from adsum.enrollment.search import name_pattern
from adsum.web.student.results import MOST_RESULTS

pytestmark = pytest.mark.usefixtures("at_demo_time")
ADDRESS = "/students/"


def search(world: World, query: str, *, role: str = "clerk") -> Any:
    client = Client()
    client.force_login(world.person(role))
    return client.post(reverse("student-search"), {"query": query})


def listed(answer: Any) -> list[str]:
    return [result.student.name for result in answer.context["results"].students]


@pytest.mark.parametrize("query", ["flores", "FLORES", "Ana Flo", "flores, ana", "Florés"])
def test_a_name_is_found_in_any_spelling(world: World, query: str) -> None:
    world.student("Ana Flores")
    world.student("Camila Reyes")
    assert listed(search(world, query.replace(",", ""))) == ["Ana Flores"]


@pytest.mark.parametrize("query", ["nguyen", "Nguyễn", "NGUYÊN"])
def test_accents_do_not_matter_on_either_side(world: World, query: str) -> None:
    world.student("Mai Nguyễn")
    assert listed(search(world, query, role="district")) == ["Mai Nguyễn"]


@pytest.mark.parametrize("query", ["o'neal", "Neal-Ruiz"])
def test_apostrophes_and_hyphens_are_letters_of_a_name(world: World, query: str) -> None:
    world.student("Liam O'Neal-Ruiz")
    assert listed(search(world, query)) == ["Liam O'Neal-Ruiz"]


def test_what_a_query_holds_is_never_a_pattern(world: World) -> None:
    world.student("Ana Flores")
    assert listed(search(world, "F.o[r]es")) == []
    assert name_pattern("a.b").count(r"\.") == 1


def test_the_student_number_finds_too(world: World) -> None:
    ana = world.student("Ana Flores")
    Student.objects.filter(pk=ana.pk).update(local_id="100207")
    assert listed(search(world, "10020")) == ["Ana Flores"]


@pytest.mark.parametrize("query", ["an", "a -", "  "])
def test_too_short_a_query_is_refused(world: World, query: str) -> None:
    world.student("Ana Flores")
    answer = search(world, query)
    assert answer.status_code == 422
    assert "Flores" not in answer.content.decode()
    assert not RecordRead.objects.exists()


def test_only_students_within_reach_are_found(world: World) -> None:
    world.student("Ben Okafor")
    assert listed(search(world, "okafor")) == []
    assert listed(search(world, "okafor", role="district")) == ["Ben Okafor"]


def test_a_teacher_finds_the_students_of_their_classes(world: World) -> None:
    world.student("Ana Flores")
    assert listed(search(world, "flores", role="teacher")) == ["Ana Flores"]


def test_a_restricted_record_is_found_by_its_office_alone(world: World) -> None:
    Student.objects.filter(pk=world.student("Ana Flores").pk).update(is_restricted=True)
    assert listed(search(world, "flores")) == ["Ana Flores"]
    assert listed(search(world, "flores", role="teacher")) == []
    assert listed(search(world, "flores", role="region")) == []


def test_who_was_listed_was_read(world: World) -> None:
    ana = world.student("Ana Flores")
    search(world, "flores")
    assert list(RecordRead.objects.values_list("student_key", "page")) == [(ana.key, "student-search")]


def test_a_long_list_is_cut_and_says_so(world: World, django_assert_max_num_queries: Any) -> None:
    crowd = Student.objects.bulk_create(
        Student(source_id=f"crowd-{number}", given_name="Ana", family_name=f"Flores {number:02}", birth_date=FIRST_DAY)
        for number in range(MOST_RESULTS + 1)
    )
    Enrollment.objects.bulk_create(
        Enrollment(
            source_id=f"e-{student.source_id}", student=student, school=world.high, grade="09", first_day=FIRST_DAY,
            recorded_at=RECORDED,
        )
        for student in crowd
    )  # fmt: skip
    client = Client()
    client.force_login(world.person("clerk"))
    with django_assert_max_num_queries(12):
        answer = client.post(reverse("student-search"), {"query": "flores"})
    assert len(listed(answer)) == MOST_RESULTS
    assert "There are more" in answer.content.decode()


def test_no_name_ever_stands_in_an_address(world: World) -> None:
    world.student("Ana Flores")
    text = search(world, "flores").content.decode()
    assert "students/flores" not in text.lower()
    assert 'method="post" action="/students/"' in text
    client = Client()
    client.force_login(world.person("clerk"))
    assert "results" not in client.get(reverse("student-search"), {"query": "flores"}).context

"""The measures pages: each number is the records', leads to who is behind it, and asks a fixed number of questions."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from rooms.determinations.stories import NIGHT, THREE, miss
from world import NOW, TODAY, World

from adsum.determinations.actions import judge_all
from adsum.district.models import RecordRead
from adsum.web.measures import charts

pytestmark = pytest.mark.usefixtures("at_demo_time")
QUERIES_OF_A_PAGE = 24


def client_of(world: World, role: str) -> Client:
    client = Client()
    client.force_login(world.person(role))
    return client


@pytest.fixture
def judged_world(world: World) -> World:
    miss(world.student("Ana Flores"), *THREE)
    miss(world.student("Camila Reyes"), TODAY, periods=[1])
    world.student("Ben Okafor")
    judge_all(by=NIGHT, at=NOW, as_of=TODAY - timedelta(days=1))
    return world


def test_the_principals_only_school_opens_at_once(judged_world: World) -> None:
    answer = client_of(judged_world, "principal").get(reverse("measures-schools"))
    assert answer["Location"] == reverse("measures-school", args=[judged_world.high.key])


def test_a_school_shows_its_morning_and_its_year(judged_world: World) -> None:
    page = client_of(judged_world, "principal").get(reverse("measures-school", args=[judged_world.high.key]))
    text = page.content.decode()
    assert "0 of 6 rolls" in text
    assert "of 2 enrolled" in text
    assert "As of Mon, Feb 9, 2026" in text
    for measure in ("absent_today", "truant", "notices_due"):
        assert reverse("measures-list", args=[judged_world.high.key, measure]) in text
    assert "must not be published" in text  # two students of a grade could be told apart


def test_numbers_nobody_stands_behind_have_no_list(judged_world: World) -> None:
    page = client_of(judged_world, "principal").get(reverse("measures-school", args=[judged_world.high.key]))
    assert reverse("measures-list", args=[judged_world.high.key, "habitual"]) not in page.content.decode()


def test_before_anybody_was_judged_the_page_says_so(world: World) -> None:
    world.student("Ana Flores")
    page = client_of(world, "principal").get(reverse("measures-school", args=[world.high.key]))
    assert "Nobody has been judged" in page.content.decode()


def test_the_list_names_the_students_behind_a_number_and_is_logged(judged_world: World) -> None:
    client = client_of(judged_world, "principal")
    page = client.get(reverse("measures-list", args=[judged_world.high.key, "truant"]))
    ana = judged_world.student("Ana Flores")
    assert "Flores, Ana" in page.content.decode()
    assert "Reyes" not in page.content.decode()
    assert list(RecordRead.objects.values_list("student_key", "page")) == [(ana.key, "measures-list")]


def test_the_list_can_be_of_one_grade_and_of_today(judged_world: World) -> None:
    client = client_of(judged_world, "clerk")
    address = reverse("measures-list", args=[judged_world.high.key, "truant"])
    assert "Nobody." in client.get(address, {"grade": "10"}).content.decode()
    today = client.get(reverse("measures-list", args=[judged_world.high.key, "absent_today"])).content.decode()
    assert "Reyes, Camila" in today
    assert "Flores" not in today


@pytest.mark.parametrize(("measure", "grade"), [("names", ""), ("truant", "13")])
def test_a_measure_or_grade_there_is_not_is_not_found(judged_world: World, measure: str, grade: str) -> None:
    address = reverse("measures-list", args=[judged_world.high.key, measure])
    assert client_of(judged_world, "clerk").get(address, {"grade": grade}).status_code == 404


def test_a_restricted_record_is_in_no_list_outside_its_office(judged_world: World) -> None:
    ana = judged_world.student("Ana Flores")
    ana.is_restricted = True
    ana.save()
    address = reverse("measures-list", args=[judged_world.high.key, "truant"])
    assert "Flores" in client_of(judged_world, "clerk").get(address).content.decode()
    assert "Flores" not in client_of(judged_world, "region").get(address).content.decode()


def test_a_region_sees_its_schools_and_the_district_sees_all(judged_world: World) -> None:
    elsewhere = judged_world.make_school("coast", "Coast High", "high", judged_world_bells(), region=None)
    elsewhere.region = None
    elsewhere.save()
    region = client_of(judged_world, "region").get(reverse("measures-district")).content.decode()
    assert "Mesa Verde High" in region
    assert "Coast High" not in region
    assert "Coast High" in client_of(judged_world, "district").get(reverse("measures-district")).content.decode()


def judged_world_bells() -> Any:
    from adsum.cli.demo.calendar import HIGH_BELLS

    return HIGH_BELLS


@pytest.mark.parametrize(
    ("role", "name", "has_key"),
    [
        ("principal", "measures-school", True),
        ("district", "measures-district", False),
        ("region", "measures-schools", False),
    ],
)
def test_a_page_asks_the_same_number_of_questions_whatever_it_shows(
    judged_world: World, django_assert_max_num_queries: Any, role: str, name: str, has_key: bool
) -> None:
    client = client_of(judged_world, role)
    address = reverse(name, args=[judged_world.high.key] if has_key else [])
    for name_of_student in ("Jamal Washington", "Keiko Sato", "Noor Rahimi", "Emily Tran"):
        miss(judged_world.student(name_of_student), *THREE)
    judge_all(by=NIGHT, at=NOW, as_of=TODAY - timedelta(days=1))
    with django_assert_max_num_queries(QUERIES_OF_A_PAGE):
        client.get(address)


def test_bars_fit_their_scale_whatever_the_share() -> None:
    from adsum.determinations.queries.shares import Tally

    drawn = charts.bars({"09": Tally(10, 10, 10, 9), "10": Tally(3, 0, 0, 0)})
    assert [bar.state for bar in drawn.rows] == [charts.BAR_LENGTH, 0]
    assert drawn.ticks[-1] == (charts.BAR_LEFT + charts.BAR_LENGTH, 100)


def test_columns_begin_below_the_lowest_month() -> None:
    from adsum.determinations.queries.shares import Month

    drawn = charts.columns([Month(1, 100, 4, 0), Month(2, 100, 31, 0)])
    assert drawn.begins_at <= 65
    assert all(0 < column.height <= charts.COLUMN_HEIGHT for column in drawn.columns)
    assert charts.columns([]).columns == []

"""Put the demo district together: bulk rows for the crowd, the rooms' own actions for what the named students show."""

from collections.abc import Callable
from datetime import date, datetime, time
from random import Random

from django.db import connection, transaction

from adsum.cli.demo.calendar import FIRST_DAY, TODAY, taught_days
from adsum.cli.demo.classes import build_classes
from adsum.cli.demo.people import build_people
from adsum.cli.demo.schools import build_accounts, build_schools, build_terms
from adsum.cli.demo.year import ZONE, build_year
from adsum.determinations.actions import judge_all
from adsum.district import audit
from adsum.district.audit import Job
from adsum.district.models import Staff, User
from adsum.notices import actions as letters
from adsum.web.signin.pages import DEMO_PASSWORD

SEED = 7
CENTRAL_RUN = date(2025, 12, 3)
BUILDER = Job("demo builder")


def build_district(
    *, stage: Callable[[int, str], None], progress: Callable[[str, int, int], None], seed: int = SEED
) -> None:
    random = Random(seed)  # noqa: S311  invented people need no secrets
    with transaction.atomic():
        stage(2, "schools, calendar and staff")
        schools = build_schools()
        terms = build_terms()
        accounts = build_accounts(schools, DEMO_PASSWORD)
        stage(3, "students and families")
        pupils = build_people(schools, random)
        sections = build_classes(schools, terms, pupils, accounts, random)
        stage(4, "a school year of rolls, absences and clearing")
        clerk = accounts["clerk"].user
        assert clerk is not None
        build_year(schools, sections, pupils, clerk, random, progress)
        audit.record("demo.built", about=schools["high"], by=BUILDER, at=moment_of(FIRST_DAY))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # without statistics the planner walks whole tables
    from adsum.cli.demo.stories import tell

    stage(5, "letters of the fall, and what happened to the named students")
    tell(pupils=pupils, clerk=clerk, counselor=user_of(accounts["counselor"]))
    central_run(progress)
    stage(6, "judging everybody as of last night")
    judge_all(by=BUILDER, at=moment_of(last_night()), as_of=last_night(), progress=progress_of(progress))


def central_run(progress: Callable[[str, int, int], None]) -> None:
    """The district's first notices of the year: everybody truant by then whose letter has no hold."""
    at = moment_of(CENTRAL_RUN)
    judge_all(by=BUILDER, at=at, as_of=CENTRAL_RUN, progress=progress_of(progress))
    letters.draft_all(school=None, level=1, on=CENTRAL_RUN, by=BUILDER, at=at)
    letters.issue_all(school=None, level=1, on=CENTRAL_RUN, by=BUILDER, at=at)


def user_of(staff: Staff) -> User:
    user = staff.user
    assert isinstance(user, User)
    return user


def progress_of(progress: Callable[[str, int, int], None]) -> Callable[[int, int], None]:
    return lambda done, total: progress("students judged", done, total)


def moment_of(day: date) -> datetime:
    """Eight in the evening of a day, local time."""
    return datetime.combine(day, time(20, 0), tzinfo=ZONE)


def last_night() -> date:
    return max(day.date for day in taught_days() if day.date < TODAY)

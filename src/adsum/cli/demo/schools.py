"""Regions, schools, calendars, bell schedules and the staff one can sign in as."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from adsum.cli.demo.calendar import (
    ELEMENTARY_BELLS,
    FIRST_DAY,
    HIGH_BELLS,
    LAST_DAY,
    MIDDLE_BELLS,
    TODAY,
    Bells,
    taught_days,
)
from adsum.district.models import (
    Assignment,
    BellPeriod,
    BellSchedule,
    Region,
    School,
    SchoolDay,
    Staff,
    Term,
    User,
)

LOWER = ["KN", "01", "02", "03", "04", "05"]


@dataclass(frozen=True)
class Plan:
    """One school of the demo: what it is, how many students each grade has, and its bells."""

    name: str
    level: str
    region: str
    grades: dict[str, int]
    bells: Bells
    street: str
    phone: str
    kind: str = "comprehensive"


SCHOOLS = {
    "juniper": Plan(
        "Juniper Elementary", "elementary", "north", dict.fromkeys(LOWER, 76), ELEMENTARY_BELLS,
        "210 Juniper Way", "213-555-0121",
    ),
    "manzanita": Plan(
        "Manzanita Elementary", "elementary", "south", {"TK": 40, **dict.fromkeys(LOWER, 72)}, ELEMENTARY_BELLS,
        "88 Manzanita Street", "213-555-0132",
    ),
    "middle": Plan(
        "Cottonwood Middle", "middle", "north", dict.fromkeys(["06", "07", "08"], 205), MIDDLE_BELLS,
        "1400 Cottonwood Avenue", "213-555-0143",
    ),
    "high": Plan(
        "Mesa Verde High", "high", "north", dict.fromkeys(["09", "10", "11", "12"], 195), HIGH_BELLS,
        "1 Mesa Verde Drive", "213-555-0154",
    ),
    "pinon": Plan(
        "Piñon Continuation High", "high", "south", {"10": 14, "11": 34, "12": 42}, HIGH_BELLS,
        "37 Piñon Lane", "213-555-0165", kind="continuation",
    ),
}  # fmt: skip

# role: given name, family name, school or region
ACCOUNTS = {
    "teacher": ("Marisol", "Vega", "high"),
    "clerk": ("Dolores", "Whitfield", "high"),
    "counselor": ("Andre", "Baptiste", "high"),
    "principal": ("June", "Okoye", "high"),
    "region": ("Hyun-woo", "Pak", "north"),
    "district": ("Teresa", "Lindqvist", ""),
    "auditor": ("Walter", "Nakamoto", ""),
    "administrator": ("Pilar", "Etxeberria", ""),
}


def build_schools() -> dict[str, School]:
    """The five schools with their calendars; all of them take roll in Adsum from the first day."""
    regions = {
        "north": Region.objects.create(source_id="demo-region-north", name="Region North"),
        "south": Region.objects.create(source_id="demo-region-south", name="Region South"),
    }
    schools = {}
    for short, plan in SCHOOLS.items():
        school = School.objects.create(
            source_id=f"demo-{short}",
            name=plan.name,
            level=plan.level,
            kind=plan.kind,
            region=regions[plan.region],
            address=f"{plan.street}, Mesa Verde, CA 90077",
            phone=plan.phone,
            rolls_from=FIRST_DAY,
        )
        ring(school, plan.bells)
        schools[short] = school
    SchoolDay.objects.bulk_create(
        SchoolDay(school=school, date=day.date, is_taught=True, school_month=day.school_month, term=day.term)
        for school in schools.values()
        for day in taught_days()
    )
    return schools


def build_terms() -> dict[str, Term]:
    """The school year and its two semesters, district-wide."""
    fall_ends = max(day.date for day in taught_days() if day.term == "fall")
    spring_starts = min(day.date for day in taught_days() if day.term == "spring")
    spans = {
        "year": ("2025-26", "schoolYear", FIRST_DAY, LAST_DAY),
        "fall": ("Fall 2025", "semester", FIRST_DAY, fall_ends),
        "spring": ("Spring 2026", "semester", spring_starts, LAST_DAY),
    }
    return {
        short: Term.objects.create(
            source_id=f"demo-{short}", title=title, kind=kind, school_year=2026, first_day=first, last_day=last
        )
        for short, (title, kind, first, last) in spans.items()
    }


def ring(school: School, bells: Bells) -> None:
    """The school's regular bell schedule."""
    schedule = BellSchedule.objects.create(school=school, name="Regular day", is_regular=True)
    begins = datetime.combine(TODAY, bells.starts_at)
    for period in range(1, bells.periods + 1):
        ends = begins + timedelta(minutes=bells.minutes)
        BellPeriod.objects.create(
            schedule=schedule, period=period, starts_at=begins.time(), ends_at=ends.time(), minutes=bells.minutes
        )
        begins = ends + timedelta(minutes=bells.break_minutes)


def build_accounts(schools: dict[str, School], password: str) -> dict[str, Staff]:
    """One account for each role."""
    accounts = {}
    for role, (given, family, place) in ACCOUNTS.items():
        user = User.objects.create_user(f"{role}@mesaverde.example", password)
        staff = Staff.objects.create(
            source_id=f"demo-{role}", user=user, given_name=given, family_name=family, email=user.email
        )
        Assignment.objects.create(
            staff=staff,
            role=role,
            school=schools.get(place),
            region=Region.objects.get(source_id=f"demo-region-{place}") if role == "region" else None,
            first_day=FIRST_DAY,
        )
        accounts[role] = staff
    return accounts

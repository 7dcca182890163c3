"""`adsum staff add|role|list`: accounts and roles from the terminal, for whoever installs Adsum."""

import argparse
import getpass
import sys
from datetime import date

from adsum.cli.django import wake

PARSER_HELP = "make accounts and give roles"


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("staff", help=PARSER_HELP)
    doors = parser.add_subparsers(required=True)
    add = doors.add_parser("add", help="make an account; the password is asked for, never given as an argument")
    add.add_argument("email")
    add.add_argument("--given", required=True, help="given name")
    add.add_argument("--family", required=True, help="family name")
    add.set_defaults(run=open_account)
    role = doors.add_parser("role", help="give a role to an account")
    role.add_argument("email")
    role.add_argument("role")
    role.add_argument("--school", help="the school's source id")
    role.add_argument("--region", help="the region's source id")
    role.add_argument("--first-day", type=date.fromisoformat)
    role.add_argument("--last-day", type=date.fromisoformat)
    role.set_defaults(run=give_role)


def open_account(arguments: argparse.Namespace) -> int:
    wake()
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from adsum.district import actions
    from adsum.district.audit import Job
    from adsum.web import clock

    password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    try:
        validate_password(password)
        actions.open_account(
            email=arguments.email,
            given_name=arguments.given,
            family_name=arguments.family,
            password=password,
            by=Job("terminal"),
            at=clock.now(),
        )
    except ValidationError as error:
        print(f"{' '.join(error.messages)} No account was made.", file=sys.stderr)
        return 1
    except actions.RoleRefused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    print(f"Account {arguments.email} is made. It has no role yet: adsum staff role {arguments.email} ROLE ...")
    return 0


def give_role(arguments: argparse.Namespace) -> int:
    wake()
    from adsum.district import actions
    from adsum.district.audit import Job
    from adsum.district.models import Region, School, Staff
    from adsum.web import clock

    staff = Staff.objects.filter(user__email=arguments.email.lower()).first()
    school = School.objects.filter(source_id=arguments.school).first() if arguments.school else None
    region = Region.objects.filter(source_id=arguments.region).first() if arguments.region else None
    for what, asked, found in (
        ("account", arguments.email, staff),
        ("school", arguments.school, school),
        ("region", arguments.region, region),
    ):
        if asked and found is None:
            print(f"There is no {what} {asked}. Nothing was changed.", file=sys.stderr)
            return 1
    assert staff is not None
    try:
        actions.give_role(
            staff=staff,
            role=arguments.role,
            school=school,
            region=region,
            first_day=arguments.first_day or clock.today(),
            last_day=arguments.last_day,
            by=Job("terminal"),
            at=clock.now(),
        )
    except actions.RoleRefused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    print(f"{arguments.email} is {arguments.role} now.")
    return 0

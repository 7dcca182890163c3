"""A teacher at the roll's page, through Django's test client: what the page holds, and sending it back."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from world import TODAY, World

from adsum.district.models import User
from adsum.enrollment.models import Student

CLASS = ("Ana Flores", "Camila Reyes", "Keiko Sato", "Liam O'Neal-Ruiz")
Fields = dict[str, str]


class Teacher:
    def __init__(
        self, world: World, *, names: tuple[str, ...] = CLASS, period: int = 1, account: User | None = None
    ) -> None:
        self.world, self.period = world, period
        self.students: dict[str, Student] = {name: world.student(name) for name in names}
        self.section = world.section(period)
        self.account = account or world.person("teacher")
        self.client = Client()
        self.client.force_login(self.account)

    def address(self, *, day: str = TODAY.isoformat()) -> str:
        return reverse("roll-certification", kwargs={"key": self.section.key, "date": day, "period": self.period})

    def open(self, **options: Any) -> HttpResponse:
        return self.client.get(self.address(**options))

    def page(self) -> Fields:
        """The fields of the page as a browser without JavaScript would send them untouched."""
        return fields_of(self.open())

    def send(
        self, said: Mapping[str, Fields] | None = None, *, page: Fields | None = None, **extra: str
    ) -> HttpResponse:
        """Send a page (a fresh one unless given) with these students changed: {"Ana Flores": {"status": "absent"}}."""
        fields = dict(page or self.page())
        for name, values in (said or {}).items():
            fields.update({f"{field}-{self.students[name].key}": value for field, value in values.items()})
        return self.client.post(self.address(), {**fields, **extra})


def fields_of(response: HttpResponse) -> Fields:
    """Hidden fields, chosen radio buttons and numbers of a page's roll."""
    html = response.content.decode()
    form = html[html.index('<form class="roll"') :]
    fields = {}
    for tag in re.findall(r"<input [^>]*>", form):
        attributes = {name: unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
        if attributes.get("type") in ("radio", "checkbox") and not re.search(r"\schecked", tag):
            continue
        fields[attributes["name"]] = attributes.get("value", "")
    fields.pop("csrfmiddlewaretoken", None)
    return fields


ABSENT = {"status": "absent"}


def tardy(minutes: object) -> Fields:
    return {"status": "tardy", "late": str(minutes)}

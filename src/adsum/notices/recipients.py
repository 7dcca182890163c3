"""To whom a letter goes, where, and in which languages.

A guardian with the right to receive letters; the first one with a whole address, so that one letter reaches one
household. A student who has come of age receives their own letters. English always stands first; the family's language
follows when the pack has the letter in it.
Source: EC 48260.5, 48985; 34 CFR 99.5.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from adsum.enrollment.models import Guardian, Guardianship, Student
from adsum.policy.packs import Pack

ENGLISH = "en"


@dataclass(frozen=True)
class Recipient:
    """`guardian` is None when nobody is on record who may receive letters. `came_of_age_on`: the birthday, or None."""

    guardian: Guardian | None
    address_lines: tuple[str, ...]
    language: str
    came_of_age_on: date | None

    @property
    def name(self) -> str:
        return self.guardian.name if self.guardian else ""


def recipients_of(students: Collection[Student], *, on: date, pack: Pack) -> dict[int, Recipient]:
    """The recipient for each student, by primary key: one query for all of them."""
    guardians: dict[int, list[Guardian]] = {student.pk: [] for student in students}
    rights = Guardianship.objects.filter(student__in=list(guardians), receives_letters=True)
    for guardianship in rights.select_related("guardian").order_by("pk"):
        guardians[guardianship.student_id].append(guardianship.guardian)
    return {
        student.pk: recipient(student=student, guardians=guardians[student.pk], on=on, pack=pack)
        for student in students
    }


def recipient(*, student: Student, guardians: list[Guardian], on: date, pack: Pack) -> Recipient:
    chosen = next((guardian for guardian in guardians if guardian.has_address), guardians[0] if guardians else None)
    language = (chosen.language if chosen else "") or student.home_language or ENGLISH
    return Recipient(
        guardian=chosen,
        address_lines=address_lines(chosen) if chosen and chosen.has_address else (),
        language=language.replace("_", "-").split("-")[0].lower(),
        came_of_age_on=came_of_age_on(student.birth_date, on=on, pack=pack),
    )


def address_lines(guardian: Guardian) -> tuple[str, ...]:
    """The address as the post wants it: street, then city, state and ZIP code."""
    return guardian.street, f"{guardian.city}, {guardian.state} {guardian.postal_code}".replace(",  ", ", ")


def came_of_age_on(birth_date: date, *, on: date, pack: Pack) -> date | None:
    """The birthday on which the rights passed to the student, if it has come; the duty to attend ends with it."""
    age: int = pack.value("truancy.age_under", on=on)
    is_leap_day = (birth_date.month, birth_date.day) == (2, 29)
    birthday = date(birth_date.year + age, 3, 1) if is_leap_day else birth_date.replace(year=birth_date.year + age)
    return birthday if birthday <= on else None

"""What the clearing page offers for the marks on it: the reasons open to all of them, and who may explain them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from adsum.attendance.clearing.checks import is_of_age, needs_incident
from adsum.attendance.clearing.entry import Role
from adsum.attendance.models import Mark
from adsum.attendance.queries.enrolled import Stays, stay_on, stays_of
from adsum.attendance.queries.rosters import reading_order
from adsum.district.models import School
from adsum.district.pack import pack_in_force
from adsum.enrollment.models import Guardian, Guardianship, Student
from adsum.policy.packs import Reason
from adsum.web import clock
from adsum.web.office.forms import ClearingForm
from adsum.web.office.words import cap_words, one_mark, reason_label, text_of


@dataclass(frozen=True)
class Tick:
    """A mark with its checkbox."""

    mark: Mark
    is_ticked: bool
    words: str
    reason: str


@dataclass(frozen=True)
class ChosenStudent:
    """A student on the page, with the marks of each day."""

    student: Student
    grade: str
    days: dict[date, list[Tick]]


@dataclass(frozen=True)
class Explainer:
    """Somebody who can be named as having explained the absence; not everybody listed may."""

    value: str
    label: str
    hint: str
    may_explain: bool
    needs_name: bool = False


class ReasonSelect(forms.Select):
    """A list of reasons; each option says whether it needs the event named, for the page's script."""

    with_incident: Collection[str] = ()

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        if value in self.with_incident:
            option["attrs"]["data-event"] = "yes"
        return option


@dataclass(frozen=True)
class Offer:
    """The reasons and people that fit every mark on the page."""

    marks: Sequence[Mark]
    stays: Stays
    guardianships: Sequence[Guardianship]
    incidents: Sequence[str]

    @cached_property
    def reasons(self) -> list[Reason]:
        """Reasons in force on every date and open to every grade, in the pack's order."""
        pack = pack_in_force()
        latest = max(mark.date for mark in self.marks)
        offered = list(pack.reasons(on=latest).values())
        for mark in self.marks:
            in_force, grade = pack.reasons(on=mark.date), self.grade_of(mark)
            offered = [one for one in offered if one.code in in_force and in_force[one.code].is_open_to(grade)]
        return offered

    def grade_of(self, mark: Mark) -> str:
        stay = stay_on(self.stays.get(mark.student_id, []), school=mark.school_id, day=mark.date)
        return stay.grade if stay else ""

    @cached_property
    def guardians(self) -> list[Guardian]:
        """The guardians all the students have in common."""
        students = {mark.student_id for mark in self.marks}
        found: dict[int, set[int]] = {}
        for one in self.guardianships:
            found.setdefault(one.guardian_id, set()).add(one.student_id)
        people = {one.guardian_id: one.guardian for one in self.guardianships}
        return [people[key] for key, of in found.items() if of == students]

    @cached_property
    def explainers(self) -> list[Explainer]:
        barred = {one.guardian_id for one in self.guardianships if not one.may_explain}
        relations = {one.guardian_id: one.relation for one in self.guardianships}
        found = []
        for guardian in self.guardians:
            may = guardian.pk not in barred
            hint = relations[guardian.pk] if may else _("Not listed as allowed to explain absences")
            found.append(Explainer(f"guardian-{guardian.key}", guardian.name, hint, may_explain=may))
        if all(is_of_age(mark.student, on=clock.today()) for mark in self.marks):
            found.append(Explainer(Role.STUDENT, Role.STUDENT.label, "", may_explain=True))
        others = [role for role in Role if role != Role.STUDENT]
        return found + [Explainer(role, role.label, "", may_explain=True, needs_name=True) for role in others]

    def students(self, *, ticked: Collection[str]) -> list[ChosenStudent]:
        found: dict[int, ChosenStudent] = {}
        for mark in sorted(self.marks, key=lambda mark: (reading_order(mark.student), mark.date, mark.period)):
            chosen = found.setdefault(mark.student_id, ChosenStudent(mark.student, self.grade_of(mark), {}))
            reason = reason_label(mark.reason, pack=pack_in_force()) if mark.reason else ""
            chosen.days.setdefault(mark.date, []).append(Tick(mark, mark.key in ticked, one_mark(mark), reason))
        return list(found.values())

    @property
    def has_periods(self) -> bool:
        return any(mark.school.level != School.Level.ELEMENTARY for mark in self.marks)

    def fill(self, form: ClearingForm) -> None:
        """Give the form the reasons that fit, grouped by what they mean for the family."""
        widget = ReasonSelect()
        widget.with_incident = {reason.code for reason in self.reasons if needs_incident(reason)}
        widget.choices = [("", _("Choose a reason")), *self._groups()]
        form.fields["reason"].widget = widget

    def _groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        groups: dict[str, list[tuple[str, str]]] = {
            _("Excused"): [],
            _("Not excused"): [],
            _("At school after all"): [],
        }
        names = list(groups)
        for reason in self.reasons:
            name = names[2] if reason.earns_day else names[0] if reason.excused else names[1]
            groups[name].append((reason.code, option_words(reason)))
        return [(name, options) for name, options in groups.items() if options]


def option_words(reason: Reason) -> str:
    words = f"{text_of(reason)} ({reason.code})"
    return f"{words} – {cap_words(reason.cap)}" if reason.cap else words


def offer_for(marks: Sequence[Mark]) -> Offer:
    """What fits these marks. Three statements."""
    students = {mark.student_id for mark in marks}
    guardianships = Guardianship.objects.filter(student__in=students).select_related("guardian").order_by("pk")
    named = Mark.objects.filter(student__in=students, replaced_at__isnull=True).exclude(incident=None)
    return Offer(
        marks=marks,
        stays=stays_of(students),
        guardianships=list(guardianships),
        incidents=sorted({incident for incident in named.values_list("incident", flat=True) if incident}),
    )

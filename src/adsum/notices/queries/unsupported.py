"""Issued letters that the records no longer support: to be rescinded, or kept with a reason (attendance.md T9)."""

from datetime import date, datetime

from django.db.models import QuerySet

from adsum.determinations.judging.school_years import school_year
from adsum.determinations.models import Determination, Standing
from adsum.district.models import School
from adsum.district.pack import pack_in_force
from adsum.notices.levels import GROUNDS
from adsum.notices.models import Notice, NoticeEvent
from adsum.notices.queries.letters import ISSUED


def unsupported(*, school: School | None = None, on: date) -> list[Notice]:
    """Letters of the school year whose ground is gone, or came only after the letter. Four queries.

    A letter that somebody kept is listed again only when the finding changes once more.
    """
    year = school_year(on, pack=pack_in_force())
    issued = Notice.objects.filter(ISSUED, school_year=year).select_related("student", "school")
    issued = issued if school is None else issued.filter(school=school)
    grounds = _grounds(issued, year)
    lost = [notice for notice in issued.order_by("issued_on", "pk") if not _is_supported(notice, grounds)]
    return _without_kept(lost, year)


def _grounds(issued: QuerySet[Notice], year: int) -> dict[tuple[int, int], date | None]:
    """student and level -> the day of the ground, today."""
    standings = Standing.objects.filter(school_year=year, student__in=issued.values("student"))
    return {(row.student_id, level): getattr(row, name) for row in standings for level, name in GROUNDS.items()}


def _is_supported(notice: Notice, grounds: dict[tuple[int, int], date | None]) -> bool:
    came_on = grounds.get((notice.student_id, notice.level))
    assert notice.issued_on is not None
    return came_on is not None and came_on <= notice.issued_on


def _without_kept(lost: list[Notice], year: int) -> list[Notice]:
    """Leave out the letters that were kept after the last change of their ground."""
    events = NoticeEvent.objects.filter(notice__in=lost, what="kept").order_by("at")
    kept: dict[int, datetime] = dict(events.values_list("notice_id", "at"))
    changes = Determination.objects.filter(student__in=[n.student_id for n in lost], school_year=year)
    changed = {
        (flip.student_id, flip.name): flip.decided_at
        for flip in changes.filter(name__in=GROUNDS.values()).order_by("decided_at")
    }
    return [notice for notice in lost if not _was_kept(notice, kept=kept, changed=changed)]


def _was_kept(notice: Notice, *, kept: dict[int, datetime], changed: dict[tuple[int, str], datetime]) -> bool:
    kept_at, changed_at = kept.get(notice.pk), changed.get((notice.student_id, GROUNDS[notice.level]))
    return kept_at is not None and (changed_at is None or changed_at <= kept_at)

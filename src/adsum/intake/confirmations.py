"""What somebody has to confirm with a reason before a package is applied.

M23     the package is older than one that is applied: it would undo newer changes
M66     it ends far more than usual: a second person must approve
"""

from datetime import date, datetime
from fractions import Fraction

from django.utils import timezone

from adsum.intake.models import Package
from adsum.intake.roster.plan import EndedShare
from adsum.policy.packs import Pack

Confirmation = dict[str, str]
WHAT = {"enrollments": "enrollments", "seats": "places in classes"}


def older_than_applied(
    *, kind: str, source: str, fingerprint: str, exported_at: datetime | None, changes: int
) -> list[Confirmation]:
    """M23. A package without a date is older when it was applied before and another one after it."""
    if not changes:
        return []
    applied = Package.objects.filter(kind=kind, source=source, state=Package.State.APPLIED)
    newest = applied.filter(exported_at__isnull=False).order_by("-exported_at").first()
    if newest is not None and newest.exported_at and exported_at is not None and exported_at < newest.exported_at:
        message = (
            f"This export ({_day(exported_at)}) is older than the one in use ({_day(newest.exported_at)}). "
            f"Applying it would undo or change {changes:,} records."
        )
        return [{"code": "M23", "message": message}]
    same = applied.filter(fingerprint=fingerprint, superseded_at__isnull=False).order_by("-applied_at").first()
    if same is not None and same.applied_at:
        message = (
            f"This file was applied on {_day(same.applied_at)}, and a newer one after it. "
            f"Applying it again would undo or change {changes:,} records."
        )
        return [{"code": "M23", "message": message}]
    return []


def larger_than_usual(ended: EndedShare, *, day: date, pack: Pack) -> list[Confirmation]:
    """M66, for enrollments and for places in classes: the district as a whole, and the school it hits hardest."""
    found = []
    of_school: Fraction = pack.value("intake.large_change_school_share", on=day)
    of_district: Fraction = pack.value("intake.large_change_district_share", on=day)
    fewest: int = pack.value("intake.large_change_from", on=day)
    for kind, counts in ended.counts.items():
        total = sum(count for count, _ in counts.values()), sum(before for _, before in counts.values())
        large = {school: pair for school, pair in counts.items() if _is_large(*pair, share=of_school, fewest=fewest)}
        if _is_large(*total, share=of_district, fewest=fewest):
            found.append(_large(f"This file would end {total[0]:,} of {total[1]:,} {WHAT[kind]}."))
        elif large:
            school, (count, before) = max(large.items(), key=lambda item: Fraction(*item[1]))
            found.append(_large(f"This file would end {count:,} of {before:,} {WHAT[kind]} at school {school}."))
    return found


def _is_large(ended: int, before: int, *, share: Fraction, fewest: int) -> bool:
    """More than the share, and not just a handful."""
    return ended >= fewest and ended * share.denominator > before * share.numerator


def _large(message: str) -> Confirmation:
    return {"code": "M66", "message": f"{message} A second person must approve.", "second_person": "yes"}


def _day(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"

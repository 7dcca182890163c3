"""Small template filters for words that every page shares."""

from datetime import date, datetime, time

from django import template
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()


@register.filter
def day(value: date | None) -> str:
    """A school day as people say it: Tue, Feb 10, 2026. Empty for none."""
    # Translators: the date format for a day, in Django's letters.
    return formats.date_format(value, _("D, M j, Y")) if value else ""


@register.filter
def day_short(value: date | None) -> str:
    """A day within the year at hand: Feb 10."""
    # Translators: the short date format (no year), in Django's letters.
    return formats.date_format(value, _("M j")) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """A moment in the district's zone: Feb 10, 2026, 8:09 a.m."""
    if not value:
        return ""
    # Translators: the format of a date with time, in Django's letters.
    return formats.date_format(timezone.localtime(value), _("M j, Y, g:i a"))


@register.filter
def clock_time(value: datetime | time | None) -> str:
    """A time of day in the district's zone: 8:09 a.m."""
    if not value:
        return ""
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    # Translators: the format of a time of day, in Django's letters.
    return formats.time_format(local, _("g:i a"))


@register.filter
def percent(part: int, whole: int) -> str:
    """A share for reading, one decimal: rounded here on the page and nowhere else. A dash without a whole."""
    return f"{100 * part / whole:.1f} %" if whole else "–"


@register.filter
def grade(code: str) -> str:
    """A CALPADS grade code in words: TK, Kindergarten, Grade 9."""
    if code == "TK":
        return _("TK")
    if code == "KN":
        return _("Kindergarten")
    return _("Grade %(grade)s") % {"grade": code.lstrip("0")} if code.isdigit() else code


@register.filter
def days(count: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


@register.simple_tag(takes_context=True)
def language_links(context: template.Context) -> list[dict[str, object]]:
    """The languages of the page with the one in use marked."""
    from django.utils.translation import get_language, get_language_info

    here = get_language()
    links = []
    for code, _name in context.get("languages", []):
        links.append({"code": code, "name": get_language_info(code)["name_local"], "is_here": code == here})
    return links

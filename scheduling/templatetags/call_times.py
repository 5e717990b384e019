"""Times of calls on pages of customers, as the wizard writes them: `{{ call.scheduled_date_time|until:call.ends_at }}`.

In the zone that is in force, in the reader's language; a page names the zone beside them.
"""

from datetime import datetime

from django import template
from django.utils.timezone import get_current_timezone_name

from core.phone import readable
from scheduling.pages.wizard import moments

register = template.Library()
register.filter("readable", readable)


@register.filter
def until(starts_at: datetime, ends_at: datetime) -> str:
    """Tuesday, March 2, 2027, 2:00 PM – 2:30 PM"""
    return moments.moment(starts_at, ends_at, get_current_timezone_name())


@register.filter
def instant(at: datetime) -> str:
    """Tuesday, March 2, 2027, 2:00 PM"""
    return moments.instant(at, get_current_timezone_name())


@register.filter
def in_short(at: datetime) -> str:
    """Tue, March 2, 2:00 PM"""
    return moments.in_short(at, get_current_timezone_name())

"""What the search field finds of scheduling: calls, and whose they are."""

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.actor import Actor
from core.web.finds import Find, finder
from scheduling.conf import ADMIN_SCOPE, HANDLE_SCOPE
from scheduling.models import CallRequest
from scheduling.queries.call_search import find_calls


@finder("calls", lambda: _("Calls"), order=12)
def calls(text: str, by: Actor, limit: int) -> list[Find]:
    if not by.may(HANDLE_SCOPE, ADMIN_SCOPE):
        return []
    return [_call(one) for one in find_calls(text, by=by, limit=limit)]


def _call(call: CallRequest) -> Find:
    starts_at = call.scheduled_date_time
    when = date_format(timezone.localtime(starts_at), "j M H:i") if starts_at else ""
    owner = call.owner.name if call.owner else ""
    company = call.company.name if call.company else ""
    parts = (call.number, company, str(call.topic), str(call.get_status_display()), when, owner)
    return Find(
        call.contact_name,
        reverse("call", args=[call.public_id]),
        "phone",
        " · ".join(part for part in parts if part),
    )
